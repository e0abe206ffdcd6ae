//! `\sf` and `\sv`: the definitions of functions and views.

use super::build::{Context, expand, of};
use super::{Machine, Plan, Printed, QueryResult, Step, pattern};

/// The definition of a function or view.
#[derive(Debug)]
pub struct Source {
    /// Finds the object, until it was asked.
    find: Option<String>,
    view: bool,
    numbered: bool,
    oid: Option<String>,
}

/// `\sf NAME`, `\sv NAME`.
pub fn source(context: &Context<'_>) -> Result<Plan, String> {
    let view = context.command.starts_with("sv");
    let Some(name) = context.pattern else {
        return Err([if view { "view" } else { "function" }, " name is required"].concat());
    };
    let kind = match (view, name.contains('(')) {
        (true, _) => "@regclass",
        (_, true) => "@regprocedure",
        _ => "@regproc",
    };
    let mut find = String::from("SELECT");
    let literal = pattern::literal(name);
    if !literal.starts_with(' ') {
        find.push(' ');
    }
    find.push_str(&literal);
    expand(&["::", kind, "::@oid"].concat(), &mut find);
    Ok(Plan { machine: Machine::Source(Source { find: Some(find), view, numbered: context.verbose, oid: None }) })
}

impl Source {
    pub fn next(&mut self, last: Option<QueryResult>) -> Step {
        if let Some(query) = self.find.take() {
            return Step::Lookup(query);
        }
        let mut cells = last.unwrap_or_default().rows.into_iter().next().unwrap_or_default().into_iter();
        let mut cell = || cells.next().flatten().unwrap_or_default();
        if self.oid.is_none() {
            let oid = cell();
            let query = of(
                if self.view {
                    "SELECT @quote_ident(n.nspname) || '.' || @quote_ident(c.relname), \
                     '\"' || n.nspname || '.' || c.relname || '\" is not a view', c.relkind, \
                     @pg_get_viewdef(c.oid, true), \
                     (SELECT @string_agg(@quote_ident(o.option_name) || '=' || \
                     CASE WHEN @quote_ident(o.option_value) = o.option_value THEN o.option_value \
                     ELSE @quote_literal(o.option_value) END, ', ') FROM @pg_options_to_table(c.reloptions) o \
                     WHERE o.option_name <> 'check_option'), (SELECT @upper(o.option_value) \
                     FROM @pg_options_to_table(c.reloptions) o WHERE o.option_name = 'check_option') \
                     FROM @pg_class c LEFT JOIN @pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = $"
                } else {
                    "SELECT @pg_get_functiondef($)"
                },
                &oid,
            );
            self.oid = Some(oid);
            return Step::Lookup(query);
        }
        let first = cell();
        let mut text = if !self.view {
            first
        } else if first.is_empty() {
            // The number of nothing: psql takes the empty result for an error without a message.
            return Step::Done(vec![Printed::Error("ERROR:  (not available)".into())]);
        } else {
            let (refusal, kind, body, options, check) = (cell(), cell(), cell(), cell(), cell());
            if kind != "v" {
                return Step::Done(vec![Printed::Error(refusal)]);
            }
            let mut text = ["CREATE OR REPLACE VIEW ", &first].concat();
            if !options.is_empty() {
                text = [&text, "\n WITH (", &options, ")"].concat();
            }
            text = [&text, " AS\n", body.strip_suffix(';').unwrap_or(&body)].concat();
            if !check.is_empty() {
                text = [&text, "\n WITH ", &check, " CHECK OPTION"].concat();
            }
            text
        };
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        Step::Done(vec![Printed::Text(if self.numbered { self.number(&text) } else { text })])
    }

    /// Numbers the lines; a function's from where its body begins.
    fn number(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len() * 2);
        let (mut header, mut line_number) = (!self.view, 0);
        for line in text.lines() {
            header &= !["AS ", "BEGIN ", "RETURN "].iter().any(|begin| line.starts_with(begin));
            if header {
                out.push_str("        ");
            } else {
                line_number += 1;
                let number = usize::to_string(&line_number);
                out.push_str(&number);
                out.push_str(&" ".repeat(8_usize.saturating_sub(number.len()).max(1)));
            }
            out.push_str(line);
            out.push('\n');
        }
        out
    }
}
