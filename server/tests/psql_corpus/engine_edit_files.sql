\setenv PSQL_EDITOR_LINENUMBER_ARG +
\setenv PSQL_EDITOR true
select 1 as unchanged;
\e
\p
select 2 as kept
\e
\p
;
\! printf 'select 3 as from_file;\n' > file.sql
\e file.sql
\p
\setenv PSQL_EDITOR 'sed -i s/3/33/'
\e file.sql
\p
\e nofile.sql
\e file.sql 2x
\e 0
\e file.sql x
\setenv PSQL_EDITOR 'echo'
\e file.sql 3
\setenv PSQL_EDITOR_LINENUMBER_ARG '--line='
\e file.sql 3
\setenv PSQL_EDITOR 'sed -i s/4/44/ #'
select 4 as four;
\e 1
\p
\setenv PSQL_EDITOR false
select 5
\e
\p
\setenv PSQL_EDITOR no_such_editor
\e
create view ev as select 1 as one;
\setenv PSQL_EDITOR true
\ev ev
\p
\ef
select 'end';
