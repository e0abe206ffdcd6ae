-- What PostgreSQL's own regression inputs do that nothing here did.
create table c(i int, t text);
\COPY c from stdin with (format csv)
1,one
\.
\Copy c to stdout;
\copy (select 2 as a) to stdout;
\copy c to stdout csv header;
\copy c to stdout;csv
\copy c from stdin;
2	two
\.
\copy c to program 'cat >program.txt';
\copy c to 'named.txt';
\copy c to named.txt;
\copy c to pstdout;
\if false
\COPY c from stdin \endif
\endif
select lo_from_bytea(0, '\x00ff5c61'::bytea) as loid \gset
set bytea_output = escape;
\lo_export :loid back.bin
\! od -An -tx1 back.bin
\lo_unlink :loid
-- \watch leaves the previous statement where it is
select 'first';
select 1/0 as watched \watch 0.01
\p
\g
-- what a program says with its exit code
\copy c to program 'cat >/dev/null; exit 3'
\copy c to program 'cat >again.txt; exit 0'
select 1 \g | cat >third.txt; exit 3
\echo and on
-- an end of data is sent along before 18
copy c from stdin with (format csv);
10,"unterminated
\.
\copy c from stdin
nope
\.
\i /tmp
\ir /tmp
\i nosuch
\set FETCH_COUNT 2
\pset expanded auto
\a
select 1 as one, 2 as two union all select 3, 4 union all select 5, 6;
\a
