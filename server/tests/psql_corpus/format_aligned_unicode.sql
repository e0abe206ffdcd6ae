-- The aligned format with unicode lines.
\set nasty 'select 1 as "a<b>&", E''x\\ny  '' as "h|\nh2", ''  lead'' as c, null as d, '''' as e, E''  \\n '' as f, ''a|b_c$d%e#f{g}h~i^j\\k<l>m`n"o'' as "g_%", 3.5 as h union all select 2, ''|'', ''*'', ''.'', '' '', E''\\t'', E''\\r\\x01\\u0085'', null;'
\set wide 'select ''日本語'' as "見出し", E''e\\u0301'' as "é", 10::numeric as n, E''tab\\there'' as t union all select ''한'', ''ｱ'', -1.25, E''😀\\nzwj 👩\\u200d👧'';'
\set lines 'select E''one\\ntwo\\n'' as "multi\nline\nhead", 7::int8 as "n\nn", E''\\n\\nlast'' as z union all select null, null, ''x'';'
\set norows 'select 1 as a, ''x''::text as b where false;'
\set nocolumns 'select;'
\set nothing 'select where false;'
\set one 'select 1 as one;'
\set numbers 'select 1234567.891 as n, -1234::int2 as s, 12345678901234567890::numeric as big, 1.5e10::float8 as f, 100::oid as o, ''NaN''::float4 as nan, 1234567::money as m, 999 as small;'
\pset footer on
\pset linestyle unicode
\pset format aligned
\pset border 0
\pset expanded off
\pset tuples_only off
\pset title 'T & "<|>_\\ 題\nsecond'
:nasty
\pset title
\pset footer off
:lines
\pset footer on
:wide
:norows
:nocolumns
:nothing
:one
\pset tuples_only on
\pset title 'T & "<|>_\\ 題\nsecond'
:nasty
\pset title
\pset footer off
:lines
\pset footer on
:wide
:norows
:nocolumns
:nothing
:one
\pset expanded on
\pset tuples_only off
\pset title 'T & "<|>_\\ 題\nsecond'
:nasty
\pset title
\pset footer off
:lines
\pset footer on
:wide
:norows
:nocolumns
:nothing
:one
\pset tuples_only on
\pset title 'T & "<|>_\\ 題\nsecond'
:nasty
\pset title
\pset footer off
:lines
\pset footer on
:wide
:norows
:nocolumns
:nothing
:one
\pset border 1
\pset expanded off
\pset tuples_only off
\pset title 'T & "<|>_\\ 題\nsecond'
:nasty
\pset title
\pset footer off
:lines
\pset footer on
:wide
:norows
:nocolumns
:nothing
:one
\pset tuples_only on
\pset title 'T & "<|>_\\ 題\nsecond'
:nasty
\pset title
\pset footer off
:lines
\pset footer on
:wide
:norows
:nocolumns
:nothing
:one
\pset expanded on
\pset tuples_only off
\pset title 'T & "<|>_\\ 題\nsecond'
:nasty
\pset title
\pset footer off
:lines
\pset footer on
:wide
:norows
:nocolumns
:nothing
:one
\pset tuples_only on
\pset title 'T & "<|>_\\ 題\nsecond'
:nasty
\pset title
\pset footer off
:lines
\pset footer on
:wide
:norows
:nocolumns
:nothing
:one
\pset border 2
\pset expanded off
\pset tuples_only off
\pset title 'T & "<|>_\\ 題\nsecond'
:nasty
\pset title
\pset footer off
:lines
\pset footer on
:wide
:norows
:nocolumns
:nothing
:one
\pset tuples_only on
\pset title 'T & "<|>_\\ 題\nsecond'
:nasty
\pset title
\pset footer off
:lines
\pset footer on
:wide
:norows
:nocolumns
:nothing
:one
\pset expanded on
\pset tuples_only off
\pset title 'T & "<|>_\\ 題\nsecond'
:nasty
\pset title
\pset footer off
:lines
\pset footer on
:wide
:norows
:nocolumns
:nothing
:one
\pset tuples_only on
\pset title 'T & "<|>_\\ 題\nsecond'
:nasty
\pset title
\pset footer off
:lines
\pset footer on
:wide
:norows
:nocolumns
:nothing
:one
\pset border 3
\pset expanded off
\pset tuples_only off
\pset title 'T & "<|>_\\ 題\nsecond'
:nasty
\pset title
\pset footer off
:lines
\pset footer on
:wide
:norows
:nocolumns
:nothing
:one
\pset tuples_only on
\pset title 'T & "<|>_\\ 題\nsecond'
:nasty
\pset title
\pset footer off
:lines
\pset footer on
:wide
:norows
:nocolumns
:nothing
:one
\pset expanded on
\pset tuples_only off
\pset title 'T & "<|>_\\ 題\nsecond'
:nasty
\pset title
\pset footer off
:lines
\pset footer on
:wide
:norows
:nocolumns
:nothing
:one
\pset tuples_only on
\pset title 'T & "<|>_\\ 題\nsecond'
:nasty
\pset title
\pset footer off
:lines
\pset footer on
:wide
:norows
:nocolumns
:nothing
:one
\pset expanded off
\pset tuples_only off
\pset unicode_border_linestyle single
\pset unicode_column_linestyle single
\pset unicode_header_linestyle single
\pset border 0
:lines
\x
:lines
\x
\pset border 1
:lines
\x
:lines
\x
\pset border 2
:lines
\x
:lines
\x
\pset unicode_border_linestyle single
\pset unicode_column_linestyle single
\pset unicode_header_linestyle double
\pset border 0
:lines
\x
:lines
\x
\pset border 1
:lines
\x
:lines
\x
\pset border 2
:lines
\x
:lines
\x
\pset unicode_border_linestyle single
\pset unicode_column_linestyle double
\pset unicode_header_linestyle single
\pset border 0
:lines
\x
:lines
\x
\pset border 1
:lines
\x
:lines
\x
\pset border 2
:lines
\x
:lines
\x
\pset unicode_border_linestyle single
\pset unicode_column_linestyle double
\pset unicode_header_linestyle double
\pset border 0
:lines
\x
:lines
\x
\pset border 1
:lines
\x
:lines
\x
\pset border 2
:lines
\x
:lines
\x
\pset unicode_border_linestyle double
\pset unicode_column_linestyle single
\pset unicode_header_linestyle single
\pset border 0
:lines
\x
:lines
\x
\pset border 1
:lines
\x
:lines
\x
\pset border 2
:lines
\x
:lines
\x
\pset unicode_border_linestyle double
\pset unicode_column_linestyle single
\pset unicode_header_linestyle double
\pset border 0
:lines
\x
:lines
\x
\pset border 1
:lines
\x
:lines
\x
\pset border 2
:lines
\x
:lines
\x
\pset unicode_border_linestyle double
\pset unicode_column_linestyle double
\pset unicode_header_linestyle single
\pset border 0
:lines
\x
:lines
\x
\pset border 1
:lines
\x
:lines
\x
\pset border 2
:lines
\x
:lines
\x
\pset unicode_border_linestyle double
\pset unicode_column_linestyle double
\pset unicode_header_linestyle double
\pset border 0
:lines
\x
:lines
\x
\pset border 1
:lines
\x
:lines
\x
\pset border 2
:lines
\x
:lines
\x
\pset null '<null & |_>'
:nasty
:lines
\pset expanded on
:lines
:nasty
\pset expanded auto
:nasty
\pset columns 20
:nasty
\pset expanded off
\pset numericlocale on
:numbers
\x
:numbers
\x
\dt parent
\d parent
\x
\d parent
\dt parent
\x
\t
\d parent
\t
\pset title 'over \\d'
\d parent
\C
create table made(i int);
insert into made values (1),(2) returning *;
drop table made;
