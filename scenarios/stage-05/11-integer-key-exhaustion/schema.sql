-- A table whose integer key has been in use for years: a block of old rows that was never archived, a gap where the
-- archived ones were, and the newest rows at the very end of what an integer can hold.
-- Runs once, into the template, as oncall.

CREATE TABLE customer (
    customer_no serial PRIMARY KEY,
    name        text NOT NULL
);

CREATE TABLE {{parent}} (
    {{key}}     serial PRIMARY KEY,
    customer_no integer NOT NULL REFERENCES customer,
    total_cents integer NOT NULL CHECK (total_cents > 0),
    placed_at   timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE {{child}} (
    line_no  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    {{key}}  integer NOT NULL REFERENCES {{parent}},
    what     text NOT NULL,
    quantity integer NOT NULL CHECK (quantity > 0)
);

CREATE TABLE invoice (
    invoice_no  serial PRIMARY KEY,
    customer_no integer NOT NULL REFERENCES customer,
    cents       integer NOT NULL,
    issued_at   timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE mail_out (
    mail_no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    text    text NOT NULL
);

INSERT INTO customer (name) SELECT 'customer ' || n FROM generate_series(1, 500) AS n;

INSERT INTO {{parent}} ({{key}}, customer_no, total_cents, placed_at)
SELECT n, 1 + n % 500, 500 + n * 41 % 30000, timestamptz '2011-05-01 08:00+00' + n * interval '7 minutes'
FROM generate_series(1, {{low}}) AS n;

INSERT INTO {{parent}} ({{key}}, customer_no, total_cents, placed_at)
SELECT 2147483647 - {{high}} + n, 1 + n % 500, 500 + n * 41 % 30000,
       timestamptz '2020-01-01 08:00+00' + n * interval '1 minute'
FROM generate_series(1, {{high}}) AS n;

INSERT INTO {{child}} ({{key}}, what, quantity)
SELECT {{key}}, 'item ' || {{key}} % 97, 1 + {{key}} % 4 FROM {{parent}} ORDER BY {{key}};

INSERT INTO invoice (invoice_no, customer_no, cents, issued_at)
SELECT 1893200000 + n, 1 + n % 500, 700 + n * 17 % 9000, timestamptz '2020-01-01 08:00+00' + n * interval '3 minutes'
FROM generate_series(1, 2000) AS n;

INSERT INTO mail_out (text) SELECT 'mail ' || n FROM generate_series(1, 300) AS n;

SELECT setval('{{parent}}_{{key}}_seq', 2147483647);
SELECT setval('invoice_invoice_no_seq', 1893202000);

CREATE INDEX {{child}}_{{key}} ON {{child}} ({{key}});

GRANT SELECT ON customer TO {{api}}, {{web}}, {{billing}};
GRANT SELECT, INSERT ON {{parent}}, {{child}} TO {{api}};
GRANT USAGE ON SEQUENCE {{parent}}_{{key}}_seq TO {{api}};
GRANT SELECT ON {{parent}}, {{child}} TO {{web}};
GRANT SELECT, INSERT ON invoice TO {{billing}};
GRANT USAGE ON SEQUENCE invoice_invoice_no_seq TO {{billing}};
GRANT SELECT, INSERT ON mail_out TO {{billing}};
