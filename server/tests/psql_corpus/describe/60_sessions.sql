-- Roles, failed transactions, settings and temporary objects.
SET ROLE d_reader;
\l
\l+
\db
\d shop.orders
\dt+ shop.*
\dconfig
\dRs
\dRs+
\deu+
\du
\dp shop.orders
\sf shop.rows
\dl+
\dx
\dRp+
\d+ pg_statistic
\dO
\d hidden.*
RESET ROLE;
BEGIN;
SELECT 1/0;
\d
\dt
\d shop.orders
\sf shop.rows
\sv shop.rich
\dt a.b.c
ROLLBACK;
SET standard_conforming_strings = off;
\d shop.orders
\dt "Odd Schema"."a|b"
\dt 'shop.o\\wders'
\d+ "Odd Schema".*
\sf shop.rows
\df+ shop.*
RESET standard_conforming_strings;
SET DateStyle = 'SQL, DMY';
\d+ shop.events*
\du d_*
RESET DateStyle;
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
