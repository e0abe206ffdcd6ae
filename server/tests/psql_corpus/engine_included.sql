\! printf '\\foo\nselect nope;\n\\if maybe\n\\else\n' >included.sql
\i included.sql
\foo
\ir included.sql
select nope;
\! printf '\\i included.sql\n\\foo\n' >outer.sql
\i outer.sql
\foo
