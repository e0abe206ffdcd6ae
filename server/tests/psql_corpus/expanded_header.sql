-- xheader_width, which psql has since 16: before, it is an unknown option.
\set nasty 'select 1 as "a<b>&", E''x\\ny  '' as "h|\nh2", ''  lead'' as c, null as d, '''' as e, E''  \\n '' as f, ''a|b_c$d%e#f{g}h~i^j\\k<l>m`n"o'' as "g_%", 3.5 as h union all select 2, ''|'', ''*'', ''.'', '' '', E''\\t'', E''\\r\\x01\\u0085'', null;'
\set wide 'select ''日本語'' as "見出し", E''e\\u0301'' as "é", 10::numeric as n, E''tab\\there'' as t union all select ''한'', ''ｱ'', -1.25, E''😀\\nzwj 👩\\u200d👧'';'
\set lines 'select E''one\\ntwo\\n'' as "multi\nline\nhead", 7::int8 as "n\nn", E''\\n\\nlast'' as z union all select null, null, ''x'';'
\set norows 'select 1 as a, ''x''::text as b where false;'
\set nocolumns 'select;'
\set nothing 'select where false;'
\set one 'select 1 as one;'
\set numbers 'select 1234567.891 as n, -1234::int2 as s, 12345678901234567890::numeric as big, 1.5e10::float8 as f, 100::oid as o, ''NaN''::float4 as nan, 1234567::money as m, 999 as small;'
\pset footer on
\pset expanded on
\pset format aligned
\pset linestyle ascii
\pset xheader_width full
\pset border 0
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 1
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 2
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset xheader_width column
\pset border 0
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 1
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 2
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset xheader_width page
\pset border 0
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 1
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 2
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset xheader_width 5
\pset border 0
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 1
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 2
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset xheader_width 25
\pset border 0
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 1
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 2
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset xheader_width -1
\pset border 0
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 1
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 2
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset format aligned
\pset linestyle old-ascii
\pset xheader_width full
\pset border 0
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 1
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 2
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset xheader_width column
\pset border 0
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 1
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 2
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset xheader_width page
\pset border 0
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 1
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 2
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset xheader_width 5
\pset border 0
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 1
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 2
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset xheader_width 25
\pset border 0
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 1
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 2
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset xheader_width -1
\pset border 0
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 1
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 2
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset format aligned
\pset linestyle unicode
\pset xheader_width full
\pset border 0
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 1
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 2
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset xheader_width column
\pset border 0
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 1
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 2
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset xheader_width page
\pset border 0
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 1
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 2
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset xheader_width 5
\pset border 0
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 1
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 2
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset xheader_width 25
\pset border 0
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 1
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 2
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset xheader_width -1
\pset border 0
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 1
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 2
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset format wrapped
\pset linestyle ascii
\pset xheader_width full
\pset border 0
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 1
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 2
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset xheader_width column
\pset border 0
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 1
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 2
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset xheader_width page
\pset border 0
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 1
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 2
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset xheader_width 5
\pset border 0
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 1
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 2
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset xheader_width 25
\pset border 0
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 1
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 2
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset xheader_width -1
\pset border 0
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 1
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 2
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset format wrapped
\pset linestyle old-ascii
\pset xheader_width full
\pset border 0
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 1
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 2
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset xheader_width column
\pset border 0
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 1
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 2
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset xheader_width page
\pset border 0
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 1
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 2
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset xheader_width 5
\pset border 0
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 1
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 2
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset xheader_width 25
\pset border 0
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 1
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 2
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset xheader_width -1
\pset border 0
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 1
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 2
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset format wrapped
\pset linestyle unicode
\pset xheader_width full
\pset border 0
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 1
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 2
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset xheader_width column
\pset border 0
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 1
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 2
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset xheader_width page
\pset border 0
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 1
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 2
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset xheader_width 5
\pset border 0
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 1
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 2
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset xheader_width 25
\pset border 0
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 1
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 2
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset xheader_width -1
\pset border 0
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 1
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset border 2
\pset columns 0
:one
:lines
\pset columns 20
:one
:lines
\pset xheader_width 5
\pset border 2
\pset columns 30
\pset format aligned
select g as "number", repeat('x', g) as v from generate_series(1, 12) g;
\t
:wide
:lines
