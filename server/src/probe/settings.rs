//! Which parameters differ from the template: in the running server, in its files, or for a role or database.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tokio_postgres::types::Type;

use super::{ProbeError, Prober};

/// The values of the watched parameters at one moment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// In the running server, by name.
    pub running: BTreeMap<String, String>,
    /// As the server's files have it (the last line counts), by name; takes effect at a reload or restart.
    pub files: BTreeMap<String, String>,
    /// Set for a role or database, by name and by whom it is for.
    pub scoped: BTreeMap<String, BTreeMap<String, String>>,
}

/// A parameter that differs from the template's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The parameter.
    pub name: String,
    /// The template's value.
    pub from: String,
    /// The value that stands in the running server or in its files.
    pub to: String,
}

/// Reads the values of `names`.
pub async fn read_settings(prober: &Prober, names: &[String]) -> Result<Settings, ProbeError> {
    let mut settings = Settings::default();
    // A value that came with the prober's own startup options says nothing about the server.
    let running = prober
        .ask(
            "SELECT name::text, setting::text FROM pg_catalog.pg_settings \
             WHERE name = ANY ($1) AND source NOT IN ('client', 'session')",
            &[(&names, Type::TEXT_ARRAY)],
        )
        .await?;
    settings.running.extend(running.iter().map(|row| (row.get(0), row.get(1))));
    let files = prober
        .ask(
            "SELECT name::text, COALESCE(setting, '')::text FROM pg_catalog.pg_file_settings \
             WHERE name = ANY ($1) ORDER BY seqno",
            &[(&names, Type::TEXT_ARRAY)],
        )
        .await?;
    settings.files.extend(files.iter().map(|row| (row.get(0), row.get(1))));
    let scoped = prober
        .ask(
            "SELECT split_part(line, '=', 1), substr(line, strpos(line, '=') + 1), \
                    CASE WHEN s.setrole <> 0 THEN 'role ' || pg_catalog.pg_get_userbyid(s.setrole)::text ELSE '' END \
                    || CASE WHEN s.setrole <> 0 AND s.setdatabase <> 0 THEN ' in ' ELSE '' END \
                    || CASE WHEN s.setdatabase <> 0 THEN 'database ' || COALESCE(d.datname::text, '') ELSE '' END \
             FROM pg_catalog.pg_db_role_setting s LEFT JOIN pg_catalog.pg_database d ON d.oid = s.setdatabase, \
                  LATERAL unnest(s.setconfig) AS line \
             WHERE split_part(line, '=', 1) = ANY ($1)",
            &[(&names, Type::TEXT_ARRAY)],
        )
        .await?;
    for row in &scoped {
        settings.scoped.entry(row.get(0)).or_default().insert(row.get(2), row.get(1));
    }
    Ok(settings)
}

/// What differs, by name; one line for each parameter and place.
pub fn differences(template: &Settings, now: &Settings) -> Vec<Difference> {
    let mut found: Vec<Difference> = Vec::new();
    let mut tell = |name: &str, from: String, to: String| {
        let difference = Difference { name: name.to_owned(), from, to };
        if !found.contains(&difference) {
            found.push(difference);
        }
    };
    for (name, to) in &now.running {
        if let Some(from) = template.running.get(name).filter(|from| *from != to) {
            tell(name, from.clone(), to.clone());
        }
    }
    for (name, to) in &now.files {
        let from = template.files.get(name).or_else(|| template.running.get(name));
        // Written down at the value that it has anyway: nothing changed.
        if from != Some(to) && template.running.get(name) != Some(to) {
            tell(name, from.cloned().unwrap_or_default(), to.clone());
        }
    }
    for name in template.files.keys().filter(|name| !now.files.contains_key(*name)) {
        tell(name, template.files[name].clone(), "removed from the server's files".to_owned());
    }
    for (name, places) in &now.scoped {
        for (place, to) in places {
            if template.scoped.get(name).and_then(|p| p.get(place)) != Some(to) {
                let from = template.running.get(name).cloned().unwrap_or_default();
                tell(name, from, format!("{to} for {place}"));
            }
        }
    }
    found.sort_by(|a, b| (&a.name, &a.to).cmp(&(&b.name, &b.to)));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn template() -> Settings {
        Settings {
            running: BTreeMap::from([("max_connections".into(), "100".into()), ("work_mem".into(), "4096".into())]),
            files: BTreeMap::from([("max_connections".into(), "100".into())]),
            scoped: BTreeMap::new(),
        }
    }

    #[test]
    fn nothing_changed_is_nothing() {
        assert_eq!(differences(&template(), &template()), []);
    }

    #[test]
    fn a_value_written_and_not_in_effect_yet_counts() {
        let mut now = template();
        now.files.insert("max_connections".into(), "200".into());
        let expected = Difference { name: "max_connections".into(), from: "100".into(), to: "200".into() };
        assert_eq!(differences(&template(), &now), std::slice::from_ref(&expected));
        // ... and once it is in effect it is still one difference.
        now.running.insert("max_connections".into(), "200".into());
        assert_eq!(differences(&template(), &now), [expected]);
    }

    #[test]
    fn a_value_written_down_as_it_was_does_not_count() {
        let mut now = template();
        now.files.insert("work_mem".into(), "4096".into());
        assert_eq!(differences(&template(), &now), []);
    }

    #[test]
    fn a_value_for_a_role_counts_and_names_the_role() {
        let mut now = template();
        now.scoped.entry("work_mem".into()).or_default().insert("role oncall".into(), "64MB".into());
        let found = differences(&template(), &now);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].to, "64MB for role oncall");
    }
}
