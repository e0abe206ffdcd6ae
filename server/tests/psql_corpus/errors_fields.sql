-- Every field of errors and notices at each VERBOSITY and SHOW_CONTEXT, and the caret below the place.
drop schema if exists errs cascade;
create schema errs;
create function errs.full(level text) returns void language plpgsql as $$
begin
  if level = 'exception' then
    raise exception using message = 'full', detail = E'de\ntail', hint = 'hi	nt', errcode = '22012', column = 'c', constraint = 'k', datatype = 'd', table = 't', schema = 's';
  else
    raise notice using message = 'full', detail = E'de\ntail', hint = 'hi	nt', errcode = '01234', column = 'c', constraint = 'k', datatype = 'd', table = 't', schema = 's';
  end if;
end $$;
create function errs.inner(q text) returns void language plpgsql as $$ begin execute q; end $$;
create function errs.outer(q text) returns void language plpgsql as $$ begin perform errs.inner(q); end $$;
create table errs.strict (i int primary key check (i > 0), t text not null);
\set raise 'select errs.full(''exception''); select errs.full(''notice''); do $x$ begin raise notice ''a''; raise warning ''b %'', E''\\n''; raise info ''c''; raise log ''d''; raise debug ''e''; end $x$;'
set search_path = errs, public;
\set VERBOSITY default
\set SHOW_CONTEXT errors
:raise
select errs.outer('select nope');
select errs.outer(E'select 1,\n\t日本語, nope');
select errs.outer(E'selec\t'||repeat('x', 100));
select nope;
select 1/0;
insert into strict values (0, 'x');
insert into strict values (1, null);
insert into strict values (1, 'x'), (1, 'y');
select '2020-99-99'::date;
select 'x'::int, 2;
create table errs.again (i int); create table errs.again (i int);
drop table if exists nope_at_all;
select * from strict, nope_at_all;
rollback;
begin; begin; rollback;
select 'a' 'b';
select U&'\d800';
select;;select nope;
alter table strict drop column nope;
select errs.nofunc(1, 'x');
select '\x1'::bytea;
select jsonb '{"a": ';
\errverbose
\set SHOW_CONTEXT never
:raise
select errs.outer('select nope');
select errs.outer(E'select 1,\n\t日本語, nope');
select errs.outer(E'selec\t'||repeat('x', 100));
\set SHOW_CONTEXT always
:raise
select errs.outer('select nope');
select errs.outer(E'select 1,\n\t日本語, nope');
select errs.outer(E'selec\t'||repeat('x', 100));
select nope;
select 1/0;
insert into strict values (0, 'x');
insert into strict values (1, null);
insert into strict values (1, 'x'), (1, 'y');
select '2020-99-99'::date;
select 'x'::int, 2;
create table errs.again (i int); create table errs.again (i int);
drop table if exists nope_at_all;
select * from strict, nope_at_all;
rollback;
begin; begin; rollback;
select 'a' 'b';
select U&'\d800';
select;;select nope;
alter table strict drop column nope;
select errs.nofunc(1, 'x');
select '\x1'::bytea;
select jsonb '{"a": ';
\errverbose
\set VERBOSITY terse
\set SHOW_CONTEXT errors
:raise
select errs.outer('select nope');
select errs.outer(E'select 1,\n\t日本語, nope');
select errs.outer(E'selec\t'||repeat('x', 100));
select nope;
select 1/0;
insert into strict values (0, 'x');
insert into strict values (1, null);
insert into strict values (1, 'x'), (1, 'y');
select '2020-99-99'::date;
select 'x'::int, 2;
create table errs.again (i int); create table errs.again (i int);
drop table if exists nope_at_all;
select * from strict, nope_at_all;
rollback;
begin; begin; rollback;
select 'a' 'b';
select U&'\d800';
select;;select nope;
alter table strict drop column nope;
select errs.nofunc(1, 'x');
select '\x1'::bytea;
select jsonb '{"a": ';
\errverbose
\set SHOW_CONTEXT never
:raise
select errs.outer('select nope');
select errs.outer(E'select 1,\n\t日本語, nope');
select errs.outer(E'selec\t'||repeat('x', 100));
\set SHOW_CONTEXT always
:raise
select errs.outer('select nope');
select errs.outer(E'select 1,\n\t日本語, nope');
select errs.outer(E'selec\t'||repeat('x', 100));
select nope;
select 1/0;
insert into strict values (0, 'x');
insert into strict values (1, null);
insert into strict values (1, 'x'), (1, 'y');
select '2020-99-99'::date;
select 'x'::int, 2;
create table errs.again (i int); create table errs.again (i int);
drop table if exists nope_at_all;
select * from strict, nope_at_all;
rollback;
begin; begin; rollback;
select 'a' 'b';
select U&'\d800';
select;;select nope;
alter table strict drop column nope;
select errs.nofunc(1, 'x');
select '\x1'::bytea;
select jsonb '{"a": ';
\errverbose
\set VERBOSITY verbose
\set SHOW_CONTEXT errors
:raise
select errs.outer('select nope');
select errs.outer(E'select 1,\n\t日本語, nope');
select errs.outer(E'selec\t'||repeat('x', 100));
select nope;
select 1/0;
insert into strict values (0, 'x');
insert into strict values (1, null);
insert into strict values (1, 'x'), (1, 'y');
select '2020-99-99'::date;
select 'x'::int, 2;
create table errs.again (i int); create table errs.again (i int);
drop table if exists nope_at_all;
select * from strict, nope_at_all;
rollback;
begin; begin; rollback;
select 'a' 'b';
select U&'\d800';
select;;select nope;
alter table strict drop column nope;
select errs.nofunc(1, 'x');
select '\x1'::bytea;
select jsonb '{"a": ';
\errverbose
\set SHOW_CONTEXT never
:raise
select errs.outer('select nope');
select errs.outer(E'select 1,\n\t日本語, nope');
select errs.outer(E'selec\t'||repeat('x', 100));
\set SHOW_CONTEXT always
:raise
select errs.outer('select nope');
select errs.outer(E'select 1,\n\t日本語, nope');
select errs.outer(E'selec\t'||repeat('x', 100));
select nope;
select 1/0;
insert into strict values (0, 'x');
insert into strict values (1, null);
insert into strict values (1, 'x'), (1, 'y');
select '2020-99-99'::date;
select 'x'::int, 2;
create table errs.again (i int); create table errs.again (i int);
drop table if exists nope_at_all;
select * from strict, nope_at_all;
rollback;
begin; begin; rollback;
select 'a' 'b';
select U&'\d800';
select;;select nope;
alter table strict drop column nope;
select errs.nofunc(1, 'x');
select '\x1'::bytea;
select jsonb '{"a": ';
\errverbose
\set VERBOSITY sqlstate
\set SHOW_CONTEXT errors
:raise
select errs.outer('select nope');
select errs.outer(E'select 1,\n\t日本語, nope');
select errs.outer(E'selec\t'||repeat('x', 100));
select nope;
select 1/0;
insert into strict values (0, 'x');
insert into strict values (1, null);
insert into strict values (1, 'x'), (1, 'y');
select '2020-99-99'::date;
select 'x'::int, 2;
create table errs.again (i int); create table errs.again (i int);
drop table if exists nope_at_all;
select * from strict, nope_at_all;
rollback;
begin; begin; rollback;
select 'a' 'b';
select U&'\d800';
select;;select nope;
alter table strict drop column nope;
select errs.nofunc(1, 'x');
select '\x1'::bytea;
select jsonb '{"a": ';
\errverbose
\set SHOW_CONTEXT never
:raise
select errs.outer('select nope');
select errs.outer(E'select 1,\n\t日本語, nope');
select errs.outer(E'selec\t'||repeat('x', 100));
\set SHOW_CONTEXT always
:raise
select errs.outer('select nope');
select errs.outer(E'select 1,\n\t日本語, nope');
select errs.outer(E'selec\t'||repeat('x', 100));
select nope;
select 1/0;
insert into strict values (0, 'x');
insert into strict values (1, null);
insert into strict values (1, 'x'), (1, 'y');
select '2020-99-99'::date;
select 'x'::int, 2;
create table errs.again (i int); create table errs.again (i int);
drop table if exists nope_at_all;
select * from strict, nope_at_all;
rollback;
begin; begin; rollback;
select 'a' 'b';
select U&'\d800';
select;;select nope;
alter table strict drop column nope;
select errs.nofunc(1, 'x');
select '\x1'::bytea;
select jsonb '{"a": ';
\errverbose
\unset VERBOSITY
\unset SHOW_CONTEXT
\set VERBOSITY bogus
\set SHOW_CONTEXT bogus
\set VERBOSITY VERBOSE
select nope;
\set VERBOSITY
