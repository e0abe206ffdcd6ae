-- Branches, accounts and payments. Small: this incident is about locks and not about volume.
-- Runs once, into the template, as oncall.

CREATE TABLE branch (
    id             integer PRIMARY KEY,
    name           text NOT NULL,
    turnover_cents bigint NOT NULL DEFAULT 0,
    reconciled_at  timestamptz
);

CREATE TABLE account (
    id            integer PRIMARY KEY,
    branch_id     integer NOT NULL REFERENCES branch,
    iban          text NOT NULL,
    balance_cents bigint NOT NULL,
    settled_on    date,
    reconciled_at timestamptz
);

CREATE TABLE payment (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    branch_id    integer NOT NULL REFERENCES branch,
    amount_cents bigint NOT NULL CHECK (amount_cents > 0),
    paid_at      timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE ledger_run (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    finished_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE rate (
    product text PRIMARY KEY,
    percent numeric(5, 3) NOT NULL
);

INSERT INTO branch (id, name) SELECT n, 'branch ' || n FROM generate_series(1, 20) AS n;

INSERT INTO account (id, branch_id, iban, balance_cents)
SELECT n, 1 + n % 20, 'XX' || lpad((n * 7919)::text, 12, '0'), 10000 + n * 37 % 90000
FROM generate_series(1, {{accounts}}) AS n;

INSERT INTO payment (branch_id, amount_cents, paid_at)
SELECT 1 + n % 20, 100 + n * 13 % 900, now() - n * interval '20 seconds' FROM generate_series(1, 2000) AS n;

UPDATE branch b SET turnover_cents = (SELECT sum(p.amount_cents) FROM payment p WHERE p.branch_id = b.id);

INSERT INTO rate VALUES ('current', 0.010), ('savings', 1.250), ('fixed', 2.100);

CREATE INDEX account_branch ON account (branch_id);
CREATE INDEX payment_branch ON payment (branch_id);

-- What other houses answer to, each in about a second: the clearing house, and the printers.
CREATE FUNCTION send_to_clearing(account integer) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_sleep(1);
    RETURN true;
END $$;

CREATE FUNCTION render_statement(account integer) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_sleep(1);
    RETURN true;
END $$;

GRANT SELECT, UPDATE ON branch TO {{api}};
GRANT SELECT, INSERT ON payment TO {{api}};
GRANT SELECT, UPDATE ON account TO {{batch}};
GRANT SELECT, UPDATE ON branch, account TO {{sync}};
GRANT SELECT, INSERT, DELETE ON ledger_run TO {{sync}};
GRANT SELECT ON account, branch TO {{reader}};
GRANT SELECT, UPDATE ON rate TO {{idler}};
GRANT SELECT ON branch, payment TO {{web}};
