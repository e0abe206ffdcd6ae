select 'it''s; fine', E'a\'b;', U&'\0041', B'101', x'1F';
select "nope;x";
select $a$ ; $b$ ; $a$ as d;
select (1;
2);
create rule r as on x do (select 1; select 2);
select 1 /* comment ; /* nested ; */ ; */ + 1;
select 1 \; select 2 \; select nope \; select 4;
select 1 \g \echo after
select 2 \echo mid
;
\echo one \echo two \\ select 3;
\echo 'a\tb\n' "x" :foo
\set foo 'select 42;'
:foo
\set bar :foo
\echo :bar
\set rec ':rec'
select :rec;
\echo :{?foo} :{?nofoo}
select :'foo', :"foo";
select '1' :: int, 'a:b', :foo
;
\unset
\unset foo bar
\set a-b 1
\set FETCH_COUNT x
\set ECHO bogus
\set ON_ERROR_ROLLBACK bogus
\set VERBOSITY bogus
\set ECHO queries
select 5;
\set ECHO errors
select nope;
\set ECHO none
\timing foo
\pset border 2
\pset border
\x auto
select 1 as a;
\x off
\pset title 'My title'
select 1;
\pset title
\C foo
\C
\f ,
\f
\t on
\t off
\t foo
\a
\a
\gset
select 1 where false \gset
select 1 union select 2 \gset
select 1 as "AUTOCOMMIT" \gset
select null as nn \gset
\echo :nn
select 1 as a, 2 as b \g (format=csv)
select 1 as a, 2 as b \g (format=unaligned tuples_only=on) gout.txt
select 1 as a, 2 as b \gx (title=foo)
select 1 as a \g (foo=bar)
select 1 as a \g (format=csv
\r
select 1 as a \gx gout.txt
\i gout.txt.nope
\i
\g
\p
select 1
\p
\r
\p
\w
select 'abc' \w w.sql
;
\if foo
\echo yes
\endif
\if
\echo no
\endif
\else
\endif
\elif true
\if true
\else
\else
\endif
\if false
\if true
\echo no
\endif
select 'no';
\nosuch
\else
\echo right
\endif
select
\if true
1
\else
(2
\endif
;
create table p(i int, t text);
copy p from stdin with csv;
1,a
2,"b
c"
\.
copy p to stdout with csv header;
copy p to stdout \g cout.txt
copy p from stdin;
1	2	3
4	5
\.
\echo :ERROR :LAST_ERROR_MESSAGE
select * from p;
insert into p select g, repeat('x', g) from generate_series(1,5) g;
with x as (delete from p returning *) select * from x;
explain (costs off) select * from p;
prepare q as select $1::int;
execute q(1);
deallocate q;
begin; declare c cursor for select generate_series(1,3); fetch 2 from c; move 1 from c; close c; commit;
savepoint a;
begin;
savepoint a;
release a;
commit;
commit;
vacuum p;
set client_min_messages = debug1;
reset client_min_messages;
drop table if exists nonono;
create table pk(i int primary key);
drop table pk, p;
do $$ begin raise exception 'custom' using errcode='22012', detail='dd', hint='hh'; end $$;
do $$ begin execute 'select nope from nowhere'; end $$;
select 1 as "a
b", 'x
y' as c;
select '' as empty, ' ' as sp, E'\t' as tab;
select array[1,2], row(1,'a'), '{"a":1}'::jsonb, now() is null, 'NaN'::float8;
select from generate_series(1,3);
select 1 a, 2 a;
select 123456789012345678901234567890;
select 'ünïcödé' as "ключ", '日本語' as j;
	select	1,	nope;
select
  1,
  'é',	nope;
\dt+ nope
\d pg_class
\l cmp
\dn+
\dx
\df nope
\zzz
\
\?x
\echo -n a
\echo
\warn to stderr
\warn -n x
\qecho q
\errverbose
select error;
\errverbose
\encoding UTF8
\prompt 'give: ' pv
theline
\echo :pv
\conninfo extra
\x on extra
\watch_no
\set SHOW_ALL_RESULTS off
select 1 \; select 2;
\set SHOW_ALL_RESULTS on
\set SINGLELINE on
select 1
select 2
\set SINGLELINE off
\set SHOW_CONTEXT always
do $$ begin raise notice 'ctx'; end $$;
\set SHOW_CONTEXT never
do $$ begin raise exception 'ctx'; end $$;
\set SHOW_CONTEXT errors
\set QUIET on
create table z(); drop table z;
\dt
\d nope
\x
\set QUIET off
select 'unterminated
