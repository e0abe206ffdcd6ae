create table c(i int, t text);
\copy c from stdin
1	one
2	two
\.
\copy c from stdin with (format csv)
3,"three, or so"
\.
\copy c to stdout
\copy (select * from c where i > 1) to stdout with csv header
\copy c to out.csv with (format csv)
\copy c from 'out.csv' csv
\copy c (i) to 'other.txt'
\copy "c" ( i , t ) to pstdout
\copy public.c to stdout
\copy binary c to 'bin.dat'
\copy binary c from 'bin.dat'
select count(*) from c;
\copy
\copy c
\copy c into x
\copy nope to stdout
\copy (select nope) to stdout
\copy (select 1
\copy c from nofile.txt
\copy c to /nowhere/at/all
\copy c from '/'
\copy c to program 'cat > piped.txt'
\copy (select 1 where false) to program 'cat > empty.txt'
\copy c from program 'echo 9; echo 10'
\copy c(i) from program 'echo 9; echo 10'
\copy c to program cat
\copy c from stdin
x	y
\.
\copy c from stdin
\.
\copy (values (1,'a'),(2,'b;c')) to stdout with (format csv, delimiter ';', quote '"')
\copy (select '\.') to stdout
\timing on
\copy c(i) to stdout
\timing off
select count(*) from c \g |cat
select 1 as piped \g | sed s/1/one/
\o |tac
select 'through a pipe';
\o
\echo `echo hello`
\echo before`echo  mid`after
\echo 'no `echo x`' "nor `echo y`"
\set x `echo a; echo b`
\echo :x
\echo `exit 3`
\! echo from the shell
\! exit 7
\! nosuchcommandatall 2>/dev/null
\setenv RIDE_TEST value
\! echo $RIDE_TEST
\getenv got RIDE_TEST
\echo :got
\setenv RIDE_TEST
\! echo [$RIDE_TEST]
\setenv
\setenv a=b c
\getenv one
\getenv unset_one NO_SUCH_VARIABLE_HERE
\echo :unset_one
\cd /tmp
\! pwd
\cd
\cd /no/such/directory
\w |cat
select 'written' \w |cat
;
\! printf 'large\000object' > lo.bin
\lo_import lo.bin
select convert_from(substr(lo_get(oid), 1, 5), 'UTF8') from pg_largeobject_metadata;
\lo_export :LASTOID back.bin
\! cmp lo.bin back.bin && echo same
\set mine :LASTOID
\lo_unlink :mine
\lo_unlink 99
\lo_export 99 nothing.bin
\lo_export
\lo_import
\lo_import nofile.bin
\lo_import lo.bin 'a comment, it''s'
select obj_description(oid, 'pg_largeobject'), lo_unlink(oid) from pg_largeobject_metadata;
