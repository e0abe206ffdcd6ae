select 1 as a, 'x'::varchar(10) as b, now() as c \gdesc
select 1::numeric(10,2), 'a'::name, array[1,2] \gdesc
create table g(i int);
insert into g values (1) \gdesc
insert into g values (1) returning i \gdesc
select nope \gdesc
select from g \gdesc
\gdesc
select $1 + 1 as s \gdesc
select 1 \; select 2 \gdesc
\timing on
select 2 as two \gdesc
\timing off
select 1 as "odd "" name" \gdesc
select * from (values ('a','x',1),('a','y',2),('b','x',3)) v(r,c,d) \crosstabview
select * from (values ('a','x',1),('a','y',2),('b','x',3)) v(r,c,d) \crosstabview c r d
select * from (values ('a','x',1,3),('a','y',2,1),('b','x',3,3)) v(r,c,d,s) \crosstabview r c d s
select * from (values ('a','x',1,3),('a','y',2,1),('b','x',3,3)) v(r,c,d,s) \crosstabview
select * from (values ('a','x'),('a','y')) v(r,c) \crosstabview
select * from (values ('a','x',1),('a','x',2)) v(r,c,d) \crosstabview
select * from (values ('a',null,1),(null,'x',2)) v(r,c,d) \crosstabview
\pset null (none)
select * from (values ('a',null,1),(null,'x',null)) v(r,c,d) \crosstabview
\pset null ''
select 1 as r, 2 as c, 3 as d \crosstabview 1 1
select 1 as r, 2 as c, 3 as d \crosstabview 9
select 1 as r, 2 as c, 3 as d \crosstabview R C D
select 1 as r, 2 as c, 3 as d \crosstabview "R" c
select 1 as r, 2 as r, 3 as d \crosstabview r 2
select 1 as r, 2 as c, 3 as d where false \crosstabview
select * from (values ('a','x','t'),('b','y','u')) v(r,c,d) \crosstabview \g
select nope \crosstabview
\x on
select * from (values ('a','x',1),('a','y',2),('b','x',3)) v(r,c,d) \crosstabview
\x off
\pset format csv
select * from (values ('a','x',1),('a','y',2),('b','x',3)) v(r,c,d) \crosstabview
\pset format aligned
create table h(i int) \crosstabview
select 1 \gset
\if true
\copy g to stdout
\endif
\if false
\copy g to stdout
\! echo never
\echo `echo never`
\gdesc
\endif
\bind 1
\parse x
\close_prepared x
