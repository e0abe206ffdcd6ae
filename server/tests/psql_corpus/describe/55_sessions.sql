-- Roles, failed transactions and settings.
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
