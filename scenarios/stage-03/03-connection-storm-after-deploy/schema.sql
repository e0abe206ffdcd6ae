-- The shop's schema: small on purpose, since this incident is about connections and not about data.
-- Runs once, into the template, as oncall.

CREATE TABLE product (
    id          integer PRIMARY KEY,
    name        text NOT NULL,
    price_cents integer NOT NULL CHECK (price_cents > 0)
);

CREATE TABLE stock (
    product_id integer PRIMARY KEY REFERENCES product,
    quantity   integer NOT NULL CHECK (quantity >= 0)
);

CREATE TABLE orders (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    product_id integer NOT NULL REFERENCES product,
    quantity   integer NOT NULL CHECK (quantity > 0),
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE job (
    id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind   text NOT NULL,
    state  text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'done')),
    due_at timestamptz NOT NULL DEFAULT now()
);

INSERT INTO product (id, name, price_cents)
SELECT n, 'product ' || n, 500 + n * 37 % 9000 FROM generate_series(1, 500) AS n;

INSERT INTO stock (product_id, quantity)
SELECT n, 20 + n * 13 % 180 FROM generate_series(1, 500) AS n;

INSERT INTO orders (product_id, quantity, created_at)
SELECT 1 + n * 7 % 500, 1 + n % 3, now() - n * interval '40 seconds' FROM generate_series(1, 2000) AS n;

INSERT INTO job (kind, state)
SELECT (ARRAY['invoice', 'email', 'export'])[1 + n % 3], 'done' FROM generate_series(1, 200) AS n;

CREATE INDEX job_due ON job (due_at) WHERE state = 'queued';

GRANT SELECT ON product, stock, orders TO {{api}};
GRANT INSERT ON orders TO {{api}};
GRANT SELECT, UPDATE ON stock TO {{stock}};
GRANT SELECT ON product TO {{stock}};
GRANT SELECT, UPDATE ON job TO {{worker}};

ANALYZE product, stock, orders, job;
