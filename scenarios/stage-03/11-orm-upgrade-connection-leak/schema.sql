-- What three services of a shop read and write: small, since this incident is about connections and not about data.
-- Runs once, into the template, as oncall.

CREATE TABLE customer (
    id    integer PRIMARY KEY,
    email text NOT NULL UNIQUE,
    tier  text NOT NULL CHECK (tier IN ('basic', 'plus'))
);

CREATE TABLE item (
    id          integer PRIMARY KEY,
    name        text NOT NULL,
    price_cents integer NOT NULL CHECK (price_cents > 0)
);

CREATE TABLE event (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    service     text NOT NULL,
    customer_id integer NOT NULL REFERENCES customer,
    at          timestamptz NOT NULL DEFAULT now()
);

INSERT INTO customer (id, email, tier)
SELECT n, 'customer' || n || '@example.net', CASE WHEN n % 5 = 0 THEN 'plus' ELSE 'basic' END
FROM generate_series(1, 8000) AS n;

INSERT INTO item (id, name, price_cents)
SELECT n, 'item ' || n, 500 + n * 37 % 9000 FROM generate_series(1, 500) AS n;

INSERT INTO event (service, customer_id, at)
SELECT (ARRAY['{{leak}}', '{{steady}}', '{{main}}'])[1 + n % 3], 1 + n * 7 % 8000, now() - n * interval '20 seconds'
FROM generate_series(1, 2000) AS n;

GRANT SELECT ON customer, item TO {{leak}}, {{steady}}, {{main}}, {{mailer}};
GRANT SELECT, INSERT ON event TO {{leak}}, {{steady}}, {{main}};
GRANT SELECT ON event TO {{mailer}};
