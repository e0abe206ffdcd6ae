-- What \? lists and no other script touches.
\cd
\cd nowhere
\copyright extra
\getenv home HOME
\getenv nothing NO_SUCH_VARIABLE
\echo :{?home} :{?nothing}
\getenv
\getenv x
\setenv RIDE_CORPUS_X yes
\getenv x RIDE_CORPUS_X
\echo :x
\setenv RIDE_CORPUS_X
\getenv y RIDE_CORPUS_X
\echo :{?y}
\setenv
\setenv a=b c
\ir inc.sql
\ir
\ir nofile
\include inc.sql
\include_relative inc.sql
\! echo shell
\! exit 3
\echo :SHELL_ERROR :SHELL_EXIT_CODE
\encoding
\encoding nonsense
\encoding SQL_ASCII
\encoding
\encoding UTF8
\s extra words
\unset
\setenv x
select 1 as one \gset pre_
\echo :pre_one
select 'x' as a, 'y' as b, 1 as c \crosstabview
select * from (values ('a','x',1),('b','y',2),('a','y',3)) v(r,c,n) \crosstabview r c n
select * from (values ('a','x',1),('b','y',2),('a','y',3)) v(r,c,n) \crosstabview 1 2 3 2
select * from (values ('a','x',1),('a','x',2)) v(r,c,n) \crosstabview
select * from (values ('a','x',1)) v(r,c,n) \crosstabview r nope
select * from (values ('a','x',1)) v(r,c,n) \crosstabview 9
select * from (values ('a','x',1)) v(r,c,n) \crosstabview r r
select 1 \crosstabview
select $1::int + $2::int as sum \bind 1 2 \g
select $1 as t \bind 'a b' \g (format=csv)
select $1 as t \bind \g
select 1 \bind 1 \g
\bind 5
select $1::int \gx
\bind
select 1 as a, 'x' as b \gdesc
select nope \gdesc
create table gd(i numeric(5,2), v varchar(7)[]) \gdesc
create table gd(i numeric(5,2), v varchar(7)[]);
table gd \gdesc
drop table gd;
\errverbose extra
\timing on
\timing off
\dfzz
\lo_import
\lo_export 1
\lo_unlink
\lo_unlink 1
\lo_list
\lo_nope
\sf
\ef nope(
\ev nope
\h nonsense command
\help nonsense
\conninfo
\copy nope (
\copy
\x auto
\x nope
\pset pager always
\pset pager off
\pset unicode_header_linestyle double
\pset unicode_border_linestyle nope
\T
\T border=1
\H
select 1 as h;
\H
\f
\f |
\a
select 1, 2;
\a
\C
\t
select 1;
\t
\z
\dp
\ddp
\drg
\dX
\dy
\dconfig work_mem
\dconfig+ *mem
\dO
\dL
\dL+
\des
\det
\deu
\dew
\dF
\dFd
\dFp
\dFt
\dC nothing
\dD
\dd
\dc
\dAc btree int4
\dAf btree int4
\dAo btree int4_ops
\dAp btree int4_ops
\dRp
\dRs
\drds
\dP
\dx
\dy nope
\db
\dg
\du
\dn
\l nope
\q
