\o |cat >/dev/null; exit 3
select 1;
\o
\echo :SHELL_ERROR :SHELL_EXIT_CODE
select 1 \g |cat; exit 4
\echo :SHELL_ERROR :SHELL_EXIT_CODE
select 1 \w |cat; exit 5
\echo :SHELL_ERROR :SHELL_EXIT_CODE
;
\copy (select 1) to program 'cat >/dev/null; exit 6'
\echo :SHELL_ERROR :SHELL_EXIT_CODE
\copy (select 1) to program 'cat >/dev/null'
\echo :SHELL_ERROR :SHELL_EXIT_CODE
create table t(i int);
\copy t from program 'echo 1; exit 9'
\echo :SHELL_ERROR :SHELL_EXIT_CODE
\copy t from program 'echo 1'
\echo :SHELL_ERROR :SHELL_EXIT_CODE
\o |cat >/dev/null; kill -9 $$
\o
\echo :SHELL_ERROR :SHELL_EXIT_CODE
\w |nosuch_program
\echo :SHELL_EXIT_CODE
\w |cat; kill $$
\w /nonexistent/x
\o a.txt
select 'a';
\o |cat >b.txt
select 'b';
\o a.txt
select 'c';
\o /nonexistent/x
select 'still there';
\o |exit 0
\o /nonexistent/y
\o
\pset pager_min_lines 5x
\pset pager_min_lines 0x10
\pset pager_min_lines 0
select 10 \g (format = csv)
select 10 \g (format=unaligned = csv x=y)
;
select 1 \g /dev/full
\o /dev/full
select 2;
\o
