//! Columns that are known by their names alone.

/// Columns of relations that are often joined: what a name that stands alone belongs to, where several are open.
pub(super) fn known_column(relation: &str, name: &str) -> bool {
    const ACTIVITY: &[&str] = &[
        "datid",
        "datname",
        "leader_pid",
        "usesysid",
        "usename",
        "application_name",
        "client_addr",
        "client_hostname",
        "client_port",
        "backend_start",
        "xact_start",
        "query_start",
        "state_change",
        "wait_event_type",
        "wait_event",
        "state",
        "backend_xid",
        "backend_xmin",
        "query_id",
        "query",
        "backend_type",
        "pid",
    ];
    const LOCKS: &[&str] = &[
        "locktype",
        "database",
        "relation",
        "page",
        "tuple",
        "virtualxid",
        "transactionid",
        "classid",
        "objid",
        "objsubid",
        "virtualtransaction",
        "pid",
        "mode",
        "granted",
        "fastpath",
        "waitstart",
    ];
    match relation {
        "pg_stat_activity" => ACTIVITY.contains(&name),
        "pg_locks" => LOCKS.contains(&name),
        "pg_index" => name.starts_with("ind"),
        "pg_class" => name.starts_with("rel"),
        "pg_namespace" => name.starts_with("nsp"),
        "pg_db_role_setting" => name.starts_with("set"),
        "pg_roles" => name.starts_with("rol"),
        "pg_database" => name.starts_with("dat"),
        _ => false,
    }
}
