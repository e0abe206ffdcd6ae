-- What 18 has brought: statements under names.
select $1::int as n, $2 as t \parse s
\bind_named s 1 'two words' \g
\bind_named s 3 x \gx
\bind_named s 4 y \gset
\echo :n :t
\bind_named s \g
\bind_named nope \g
\bind_named
select 1 \parse s
\close_prepared s
\close_prepared s
\close_prepared nope
\close_prepared
\parse
select nope \parse bad
select 1 \parse ''
\bind_named '' \g
select 'after';
\conninfo
\dx
\dt+x pg_catalog.pg_am
\dAo+x btree int4_ops
