select lo_from_bytea(424242, '\x00ff10');
\lo_export 424242x 'the copy'
\lo_export nothing there
\lo_export -1 there
\lo_export 424242 /nonexistent/there
\lo_unlink abc
begin;
select 1/0;
\lo_import nofile
\lo_export 424242 there
\lo_unlink 424242
rollback;
\set AUTOCOMMIT off
\lo_unlink 424242
rollback;
\lo_list
commit;
\lo_export 424242 there
commit;
\set AUTOCOMMIT on
begin;
\lo_unlink 424242
rollback;
\lo_unlink 424242
\lo_list
