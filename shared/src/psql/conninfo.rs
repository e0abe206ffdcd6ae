//! `\conninfo`, and what psql tells about itself.

use super::engine::Engine;
use super::input::Slash;
use super::render::{self, Column, Table};

impl Engine {
    /// `\conninfo`: a sentence, and from 18 on a table.
    pub(super) fn conninfo(&mut self) -> Slash {
        if self.link.is_up() && self.link.server_version() >= 180_000 {
            let table = self.conninfo_table();
            let text = render::print(&table, &self.print);
            self.output(text);
            return self.flush_output();
        }
        let text = self.conninfo_sentence();
        self.stdout(text);
        Slash::Done
    }

    fn conninfo_table(&self) -> Table {
        let (host, port) = (self.options.host.as_str(), self.options.port.as_str());
        let told = |name: &str| self.link.parameter(name).unwrap_or("unknown").to_owned();
        let mut rows = vec![("Database", self.link.database.clone()), ("Client User", self.link.user.clone())];
        if host.starts_with('/') {
            rows.push(("Socket Directory", host.to_owned()));
        } else {
            rows.push(("Host", host.to_owned()));
            rows.extend(self.host_address().map(|address| ("Host Address", address.to_owned())));
        }
        let options = self.options.parameters.iter().find(|(name, _)| name == "options");
        rows.extend([
            ("Server Port", port.to_owned()),
            ("Options", options.map_or_else(String::new, |(_, value)| value.clone())),
            ("Protocol Version", "3.0".to_owned()),
            ("Password Used", self.link.password_used.to_string()),
            ("GSSAPI Authenticated", "false".to_owned()),
            ("Backend PID", self.link.pid.to_string()),
            ("SSL Connection", "false".to_owned()),
            ("Superuser", told("is_superuser")),
            ("Hot Standby", told("in_hot_standby")),
        ]);
        let rows = rows.into_iter().map(|(name, value)| vec![Some(name.to_owned()), Some(value)]).collect();
        let columns = vec![Column::text("Parameter"), Column::text("Value")];
        Table { title: Some("Connection Information".to_owned()), ..Table::new(columns, rows) }
    }

    /// The address that libpq gives in brackets after the host's name.
    fn host_address(&self) -> Option<&str> {
        let (_, rest) = self.link.address.split_once('(')?;
        rest.split_once(')').map(|(address, _)| address)
    }

    fn conninfo_sentence(&self) -> String {
        if !self.link.is_up() || self.link.database.is_empty() {
            "You are currently not connected to a database.\n".to_owned()
        } else {
            let start =
                format!("You are connected to database \"{}\" as user \"{}\" ", self.link.database, self.link.user);
            let (host, port) = (&self.options.host, &self.options.port);
            if host.starts_with('/') {
                format!("{start}via socket in \"{host}\" at port \"{port}\".\n")
            } else {
                // libpq gives the address in brackets after the host's name.
                let address = self.link.address.split_once('(').and_then(|(_, rest)| rest.split_once(')'));
                match address {
                    Some((address, _)) => {
                        format!("{start}on host \"{host}\" (address \"{address}\") at port \"{port}\".\n")
                    }
                    None => format!("{start}on host \"{host}\" at port \"{port}\".\n"),
                }
            }
        }
    }

    /// Takes on the server's major version where psql of that version is spoken here, from 15 to 18.
    pub(super) fn speak_as(&mut self, server_version: u32) {
        let major = (server_version / 10_000).clamp(15, 18);
        let version = ["ride ", env!("CARGO_PKG_VERSION"), ", speaking as psql ", &major.to_string()].concat();
        self.variables.tell("VERSION", version);
        self.variables.tell("VERSION_NAME", major.to_string());
        self.variables.tell("VERSION_NUM", (major * 10_000).to_string());
        let newer = [
            ("WATCH_INTERVAL", "2"),
            ("PIPELINE_COMMAND_COUNT", "0"),
            ("PIPELINE_RESULT_COUNT", "0"),
            ("PIPELINE_SYNC_COUNT", "0"),
        ];
        for (name, value) in newer {
            if major < 18 {
                self.variables.forget(name);
            } else if self.variables.get(name).is_none() {
                self.variables.tell(name, value);
            }
        }
    }
}
