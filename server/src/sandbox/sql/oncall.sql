-- Run as the superuser, once for the cluster. The learner's role: sees everything, signals ordinary backends, owns the
-- application's schema, and is no superuser.
CREATE ROLE oncall LOGIN CREATEROLE;
GRANT pg_monitor, pg_signal_backend, pg_checkpoint TO oncall;

-- ride's own databases are nobody else's business; one database is enough of a lab.
REVOKE CONNECT, TEMPORARY ON DATABASE postgres, template1 FROM PUBLIC;
