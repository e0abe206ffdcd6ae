-- Rows only, titles, footers, NULL and numbers of the locale.
\pset expanded off
\pset format aligned
\pset border 0
\pset tuples_only on
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
SELECT 1 AS id, E'first\nsecond\n\nfourth' AS text, 42 AS n, E'a\nb' AS tail UNION ALL SELECT 2, 'single', 7, 'x' UNION ALL SELECT 3, E'\n', NULL, E'ends\n';
SELECT;
SELECT 1 AS a, 'x'::text AS b WHERE false;
\pset tuples_only off
\pset title 'A title'
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
SELECT 1;
SELECT 1 AS a, 'x'::text AS b WHERE false;
\pset title 'A title that is wider than the whole table below it'
SELECT 1;
\pset title
\pset footer off
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
SELECT 1 AS a, 'x'::text AS b WHERE false;
\pset footer on
\pset null (null)
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
\pset null ''
\pset numericlocale on
SELECT 1234567 AS i, -9876543210.123456 AS n, 1e15::float8 AS f, '1234'::text AS t, 12 AS small, 'NaN'::float8 AS nan;
\pset numericlocale off
\pset border 1
\pset tuples_only on
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
SELECT 1 AS id, E'first\nsecond\n\nfourth' AS text, 42 AS n, E'a\nb' AS tail UNION ALL SELECT 2, 'single', 7, 'x' UNION ALL SELECT 3, E'\n', NULL, E'ends\n';
SELECT;
SELECT 1 AS a, 'x'::text AS b WHERE false;
\pset tuples_only off
\pset title 'A title'
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
SELECT 1;
SELECT 1 AS a, 'x'::text AS b WHERE false;
\pset title 'A title that is wider than the whole table below it'
SELECT 1;
\pset title
\pset footer off
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
SELECT 1 AS a, 'x'::text AS b WHERE false;
\pset footer on
\pset null (null)
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
\pset null ''
\pset numericlocale on
SELECT 1234567 AS i, -9876543210.123456 AS n, 1e15::float8 AS f, '1234'::text AS t, 12 AS small, 'NaN'::float8 AS nan;
\pset numericlocale off
\pset border 2
\pset tuples_only on
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
SELECT 1 AS id, E'first\nsecond\n\nfourth' AS text, 42 AS n, E'a\nb' AS tail UNION ALL SELECT 2, 'single', 7, 'x' UNION ALL SELECT 3, E'\n', NULL, E'ends\n';
SELECT;
SELECT 1 AS a, 'x'::text AS b WHERE false;
\pset tuples_only off
\pset title 'A title'
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
SELECT 1;
SELECT 1 AS a, 'x'::text AS b WHERE false;
\pset title 'A title that is wider than the whole table below it'
SELECT 1;
\pset title
\pset footer off
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
SELECT 1 AS a, 'x'::text AS b WHERE false;
\pset footer on
\pset null (null)
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
\pset null ''
\pset numericlocale on
SELECT 1234567 AS i, -9876543210.123456 AS n, 1e15::float8 AS f, '1234'::text AS t, 12 AS small, 'NaN'::float8 AS nan;
\pset numericlocale off
\pset format unaligned
\pset border 0
\pset tuples_only on
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
SELECT 1 AS id, E'first\nsecond\n\nfourth' AS text, 42 AS n, E'a\nb' AS tail UNION ALL SELECT 2, 'single', 7, 'x' UNION ALL SELECT 3, E'\n', NULL, E'ends\n';
SELECT;
SELECT 1 AS a, 'x'::text AS b WHERE false;
\pset tuples_only off
\pset title 'A title'
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
SELECT 1;
SELECT 1 AS a, 'x'::text AS b WHERE false;
\pset title 'A title that is wider than the whole table below it'
SELECT 1;
\pset title
\pset footer off
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
SELECT 1 AS a, 'x'::text AS b WHERE false;
\pset footer on
\pset null (null)
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
\pset null ''
\pset numericlocale on
SELECT 1234567 AS i, -9876543210.123456 AS n, 1e15::float8 AS f, '1234'::text AS t, 12 AS small, 'NaN'::float8 AS nan;
\pset numericlocale off
\pset border 1
\pset tuples_only on
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
SELECT 1 AS id, E'first\nsecond\n\nfourth' AS text, 42 AS n, E'a\nb' AS tail UNION ALL SELECT 2, 'single', 7, 'x' UNION ALL SELECT 3, E'\n', NULL, E'ends\n';
SELECT;
SELECT 1 AS a, 'x'::text AS b WHERE false;
\pset tuples_only off
\pset title 'A title'
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
SELECT 1;
SELECT 1 AS a, 'x'::text AS b WHERE false;
\pset title 'A title that is wider than the whole table below it'
SELECT 1;
\pset title
\pset footer off
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
SELECT 1 AS a, 'x'::text AS b WHERE false;
\pset footer on
\pset null (null)
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
\pset null ''
\pset numericlocale on
SELECT 1234567 AS i, -9876543210.123456 AS n, 1e15::float8 AS f, '1234'::text AS t, 12 AS small, 'NaN'::float8 AS nan;
\pset numericlocale off
\pset border 2
\pset tuples_only on
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
SELECT 1 AS id, E'first\nsecond\n\nfourth' AS text, 42 AS n, E'a\nb' AS tail UNION ALL SELECT 2, 'single', 7, 'x' UNION ALL SELECT 3, E'\n', NULL, E'ends\n';
SELECT;
SELECT 1 AS a, 'x'::text AS b WHERE false;
\pset tuples_only off
\pset title 'A title'
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
SELECT 1;
SELECT 1 AS a, 'x'::text AS b WHERE false;
\pset title 'A title that is wider than the whole table below it'
SELECT 1;
\pset title
\pset footer off
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
SELECT 1 AS a, 'x'::text AS b WHERE false;
\pset footer on
\pset null (null)
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
\pset null ''
\pset numericlocale on
SELECT 1234567 AS i, -9876543210.123456 AS n, 1e15::float8 AS f, '1234'::text AS t, 12 AS small, 'NaN'::float8 AS nan;
\pset numericlocale off
\pset format csv
\pset border 0
\pset tuples_only on
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
SELECT 1 AS id, E'first\nsecond\n\nfourth' AS text, 42 AS n, E'a\nb' AS tail UNION ALL SELECT 2, 'single', 7, 'x' UNION ALL SELECT 3, E'\n', NULL, E'ends\n';
SELECT;
SELECT 1 AS a, 'x'::text AS b WHERE false;
\pset tuples_only off
\pset title 'A title'
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
SELECT 1;
SELECT 1 AS a, 'x'::text AS b WHERE false;
\pset title 'A title that is wider than the whole table below it'
SELECT 1;
\pset title
\pset footer off
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
SELECT 1 AS a, 'x'::text AS b WHERE false;
\pset footer on
\pset null (null)
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
\pset null ''
\pset numericlocale on
SELECT 1234567 AS i, -9876543210.123456 AS n, 1e15::float8 AS f, '1234'::text AS t, 12 AS small, 'NaN'::float8 AS nan;
\pset numericlocale off
\pset border 1
\pset tuples_only on
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
SELECT 1 AS id, E'first\nsecond\n\nfourth' AS text, 42 AS n, E'a\nb' AS tail UNION ALL SELECT 2, 'single', 7, 'x' UNION ALL SELECT 3, E'\n', NULL, E'ends\n';
SELECT;
SELECT 1 AS a, 'x'::text AS b WHERE false;
\pset tuples_only off
\pset title 'A title'
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
SELECT 1;
SELECT 1 AS a, 'x'::text AS b WHERE false;
\pset title 'A title that is wider than the whole table below it'
SELECT 1;
\pset title
\pset footer off
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
SELECT 1 AS a, 'x'::text AS b WHERE false;
\pset footer on
\pset null (null)
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
\pset null ''
\pset numericlocale on
SELECT 1234567 AS i, -9876543210.123456 AS n, 1e15::float8 AS f, '1234'::text AS t, 12 AS small, 'NaN'::float8 AS nan;
\pset numericlocale off
\pset border 2
\pset tuples_only on
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
SELECT 1 AS id, E'first\nsecond\n\nfourth' AS text, 42 AS n, E'a\nb' AS tail UNION ALL SELECT 2, 'single', 7, 'x' UNION ALL SELECT 3, E'\n', NULL, E'ends\n';
SELECT;
SELECT 1 AS a, 'x'::text AS b WHERE false;
\pset tuples_only off
\pset title 'A title'
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
SELECT 1;
SELECT 1 AS a, 'x'::text AS b WHERE false;
\pset title 'A title that is wider than the whole table below it'
SELECT 1;
\pset title
\pset footer off
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
SELECT 1 AS a, 'x'::text AS b WHERE false;
\pset footer on
\pset null (null)
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
\pset null ''
\pset numericlocale on
SELECT 1234567 AS i, -9876543210.123456 AS n, 1e15::float8 AS f, '1234'::text AS t, 12 AS small, 'NaN'::float8 AS nan;
\pset numericlocale off
\pset expanded on
\pset format aligned
\pset border 0
\pset tuples_only on
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
SELECT 1 AS id, E'first\nsecond\n\nfourth' AS text, 42 AS n, E'a\nb' AS tail UNION ALL SELECT 2, 'single', 7, 'x' UNION ALL SELECT 3, E'\n', NULL, E'ends\n';
SELECT;
SELECT 1 AS a, 'x'::text AS b WHERE false;
\pset tuples_only off
\pset title 'A title'
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
SELECT 1;
SELECT 1 AS a, 'x'::text AS b WHERE false;
\pset title 'A title that is wider than the whole table below it'
SELECT 1;
\pset title
\pset footer off
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
SELECT 1 AS a, 'x'::text AS b WHERE false;
\pset footer on
\pset null (null)
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
\pset null ''
\pset numericlocale on
SELECT 1234567 AS i, -9876543210.123456 AS n, 1e15::float8 AS f, '1234'::text AS t, 12 AS small, 'NaN'::float8 AS nan;
\pset numericlocale off
\pset border 1
\pset tuples_only on
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
SELECT 1 AS id, E'first\nsecond\n\nfourth' AS text, 42 AS n, E'a\nb' AS tail UNION ALL SELECT 2, 'single', 7, 'x' UNION ALL SELECT 3, E'\n', NULL, E'ends\n';
SELECT;
SELECT 1 AS a, 'x'::text AS b WHERE false;
\pset tuples_only off
\pset title 'A title'
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
SELECT 1;
SELECT 1 AS a, 'x'::text AS b WHERE false;
\pset title 'A title that is wider than the whole table below it'
SELECT 1;
\pset title
\pset footer off
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
SELECT 1 AS a, 'x'::text AS b WHERE false;
\pset footer on
\pset null (null)
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
\pset null ''
\pset numericlocale on
SELECT 1234567 AS i, -9876543210.123456 AS n, 1e15::float8 AS f, '1234'::text AS t, 12 AS small, 'NaN'::float8 AS nan;
\pset numericlocale off
\pset border 2
\pset tuples_only on
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
SELECT 1 AS id, E'first\nsecond\n\nfourth' AS text, 42 AS n, E'a\nb' AS tail UNION ALL SELECT 2, 'single', 7, 'x' UNION ALL SELECT 3, E'\n', NULL, E'ends\n';
SELECT;
SELECT 1 AS a, 'x'::text AS b WHERE false;
\pset tuples_only off
\pset title 'A title'
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
SELECT 1;
SELECT 1 AS a, 'x'::text AS b WHERE false;
\pset title 'A title that is wider than the whole table below it'
SELECT 1;
\pset title
\pset footer off
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
SELECT 1 AS a, 'x'::text AS b WHERE false;
\pset footer on
\pset null (null)
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
\pset null ''
\pset numericlocale on
SELECT 1234567 AS i, -9876543210.123456 AS n, 1e15::float8 AS f, '1234'::text AS t, 12 AS small, 'NaN'::float8 AS nan;
\pset numericlocale off
\pset format unaligned
\pset border 0
\pset tuples_only on
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
SELECT 1 AS id, E'first\nsecond\n\nfourth' AS text, 42 AS n, E'a\nb' AS tail UNION ALL SELECT 2, 'single', 7, 'x' UNION ALL SELECT 3, E'\n', NULL, E'ends\n';
SELECT;
SELECT 1 AS a, 'x'::text AS b WHERE false;
\pset tuples_only off
\pset title 'A title'
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
SELECT 1;
SELECT 1 AS a, 'x'::text AS b WHERE false;
\pset title 'A title that is wider than the whole table below it'
SELECT 1;
\pset title
\pset footer off
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
SELECT 1 AS a, 'x'::text AS b WHERE false;
\pset footer on
\pset null (null)
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
\pset null ''
\pset numericlocale on
SELECT 1234567 AS i, -9876543210.123456 AS n, 1e15::float8 AS f, '1234'::text AS t, 12 AS small, 'NaN'::float8 AS nan;
\pset numericlocale off
\pset border 1
\pset tuples_only on
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
SELECT 1 AS id, E'first\nsecond\n\nfourth' AS text, 42 AS n, E'a\nb' AS tail UNION ALL SELECT 2, 'single', 7, 'x' UNION ALL SELECT 3, E'\n', NULL, E'ends\n';
SELECT;
SELECT 1 AS a, 'x'::text AS b WHERE false;
\pset tuples_only off
\pset title 'A title'
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
SELECT 1;
SELECT 1 AS a, 'x'::text AS b WHERE false;
\pset title 'A title that is wider than the whole table below it'
SELECT 1;
\pset title
\pset footer off
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
SELECT 1 AS a, 'x'::text AS b WHERE false;
\pset footer on
\pset null (null)
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
\pset null ''
\pset numericlocale on
SELECT 1234567 AS i, -9876543210.123456 AS n, 1e15::float8 AS f, '1234'::text AS t, 12 AS small, 'NaN'::float8 AS nan;
\pset numericlocale off
\pset border 2
\pset tuples_only on
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
SELECT 1 AS id, E'first\nsecond\n\nfourth' AS text, 42 AS n, E'a\nb' AS tail UNION ALL SELECT 2, 'single', 7, 'x' UNION ALL SELECT 3, E'\n', NULL, E'ends\n';
SELECT;
SELECT 1 AS a, 'x'::text AS b WHERE false;
\pset tuples_only off
\pset title 'A title'
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
SELECT 1;
SELECT 1 AS a, 'x'::text AS b WHERE false;
\pset title 'A title that is wider than the whole table below it'
SELECT 1;
\pset title
\pset footer off
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
SELECT 1 AS a, 'x'::text AS b WHERE false;
\pset footer on
\pset null (null)
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
\pset null ''
\pset numericlocale on
SELECT 1234567 AS i, -9876543210.123456 AS n, 1e15::float8 AS f, '1234'::text AS t, 12 AS small, 'NaN'::float8 AS nan;
\pset numericlocale off
\pset format csv
\pset border 0
\pset tuples_only on
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
SELECT 1 AS id, E'first\nsecond\n\nfourth' AS text, 42 AS n, E'a\nb' AS tail UNION ALL SELECT 2, 'single', 7, 'x' UNION ALL SELECT 3, E'\n', NULL, E'ends\n';
SELECT;
SELECT 1 AS a, 'x'::text AS b WHERE false;
\pset tuples_only off
\pset title 'A title'
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
SELECT 1;
SELECT 1 AS a, 'x'::text AS b WHERE false;
\pset title 'A title that is wider than the whole table below it'
SELECT 1;
\pset title
\pset footer off
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
SELECT 1 AS a, 'x'::text AS b WHERE false;
\pset footer on
\pset null (null)
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
\pset null ''
\pset numericlocale on
SELECT 1234567 AS i, -9876543210.123456 AS n, 1e15::float8 AS f, '1234'::text AS t, 12 AS small, 'NaN'::float8 AS nan;
\pset numericlocale off
\pset border 1
\pset tuples_only on
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
SELECT 1 AS id, E'first\nsecond\n\nfourth' AS text, 42 AS n, E'a\nb' AS tail UNION ALL SELECT 2, 'single', 7, 'x' UNION ALL SELECT 3, E'\n', NULL, E'ends\n';
SELECT;
SELECT 1 AS a, 'x'::text AS b WHERE false;
\pset tuples_only off
\pset title 'A title'
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
SELECT 1;
SELECT 1 AS a, 'x'::text AS b WHERE false;
\pset title 'A title that is wider than the whole table below it'
SELECT 1;
\pset title
\pset footer off
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
SELECT 1 AS a, 'x'::text AS b WHERE false;
\pset footer on
\pset null (null)
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
\pset null ''
\pset numericlocale on
SELECT 1234567 AS i, -9876543210.123456 AS n, 1e15::float8 AS f, '1234'::text AS t, 12 AS small, 'NaN'::float8 AS nan;
\pset numericlocale off
\pset border 2
\pset tuples_only on
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
SELECT 1 AS id, E'first\nsecond\n\nfourth' AS text, 42 AS n, E'a\nb' AS tail UNION ALL SELECT 2, 'single', 7, 'x' UNION ALL SELECT 3, E'\n', NULL, E'ends\n';
SELECT;
SELECT 1 AS a, 'x'::text AS b WHERE false;
\pset tuples_only off
\pset title 'A title'
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
SELECT 1;
SELECT 1 AS a, 'x'::text AS b WHERE false;
\pset title 'A title that is wider than the whole table below it'
SELECT 1;
\pset title
\pset footer off
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
SELECT 1 AS a, 'x'::text AS b WHERE false;
\pset footer on
\pset null (null)
SELECT 1 AS id, 'one' AS name, 1.5::numeric AS amount UNION ALL SELECT 22222, 'twenty-two', -3 UNION ALL SELECT NULL, NULL, NULL;
\pset null ''
\pset numericlocale on
SELECT 1234567 AS i, -9876543210.123456 AS n, 1e15::float8 AS f, '1234'::text AS t, 12 AS small, 'NaN'::float8 AS nan;
\pset numericlocale off
