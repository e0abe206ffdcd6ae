\password
one
two
select 'after';
\password nosuch
same
same
select 'after';
\password
