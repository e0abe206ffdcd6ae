-- Very wide and very long cells, many columns, and every kind of right-aligned type.
select repeat('xyz日', 30000) as a, 1 as b;
\pset format wrapped
\pset columns 80
select repeat('xyz日', 3000) as a, repeat(E'a\tb\n', 500) as b;
\x
select repeat('xyz日', 3000) as a, repeat(E'a\tb\n', 500) as b;
\x
\pset columns 1
select repeat('日本', 20) as "日", 12345 as n;
\x auto
select repeat('日本', 20) as "日", 12345 as n;
select 1;
\x
\pset columns 0
\pset format aligned
select 'select ' || string_agg(i || ' as "c' || i || '"', ', ') from generate_series(1, 1600) i \gexec
\x
select 'select ' || string_agg(i || ' as "c' || i || '"', ', ') from generate_series(1, 1600) i \gexec
\x
\pset format html
select repeat(' ', 10000) || repeat('<&>', 20000) as a;
\pset format latex-longtable
select repeat('|', 20000) as a;
\pset format wrapped
\pset columns 40
\pset numericlocale on
select 1234567890123.5 as "a number", -12345 as b, repeat('word ', 30) as c from generate_series(1,3);
\pset null 'nothing at all in here'
select null::int as a, null as b, repeat('word ', 30) as c;
\pset border 0
select null::int as a, null as b, repeat('word ', 30) as c;
\pset border 2
select null::int as a, null as b, repeat('word ', 30) as c, 12::money as m, true as t, '1 day'::interval as i, '{1,2}'::int[] as ar, '1.2.3.4'::inet as ip, 3::bit(4) as bi, 'a'::"char" as ch, 5::regclass as rc, '0/1'::pg_lsn as lsn, '1'::xid8 as x8, '(1,1)'::tid as tid, 7::xid as xid, 8::cid as cid;
