-- The wrapped format, and expanded tables where the screen is too narrow.
\pset linestyle ascii
\pset border 0
\pset columns 10
\pset format wrapped
\pset expanded off
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded on
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded auto
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
\pset format aligned
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1;
SELECT i, repeat('x', i) AS bar FROM generate_series(1, 12) i;
\pset columns 30
\pset format wrapped
\pset expanded off
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded on
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded auto
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
\pset format aligned
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1;
SELECT i, repeat('x', i) AS bar FROM generate_series(1, 12) i;
\pset columns 45
\pset format wrapped
\pset expanded off
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded on
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded auto
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
\pset format aligned
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1;
SELECT i, repeat('x', i) AS bar FROM generate_series(1, 12) i;
\pset columns 60
\pset format wrapped
\pset expanded off
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded on
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded auto
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
\pset format aligned
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1;
SELECT i, repeat('x', i) AS bar FROM generate_series(1, 12) i;
\pset columns 80
\pset format wrapped
\pset expanded off
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded on
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded auto
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
\pset format aligned
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1;
SELECT i, repeat('x', i) AS bar FROM generate_series(1, 12) i;
\pset columns 100
\pset format wrapped
\pset expanded off
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded on
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded auto
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
\pset format aligned
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1;
SELECT i, repeat('x', i) AS bar FROM generate_series(1, 12) i;
\pset columns 150
\pset format wrapped
\pset expanded off
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded on
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded auto
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
\pset format aligned
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1;
SELECT i, repeat('x', i) AS bar FROM generate_series(1, 12) i;
\pset border 1
\pset columns 10
\pset format wrapped
\pset expanded off
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded on
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded auto
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
\pset format aligned
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1;
SELECT i, repeat('x', i) AS bar FROM generate_series(1, 12) i;
\pset columns 30
\pset format wrapped
\pset expanded off
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded on
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded auto
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
\pset format aligned
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1;
SELECT i, repeat('x', i) AS bar FROM generate_series(1, 12) i;
\pset columns 45
\pset format wrapped
\pset expanded off
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded on
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded auto
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
\pset format aligned
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1;
SELECT i, repeat('x', i) AS bar FROM generate_series(1, 12) i;
\pset columns 60
\pset format wrapped
\pset expanded off
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded on
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded auto
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
\pset format aligned
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1;
SELECT i, repeat('x', i) AS bar FROM generate_series(1, 12) i;
\pset columns 80
\pset format wrapped
\pset expanded off
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded on
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded auto
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
\pset format aligned
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1;
SELECT i, repeat('x', i) AS bar FROM generate_series(1, 12) i;
\pset columns 100
\pset format wrapped
\pset expanded off
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded on
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded auto
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
\pset format aligned
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1;
SELECT i, repeat('x', i) AS bar FROM generate_series(1, 12) i;
\pset columns 150
\pset format wrapped
\pset expanded off
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded on
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded auto
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
\pset format aligned
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1;
SELECT i, repeat('x', i) AS bar FROM generate_series(1, 12) i;
\pset border 2
\pset columns 10
\pset format wrapped
\pset expanded off
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded on
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded auto
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
\pset format aligned
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1;
SELECT i, repeat('x', i) AS bar FROM generate_series(1, 12) i;
\pset columns 30
\pset format wrapped
\pset expanded off
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded on
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded auto
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
\pset format aligned
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1;
SELECT i, repeat('x', i) AS bar FROM generate_series(1, 12) i;
\pset columns 45
\pset format wrapped
\pset expanded off
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded on
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded auto
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
\pset format aligned
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1;
SELECT i, repeat('x', i) AS bar FROM generate_series(1, 12) i;
\pset columns 60
\pset format wrapped
\pset expanded off
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded on
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded auto
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
\pset format aligned
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1;
SELECT i, repeat('x', i) AS bar FROM generate_series(1, 12) i;
\pset columns 80
\pset format wrapped
\pset expanded off
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded on
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded auto
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
\pset format aligned
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1;
SELECT i, repeat('x', i) AS bar FROM generate_series(1, 12) i;
\pset columns 100
\pset format wrapped
\pset expanded off
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded on
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded auto
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
\pset format aligned
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1;
SELECT i, repeat('x', i) AS bar FROM generate_series(1, 12) i;
\pset columns 150
\pset format wrapped
\pset expanded off
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded on
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded auto
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
\pset format aligned
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1;
SELECT i, repeat('x', i) AS bar FROM generate_series(1, 12) i;
\pset linestyle old-ascii
\pset border 0
\pset columns 10
\pset format wrapped
\pset expanded off
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded on
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded auto
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
\pset format aligned
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1;
SELECT i, repeat('x', i) AS bar FROM generate_series(1, 12) i;
\pset columns 30
\pset format wrapped
\pset expanded off
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded on
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded auto
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
\pset format aligned
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1;
SELECT i, repeat('x', i) AS bar FROM generate_series(1, 12) i;
\pset columns 45
\pset format wrapped
\pset expanded off
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded on
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded auto
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
\pset format aligned
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1;
SELECT i, repeat('x', i) AS bar FROM generate_series(1, 12) i;
\pset columns 60
\pset format wrapped
\pset expanded off
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded on
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded auto
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
\pset format aligned
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1;
SELECT i, repeat('x', i) AS bar FROM generate_series(1, 12) i;
\pset columns 80
\pset format wrapped
\pset expanded off
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded on
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded auto
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
\pset format aligned
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1;
SELECT i, repeat('x', i) AS bar FROM generate_series(1, 12) i;
\pset columns 100
\pset format wrapped
\pset expanded off
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded on
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded auto
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
\pset format aligned
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1;
SELECT i, repeat('x', i) AS bar FROM generate_series(1, 12) i;
\pset columns 150
\pset format wrapped
\pset expanded off
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded on
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded auto
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
\pset format aligned
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1;
SELECT i, repeat('x', i) AS bar FROM generate_series(1, 12) i;
\pset border 1
\pset columns 10
\pset format wrapped
\pset expanded off
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded on
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded auto
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
\pset format aligned
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1;
SELECT i, repeat('x', i) AS bar FROM generate_series(1, 12) i;
\pset columns 30
\pset format wrapped
\pset expanded off
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded on
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded auto
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
\pset format aligned
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1;
SELECT i, repeat('x', i) AS bar FROM generate_series(1, 12) i;
\pset columns 45
\pset format wrapped
\pset expanded off
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded on
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded auto
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
\pset format aligned
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1;
SELECT i, repeat('x', i) AS bar FROM generate_series(1, 12) i;
\pset columns 60
\pset format wrapped
\pset expanded off
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded on
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded auto
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
\pset format aligned
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1;
SELECT i, repeat('x', i) AS bar FROM generate_series(1, 12) i;
\pset columns 80
\pset format wrapped
\pset expanded off
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded on
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded auto
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
\pset format aligned
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1;
SELECT i, repeat('x', i) AS bar FROM generate_series(1, 12) i;
\pset columns 100
\pset format wrapped
\pset expanded off
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded on
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded auto
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
\pset format aligned
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1;
SELECT i, repeat('x', i) AS bar FROM generate_series(1, 12) i;
\pset columns 150
\pset format wrapped
\pset expanded off
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded on
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded auto
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
\pset format aligned
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1;
SELECT i, repeat('x', i) AS bar FROM generate_series(1, 12) i;
\pset border 2
\pset columns 10
\pset format wrapped
\pset expanded off
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded on
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded auto
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
\pset format aligned
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1;
SELECT i, repeat('x', i) AS bar FROM generate_series(1, 12) i;
\pset columns 30
\pset format wrapped
\pset expanded off
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded on
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded auto
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
\pset format aligned
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1;
SELECT i, repeat('x', i) AS bar FROM generate_series(1, 12) i;
\pset columns 45
\pset format wrapped
\pset expanded off
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded on
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded auto
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
\pset format aligned
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1;
SELECT i, repeat('x', i) AS bar FROM generate_series(1, 12) i;
\pset columns 60
\pset format wrapped
\pset expanded off
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded on
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded auto
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
\pset format aligned
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1;
SELECT i, repeat('x', i) AS bar FROM generate_series(1, 12) i;
\pset columns 80
\pset format wrapped
\pset expanded off
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded on
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded auto
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
\pset format aligned
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1;
SELECT i, repeat('x', i) AS bar FROM generate_series(1, 12) i;
\pset columns 100
\pset format wrapped
\pset expanded off
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded on
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded auto
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
\pset format aligned
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1;
SELECT i, repeat('x', i) AS bar FROM generate_series(1, 12) i;
\pset columns 150
\pset format wrapped
\pset expanded off
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded on
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded auto
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
\pset format aligned
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1;
SELECT i, repeat('x', i) AS bar FROM generate_series(1, 12) i;
\pset linestyle unicode
\pset border 0
\pset columns 10
\pset format wrapped
\pset expanded off
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded on
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded auto
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
\pset format aligned
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1;
SELECT i, repeat('x', i) AS bar FROM generate_series(1, 12) i;
\pset columns 30
\pset format wrapped
\pset expanded off
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded on
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded auto
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
\pset format aligned
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1;
SELECT i, repeat('x', i) AS bar FROM generate_series(1, 12) i;
\pset columns 45
\pset format wrapped
\pset expanded off
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded on
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded auto
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
\pset format aligned
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1;
SELECT i, repeat('x', i) AS bar FROM generate_series(1, 12) i;
\pset columns 60
\pset format wrapped
\pset expanded off
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded on
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded auto
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
\pset format aligned
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1;
SELECT i, repeat('x', i) AS bar FROM generate_series(1, 12) i;
\pset columns 80
\pset format wrapped
\pset expanded off
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded on
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded auto
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
\pset format aligned
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1;
SELECT i, repeat('x', i) AS bar FROM generate_series(1, 12) i;
\pset columns 100
\pset format wrapped
\pset expanded off
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded on
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded auto
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
\pset format aligned
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1;
SELECT i, repeat('x', i) AS bar FROM generate_series(1, 12) i;
\pset columns 150
\pset format wrapped
\pset expanded off
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded on
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded auto
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
\pset format aligned
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1;
SELECT i, repeat('x', i) AS bar FROM generate_series(1, 12) i;
\pset border 1
\pset columns 10
\pset format wrapped
\pset expanded off
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded on
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded auto
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
\pset format aligned
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1;
SELECT i, repeat('x', i) AS bar FROM generate_series(1, 12) i;
\pset columns 30
\pset format wrapped
\pset expanded off
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded on
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded auto
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
\pset format aligned
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1;
SELECT i, repeat('x', i) AS bar FROM generate_series(1, 12) i;
\pset columns 45
\pset format wrapped
\pset expanded off
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded on
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded auto
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
\pset format aligned
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1;
SELECT i, repeat('x', i) AS bar FROM generate_series(1, 12) i;
\pset columns 60
\pset format wrapped
\pset expanded off
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded on
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded auto
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
\pset format aligned
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1;
SELECT i, repeat('x', i) AS bar FROM generate_series(1, 12) i;
\pset columns 80
\pset format wrapped
\pset expanded off
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded on
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded auto
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
\pset format aligned
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1;
SELECT i, repeat('x', i) AS bar FROM generate_series(1, 12) i;
\pset columns 100
\pset format wrapped
\pset expanded off
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded on
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded auto
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
\pset format aligned
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1;
SELECT i, repeat('x', i) AS bar FROM generate_series(1, 12) i;
\pset columns 150
\pset format wrapped
\pset expanded off
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded on
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded auto
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
\pset format aligned
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1;
SELECT i, repeat('x', i) AS bar FROM generate_series(1, 12) i;
\pset border 2
\pset columns 10
\pset format wrapped
\pset expanded off
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded on
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded auto
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
\pset format aligned
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1;
SELECT i, repeat('x', i) AS bar FROM generate_series(1, 12) i;
\pset columns 30
\pset format wrapped
\pset expanded off
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded on
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded auto
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
\pset format aligned
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1;
SELECT i, repeat('x', i) AS bar FROM generate_series(1, 12) i;
\pset columns 45
\pset format wrapped
\pset expanded off
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded on
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded auto
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
\pset format aligned
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1;
SELECT i, repeat('x', i) AS bar FROM generate_series(1, 12) i;
\pset columns 60
\pset format wrapped
\pset expanded off
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded on
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded auto
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
\pset format aligned
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1;
SELECT i, repeat('x', i) AS bar FROM generate_series(1, 12) i;
\pset columns 80
\pset format wrapped
\pset expanded off
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded on
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded auto
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
\pset format aligned
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1;
SELECT i, repeat('x', i) AS bar FROM generate_series(1, 12) i;
\pset columns 100
\pset format wrapped
\pset expanded off
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded on
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded auto
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
\pset format aligned
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1;
SELECT i, repeat('x', i) AS bar FROM generate_series(1, 12) i;
\pset columns 150
\pset format wrapped
\pset expanded off
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded on
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
\pset expanded auto
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
\pset format aligned
SELECT 'The quick brown fox jumps over the lazy dog, and again: the quick brown fox jumps.' AS sentence, 1 AS n, E'several\nlines, one of them rather longer than the others are\nend' AS multi, '日本語のとても長い文字列がここにあります' AS wide UNION ALL SELECT 'short', 123456789, 'x', 'y' UNION ALL SELECT 'short', 123456789, 'x', 'y';
SELECT 1;
SELECT i, repeat('x', i) AS bar FROM generate_series(1, 12) i;
\pset format wrapped
\pset expanded off
\pset columns 8
SELECT '日本語' AS kanji, 'naïve' AS latin, U&'e\0301' AS combining, '😀' AS emoji, 'ｆｕｌｌ' AS full, '한국어' AS hangul UNION ALL SELECT 'a', 'b', 'c', 'd', 'e', 'f';
SELECT E'a\tb' AS tab, E'\r' AS cr, E'\x01\x1f\x7f' AS ctl, E'abcdefgh\ti' AS tab8, U&'\0085\009f' AS c1 UNION ALL SELECT E'\t\t', E'x\r\ny', 'plain', E'1234567\t.', '';
\pset columns 3
SELECT '日本語' AS a;
