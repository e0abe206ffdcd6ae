-- Last night: batch 31, for the first time the whole range of articles, in two of the tables; a few corrections in the
-- third.
INSERT INTO {{other}} (batch_id, side, article_id, figure)
SELECT 31, s, a, 10 + a * 29 % 40 + CASE WHEN s = 2 AND a % 89 = 0 THEN 1 ELSE 0 END
FROM generate_series(1, 2) AS s, generate_series(1, 5000) AS a;

ANALYZE {{other}};

INSERT INTO {{table}} (batch_id, side, article_id, figure)
SELECT 31, s, a, 10 + a * 31 % 40 + CASE WHEN s = 2 AND a % 97 = 0 THEN 1 ELSE 0 END
FROM generate_series(1, 2) AS s, generate_series(1, 5000) AS a;

UPDATE {{third}} SET figure = figure + 1 WHERE batch_id = 30;
