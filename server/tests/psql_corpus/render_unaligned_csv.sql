-- Unaligned and CSV.
\pset expanded off
\pset format unaligned
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
\pset fieldsep ', '
\pset recordsep ' ; '
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
SELECT FROM generate_series(1, 3);
\pset fieldsep '\t'
\pset recordsep '\n'
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
\pset fieldsep_zero
\pset recordsep_zero
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
\pset fieldsep |
\pset recordsep '\n'
\pset format csv
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
SELECT 'a,b' AS "x,y", 'say "hi"' AS q, E'l1\nl2' AS nl, E'c\rr' AS cr, E'\\.' AS dot, ' lead' AS sp, NULL AS n;
\pset csv_fieldsep ;
SELECT 'a,b' AS x, 'a;b' AS y;
\pset csv_fieldsep .
SELECT 'a' AS x, 1.5 AS y;
\pset csv_fieldsep ,
\pset expanded on
\pset format unaligned
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
\pset fieldsep ', '
\pset recordsep ' ; '
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
SELECT FROM generate_series(1, 3);
\pset fieldsep '\t'
\pset recordsep '\n'
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
\pset fieldsep_zero
\pset recordsep_zero
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
\pset fieldsep |
\pset recordsep '\n'
\pset format csv
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
SELECT 'a,b' AS "x,y", 'say "hi"' AS q, E'l1\nl2' AS nl, E'c\rr' AS cr, E'\\.' AS dot, ' lead' AS sp, NULL AS n;
\pset csv_fieldsep ;
SELECT 'a,b' AS x, 'a;b' AS y;
\pset csv_fieldsep .
SELECT 'a' AS x, 1.5 AS y;
\pset csv_fieldsep ,
