\set FETCH_COUNT 2
\pset title 'the title'
create table f (n int, s text);
insert into f values (1,'one'), (22, E'two\nlines'), (333,null), (4444, 'wide wide wide wide 日本'), (5,'e');
\pset null NULL
\pset border 0
table f;
select * from f;
select * from f limit 4;
\x
select * from f;
\x
\pset border 1
select * from f;
select * from f limit 4;
\x
select * from f;
\x
\pset border 2
select * from f;
select * from f limit 4;
\x
select * from f;
\t
select * from f;
\t
\x
\pset linestyle old-ascii
select * from f;
\pset linestyle unicode
select * from f;
\t
select * from f;
\t
\pset linestyle ascii
\pset format wrapped
\pset columns 20
select * from f;
\pset expanded auto
\pset format aligned
select * from f;
\pset columns 30
select * from f;
\pset expanded off
\pset columns 0
\pset format unaligned
select * from f;
\pset recordsep ';'
select * from f;
\x
select * from f;
\t
select * from f;
\x
select * from f;
select * from f limit 4;
\t
\pset recordsep '\n'
\pset format csv
select * from f;
\x
select * from f;
\x
\pset format html
select * from f;
\x
select * from f;
\x
\pset format asciidoc
select * from f;
\x
select * from f;
\x
\pset format latex
select * from f;
\x
select * from f;
\x
\pset format latex-longtable
select * from f;
\x
select * from f;
\x
\pset format troff-ms
select * from f;
\x
select * from f;
\t
select * from f;
\x
select * from f;
\t
\pset footer off
\pset format aligned
select * from f;
