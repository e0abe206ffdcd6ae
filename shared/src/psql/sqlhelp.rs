//! `\h`: the SQL commands, and where to read about them. How they are written stands in the documentation, and is not
//! copied from it.

/// The commands that psql 15 to 18 have help on, in their order.
const COMMANDS: &str = "\
     ABORT, ALTER AGGREGATE, ALTER COLLATION, ALTER CONVERSION, ALTER DATABASE, ALTER DEFAULT PRIVILEGES, ALTER \
     DOMAIN, ALTER EVENT TRIGGER, ALTER EXTENSION, ALTER FOREIGN DATA WRAPPER, ALTER FOREIGN TABLE, ALTER \
     FUNCTION, ALTER GROUP, ALTER INDEX, ALTER LANGUAGE, ALTER LARGE OBJECT, ALTER MATERIALIZED VIEW, ALTER \
     OPERATOR, ALTER OPERATOR CLASS, ALTER OPERATOR FAMILY, ALTER POLICY, ALTER PROCEDURE, ALTER PUBLICATION, \
     ALTER ROLE, ALTER ROUTINE, ALTER RULE, ALTER SCHEMA, ALTER SEQUENCE, ALTER SERVER, ALTER STATISTICS, ALTER \
     SUBSCRIPTION, ALTER SYSTEM, ALTER TABLE, ALTER TABLESPACE, ALTER TEXT SEARCH CONFIGURATION, ALTER TEXT \
     SEARCH DICTIONARY, ALTER TEXT SEARCH PARSER, ALTER TEXT SEARCH TEMPLATE, ALTER TRIGGER, ALTER TYPE, ALTER \
     USER, ALTER USER MAPPING, ALTER VIEW, ANALYZE, BEGIN, CALL, CHECKPOINT, CLOSE, CLUSTER, COMMENT, COMMIT, \
     COMMIT PREPARED, COPY, CREATE ACCESS METHOD, CREATE AGGREGATE, CREATE CAST, CREATE COLLATION, CREATE \
     CONVERSION, CREATE DATABASE, CREATE DOMAIN, CREATE EVENT TRIGGER, CREATE EXTENSION, CREATE FOREIGN DATA \
     WRAPPER, CREATE FOREIGN TABLE, CREATE FUNCTION, CREATE GROUP, CREATE INDEX, CREATE LANGUAGE, CREATE \
     MATERIALIZED VIEW, CREATE OPERATOR, CREATE OPERATOR CLASS, CREATE OPERATOR FAMILY, CREATE POLICY, CREATE \
     PROCEDURE, CREATE PUBLICATION, CREATE ROLE, CREATE RULE, CREATE SCHEMA, CREATE SEQUENCE, CREATE SERVER, \
     CREATE STATISTICS, CREATE SUBSCRIPTION, CREATE TABLE, CREATE TABLE AS, CREATE TABLESPACE, CREATE TEXT SEARCH \
     CONFIGURATION, CREATE TEXT SEARCH DICTIONARY, CREATE TEXT SEARCH PARSER, CREATE TEXT SEARCH TEMPLATE, CREATE \
     TRANSFORM, CREATE TRIGGER, CREATE TYPE, CREATE USER, CREATE USER MAPPING, CREATE VIEW, DEALLOCATE, DECLARE, \
     DELETE, DISCARD, DO, DROP ACCESS METHOD, DROP AGGREGATE, DROP CAST, DROP COLLATION, DROP CONVERSION, DROP \
     DATABASE, DROP DOMAIN, DROP EVENT TRIGGER, DROP EXTENSION, DROP FOREIGN DATA WRAPPER, DROP FOREIGN TABLE, \
     DROP FUNCTION, DROP GROUP, DROP INDEX, DROP LANGUAGE, DROP MATERIALIZED VIEW, DROP OPERATOR, DROP OPERATOR \
     CLASS, DROP OPERATOR FAMILY, DROP OWNED, DROP POLICY, DROP PROCEDURE, DROP PUBLICATION, DROP ROLE, DROP \
     ROUTINE, DROP RULE, DROP SCHEMA, DROP SEQUENCE, DROP SERVER, DROP STATISTICS, DROP SUBSCRIPTION, DROP TABLE, \
     DROP TABLESPACE, DROP TEXT SEARCH CONFIGURATION, DROP TEXT SEARCH DICTIONARY, DROP TEXT SEARCH PARSER, DROP \
     TEXT SEARCH TEMPLATE, DROP TRANSFORM, DROP TRIGGER, DROP TYPE, DROP USER, DROP USER MAPPING, DROP VIEW, END, \
     EXECUTE, EXPLAIN, FETCH, GRANT, IMPORT FOREIGN SCHEMA, INSERT, LISTEN, LOAD, LOCK, MERGE, MOVE, NOTIFY, \
     PREPARE, PREPARE TRANSACTION, REASSIGN OWNED, REFRESH MATERIALIZED VIEW, REINDEX, RELEASE SAVEPOINT, RESET, \
     REVOKE, ROLLBACK, ROLLBACK PREPARED, ROLLBACK TO SAVEPOINT, SAVEPOINT, SECURITY LABEL, SELECT, SELECT INTO, \
     SET, SET CONSTRAINTS, SET ROLE, SET SESSION AUTHORIZATION, SET TRANSACTION, SHOW, START TRANSACTION, TABLE, \
     TRUNCATE, UNLISTEN, UPDATE, VACUUM, VALUES, WITH";

/// The longest name, as psql counts it.
const WIDEST: usize = 32;

pub(super) fn names() -> Vec<&'static str> {
    COMMANDS.split(", ").collect()
}

/// The page's name: mostly the command's without its blanks.
fn page(command: &str) -> String {
    let mut name = command.to_ascii_lowercase();
    for (long, short) in [
        ("operator class", "opclass"),
        ("operator family", "opfamily"),
        ("text search configuration", "tsconfig"),
        ("text search ", "ts"),
    ] {
        name = name.replace(long, short);
    }
    let first = name.split(' ').next().unwrap_or("");
    let hyphens = matches!(first, "prepare" | "reassign" | "release" | "security" | "start")
        || (first == "set" && name != "set")
        || name.ends_with(" prepared")
        || name == "drop owned"
        || name.ends_with("access method") && first != "alter";
    match name.as_str() {
        "rollback to savepoint" => "sql-rollback-to".to_owned(),
        "table" | "with" => "sql-select".to_owned(),
        name => ["sql-", &name.replace(' ', if hyphens { "-" } else { "" })].concat(),
    }
}

/// The commands in as many columns as there is room for.
pub(super) fn list(screen: usize) -> String {
    let names = names();
    let columns = (screen.saturating_sub(3) / (WIDEST + 1)).max(1);
    let rows = names.len().div_ceil(columns);
    let mut out = "Available help:\n".to_owned();
    for row in 0..rows {
        out.push_str("  ");
        for column in 0..columns {
            let name = names.get(row + column * rows).copied().unwrap_or("");
            out.push_str(name);
            if column + 1 < columns {
                out.extend(std::iter::repeat_n(' ', WIDEST + 1 - name.len()));
            }
        }
        out.push('\n');
    }
    out
}

/// What psql finds for a topic, each with its address: exactly that, or what begins with its first words.
pub(super) fn topic(topic: &str, server_version: u32) -> String {
    let names = names();
    let is = |name: &str| name.eq_ignore_ascii_case(topic);
    let word = |from: usize| topic[from..].find(' ').map_or(topic.len(), |at| from + at);
    let first = word(0);
    let second = if first < topic.len() { word(first + 1) } else { first };
    // A word's blank counts with it, where another word follows.
    let mut starts = vec![topic.len()];
    for end in [second, first] {
        if end < topic.len() && starts.last() != Some(&end) {
            starts.push(end);
        }
    }
    let mut found: Vec<&str> = Vec::new();
    for end in starts {
        let start = topic.get(..end).unwrap_or(topic);
        found = names
            .iter()
            .copied()
            .filter(|name| {
                topic == "*" || name.get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start))
            })
            .collect();
        if let Some(exact) = found.iter().position(|name| is(name)) {
            found.truncate(exact + 1);
        }
        if !found.is_empty() {
            break;
        }
    }
    if found.is_empty() {
        return format!("No help available for \"{topic}\".\nTry \\h with no arguments to see available help.\n");
    }
    let major = server_version / 10_000;
    let told = |name: &&str| {
        format!("Command:     {name}\nURL: https://www.postgresql.org/docs/{major}/{}.html\n\n", page(name))
    };
    found.iter().map(told).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_found_by_their_first_words() {
        let count = |text: &str| topic(text, 150_000).matches("Command:").count();
        assert_eq!((count("select"), count("Create Index"), count("*"), count("alter text search")), (1, 1, 185, 4));
        // One exact match ends the list, which begins with what the topic begins.
        assert_eq!((count("commit"), count("create index concurrently"), count("nonsense")), (1, 1, 0));
    }

    #[test]
    fn pages_are_the_documentations() {
        for (command, expected) in [
            ("SELECT", "sql-select"),
            ("ALTER OPERATOR CLASS", "sql-alteropclass"),
            ("CREATE TEXT SEARCH CONFIGURATION", "sql-createtsconfig"),
            ("DROP TEXT SEARCH PARSER", "sql-droptsparser"),
            ("CREATE ACCESS METHOD", "sql-create-access-method"),
            ("SET SESSION AUTHORIZATION", "sql-set-session-authorization"),
            ("SET", "sql-set"),
            ("PREPARE", "sql-prepare"),
            ("ROLLBACK TO SAVEPOINT", "sql-rollback-to"),
            ("CREATE FOREIGN DATA WRAPPER", "sql-createforeigndatawrapper"),
        ] {
            assert_eq!(page(command), expected);
        }
    }
}
