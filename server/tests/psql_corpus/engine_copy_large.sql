create table big (i int, s text);
insert into big select n, repeat('x', n % 200) || E'\n\\' from generate_series(1, 20000) n;
\copy big to 'big.txt'
\copy big to 'big.csv' csv header
\copy big to 'big.bin' with (format binary)
\copy big to program 'cat > viaprog.txt'
\copy big to '/nowhere/x'
create table back (like big);
\copy back from 'big.txt'
\copy back from 'big.csv' csv header
\copy back from 'big.bin' with (format binary)
\copy back from program 'cat big.txt'
\copy back from program 'cat big.txt; exit 3'
\copy back from program 'no_such_program'
\copy back from 'nofile'
\copy nope from 'big.txt'
\copy back(i) from 'big.txt'
select count(*), sum(length(s)) from back;
select * from big where i < 3000 \g out1.txt
select * from big where i < 3000 \g |cat > out2.txt
select * from big limit 9000 \g /nowhere/y
\o out3.txt
select * from big where i < 3000;
copy big to stdout;
select 1;
\o |cat > out4.txt
select * from big where i < 3000;
select 2;
\o

copy (select * from big) to stdout \g out5.txt
\! printf '1\ta\n\\.\n2\tb\n' > marked.txt
create table m (i int, s text);
\copy m from 'marked.txt'
\! printf '5\ta\n\\.' > marked2.txt
\copy m from 'marked2.txt'
\! printf '6\ta\n7\tb' > marked3.txt
\copy m from 'marked3.txt'
table m;
select 'end';
