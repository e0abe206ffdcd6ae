\! printf 'select 1 as included\n\\q\nselect 2;\n' >quits.sql
\i quits.sql
\echo back
\! printf 'select nope\n\\q\n' >quits.sql
\i quits.sql
\if true
select 'left over' as before_it
\q extra
\echo never
select 'never';
