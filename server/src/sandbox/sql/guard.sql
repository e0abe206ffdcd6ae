-- Run as the superuser in the application's database. Event triggers that write every DDL command down, where neither
-- the database's owner nor anyone else can reach them.
CREATE SCHEMA ride;
REVOKE ALL ON SCHEMA ride FROM PUBLIC;

CREATE TABLE ride.ddl (
    seq    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    tag    text NOT NULL,
    object text NOT NULL,
    role   text NOT NULL
);
REVOKE ALL ON ride.ddl FROM PUBLIC;

CREATE FUNCTION ride.record_ddl() RETURNS event_trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    -- Trusted procedural languages are the one kind of extension that a database's owner could add to run more than SQL.
    IF tg_tag IN ('CREATE EXTENSION', 'CREATE LANGUAGE')
       AND EXISTS (SELECT FROM pg_language WHERE lanname NOT IN ('internal', 'c', 'sql', 'plpgsql')) THEN
        RAISE EXCEPTION 'permission denied: only the languages sql and plpgsql are open in this lab'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO ride.ddl (tag, object, role)
    SELECT command_tag, coalesce(object_identity, object_type, ''), session_user
    FROM pg_event_trigger_ddl_commands()
    WHERE NOT in_extension;
EXCEPTION
    -- REINDEX may run in a read-only transaction, and a full disk must not keep anyone from dropping a table. Any other
    -- error is shown: whoever could provoke and hide one could hide their DDL.
    WHEN read_only_sql_transaction OR insufficient_resources THEN
        RAISE LOG 'ride: DDL not recorded: %', sqlerrm;
END $$;

CREATE FUNCTION ride.record_drop() RETURNS event_trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO ride.ddl (tag, object, role)
    SELECT tg_tag, coalesce(object_identity, object_type, ''), session_user
    FROM pg_event_trigger_dropped_objects()
    WHERE original AND tg_tag LIKE 'DROP %';
EXCEPTION
    WHEN read_only_sql_transaction OR insufficient_resources THEN
        RAISE LOG 'ride: DDL not recorded: %', sqlerrm;
END $$;

REVOKE ALL ON FUNCTION ride.record_ddl(), ride.record_drop() FROM PUBLIC;

CREATE EVENT TRIGGER ride_record_ddl ON ddl_command_end EXECUTE FUNCTION ride.record_ddl();
CREATE EVENT TRIGGER ride_record_drop ON sql_drop EXECUTE FUNCTION ride.record_drop();
-- ALWAYS: session_replication_role must not switch them off.
ALTER EVENT TRIGGER ride_record_ddl ENABLE ALWAYS;
ALTER EVENT TRIGGER ride_record_drop ENABLE ALWAYS;
