\set FETCH_COUNT 3
select n, repeat('x', n) as t from generate_series(1,7) n;
select n, repeat('x', n) as t from generate_series(1,6) n;
select n, repeat('x', n) as t from generate_series(1,3) n;
select n from generate_series(1,2) n;
select n from generate_series(1,0) n;
select from generate_series(1,5) n;
values (1,'a'),(2,'b'),(3,null),(4,'d');
select 1/(4-n) from generate_series(1,9) n;
\echo :ERROR :SQLSTATE :ROW_COUNT :LAST_ERROR_SQLSTATE :LAST_ERROR_MESSAGE
select nope;
select n from generate_series(1,5) n \gset
select n from generate_series(1,1) n \gset
\echo :n :ERROR :ROW_COUNT
select n from generate_series(1,5) n \gx
select n from generate_series(1,5) n \g (format=csv title=x)
select n from generate_series(1,5) n \g out.txt
select n from generate_series(1,5) n \g |cat
create table t(i int, s text);
insert into t select n, 'r' || n from generate_series(1,5) n returning i;
\echo :ROW_COUNT
select 1 \; select n from generate_series(1,4) n \; select 2;
select 'select ' || n || ' from generate_series(1,4)' from generate_series(1,4) n \gexec
select n, n*2, n+1 from generate_series(1,4) n \crosstabview
table t;
(select i from t) union all select 9;
-- a comment
select i from t;
begin;
select i from t;
select 1/(3-i) from t;
rollback;
begin;
declare c cursor for select 1;
select i from t;
commit;
\o out2.txt
select i, s from t;
\o
\set VERBOSITY verbose
select 1/(4-n) from generate_series(1,9) n;
\set VERBOSITY default
\set FETCH_COUNT -1
select i from t;
\set FETCH_COUNT 0x2
\echo :FETCH_COUNT
select i from t limit 3;
\set FETCH_COUNT 010
\set FETCH_COUNT 2x
\set FETCH_COUNT ''
\set FETCH_COUNT
\set FETCH_COUNT 2
\copy (select * from t) to stdout
copy t to stdout;
\dt
explain (costs off) select * from t;
select i from t \gdesc
\set AUTOCOMMIT off
select i from t limit 3;
\set ON_ERROR_ROLLBACK on
select i from t limit 3;
select nope from t;
select i from t limit 2;
rollback;
\set AUTOCOMMIT on
\unset FETCH_COUNT
select i from t;
\echo :FETCH_COUNT
