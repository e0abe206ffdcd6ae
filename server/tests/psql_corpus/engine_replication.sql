\c "dbname=compare replication=database"
START_REPLICATION 0/0;
\echo between
select 1;
\echo :ERROR
select 2;
\c "dbname=compare replication=false"
select 'back';
