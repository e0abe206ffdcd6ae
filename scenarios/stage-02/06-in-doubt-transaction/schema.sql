-- Events, their seats, and what is paid out to organisers. Small: this incident is about one transaction.
-- Runs once, into the template, as oncall.

CREATE TABLE event (
    id    integer PRIMARY KEY,
    title text NOT NULL
);

CREATE TABLE seat_pool (
    event_id integer PRIMARY KEY REFERENCES event,
    free     integer NOT NULL CHECK (free >= 0),
    sold     integer NOT NULL DEFAULT 0,
    settled  integer NOT NULL DEFAULT 0
);

CREATE TABLE payout_request (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id integer NOT NULL REFERENCES event,
    cents    integer NOT NULL CHECK (cents > 0)
);

CREATE TABLE payout (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    request_id bigint NOT NULL UNIQUE REFERENCES payout_request,
    cents      integer NOT NULL
);

-- What the bank told us: each batch that it has carried out.
CREATE TABLE bank_notice (
    id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    batch text NOT NULL,
    at    timestamptz NOT NULL DEFAULT now()
);

INSERT INTO event (id, title) SELECT n, 'event ' || n FROM generate_series(1, 40) AS n;
INSERT INTO seat_pool (event_id, free) SELECT n, 1000000 FROM generate_series(1, 40) AS n;
INSERT INTO payout_request (event_id, cents) SELECT 1 + n % 40, 5000 + n * 37 % 900 FROM generate_series(1, {{requests}} - 1) AS n;
INSERT INTO bank_notice (batch, at) SELECT '{{gid}}-' || n, now() - n * interval '1 day' FROM generate_series(1, 6) AS n;

GRANT SELECT ON event, seat_pool TO {{api}}, {{mailer}}, {{broker}};
GRANT UPDATE (free, sold) ON seat_pool TO {{api}};
GRANT SELECT, INSERT ON payout_request TO {{api}};
GRANT SELECT, INSERT ON payout TO {{broker}};
GRANT SELECT ON payout_request, bank_notice TO {{broker}};
GRANT UPDATE (settled) ON seat_pool TO {{broker}};
GRANT SELECT, INSERT ON bank_notice TO {{bank}};
