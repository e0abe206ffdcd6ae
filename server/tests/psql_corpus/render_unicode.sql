-- Unicode lines, single and double.
\pset linestyle unicode
\pset unicode_border_linestyle single
\pset unicode_column_linestyle single
\pset unicode_header_linestyle single
\pset border 0
\pset expanded off
SELECT 1 AS id, E'a\nb' AS text, 2.5 AS n UNION ALL SELECT 2, 'c', NULL;
\pset border 0
\pset expanded on
SELECT 1 AS id, E'a\nb' AS text, 2.5 AS n UNION ALL SELECT 2, 'c', NULL;
\pset border 1
\pset expanded off
SELECT 1 AS id, E'a\nb' AS text, 2.5 AS n UNION ALL SELECT 2, 'c', NULL;
\pset border 1
\pset expanded on
SELECT 1 AS id, E'a\nb' AS text, 2.5 AS n UNION ALL SELECT 2, 'c', NULL;
\pset border 2
\pset expanded off
SELECT 1 AS id, E'a\nb' AS text, 2.5 AS n UNION ALL SELECT 2, 'c', NULL;
\pset border 2
\pset expanded on
SELECT 1 AS id, E'a\nb' AS text, 2.5 AS n UNION ALL SELECT 2, 'c', NULL;
\pset unicode_border_linestyle single
\pset unicode_column_linestyle single
\pset unicode_header_linestyle double
\pset border 0
\pset expanded off
SELECT 1 AS id, E'a\nb' AS text, 2.5 AS n UNION ALL SELECT 2, 'c', NULL;
\pset border 0
\pset expanded on
SELECT 1 AS id, E'a\nb' AS text, 2.5 AS n UNION ALL SELECT 2, 'c', NULL;
\pset border 1
\pset expanded off
SELECT 1 AS id, E'a\nb' AS text, 2.5 AS n UNION ALL SELECT 2, 'c', NULL;
\pset border 1
\pset expanded on
SELECT 1 AS id, E'a\nb' AS text, 2.5 AS n UNION ALL SELECT 2, 'c', NULL;
\pset border 2
\pset expanded off
SELECT 1 AS id, E'a\nb' AS text, 2.5 AS n UNION ALL SELECT 2, 'c', NULL;
\pset border 2
\pset expanded on
SELECT 1 AS id, E'a\nb' AS text, 2.5 AS n UNION ALL SELECT 2, 'c', NULL;
\pset unicode_border_linestyle single
\pset unicode_column_linestyle double
\pset unicode_header_linestyle single
\pset border 0
\pset expanded off
SELECT 1 AS id, E'a\nb' AS text, 2.5 AS n UNION ALL SELECT 2, 'c', NULL;
\pset border 0
\pset expanded on
SELECT 1 AS id, E'a\nb' AS text, 2.5 AS n UNION ALL SELECT 2, 'c', NULL;
\pset border 1
\pset expanded off
SELECT 1 AS id, E'a\nb' AS text, 2.5 AS n UNION ALL SELECT 2, 'c', NULL;
\pset border 1
\pset expanded on
SELECT 1 AS id, E'a\nb' AS text, 2.5 AS n UNION ALL SELECT 2, 'c', NULL;
\pset border 2
\pset expanded off
SELECT 1 AS id, E'a\nb' AS text, 2.5 AS n UNION ALL SELECT 2, 'c', NULL;
\pset border 2
\pset expanded on
SELECT 1 AS id, E'a\nb' AS text, 2.5 AS n UNION ALL SELECT 2, 'c', NULL;
\pset unicode_border_linestyle single
\pset unicode_column_linestyle double
\pset unicode_header_linestyle double
\pset border 0
\pset expanded off
SELECT 1 AS id, E'a\nb' AS text, 2.5 AS n UNION ALL SELECT 2, 'c', NULL;
\pset border 0
\pset expanded on
SELECT 1 AS id, E'a\nb' AS text, 2.5 AS n UNION ALL SELECT 2, 'c', NULL;
\pset border 1
\pset expanded off
SELECT 1 AS id, E'a\nb' AS text, 2.5 AS n UNION ALL SELECT 2, 'c', NULL;
\pset border 1
\pset expanded on
SELECT 1 AS id, E'a\nb' AS text, 2.5 AS n UNION ALL SELECT 2, 'c', NULL;
\pset border 2
\pset expanded off
SELECT 1 AS id, E'a\nb' AS text, 2.5 AS n UNION ALL SELECT 2, 'c', NULL;
\pset border 2
\pset expanded on
SELECT 1 AS id, E'a\nb' AS text, 2.5 AS n UNION ALL SELECT 2, 'c', NULL;
\pset unicode_border_linestyle double
\pset unicode_column_linestyle single
\pset unicode_header_linestyle single
\pset border 0
\pset expanded off
SELECT 1 AS id, E'a\nb' AS text, 2.5 AS n UNION ALL SELECT 2, 'c', NULL;
\pset border 0
\pset expanded on
SELECT 1 AS id, E'a\nb' AS text, 2.5 AS n UNION ALL SELECT 2, 'c', NULL;
\pset border 1
\pset expanded off
SELECT 1 AS id, E'a\nb' AS text, 2.5 AS n UNION ALL SELECT 2, 'c', NULL;
\pset border 1
\pset expanded on
SELECT 1 AS id, E'a\nb' AS text, 2.5 AS n UNION ALL SELECT 2, 'c', NULL;
\pset border 2
\pset expanded off
SELECT 1 AS id, E'a\nb' AS text, 2.5 AS n UNION ALL SELECT 2, 'c', NULL;
\pset border 2
\pset expanded on
SELECT 1 AS id, E'a\nb' AS text, 2.5 AS n UNION ALL SELECT 2, 'c', NULL;
\pset unicode_border_linestyle double
\pset unicode_column_linestyle single
\pset unicode_header_linestyle double
\pset border 0
\pset expanded off
SELECT 1 AS id, E'a\nb' AS text, 2.5 AS n UNION ALL SELECT 2, 'c', NULL;
\pset border 0
\pset expanded on
SELECT 1 AS id, E'a\nb' AS text, 2.5 AS n UNION ALL SELECT 2, 'c', NULL;
\pset border 1
\pset expanded off
SELECT 1 AS id, E'a\nb' AS text, 2.5 AS n UNION ALL SELECT 2, 'c', NULL;
\pset border 1
\pset expanded on
SELECT 1 AS id, E'a\nb' AS text, 2.5 AS n UNION ALL SELECT 2, 'c', NULL;
\pset border 2
\pset expanded off
SELECT 1 AS id, E'a\nb' AS text, 2.5 AS n UNION ALL SELECT 2, 'c', NULL;
\pset border 2
\pset expanded on
SELECT 1 AS id, E'a\nb' AS text, 2.5 AS n UNION ALL SELECT 2, 'c', NULL;
\pset unicode_border_linestyle double
\pset unicode_column_linestyle double
\pset unicode_header_linestyle single
\pset border 0
\pset expanded off
SELECT 1 AS id, E'a\nb' AS text, 2.5 AS n UNION ALL SELECT 2, 'c', NULL;
\pset border 0
\pset expanded on
SELECT 1 AS id, E'a\nb' AS text, 2.5 AS n UNION ALL SELECT 2, 'c', NULL;
\pset border 1
\pset expanded off
SELECT 1 AS id, E'a\nb' AS text, 2.5 AS n UNION ALL SELECT 2, 'c', NULL;
\pset border 1
\pset expanded on
SELECT 1 AS id, E'a\nb' AS text, 2.5 AS n UNION ALL SELECT 2, 'c', NULL;
\pset border 2
\pset expanded off
SELECT 1 AS id, E'a\nb' AS text, 2.5 AS n UNION ALL SELECT 2, 'c', NULL;
\pset border 2
\pset expanded on
SELECT 1 AS id, E'a\nb' AS text, 2.5 AS n UNION ALL SELECT 2, 'c', NULL;
\pset unicode_border_linestyle double
\pset unicode_column_linestyle double
\pset unicode_header_linestyle double
\pset border 0
\pset expanded off
SELECT 1 AS id, E'a\nb' AS text, 2.5 AS n UNION ALL SELECT 2, 'c', NULL;
\pset border 0
\pset expanded on
SELECT 1 AS id, E'a\nb' AS text, 2.5 AS n UNION ALL SELECT 2, 'c', NULL;
\pset border 1
\pset expanded off
SELECT 1 AS id, E'a\nb' AS text, 2.5 AS n UNION ALL SELECT 2, 'c', NULL;
\pset border 1
\pset expanded on
SELECT 1 AS id, E'a\nb' AS text, 2.5 AS n UNION ALL SELECT 2, 'c', NULL;
\pset border 2
\pset expanded off
SELECT 1 AS id, E'a\nb' AS text, 2.5 AS n UNION ALL SELECT 2, 'c', NULL;
\pset border 2
\pset expanded on
SELECT 1 AS id, E'a\nb' AS text, 2.5 AS n UNION ALL SELECT 2, 'c', NULL;
