-- arguments too many are neither expanded nor run
\set foo bar
\pset fieldsep | `echo never; touch was_run` :foo :'foo' :"foo"
\a `touch was_run_too`
\a
\echo `echo run` :foo `echo twice`
\set n `echo 5`
\echo :n
\if false
\pset a `touch inactive` :foo
\html x
\restrict k
\unrestrict k
\nosuch a b
\endif
-- names of formats
\pset format l
\pset format
\pset format latex-
\pset format
\pset format latex-longtable
\pset format a
\pset format c
\pset format nope
\pset format aligned
\pset csv_fieldsep '\0'
\pset csv_fieldsep 'ab'
\pset csv_fieldsep
\echo 'a\0b' c
-- restricted
\restrict
\unrestrict x
\restrict key
\echo no
\dt
select 'sql is allowed';
\unrestrict
\unrestrict other
\unrestrict key
\echo yes
-- what fails after the query
select 1 as a union all select 2 \gset
\echo :ERROR :ROW_COUNT
select 1 as a where false \gset
select 1, 2 \crosstabview
select 'select 1' union all select 'select nope' \gexec
select 'select nope' union all select 'select 2' \gexec
select 1 as "bad name" \gset
\echo :LAST_ERROR_MESSAGE
select 1 + \gdesc
\echo :ERROR :SQLSTATE :ROW_COUNT :LAST_ERROR_SQLSTATE :LAST_ERROR_MESSAGE
select 1 as one, 'x' as two \gdesc
\echo :ERROR :SQLSTATE :ROW_COUNT
create table gd(a int) \gdesc
\echo :ERROR :SQLSTATE :ROW_COUNT
-- descriptions with less in them
create table hidden (a int, b text);
create view hidden_view as select a from hidden;
\d+ hidden
\set HIDE_TABLEAM on
\d+ hidden
\dt+ hidden
\set HIDE_TOAST_COMPRESSION on
\d+ hidden
\d+ hidden_view
\unset HIDE_TABLEAM
\d+ hidden
\unset HIDE_TOAST_COMPRESSION
-- numbers as strtol reads them
\set IGNOREEOF 0x10
\set IGNOREEOF ' 12'
\set IGNOREEOF 12x
\set IGNOREEOF 99999999999
\set HISTSIZE -5
\set IGNOREEOF 08
\echo :IGNOREEOF :HISTSIZE
