-- Characters whose width differs between the versions of psql, and a sample of all the others.
\pset border 2
select to_hex(i) as code, 'x'||chr(i)||'y' as shown from unnest(array[173, 1536, 1757, 3790, 6158, 8203, 8205, 8238, 8288, 12286, 12783, 65279, 65532, 69373, 69837, 73473, 78912, 110898, 113824, 118528, 119155, 123023, 124140, 128732, 129653, 129671, 129711, 129726, 129728, 129749, 129768, 129784, 917505, 917600, 9776, 9866, 19904, 68969, 69372, 70587, 71454, 73562, 90398, 101631, 113828, 119552, 119648, 124398, 129673, 129679, 129734, 129756, 129759, 129769]) i;
select to_hex(i * 61) as code, chr(i * 61) || '|' as shown from generate_series(1, 3000) i where i * 61 not between 55296 and 57343;
select to_hex(i * 997) as code, chr(i * 997) || '|' as shown from generate_series(1, 1117) i where i * 997 not between 55296 and 57343;
\pset expanded on
select chr(i) as a, chr(i + 1) || 'x' as b from unnest(array[768, 173, 8205, 19904, 128512, 917600]) i;
\pset expanded off
\pset format wrapped
\pset columns 20
select string_agg(chr(i), '') as marks, string_agg(chr(i + 8000), '') as wide from generate_series(12400, 12440) i;
select repeat('日', 30) as a, repeat(E'e\u0301', 30) as b, repeat(E'👩\u200d👧', 10) as c;
