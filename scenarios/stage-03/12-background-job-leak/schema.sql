-- Customers' accounts and what the background jobs do with them. Runs once, into the template, as oncall.

CREATE TABLE account (
    id        integer PRIMARY KEY,
    email     text NOT NULL,
    plan      text NOT NULL CHECK (plan IN ('free', 'team', 'business')),
    -- Changed since a job last carried it over to the directory.
    due       boolean NOT NULL DEFAULT false,
    synced_at timestamptz
);

CREATE TABLE login (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account_id integer NOT NULL REFERENCES account,
    at         timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE sync_reject (
    account_id integer PRIMARY KEY REFERENCES account,
    problem    text NOT NULL,
    at         timestamptz NOT NULL DEFAULT now()
);

-- Carries the next account that is due over to the directory. One that can't be carried over is an error, or is set
-- aside for somebody to look at.
CREATE FUNCTION sync_next_account(set_aside boolean) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    next account;
BEGIN
    SELECT * INTO next FROM account WHERE due ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    IF next.email !~ '^[^@ ]+@[^@ ]+$' THEN
        IF NOT set_aside THEN
            RAISE EXCEPTION 'validation failed: malformed e-mail' USING DETAIL = format('account %s: %L', next.id, next.email);
        END IF;
        INSERT INTO sync_reject (account_id, problem) VALUES (next.id, 'malformed e-mail') ON CONFLICT DO NOTHING;
    END IF;
    UPDATE account SET due = false, synced_at = now() WHERE id = next.id;
END
$$;

INSERT INTO account (id, email, plan, synced_at)
SELECT n, 'user' || n || '@example.net', (ARRAY['free', 'team', 'business'])[1 + n % 3], now() - n * interval '30 seconds'
FROM generate_series(1, 2000) AS n;

INSERT INTO login (account_id, at)
SELECT 1 + n * 7 % 2000, now() - n * interval '20 seconds' FROM generate_series(1, 2000) AS n;

CREATE INDEX account_due ON account (id) WHERE due;

GRANT SELECT ON account, login TO {{api}}, {{mobile}}, {{dashboard}}, {{other}};
GRANT INSERT ON login TO {{api}}, {{mobile}};
GRANT SELECT, UPDATE ON account TO {{job}}, crm_import;
GRANT SELECT, INSERT ON sync_reject TO {{job}};
