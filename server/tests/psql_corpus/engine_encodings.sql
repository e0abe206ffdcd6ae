-- Other client encodings: bytes and widths are theirs.
\encoding
\encoding latin1
\encoding
\echo :ENCODING
select 'é' as "é", length('é'), convert_from('\xe9ff', 'LATIN1') as raw;
\pset border 2
\pset linestyle unicode
select 'é' as "é", convert_from('\xe9ff', 'LATIN1') as raw \gx
select repeat('é', 40), nope;
\set v 'é'
\echo :v
select :'v' as v, length(:'v');
create temp table t (a text);
copy t from stdin;
é
\.
copy t to stdout;
\copy t to 'f.txt'
\! cat f.txt
table t \g g.txt
\C 'é'
\pset format wrapped
\pset columns 14
select repeat(convert_from('\xe9', 'LATIN1'), 20) as w;
\pset format csv
select convert_from('\xe9', 'LATIN1') \gset
table t;
do $$ begin raise notice '%', convert_from('\xe9', 'LATIN1'); end $$;
\C
\pset format aligned
\encoding euc_jp
select convert_from('\xc6fccbdc8eb1', 'EUC_JP') as "日本", 'x' as x;
\encoding sjis
select convert_from('\x93fa835cb1', 'SJIS') as ja, convert_from('\x835c', 'SJIS') as backslash;
\encoding gb18030
select convert_from('\xc8d581308130', 'GB18030') as zh;
\encoding SQL_ASCII
select 'é' as "é", convert_from('\xe9', 'LATIN1') as raw;
reset client_encoding;
select 'é' as "é";
copy (select 'é') to stdout (encoding 'latin1');
\copy (select 'é') to 'l.txt' (encoding 'latin1')
\! cat l.txt
begin;
select 1/0;
\encoding latin1
rollback;
\encoding nonsense
\encoding
