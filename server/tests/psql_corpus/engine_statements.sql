select 1;
select 1 as a, 'x' as b, null as c, 1.5 as d; select 2;
select * from nope;
select 'é日本', nope, 1;
create table t(a int primary key, b text not null);
insert into t values (1,'x'),(2,'y');
insert into t values (1,'x');
insert into t values (3,'z') returning *;
update t set b='q' where a=1;
delete from t where a=99;
do $$ begin raise notice 'hello'; raise warning 'w' using detail='d', hint='h'; end $$;
do $$ begin perform 1/0; end $$;
select 1\; select 2;
select 1 as x \gx
select 'a' as v1, 2 as v2 \gset pre_
\echo :pre_v1 :pre_v2 :'pre_v1' :"pre_v1" :nope
select :pre_v2 + 1;
\x
select * from t;
\x off
\t
select * from t;
\t
\a
select * from t;
\a
\pset null NULL
select null;
\foo bar
\echo a b 'c d' "e f" -n
\echo -n xx
\echo
\d t
\dt
\dn
\l
\du
\d nope
\timing off
\set
\set x 'a b' c
\echo :x
\unset x
\echo :x
\set AUTOCOMMIT foo
\set ON_ERROR_STOP
\echo :ON_ERROR_STOP
\set ON_ERROR_STOP off
begin;
select nope;
select 1;
rollback;
\p
\r
copy t from stdin;
10	ten
11	eleven
\.
copy t to stdout;
copy t from stdin;
x	ten
\.
select count(*) from t;
\if true
select 'yes';
\else
select 'no';
\endif
\if false
select 'yes';
\elif 1
select 'elif' \g
\else
select 'no';
\endif
\q_nope
values (1),
(2
);
select 'multi
line';
select $$ a;
b $$;
create function ff() returns int language sql begin atomic select 1; select 2; end;
select ff();
listen foo;
notify foo, 'bar';
\encoding
\conninfo
\errverbose
\errverbose extra args
\echo :ROW_COUNT :ERROR :SQLSTATE :LAST_ERROR_MESSAGE
select 'select ' || g from generate_series(1,3) g \gexec
\o out.txt
select 1;
\o
\qecho foo
\i inc.sql
\i nofile.sql
\set AUTOCOMMIT off
select 1;
rollback;
\set AUTOCOMMIT on
\set ON_ERROR_ROLLBACK on
begin;
select nope;
select 1;
commit;
\set ON_ERROR_ROLLBACK off
\set VERBOSITY verbose
select nope;
\set VERBOSITY terse
select nope;
\set VERBOSITY sqlstate
select nope;
\set VERBOSITY default
select aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb, ccccccccccccccccccccccccc from t;
;
;;
select;
-- comment
/* c */ select 1; -- trailing
select /* a ; b */ 1;
\copyright
explain select 1;
table t limit 1;
show max_connections;
fetch all from nope;
\pset
\pset format foo
\g
drop table t;
select 1 -- no semi
