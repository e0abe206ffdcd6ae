\set v `printf 'a\377b'`
select :'v';
select 1 as x, :"v";
\echo :'v' x
\echo :"v" y
\set w `printf '\303'`
select :'w';
select :'v', :'w';
\if true
select length(:'v');
\endif
select 'go' as on;
\set ok `printf 'a\303\251'`
select :'ok';
select 1 as :"ok";
select :ok'x';
\encoding
set client_encoding to latin1 \; select 1;
\encoding
\echo :ENCODING
select chr(233);
\encoding auto
\encoding
\encoding latin1
select length(:'v');
set client_encoding = auto;
\encoding utf8
\encoding Auto
\encoding nosuch
\set ON_ERROR_STOP 1
select :'v';
\echo not here
