-- What PostgreSQL's own regression inputs do that nothing here did.
create table c(i int, t text);
\COPY c from stdin with (format csv)
1,one
\.
\Copy c to stdout;
\copy (select 2 as a) to stdout;
\copy c to stdout csv header;
\copy c to stdout;csv
\copy c from stdin;
2	two
\.
\copy c to program 'cat';
\copy c to 'named.txt';
\copy c to named.txt;
\copy c to pstdout;
\if false
\COPY c from stdin \endif
\endif
select lo_from_bytea(0, '\x00ff5c61'::bytea) as loid \gset
set bytea_output = escape;
\lo_export :loid back.bin
\! od -An -tx1 back.bin
\lo_unlink :loid
