\! printf '\\foo\nselect nope;\n\\if maybe\n\\else\n' >included.sql
\i included.sql
\foo
\ir included.sql
select nope;
\! printf '\\i included.sql\n\\foo\n' >outer.sql
\i outer.sql
\foo
\! printf 'create table if not exists own(i int);\n\\copy own from pstdin\n\\echo in the file\n' >own.sql
\i own.sql
1
2
\.
table own;
\i own.sql
3
\.
table own;
