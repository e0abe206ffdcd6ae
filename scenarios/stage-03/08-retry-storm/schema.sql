-- A shop's orders, and a question that it asks a partner for each of them. Runs once, into the template, as oncall.

CREATE TABLE product (
    id          integer PRIMARY KEY,
    name        text NOT NULL,
    price_cents integer NOT NULL CHECK (price_cents > 0)
);

CREATE TABLE orders (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    product_id integer NOT NULL REFERENCES product,
    quantity   integer NOT NULL CHECK (quantity > 0),
    created_at timestamptz NOT NULL DEFAULT now()
);

-- Asks the partner's service and waits for its answer. The lab stands in for the partner by waiting.
CREATE FUNCTION ask_partner(reference integer) RETURNS integer
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_sleep(60);
    RETURN 100 + reference % 997;
END
$$;

INSERT INTO product (id, name, price_cents)
SELECT n, 'product ' || n, 500 + n * 37 % 9000 FROM generate_series(1, 500) AS n;

INSERT INTO orders (product_id, quantity, created_at)
SELECT 1 + n * 7 % 500, 1 + n % 3, now() - n * interval '40 seconds' FROM generate_series(1, 2000) AS n;

REVOKE EXECUTE ON FUNCTION ask_partner(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ask_partner(integer) TO {{retry}};
GRANT SELECT ON product TO {{api}}, {{steady}}, {{feed}}, {{retry}};
GRANT SELECT, INSERT ON orders TO {{api}};
GRANT SELECT ON orders TO {{steady}}, {{feed}};
