-- A parcel carrier's accounts: customers by depot, and three big tables that belong to customers. Runs once, into the
-- template, as oncall.

CREATE TABLE customer (
    id       integer PRIMARY KEY,
    depot_id integer NOT NULL,
    name     text NOT NULL
);

CREATE TABLE {{table}} (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id  integer NOT NULL,
    state        text NOT NULL CHECK (state IN ('open', 'settled')),
    amount_cents integer NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE {{larger}} (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id  integer NOT NULL,
    state        text NOT NULL CHECK (state IN ('open', 'settled')),
    amount_cents integer NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE {{smaller}} (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id  integer NOT NULL,
    state        text NOT NULL CHECK (state IN ('open', 'settled')),
    amount_cents integer NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now()
);

INSERT INTO customer (id, depot_id, name)
SELECT n, 1 + n % 20, 'customer ' || n FROM generate_series(1, 6000) AS n;

-- Scattered on purpose: a customer's rows lie far apart, as they do where customers order now and then.
INSERT INTO {{table}} (customer_id, state, amount_cents, created_at)
SELECT 1 + n * 7919 % 6000, CASE WHEN n % 4 = 0 THEN 'open' ELSE 'settled' END, 200 + n * 37 % 20000,
       timestamptz '2026-01-01 00:00+00' + n * interval '90 seconds'
FROM generate_series(1, 120000) AS n;

INSERT INTO {{larger}} (customer_id, state, amount_cents, created_at)
SELECT 1 + n * 6011 % 6000, CASE WHEN n % 5 = 0 THEN 'open' ELSE 'settled' END, 300 + n * 41 % 30000,
       timestamptz '2026-01-01 00:00+00' + n * interval '75 seconds'
FROM generate_series(1, 140000) AS n;

INSERT INTO {{smaller}} (customer_id, state, amount_cents, created_at)
SELECT 1 + n * 4999 % 6000, CASE WHEN n % 6 = 0 THEN 'open' ELSE 'settled' END, 100 + n * 29 % 9000,
       timestamptz '2026-01-01 00:00+00' + n * interval '6 minutes'
FROM generate_series(1, 30000) AS n;

ALTER TABLE {{table}} ADD FOREIGN KEY (customer_id) REFERENCES customer;
ALTER TABLE {{larger}} ADD FOREIGN KEY (customer_id) REFERENCES customer;
ALTER TABLE {{smaller}} ADD FOREIGN KEY (customer_id) REFERENCES customer;

CREATE INDEX customer_depot ON customer (depot_id);
CREATE INDEX {{larger}}_customer ON {{larger}} (customer_id);
CREATE INDEX {{smaller}}_customer ON {{smaller}} (customer_id);

GRANT SELECT ON customer, {{table}}, {{larger}}, {{smaller}} TO {{api}}, {{report}};
GRANT SELECT ON customer TO {{booking}};
GRANT SELECT, INSERT ON {{table}} TO {{booking}};
