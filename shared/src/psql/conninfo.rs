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
            let address = self.host_address().filter(|address| *address != host);
            rows.extend(address.map(|address| ("Host Address", address.to_owned())));
        }
        let options = self.options.parameters.iter().find(|(name, _)| name == "options");
        rows.extend([
            ("Server Port", port.to_owned()),
            ("Options", options.map_or_else(String::new, |(_, value)| value.clone())),
            ("Protocol Version", "3.0".to_owned()),
            ("Password Used", self.link.password_used.to_string()),
            ("GSSAPI Authenticated", "false".to_owned()),
            ("Backend PID", self.link.pid.to_string()),
            ("SSL Connection", self.link.server.as_ref().is_some_and(|server| server.tls.is_some()).to_string()),
            ("Superuser", told("is_superuser")),
            ("Hot Standby", told("in_hot_standby")),
        ]);
        let rows = rows.into_iter().map(|(name, value)| vec![Some(name.to_owned()), Some(value)]).collect();
        let columns = vec![Column::text("Parameter"), Column::text("Value")];
        Table { title: Some("Connection Information".to_owned()), ..Table::new(columns, rows) }
    }

    /// The server's address, where the host's name isn't all that there is to say.
    pub(super) fn host_address(&self) -> Option<&str> {
        match &self.link.server {
            Some(server) => server.address.as_deref(),
            // libpq gives the address in brackets after the host's name.
            None => Some(self.link.address.split_once('(')?.1.split_once(')')?.0),
        }
    }

    fn conninfo_sentence(&self) -> String {
        if !self.link.is_up() || self.link.database.is_empty() {
            return "You are currently not connected to a database.\n".to_owned();
        }
        let (database, user) = (&self.link.database, &self.link.user);
        let (place, tls) = (self.whereabouts(), self.tls_line());
        format!("You are connected to database \"{database}\" as user \"{user}\" {place}.\n{tls}")
    }

    /// Takes on the server's major version where psql of that version is spoken here, from 15 to 18.
    pub(super) fn speak_as(&mut self, server_version: u32) {
        let major = (server_version / 10_000).clamp(15, 18);
        let version = ["ride ", env!("CARGO_PKG_VERSION"), ", speaking as psql ", &major.to_string()].concat();
        self.variables.tell("VERSION", version);
        let known = server_version / 10_000 == major;
        let name =
            self.link.parameter("server_version").filter(|_| known).map_or_else(|| major.to_string(), str::to_owned);
        self.variables.tell("VERSION_NAME", name);
        self.variables.tell("VERSION_NUM", if known { server_version } else { major * 10_000 }.to_string());
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
