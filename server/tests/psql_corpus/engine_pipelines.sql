-- before 18 these are no commands
create table piped (a int primary key, s text);
\echo :PIPELINE_SYNC_COUNT :PIPELINE_COMMAND_COUNT :PIPELINE_RESULT_COUNT
\startpipeline
select $1 as one \bind 'first' \sendpipeline
insert into piped values ($1, $2) \bind 1 'it''s' \sendpipeline
\echo :PIPELINE_SYNC_COUNT :PIPELINE_COMMAND_COUNT :PIPELINE_RESULT_COUNT
\syncpipeline
\echo :PIPELINE_SYNC_COUNT :PIPELINE_COMMAND_COUNT :PIPELINE_RESULT_COUNT
select * from piped \bind \sendpipeline
\flushrequest
\getresults 1
\echo :ERROR :ROW_COUNT
\echo :PIPELINE_SYNC_COUNT :PIPELINE_COMMAND_COUNT :PIPELINE_RESULT_COUNT
\getresults
\echo :ERROR :ROW_COUNT
\endpipeline
\echo :PIPELINE_SYNC_COUNT :PIPELINE_COMMAND_COUNT :PIPELINE_RESULT_COUNT
-- outside of one
\flush
\flushrequest
\getresults
\sendpipeline
\getresults -1
\endpipeline
\syncpipeline
select 1 as still_here;
-- what goes wrong in one
\startpipeline
select $1::int \bind 'x' \sendpipeline
select 'never' \bind \sendpipeline
\syncpipeline
select 'after' \bind \sendpipeline
\endpipeline
\echo :ERROR :SQLSTATE :LAST_ERROR_SQLSTATE
\startpipeline
select nope from piped \bind \sendpipeline
\flushrequest
\getresults
\echo :ERROR :SQLSTATE :ROW_COUNT
select 'too late' \bind \sendpipeline
\getresults
\endpipeline
-- what can't be asked for
\startpipeline
select 1 \g
select 1 \gx
select 1 \gset
select 1 \gexec
select 1 \gdesc
\if :{?PIPELINE_SYNC_COUNT}
select 1 \watch 1
\endif
\sendpipeline
\r
\dt
\d piped
select 'a plain one';
table piped \parse p1
\bind_named p1 \sendpipeline
\close_prepared p1
\endpipeline
-- transactions
\startpipeline
begin \bind \sendpipeline
insert into piped values (2, 'two') \bind \sendpipeline
rollback \bind \sendpipeline
begin \bind \sendpipeline
insert into piped values (3, 'three') returning a, s \bind \sendpipeline
commit \bind \sendpipeline
\endpipeline
table piped;
\startpipeline
\startpipeline
do $$ begin raise notice 'from within'; end $$ \bind \sendpipeline
\endpipeline
\set AUTOCOMMIT off
\startpipeline
select 5 \bind \sendpipeline
\endpipeline
commit;
\set AUTOCOMMIT on
\set FETCH_COUNT 2
\startpipeline
select a from generate_series(1, 5) a \bind \sendpipeline
select a from generate_series(1, 3) a \bind \sendpipeline
\endpipeline
\unset FETCH_COUNT
\startpipeline
select 1 \bind \sendpipeline
\getresults 0
\getresults 5
\flushrequest
\getresults 5
\endpipeline
select 'done';
