-- Orders and stock. Small: this incident is about locks on tables and not about volume.
-- Runs once, into the template, as oncall.

CREATE TABLE customer (
    id   integer PRIMARY KEY,
    name text NOT NULL
);

CREATE TABLE orders (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id integer NOT NULL REFERENCES customer,
    total_cents integer NOT NULL CHECK (total_cents > 0),
    created_at  timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE stock_move (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    item_id  integer NOT NULL,
    quantity integer NOT NULL,
    moved_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE price_list (
    item_id integer PRIMARY KEY,
    cents   integer NOT NULL CHECK (cents > 0)
);

INSERT INTO customer (id, name) SELECT n, 'customer ' || n FROM generate_series(1, 400) AS n;

INSERT INTO orders (customer_id, total_cents, created_at)
SELECT 1 + n * 7 % 400, 900 + n * 113 % 20000, now() - n * interval '50 seconds' FROM generate_series(1, {{orders}}) AS n;

INSERT INTO stock_move (item_id, quantity, moved_at)
SELECT 1 + n * 11 % 300, 1 + n % 9, now() - n * interval '40 seconds' FROM generate_series(1, 3000) AS n;

INSERT INTO price_list (item_id, cents) SELECT n, 300 + n * 71 % 9000 FROM generate_series(1, 300) AS n;

CREATE INDEX orders_customer ON orders (customer_id);

-- A row of a feed goes to a partner, who takes about a second for each.
CREATE FUNCTION hand_over(id bigint) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_sleep(1);
    RETURN true;
END $$;

GRANT SELECT ON customer TO {{api}}, {{web}}, {{feed}};
GRANT SELECT, INSERT ON orders TO {{api}};
GRANT SELECT ON orders TO {{web}}, {{feed}};
GRANT SELECT ON stock_move TO {{other}};
GRANT SELECT, UPDATE ON price_list TO {{idler}};
