-- Variables within backquotes.
\set a 1
\set q 'it''s x'
\set n 'a\nb'
\echo `echo ":a"` `echo :a` :a
\echo :a `echo ":a"`
\echo `echo :'q'` `echo :'a'` `echo :"q"` `echo :nope` `echo :{?q}` `echo ::a`
\echo `echo :'n'`
select 1 as x; \echo `echo from the shell` :a `echo ":a"`
\set v `echo :a`:a
\echo :v
\g
\gdesc
\gx
\gset
\gexec
