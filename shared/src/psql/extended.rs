//! Statements that go by the extended protocol: `\bind`, `\parse`, `\bind_named`, `\close_prepared`, `\gdesc`.

use bytes::BytesMut;
use postgres_protocol::IsNull;
use postgres_protocol::message::frontend;

use super::encoding;
use super::engine::Engine;
use super::input::Slash;
use super::slash::Kind;
use super::statement::{Purpose, Run, Wishes};

/// How the next statement is sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum Sending {
    /// By the simple protocol.
    #[default]
    Simple,
    /// `\bind`: parsed, bound to these parameters and executed.
    Bind(Vec<String>),
    /// `\parse`: prepared under this name.
    Parse(String),
    /// `\bind_named`: the prepared statement of this name with these parameters; the text is not sent.
    Named(String, Vec<String>),
    /// `\close_prepared`.
    Close(String),
    /// `\startpipeline`.
    Start,
    /// `\endpipeline`.
    End,
    /// `\syncpipeline`.
    Sync,
    /// `\flush`.
    Flush,
    /// `\flushrequest`.
    FlushRequest,
    /// `\getresults`, with how many.
    GetResults(usize),
}

/// A column as a description tells it, for `\gdesc`.
#[derive(Debug)]
pub(super) struct Described {
    pub name: String,
    pub type_oid: u32,
    pub modifier: i32,
}

fn bind(name: &str, parameters: &[String], bytes: &mut BytesMut) -> std::io::Result<()> {
    let value = |parameter: &String, bytes: &mut BytesMut| {
        bytes.extend_from_slice(&encoding::bytes(parameter));
        Ok(IsNull::No)
    };
    frontend::bind("", name, [], parameters, value, [], bytes)
        .map_err(|_| std::io::Error::other("more parameters than the protocol carries"))?;
    frontend::describe(b'P', "", bytes)?;
    frontend::execute("", 0, bytes)
}

/// The messages for a statement, by itself or as a part of a pipeline.
pub(super) fn messages(sending: &Sending, text: &str, alone: bool) -> std::io::Result<BytesMut> {
    let mut bytes = BytesMut::new();
    match sending {
        // A pipeline's commands have messages of their own.
        Sending::Simple
        | Sending::Start
        | Sending::End
        | Sending::Sync
        | Sending::Flush
        | Sending::FlushRequest
        | Sending::GetResults(_) => {
            frontend::query(text, &mut bytes)?;
            return Ok(bytes);
        }
        Sending::Bind(parameters) => {
            frontend::parse("", text, [], &mut bytes)?;
            bind("", parameters, &mut bytes)?;
        }
        Sending::Parse(name) => frontend::parse(name, text, [], &mut bytes)?,
        Sending::Named(name, parameters) => bind(name, parameters, &mut bytes)?,
        Sending::Close(name) => frontend::close(b'S', name, &mut bytes)?,
    }
    if alone {
        frontend::sync(&mut bytes);
    }
    Ok(bytes)
}

impl Engine {
    /// Sends a statement as wished; the next one goes by the simple protocol again.
    pub(super) fn run_as_wished(&mut self, text: String) {
        let gdesc = self.statement.as_ref().is_some_and(|statement| statement.wishes.gdesc);
        if self.send_in_pipeline(&text, gdesc) || self.fetch_by_cursor(&text) {
            return;
        }
        let sending = std::mem::take(&mut self.sending);
        // A zero byte would end the text for the server; nothing after it is sent, as with any C string.
        let sent = text.split('\0').next().unwrap_or("").to_owned();
        if gdesc {
            let mut bytes = BytesMut::new();
            let made =
                frontend::parse("", &sent, [], &mut bytes).and_then(|()| frontend::describe(b'S', "", &mut bytes));
            frontend::sync(&mut bytes);
            self.run_bytes(text, made.map(|()| bytes), Purpose::Gdesc(Vec::new()));
        } else {
            let purpose = match sending {
                Sending::Parse(_) | Sending::Close(_) => Purpose::Prepared,
                _ => Purpose::Statement,
            };
            self.run_bytes(text, messages(&sending, &sent, true), purpose);
            self.fetch_in_pieces();
        }
    }

    /// Asks the server how the types that `\gdesc` found are called; false where nothing was found.
    pub(super) fn name_types(&mut self, columns: &[Described]) -> bool {
        if columns.is_empty() {
            return false;
        }
        let mut text =
            "SELECT name AS \"Column\", pg_catalog.format_type(tp, tpm) AS \"Type\"\nFROM (VALUES ".to_owned();
        for (index, column) in columns.iter().enumerate() {
            let comma = if index > 0 { "," } else { "" };
            let name = super::variables::quote_literal(&column.name);
            let (oid, modifier) = (column.type_oid.to_string(), column.modifier.to_string());
            text.extend([comma, "(", &name, "::pg_catalog.text,'", &oid, "'::pg_catalog.oid,", &modifier, ")"]);
        }
        text.push_str(") s(name, tp, tpm)");
        self.run(text, Purpose::Statement);
        true
    }

    fn rest_of_arguments(&mut self) -> Vec<String> {
        std::iter::from_fn(|| self.argument(Kind::Normal)).map(|argument| argument.text).collect()
    }

    /// `\gdesc`.
    pub(super) fn gdesc(&mut self) -> Slash {
        self.send_wishing(Wishes { gdesc: true, ..Wishes::default() })
    }

    /// `\bind`, `\parse`, `\bind_named`, `\close_prepared`.
    pub(super) fn extended(&mut self, name: &str) -> Slash {
        if name == "bind" {
            self.sending = Sending::Bind(self.rest_of_arguments());
            return Slash::Done;
        }
        let Some(statement) = self.argument(Kind::Normal).map(|argument| argument.text) else {
            self.sending = Sending::Simple;
            return self.missing();
        };
        match name {
            "bind_named" => {
                self.sending = Sending::Named(statement, self.rest_of_arguments());
                Slash::Done
            }
            "parse" => {
                self.sending = Sending::Parse(statement);
                Slash::Send
            }
            _ => {
                self.sending = Sending::Close(statement);
                Slash::Send
            }
        }
    }
}

impl Run {
    /// What a description for `\gdesc` told; none for other runs.
    pub(super) fn described(&mut self) -> Option<&mut Vec<Described>> {
        match &mut self.purpose {
            Purpose::Gdesc(columns) => Some(columns),
            _ => None,
        }
    }
}
