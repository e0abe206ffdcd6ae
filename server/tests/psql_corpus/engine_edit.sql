create function twice(i int) returns int language sql as $$ select 2 * i $$;
create view v as select 1 as one;
\setenv PSQL_EDITOR 'sed -i s/2/3/'
\ef twice
;
select twice(2);
\ef twice(int)
\p
\r
\setenv PSQL_EDITOR 'sed -i s/one/two/'
\ev v
\p
\r
\ef nosuch
\ev nosuch
\ef twice extra
