-- What the generator found.
\set v 'value'
select 1E'\';'
;
select $1E'\';'
;
select 1a$$:{?v}
;
select E''
'\'; select 'x';
select (1 \if
\endif
);
select (1
\if false
((
\else
))
\endif
);
select :v$$;$$;
\if false
\echo 'unterminated
\echo "unterminated
\endif
select null as "not a name" \gset
\unset 'not a name'
select 1 as "not a name" \gset
select 'end';
