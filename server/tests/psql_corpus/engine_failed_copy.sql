copy nope from stdin;
select 3;
\.
copy nope from stdin \; copy nope2 from stdin;
select 3;
\.
select 4;
\.
copy pg_class from stdout \g
select 3
\.
select 4
create table p(i int, t text);
copy p (nope) from stdin;
select 'passed over';
\.
\echo :ERROR :LAST_ERROR_MESSAGE
\copy nope from stdin
select 'passed over';
\.
\echo after

-- what follows is a command or not by the release (psql 15.19, 17.11, 18.5)
copy nope from stdin;
\echo data or command
\.
\echo and on
create function in_two() returns int
begin atomic select 1;
\if false
end
\endif
;
end;
select in_two();
create function with_case() returns int
begin atomic
\if false
  case
\elif true
  select case when true then 1 end;
\else
  begin
\endif
end;
select with_case();
drop function with_case();
;
