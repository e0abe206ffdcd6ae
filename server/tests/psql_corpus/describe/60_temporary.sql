-- Temporary objects.
\pset format unaligned
CREATE TEMP TABLE orders (mine int PRIMARY KEY);
CREATE TEMP SEQUENCE counted;
CREATE TEMP VIEW glance AS TABLE orders;
\d
\d+
\dt
\dt pg_temp.*
\d orders
\d+ pg_temp.orders
\d glance
\d+ glance
\dv
\ds+
\di
\dt+
DROP TABLE orders CASCADE;
DROP SEQUENCE counted;
