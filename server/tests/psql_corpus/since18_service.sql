\! printf '[mine]\nuser=postgres\n[other]\ndbname=compare\n' >services
\setenv PGSERVICEFILE services
\echo :SERVICE :{?SERVICE}
\c "service=mine dbname=compare"
\echo :SERVICE :DBNAME
\c - postgres
\echo :SERVICE :{?SERVICE}
\c service=other
\echo :SERVICE
