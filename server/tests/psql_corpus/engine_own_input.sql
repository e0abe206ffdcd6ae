create table t(a int);
\copy t from pstdin
1
\.
table t;
\copy t from pstdin csv
2
\.
table t;
