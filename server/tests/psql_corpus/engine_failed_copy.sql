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
