-- Objects that the describe_*.sql files look at. Can be run again and again.
SET client_min_messages = error;
DROP SCHEMA IF EXISTS shop CASCADE;
DROP SCHEMA IF EXISTS "Odd Schema" CASCADE;
DROP PUBLICATION IF EXISTS pub_all;
DROP PUBLICATION IF EXISTS pub_orders;
DROP PUBLICATION IF EXISTS pub_shop;
DROP FOREIGN DATA WRAPPER IF EXISTS dummy CASCADE;
DO 'BEGIN DROP OWNED BY corpus_owner; DROP OWNED BY corpus_reader; EXCEPTION WHEN undefined_object THEN NULL; END';
DROP ROLE IF EXISTS corpus_login;
DROP ROLE IF EXISTS corpus_reader;
DROP ROLE IF EXISTS corpus_owner;
CREATE ROLE corpus_owner CREATEDB CREATEROLE CONNECTION LIMIT 5;
CREATE ROLE corpus_reader NOINHERIT;
CREATE ROLE corpus_login LOGIN CONNECTION LIMIT 1 VALID UNTIL '2031-01-02 03:04:05+00' IN ROLE corpus_reader, corpus_owner;
COMMENT ON ROLE corpus_reader IS 'may read';
ALTER ROLE corpus_login SET work_mem = '8MB';
ALTER ROLE corpus_login SET search_path = shop, public;
CREATE SCHEMA shop;
COMMENT ON SCHEMA shop IS 'goods and orders';
GRANT USAGE ON SCHEMA shop TO corpus_reader;
CREATE SCHEMA "Odd Schema";
CREATE SCHEMA shop_empty;
DROP SCHEMA shop_empty;
SET search_path = shop, public;
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
COMMENT ON TYPE mood IS 'how one feels';
CREATE TYPE point3 AS (x double precision, y double precision, label text COLLATE "C");
CREATE DOMAIN positive AS integer DEFAULT 1 NOT NULL CONSTRAINT positive_check CHECK (VALUE > 0);
CREATE TABLE customers (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  email text NOT NULL UNIQUE,
  name varchar(80) COLLATE "C" DEFAULT 'nobody',
  score numeric(10,2) CHECK (score >= 0),
  feeling mood,
  created_at timestamptz NOT NULL DEFAULT now(),
  shout text GENERATED ALWAYS AS (upper(email)) STORED,
  CONSTRAINT long_name CHECK (length(name) > 1)
);
COMMENT ON TABLE customers IS 'people who buy';
COMMENT ON COLUMN customers.email IS 'where they are written to';
ALTER TABLE customers ALTER COLUMN email SET STATISTICS 500;
ALTER TABLE customers ALTER COLUMN name SET STORAGE EXTERNAL;
CREATE INDEX customers_lower ON customers (lower(email)) WHERE score > 0;
CREATE TABLE orders (
  id serial PRIMARY KEY,
  customer bigint NOT NULL REFERENCES customers ON DELETE CASCADE,
  placed date DEFAULT CURRENT_DATE,
  total money,
  during int4range,
  EXCLUDE USING gist (during WITH &&),
  UNIQUE (customer, placed) DEFERRABLE INITIALLY DEFERRED
) WITH (fillfactor = 70, autovacuum_enabled = off);
CREATE UNIQUE INDEX orders_nulls ON orders (total) NULLS NOT DISTINCT;
CREATE INDEX orders_including ON orders USING btree (placed DESC) INCLUDE (total);
ALTER TABLE orders REPLICA IDENTITY FULL;
CLUSTER orders USING orders_pkey;
ALTER TABLE orders ADD CONSTRAINT late CHECK (placed > '2000-01-01') NOT VALID;
CREATE STATISTICS orders_stats (ndistinct, dependencies) ON customer, placed FROM orders;
CREATE STATISTICS orders_all ON customer, total FROM orders;
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER orders_touch BEFORE INSERT OR UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TRIGGER orders_off AFTER DELETE ON orders FOR EACH STATEMENT EXECUTE FUNCTION touch();
ALTER TABLE orders DISABLE TRIGGER orders_off;
CREATE TRIGGER orders_always AFTER DELETE ON orders FOR EACH ROW EXECUTE FUNCTION touch();
ALTER TABLE orders ENABLE ALWAYS TRIGGER orders_always;
CREATE RULE orders_rule AS ON DELETE TO orders WHERE OLD.id < 0 DO INSTEAD NOTHING;
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
CREATE POLICY mine ON orders FOR SELECT TO corpus_reader USING (customer > 0);
CREATE POLICY strict ON orders AS RESTRICTIVE USING (id > 0) WITH CHECK (id > 1);
GRANT SELECT ON orders TO corpus_reader;
GRANT UPDATE (placed), SELECT (total) ON customers TO corpus_reader;
CREATE VIEW rich AS SELECT id, email, score FROM customers WHERE score > 100;
COMMENT ON VIEW rich IS 'the good ones';
CREATE VIEW rich_safe WITH (security_barrier = true) AS SELECT * FROM rich;
CREATE RULE rich_insert AS ON INSERT TO rich DO INSTEAD NOTHING;
CREATE MATERIALIZED VIEW totals AS SELECT customer, count(*) AS n FROM orders GROUP BY customer WITH NO DATA;
CREATE INDEX totals_customer ON totals (customer);
CREATE SEQUENCE tickets AS smallint START 10 INCREMENT 5 MAXVALUE 1000 CYCLE CACHE 3;
CREATE UNLOGGED TABLE scratch (a int, b text);
CREATE UNLOGGED SEQUENCE scratch_seq;
CREATE TABLE events (at timestamptz NOT NULL, kind text, PRIMARY KEY (at)) PARTITION BY RANGE (at);
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE events_rest PARTITION OF events DEFAULT PARTITION BY LIST (kind);
CREATE TABLE events_rest_a PARTITION OF events_rest (kind NOT NULL) FOR VALUES IN ('a', 'b');
CREATE INDEX events_kind ON events (kind);
CREATE TABLE event_notes (at timestamptz REFERENCES events, note text);
CREATE TRIGGER events_touch BEFORE INSERT ON events FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TABLE parent (a int NOT NULL, b text DEFAULT 'x');
CREATE TABLE child_one (c int) INHERITS (parent);
CREATE TABLE child_two (d int) INHERITS (parent, customers);
CREATE TABLE typed OF point3;
CREATE TABLE nothing ();
CREATE TABLE "Odd Schema"."Odd ""Table""" ("Odd Column" int, "x.y" text, "a$b" int);
CREATE INDEX "Odd Index" ON "Odd Schema"."Odd ""Table""" ("Odd Column");
CREATE FOREIGN DATA WRAPPER dummy;
CREATE SERVER far TYPE 'old' VERSION '1' FOREIGN DATA WRAPPER dummy OPTIONS (host 'h', port '1');
CREATE FOREIGN TABLE far_away (a int OPTIONS (x 'y z'), b text) SERVER far OPTIONS (t 'u');
CREATE PUBLICATION pub_all FOR ALL TABLES;
CREATE PUBLICATION pub_orders FOR TABLE orders (id, total) WHERE (id > 5);
CREATE PUBLICATION pub_shop FOR TABLES IN SCHEMA shop;
CREATE FUNCTION add(a int, b int DEFAULT 2, OUT total int) LANGUAGE sql IMMUTABLE PARALLEL SAFE AS 'SELECT $1 + $2';
CREATE FUNCTION add(text, VARIADIC text[]) RETURNS SETOF text LANGUAGE sql STABLE SECURITY DEFINER AS 'SELECT $1';
COMMENT ON FUNCTION add(int, int) IS 'adds';
CREATE PROCEDURE do_it(INOUT x int) LANGUAGE plpgsql AS 'BEGIN x := 1; END';
CREATE AGGREGATE my_sum(int) (SFUNC = int4pl, STYPE = int);
CREATE OPERATOR === (LEFTARG = int, RIGHTARG = int, FUNCTION = int4eq);
CREATE FUNCTION on_ddl() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
ALTER DEFAULT PRIVILEGES IN SCHEMA shop GRANT SELECT ON TABLES TO corpus_reader;
REVOKE ALL ON scratch FROM CURRENT_USER;
