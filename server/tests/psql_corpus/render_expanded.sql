-- Expanded tables: every border and line style.
\pset expanded on
\pset linestyle ascii
\pset border 0
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
SELECT 'x' AS "a much longer heading", 12345678901 AS n, true AS b, 5::oid AS o, '1'::xid AS x, 2::money::text AS m, 1.25::float8 AS f, 3::smallint AS s;
SELECT;
SELECT FROM generate_series(1, 3);
SELECT 1 AS a, 'x'::text AS b WHERE false;
SELECT WHERE false;
SELECT 1 AS id, E'first\nsecond\n\nfourth' AS text, 42 AS n, E'a\nb' AS tail UNION ALL SELECT 2, 'single', 7, 'x' UNION ALL SELECT 3, E'\n', NULL, E'ends\n';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
SELECT E'a\tb' AS tab, E'\r' AS cr, E'\x01\x1f\x7f' AS ctl, E'abcdefgh\ti' AS tab8, U&'\0085\009f' AS c1 UNION ALL SELECT E'\t\t', E'x\r\ny', 'plain', E'1234567\t.', '';
SELECT '日本語' AS kanji, 'naïve' AS latin, U&'e\0301' AS combining, '😀' AS emoji, 'ｆｕｌｌ' AS full, '한국어' AS hangul UNION ALL SELECT 'a', 'b', 'c', 'd', 'e', 'f';
SELECT 1 AS "番号", E'行一\n行二' AS "内容", 'é' AS "Ünïcode";
SELECT 1;
SELECT '' AS " ", '' AS e;
\pset linestyle ascii
\pset border 1
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
SELECT 'x' AS "a much longer heading", 12345678901 AS n, true AS b, 5::oid AS o, '1'::xid AS x, 2::money::text AS m, 1.25::float8 AS f, 3::smallint AS s;
SELECT;
SELECT FROM generate_series(1, 3);
SELECT 1 AS a, 'x'::text AS b WHERE false;
SELECT WHERE false;
SELECT 1 AS id, E'first\nsecond\n\nfourth' AS text, 42 AS n, E'a\nb' AS tail UNION ALL SELECT 2, 'single', 7, 'x' UNION ALL SELECT 3, E'\n', NULL, E'ends\n';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
SELECT E'a\tb' AS tab, E'\r' AS cr, E'\x01\x1f\x7f' AS ctl, E'abcdefgh\ti' AS tab8, U&'\0085\009f' AS c1 UNION ALL SELECT E'\t\t', E'x\r\ny', 'plain', E'1234567\t.', '';
SELECT '日本語' AS kanji, 'naïve' AS latin, U&'e\0301' AS combining, '😀' AS emoji, 'ｆｕｌｌ' AS full, '한국어' AS hangul UNION ALL SELECT 'a', 'b', 'c', 'd', 'e', 'f';
SELECT 1 AS "番号", E'行一\n行二' AS "内容", 'é' AS "Ünïcode";
SELECT 1;
SELECT '' AS " ", '' AS e;
\pset linestyle ascii
\pset border 2
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
SELECT 'x' AS "a much longer heading", 12345678901 AS n, true AS b, 5::oid AS o, '1'::xid AS x, 2::money::text AS m, 1.25::float8 AS f, 3::smallint AS s;
SELECT;
SELECT FROM generate_series(1, 3);
SELECT 1 AS a, 'x'::text AS b WHERE false;
SELECT WHERE false;
SELECT 1 AS id, E'first\nsecond\n\nfourth' AS text, 42 AS n, E'a\nb' AS tail UNION ALL SELECT 2, 'single', 7, 'x' UNION ALL SELECT 3, E'\n', NULL, E'ends\n';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
SELECT E'a\tb' AS tab, E'\r' AS cr, E'\x01\x1f\x7f' AS ctl, E'abcdefgh\ti' AS tab8, U&'\0085\009f' AS c1 UNION ALL SELECT E'\t\t', E'x\r\ny', 'plain', E'1234567\t.', '';
SELECT '日本語' AS kanji, 'naïve' AS latin, U&'e\0301' AS combining, '😀' AS emoji, 'ｆｕｌｌ' AS full, '한국어' AS hangul UNION ALL SELECT 'a', 'b', 'c', 'd', 'e', 'f';
SELECT 1 AS "番号", E'行一\n行二' AS "内容", 'é' AS "Ünïcode";
SELECT 1;
SELECT '' AS " ", '' AS e;
\pset linestyle old-ascii
\pset border 0
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
SELECT 'x' AS "a much longer heading", 12345678901 AS n, true AS b, 5::oid AS o, '1'::xid AS x, 2::money::text AS m, 1.25::float8 AS f, 3::smallint AS s;
SELECT;
SELECT FROM generate_series(1, 3);
SELECT 1 AS a, 'x'::text AS b WHERE false;
SELECT WHERE false;
SELECT 1 AS id, E'first\nsecond\n\nfourth' AS text, 42 AS n, E'a\nb' AS tail UNION ALL SELECT 2, 'single', 7, 'x' UNION ALL SELECT 3, E'\n', NULL, E'ends\n';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
SELECT E'a\tb' AS tab, E'\r' AS cr, E'\x01\x1f\x7f' AS ctl, E'abcdefgh\ti' AS tab8, U&'\0085\009f' AS c1 UNION ALL SELECT E'\t\t', E'x\r\ny', 'plain', E'1234567\t.', '';
SELECT '日本語' AS kanji, 'naïve' AS latin, U&'e\0301' AS combining, '😀' AS emoji, 'ｆｕｌｌ' AS full, '한국어' AS hangul UNION ALL SELECT 'a', 'b', 'c', 'd', 'e', 'f';
SELECT 1 AS "番号", E'行一\n行二' AS "内容", 'é' AS "Ünïcode";
SELECT 1;
SELECT '' AS " ", '' AS e;
\pset linestyle old-ascii
\pset border 1
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
SELECT 'x' AS "a much longer heading", 12345678901 AS n, true AS b, 5::oid AS o, '1'::xid AS x, 2::money::text AS m, 1.25::float8 AS f, 3::smallint AS s;
SELECT;
SELECT FROM generate_series(1, 3);
SELECT 1 AS a, 'x'::text AS b WHERE false;
SELECT WHERE false;
SELECT 1 AS id, E'first\nsecond\n\nfourth' AS text, 42 AS n, E'a\nb' AS tail UNION ALL SELECT 2, 'single', 7, 'x' UNION ALL SELECT 3, E'\n', NULL, E'ends\n';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
SELECT E'a\tb' AS tab, E'\r' AS cr, E'\x01\x1f\x7f' AS ctl, E'abcdefgh\ti' AS tab8, U&'\0085\009f' AS c1 UNION ALL SELECT E'\t\t', E'x\r\ny', 'plain', E'1234567\t.', '';
SELECT '日本語' AS kanji, 'naïve' AS latin, U&'e\0301' AS combining, '😀' AS emoji, 'ｆｕｌｌ' AS full, '한국어' AS hangul UNION ALL SELECT 'a', 'b', 'c', 'd', 'e', 'f';
SELECT 1 AS "番号", E'行一\n行二' AS "内容", 'é' AS "Ünïcode";
SELECT 1;
SELECT '' AS " ", '' AS e;
\pset linestyle old-ascii
\pset border 2
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
SELECT 'x' AS "a much longer heading", 12345678901 AS n, true AS b, 5::oid AS o, '1'::xid AS x, 2::money::text AS m, 1.25::float8 AS f, 3::smallint AS s;
SELECT;
SELECT FROM generate_series(1, 3);
SELECT 1 AS a, 'x'::text AS b WHERE false;
SELECT WHERE false;
SELECT 1 AS id, E'first\nsecond\n\nfourth' AS text, 42 AS n, E'a\nb' AS tail UNION ALL SELECT 2, 'single', 7, 'x' UNION ALL SELECT 3, E'\n', NULL, E'ends\n';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
SELECT E'a\tb' AS tab, E'\r' AS cr, E'\x01\x1f\x7f' AS ctl, E'abcdefgh\ti' AS tab8, U&'\0085\009f' AS c1 UNION ALL SELECT E'\t\t', E'x\r\ny', 'plain', E'1234567\t.', '';
SELECT '日本語' AS kanji, 'naïve' AS latin, U&'e\0301' AS combining, '😀' AS emoji, 'ｆｕｌｌ' AS full, '한국어' AS hangul UNION ALL SELECT 'a', 'b', 'c', 'd', 'e', 'f';
SELECT 1 AS "番号", E'行一\n行二' AS "内容", 'é' AS "Ünïcode";
SELECT 1;
SELECT '' AS " ", '' AS e;
\pset linestyle unicode
\pset border 0
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
SELECT 'x' AS "a much longer heading", 12345678901 AS n, true AS b, 5::oid AS o, '1'::xid AS x, 2::money::text AS m, 1.25::float8 AS f, 3::smallint AS s;
SELECT;
SELECT FROM generate_series(1, 3);
SELECT 1 AS a, 'x'::text AS b WHERE false;
SELECT WHERE false;
SELECT 1 AS id, E'first\nsecond\n\nfourth' AS text, 42 AS n, E'a\nb' AS tail UNION ALL SELECT 2, 'single', 7, 'x' UNION ALL SELECT 3, E'\n', NULL, E'ends\n';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
SELECT E'a\tb' AS tab, E'\r' AS cr, E'\x01\x1f\x7f' AS ctl, E'abcdefgh\ti' AS tab8, U&'\0085\009f' AS c1 UNION ALL SELECT E'\t\t', E'x\r\ny', 'plain', E'1234567\t.', '';
SELECT '日本語' AS kanji, 'naïve' AS latin, U&'e\0301' AS combining, '😀' AS emoji, 'ｆｕｌｌ' AS full, '한국어' AS hangul UNION ALL SELECT 'a', 'b', 'c', 'd', 'e', 'f';
SELECT 1 AS "番号", E'行一\n行二' AS "内容", 'é' AS "Ünïcode";
SELECT 1;
SELECT '' AS " ", '' AS e;
\pset linestyle unicode
\pset border 1
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
SELECT 'x' AS "a much longer heading", 12345678901 AS n, true AS b, 5::oid AS o, '1'::xid AS x, 2::money::text AS m, 1.25::float8 AS f, 3::smallint AS s;
SELECT;
SELECT FROM generate_series(1, 3);
SELECT 1 AS a, 'x'::text AS b WHERE false;
SELECT WHERE false;
SELECT 1 AS id, E'first\nsecond\n\nfourth' AS text, 42 AS n, E'a\nb' AS tail UNION ALL SELECT 2, 'single', 7, 'x' UNION ALL SELECT 3, E'\n', NULL, E'ends\n';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
SELECT E'a\tb' AS tab, E'\r' AS cr, E'\x01\x1f\x7f' AS ctl, E'abcdefgh\ti' AS tab8, U&'\0085\009f' AS c1 UNION ALL SELECT E'\t\t', E'x\r\ny', 'plain', E'1234567\t.', '';
SELECT '日本語' AS kanji, 'naïve' AS latin, U&'e\0301' AS combining, '😀' AS emoji, 'ｆｕｌｌ' AS full, '한국어' AS hangul UNION ALL SELECT 'a', 'b', 'c', 'd', 'e', 'f';
SELECT 1 AS "番号", E'行一\n行二' AS "内容", 'é' AS "Ünïcode";
SELECT 1;
SELECT '' AS " ", '' AS e;
\pset linestyle unicode
\pset border 2
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
SELECT 'x' AS "a much longer heading", 12345678901 AS n, true AS b, 5::oid AS o, '1'::xid AS x, 2::money::text AS m, 1.25::float8 AS f, 3::smallint AS s;
SELECT;
SELECT FROM generate_series(1, 3);
SELECT 1 AS a, 'x'::text AS b WHERE false;
SELECT WHERE false;
SELECT 1 AS id, E'first\nsecond\n\nfourth' AS text, 42 AS n, E'a\nb' AS tail UNION ALL SELECT 2, 'single', 7, 'x' UNION ALL SELECT 3, E'\n', NULL, E'ends\n';
SELECT 1 AS "two
lines", 'x' AS "three
lines of
heading", 2 AS one, E'p\nq\nr' AS "last
one" UNION ALL SELECT 33, E'long text\nhere', 5, 'z';
SELECT E'a\tb' AS tab, E'\r' AS cr, E'\x01\x1f\x7f' AS ctl, E'abcdefgh\ti' AS tab8, U&'\0085\009f' AS c1 UNION ALL SELECT E'\t\t', E'x\r\ny', 'plain', E'1234567\t.', '';
SELECT '日本語' AS kanji, 'naïve' AS latin, U&'e\0301' AS combining, '😀' AS emoji, 'ｆｕｌｌ' AS full, '한국어' AS hangul UNION ALL SELECT 'a', 'b', 'c', 'd', 'e', 'f';
SELECT 1 AS "番号", E'行一\n行二' AS "内容", 'é' AS "Ünïcode";
SELECT 1;
SELECT '' AS " ", '' AS e;
SELECT i, repeat('x', i) AS bar FROM generate_series(1, 12) i;
\pset linestyle ascii
\pset border 1
SELECT i, repeat('x', i) AS bar FROM generate_series(1, 12) i;
SELECT i AS a FROM generate_series(98, 101) i;
\pset border 0
SELECT i AS a FROM generate_series(98, 101) i;
