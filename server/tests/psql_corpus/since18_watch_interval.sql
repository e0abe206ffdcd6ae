\echo :WATCH_INTERVAL
\set WATCH_INTERVAL 10
\unset WATCH_INTERVAL
\echo :WATCH_INTERVAL
\set WATCH_INTERVAL 1e500
\set WATCH_INTERVAL 1e-500
\set WATCH_INTERVAL x
\set WATCH_INTERVAL 1x
\set WATCH_INTERVAL -1
\set WATCH_INTERVAL 1000001
\set WATCH_INTERVAL
\echo :WATCH_INTERVAL :ERROR
\set WATCH_INTERVAL 0.001
select 1 \watch c=2
select 1 \watch i= c=2
select 1 \watch 10e400
select 1 \watch 1e-400
select 1 \watch i=0.001 c=2 m=2
-- a COPY in a pipeline gives the connection up
create table p();
\startpipeline
\copy p from stdin
select 'never';
\syncpipeline
\endpipeline
