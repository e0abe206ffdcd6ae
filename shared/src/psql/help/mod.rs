//! Help texts: the commands and the variables stand in files of their own, with the version from which on there is each.

#[cfg(not(target_arch = "wasm32"))]
mod usage;

use super::engine::Engine;
use super::render::{Expanded, Format};
#[cfg(not(target_arch = "wasm32"))]
pub use usage::usage;

/// What `\copyright` prints, with the year of the server's major version.
pub(super) fn copyright(server_version: u32) -> String {
    COPYRIGHT.replacen("2022", &(2007 + (server_version / 10_000).clamp(15, 18)).to_string(), 1)
}

const COPYRIGHT: &str = "\
PostgreSQL Database Management System
(also known as Postgres, formerly known as Postgres95)

Portions Copyright (c) 1996-2022, PostgreSQL Global Development Group

Portions Copyright (c) 1994, The Regents of the University of California

Permission to use, copy, modify, and distribute this software and its
documentation for any purpose, without fee, and without a written agreement
is hereby granted, provided that the above copyright notice and this
paragraph and the following two paragraphs appear in all copies.

IN NO EVENT SHALL THE UNIVERSITY OF CALIFORNIA BE LIABLE TO ANY PARTY FOR
DIRECT, INDIRECT, SPECIAL, INCIDENTAL, OR CONSEQUENTIAL DAMAGES, INCLUDING
LOST PROFITS, ARISING OUT OF THE USE OF THIS SOFTWARE AND ITS
DOCUMENTATION, EVEN IF THE UNIVERSITY OF CALIFORNIA HAS BEEN ADVISED OF THE
POSSIBILITY OF SUCH DAMAGE.

THE UNIVERSITY OF CALIFORNIA SPECIFICALLY DISCLAIMS ANY WARRANTIES,
INCLUDING, BUT NOT LIMITED TO, THE IMPLIED WARRANTIES OF MERCHANTABILITY
AND FITNESS FOR A PARTICULAR PURPOSE.  THE SOFTWARE PROVIDED HEREUNDER IS
ON AN \"AS IS\" BASIS, AND THE UNIVERSITY OF CALIFORNIA HAS NO OBLIGATIONS TO
PROVIDE MAINTENANCE, SUPPORT, UPDATES, ENHANCEMENTS, OR MODIFICATIONS.

";

/// Every command's name, but for the describing ones.
pub(super) const NAMES: &[&str] = &[
    "?",
    "!",
    "bind",
    "bind_named",
    "cd",
    "close_prepared",
    "copy",
    "crosstabview",
    "gdesc",
    "html",
    "restrict",
    "unrestrict",
    "getenv",
    "lo_export",
    "lo_import",
    "lo_unlink",
    "parse",
    "password",
    "s",
    "setenv",
    "C",
    "H",
    "T",
    "a",
    "c",
    "connect",
    "conninfo",
    "copyright",
    "e",
    "echo",
    "edit",
    "elif",
    "else",
    "ef",
    "encoding",
    "endif",
    "errverbose",
    "ev",
    "f",
    "g",
    "gexec",
    "gset",
    "gx",
    "h",
    "help",
    "i",
    "if",
    "include",
    "include_relative",
    "ir",
    "o",
    "out",
    "p",
    "print",
    "prompt",
    "pset",
    "q",
    "qecho",
    "quit",
    "r",
    "reset",
    "set",
    "t",
    "timing",
    "unset",
    "w",
    "warn",
    "watch",
    "write",
    "x",
];

/// The describing commands and the listings, without what may follow their names.
const DESCRIBING: &str = "d da dA dAc dAf dAo dAp db dc dC dconfig dd dD ddp dE des det deu dew df dF dFd dFp dFt dg di dl dL \
     dm dn do dO dp dP dPi dPt drds drg dRp dRs ds dt dT du dv dx dX dy l list lo_list sf sv z";

/// Every command's name.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    NAMES.iter().copied().chain(DESCRIBING.split_ascii_whitespace())
}

const COMMANDS: &str = include_str!("commands.txt");
const VARIABLES: &str = include_str!("variables.txt");

const LAB: &str = "\
Lab
  \\brief                 what is going on, and what is asked of you
  \\hint                  show the next hint
  \\action [NAME [VALUE]] list the levers outside SQL, or pull one
  \\diagnose              hand in what you think is the cause
  \\score                 hand in your work and see the score
  \\postmortem            what happened, by the journal; after the score
  \\reset                 begin again with a fresh sandbox

";

/// `--help=commands` and `--help=variables`: without a server there is what the newest has.
pub fn help(topic: Option<&str>) -> String {
    match topic {
        Some("variables") => of_version(VARIABLES, NEWEST),
        _ => filled(&of_version(COMMANDS, NEWEST), ["aligned", "off", "off", "off", ""]),
    }
}

/// The newest version that has something of its own.
const NEWEST: u32 = 18;

/// The lines that a major version has. `[16]` in a line is for versions from 16 on, `[-15]` for those up to 15; in a heading
/// it is for all below it. A line that is set far in goes with the one before.
fn of_version(text: &str, major: u32) -> String {
    let mut out = String::new();
    let (mut section, mut shown) = (true, true);
    for line in text.lines() {
        let (has, line) = gate(line, major);
        if !line.starts_with(' ') && !line.is_empty() {
            section = has.unwrap_or(true);
        }
        shown = match has {
            Some(has) => has,
            None => shown || !line.starts_with("          "),
        };
        if section && shown {
            out.push_str(&line);
            out.push('\n');
        }
    }
    out
}

fn gate(line: &str, major: u32) -> (Option<bool>, String) {
    for (at, _) in line.match_indices('[') {
        let inside = line[at + 1..].split(']').next().unwrap_or("");
        let (until, digits) = match inside.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, inside),
        };
        if digits.len() == 2
            && let Ok(version) = digits.parse::<u32>()
        {
            let has = if until { major <= version } else { major >= version };
            return (Some(has), [&line[..at], &line[at + inside.len() + 2..]].concat());
        }
    }
    (None, line.to_owned())
}

fn filled(text: &str, values: [&str; 5]) -> String {
    let mut out = text.to_owned();
    for (name, value) in ["{format}", "{tuples_only}", "{expanded}", "{timing}", "{database}"].iter().zip(values) {
        out = out.replace(name, value);
    }
    out
}

impl Engine {
    /// `\?` with its topic.
    pub(super) fn help_on(&self, topic: Option<&str>) -> String {
        let major = self.link.server_version() / 10_000;
        match topic {
            Some("variables") => return of_version(VARIABLES, major),
            #[cfg(not(target_arch = "wasm32"))]
            Some("options") => {
                let options = &self.options;
                return usage(&options.database, &options.host, &options.port, &options.user);
            }
            #[cfg(target_arch = "wasm32")]
            Some("options") => return "A console in the browser takes no options.\n".to_owned(),
            _ => {}
        }
        let on = |on: bool| if on { "on" } else { "off" };
        let format = if self.print.format == Format::Html { "HTML" } else { "aligned" };
        let expanded = match self.print.expanded {
            Expanded::Auto => "auto",
            expanded => on(expanded == Expanded::On),
        };
        let values = [format, on(self.print.tuples_only), expanded, on(self.timing), &self.options.database];
        let commands = filled(&of_version(COMMANDS, major), values);
        [if self.options.lab { LAB } else { "" }, &commands].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::super::variables::Variables;
    use super::super::{describe, render};
    use super::*;

    /// Commands that are another's longer name.
    const LONG: &[(&str, &str)] = &[
        ("connect", "c[onnect]"),
        ("c", "c[onnect]"),
        ("edit", "e"),
        ("help", "h"),
        ("html", "H"),
        ("include", "i"),
        ("include_relative", "ir"),
        ("list", "l"),
        ("out", "o"),
        ("print", "p"),
        ("quit", "q"),
        ("reset", "r"),
        ("write", "w"),
        ("dPi", "dP"),
        ("dPt", "dP"),
    ];
    const PIPELINES: &[&str] =
        &["startpipeline", "sendpipeline", "syncpipeline", "flush", "flushrequest", "getresults", "endpipeline"];

    fn since(name: &str) -> u32 {
        match name {
            "bind" | "drg" => 16,
            "bind_named" | "close_prepared" | "parse" => 18,
            _ if PIPELINES.contains(&name) => 18,
            _ => 15,
        }
    }

    /// The commands that a text tells of, without what may follow them in brackets.
    fn told(text: &str) -> Vec<&str> {
        let lines = text.lines().filter_map(|line| line.strip_prefix("  \\"));
        lines.map(|line| line.split([' ', '[']).next().unwrap_or("")).collect()
    }

    #[test]
    fn every_command_is_told_of_once_and_none_that_there_is_not() {
        for major in 15..=18 {
            let text = of_version(COMMANDS, major);
            let told = told(&text);
            for name in names().chain(PIPELINES.iter().copied()).filter(|name| since(name) <= major) {
                let name = LONG.iter().find(|(long, _)| *long == name).map_or(name, |(_, short)| short);
                let name = if name == "c[onnect]" { "c" } else { name };
                // Some have more than one form.
                let forms = match name {
                    "?" => 3,
                    "c" | "d" => 2,
                    _ => 1,
                };
                assert_eq!(told.iter().filter(|other| **other == name).count(), forms, "\\{name} for {major}");
            }
            for name in told {
                let known =
                    NAMES.contains(&name) || describe::is_describe(name, major * 10_000) || PIPELINES.contains(&name);
                assert!(known && since(name) <= major, "there is no \\{name} for {major}");
            }
        }
    }

    #[test]
    fn every_variable_and_every_print_option_is_told_of() {
        let text = of_version(VARIABLES, 18);
        let named: Vec<&str> = text
            .lines()
            .filter_map(|line| line.strip_prefix("  ").filter(|rest| !rest.starts_with(' ')))
            .flat_map(|line| line.split("  ").next().unwrap_or("").split([' ', ',']))
            .collect();
        let others =
            ["DBNAME", "HOST", "PORT", "USER", "ENCODING", "ROW_COUNT", "SHELL_ERROR", "WATCH_INTERVAL", "HISTFILE"];
        let variables = Variables::default();
        let all = variables.iter().map(|(name, _)| name).chain(render::option_names().iter().copied()).chain(others);
        for name in all {
            assert_eq!(named.iter().filter(|other| **other == name).count(), 1, "{name}");
        }
        assert!(!of_version(VARIABLES, 15).contains("WATCH_INTERVAL"));
    }

    #[test]
    fn a_version_is_told_of_what_it_has() {
        let [old, new] = [15, 18].map(|major| of_version(COMMANDS, major));
        assert!(!old.contains("Pipelines") && !old.contains("\\bind") && !old.contains("bind parameters"));
        assert!(new.contains("Pipelines") && new.contains("bind parameters") && !new.contains("[18]"));
        assert!(help(None).lines().all(|line| line.len() <= 110), "lines are short");
    }
}
