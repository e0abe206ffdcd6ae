-- Characters that psql leaves out of headings, cells and what stands for NULL.
select chr(131071)||'a' as "h󟿿i";
\pset title 't󟿿tit'
\pset null 'N󟿿i'
\pset expanded on
select chr(131071)||'a' as "h󟿿i", null as n;
\pset expanded off
\pset format wrapped
\pset columns 10
select chr(131071)||'a' as "h󟿿i", null as n, repeat('x',10)||chr(131071)||'xxxxxxxxxxxxxxxx' b;
\pset format unaligned
select chr(131071)||'a' as "h󟿿i", null as n;
select 1 "󟿿", nope;
