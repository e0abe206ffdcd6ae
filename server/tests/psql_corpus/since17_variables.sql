-- What 16 and 17 have brought: \bind kept apart from the buffer, \watch with counts, errors' variables, \drg, \dconfig.
select 1 \watch c=2 i=0
select generate_series(1, 2) \watch c=3 i=0 m=5
select 1 \watch c=0
select 1 \watch c=1 c=2
select 1 \watch i=0 c=nope
select 1 \watch m=x
select 1 \watch i=x
select 1 \watch c=2 i=0.01 extra=1
select 1 \watch x
select 1 \watch -1
\! exit 4
\echo :SHELL_ERROR :SHELL_EXIT_CODE
\! true
\echo :SHELL_ERROR :SHELL_EXIT_CODE
\drg
\pset xheader_width 20
\x
select repeat('x', 60) as wide;
\pset xheader_width page
select repeat('x', 60) as wide;
\pset xheader_width
\x
select 1 as a \bind \gset
\echo :a
