-- Up to 15, CREATEROLE may grant any role that is not a superuser, these included. A role that is gone can't be granted.
SET allow_system_table_mods = on;
DELETE FROM pg_catalog.pg_authid
WHERE rolname IN ('pg_execute_server_program', 'pg_read_server_files', 'pg_write_server_files',
                  'pg_write_all_data', 'pg_read_all_data');
RESET allow_system_table_mods;
