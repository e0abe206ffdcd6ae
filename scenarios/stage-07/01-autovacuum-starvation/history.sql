-- A day's work through the table, and nobody who cleared up after it; some dead rows elsewhere, as there always are.
INSERT INTO {{table}} (route_id, labels, body)
SELECT 1 + n % 400, ARRAY['express'], repeat('x', 240) FROM generate_series(1, 50000) AS n;

DELETE FROM {{table}} WHERE id > 80;

UPDATE {{other}} SET body = body || ', seen' WHERE id <= 4000;
UPDATE {{third}} SET body = body || ', seen' WHERE id <= 40;
