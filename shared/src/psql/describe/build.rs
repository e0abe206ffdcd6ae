//! What the commands' queries are put together with.
//!
//! Fragments of SQL are written in a shorthand that keeps the page small: `@` stands for `pg_catalog.`, and a column
//! `expression ? a:text, b:other text` for a CASE that spells out the expression's values.

use super::list::List;
use super::{Hide, Machine, Plan, Table, pattern};

/// A command as it was given.
pub struct Context<'a> {
    /// Without the backslash.
    pub command: &'a str,
    pub pattern: Option<&'a str>,
    /// Everything after the command.
    pub arguments: &'a [&'a str],
    pub version: u32,
    /// The database that is connected, which a pattern may name.
    pub database: &'a str,
    /// `+`.
    pub verbose: bool,
    /// `S`.
    pub system: bool,
    pub hide: Hide,
}

impl Context<'_> {
    /// Neither a pattern nor `S`: what belongs to the system is left out.
    pub fn own_only(&self) -> bool {
        self.pattern.is_none() && !self.system
    }
}

/// When a column is there: several of these, all of which must hold.
pub mod when {
    /// Always.
    pub const EVER: u8 = 0;
    /// With `+`.
    pub const PLUS: u8 = 1;
    pub const FROM_16: u8 = 2;
    pub const FROM_17: u8 = 4;
    pub const FROM_18: u8 = 8;
    pub const BEFORE_16: u8 = 16;
    pub const BEFORE_17: u8 = 32;
}

/// Whether a column is there.
fn applies(when: u8, version: u32, verbose: bool) -> bool {
    let has = |flag| when & flag != 0;
    let major = version / 10_000;
    !(has(when::PLUS) && !verbose
        || has(when::FROM_16) && major < 16
        || has(when::FROM_17) && major < 17
        || has(when::FROM_18) && major < 18
        || has(when::BEFORE_16) && major >= 16
        || has(when::BEFORE_17) && major >= 17)
}

/// The columns that a pattern is compared with.
pub struct Names<'a> {
    /// Empty for objects that belong to no schema.
    pub schema: &'a str,
    pub name: &'a str,
    /// A second column that may match in place of `name`, or empty.
    pub other: &'a str,
    /// Holds for what is seen without a schema, or empty.
    pub visible: &'a str,
    /// How many names with dots between them make sense, database included.
    pub most: usize,
    /// Whether characters that are special in regular expressions stand for themselves.
    pub escape: bool,
}

impl<'a> Names<'a> {
    /// Objects in a schema.
    pub const fn qualified(schema: &'a str, name: &'a str, visible: &'a str) -> Self {
        Self { schema, name, other: "", visible, most: 3, escape: false }
    }

    /// Objects that belong to no schema.
    pub const fn plain(name: &'a str, most: usize) -> Self {
        Self { schema: "", name, other: "", visible: "", most, escape: false }
    }
}

/// A query under construction.
#[derive(Default)]
pub struct Query {
    columns: String,
    from: String,
    conditions: String,
    order: &'static str,
}

impl Query {
    /// Starts with what stands after FROM.
    pub fn from(from: &str) -> Self {
        let mut query = Self::default();
        expand(from, &mut query.from);
        query
    }

    /// One more column.
    pub fn column(&mut self, name: &str, expression: &str) {
        if !self.columns.is_empty() {
            self.columns.push_str(", ");
        }
        match expression.split_once(" ? ") {
            None => expand(expression, &mut self.columns),
            Some((value, choices)) => {
                self.columns.push_str("CASE ");
                expand(value, &mut self.columns);
                for choice in choices.split(", ") {
                    let (value, text) = choice.split_once(':').unwrap_or((choice, choice));
                    for part in [" WHEN '", value, "' THEN '", text, "'"] {
                        self.columns.push_str(part);
                    }
                }
                self.columns.push_str(" END");
            }
        }
        for part in [" AS \"", name, "\""] {
            self.columns.push_str(part);
        }
    }

    /// The column for access privileges.
    fn acl(&mut self, version: u32, column: &str) {
        let list = ["@array_to_string(", column, ", E'\\n')"].concat();
        // Since 17 rights that were all taken away are told from the default ones.
        let expression = if version >= 170_000 {
            ["CASE WHEN @cardinality(", column, ") = 0 THEN '(none)' ELSE ", &list, " END"].concat()
        } else {
            list
        };
        self.column("Access privileges", &expression);
    }

    /// Those of the columns that the command has. The name `Access privileges` takes the ACL's column as it is.
    pub fn columns(&mut self, context: &Context<'_>, columns: &[(u8, &str, &str)]) {
        self.columns_of(context.version, context.verbose, columns);
    }

    /// [`Self::columns`] for a command whose flags are known.
    pub fn columns_of(&mut self, version: u32, verbose: bool, columns: &[(u8, &str, &str)]) {
        for (when, name, expression) in columns {
            if applies(*when, version, verbose) {
                if *name == "Access privileges" {
                    self.acl(version, expression);
                } else {
                    self.column(name, expression);
                }
            }
        }
    }

    /// One more join.
    pub fn join(&mut self, join: &str) {
        self.from.push(' ');
        expand(join, &mut self.from);
    }

    /// One more condition.
    pub fn filter(&mut self, condition: &str) {
        if condition.is_empty() {
            return;
        }
        self.conditions.push_str(if self.conditions.is_empty() { "\nWHERE " } else { "\n  AND " });
        expand(condition, &mut self.conditions);
    }

    /// The order.
    pub fn order(&mut self, order: &'static str) {
        self.order = order;
    }

    /// The conditions that the command's own pattern makes.
    pub fn matching(&mut self, context: &Context<'_>, names: &Names<'_>) -> Result<(), String> {
        self.filter(&condition(context, context.pattern, names)?);
        Ok(())
    }

    /// The finished text.
    pub fn sql(&self) -> String {
        let order = if self.order.is_empty() { "" } else { "\nORDER BY " };
        ["SELECT ", &self.columns, "\nFROM ", &self.from, &self.conditions, order, self.order].concat()
    }

    /// A plan that prints this query's result.
    pub fn list(self, title: &str) -> Plan {
        let table = Table { title: Some(title.into()), ..Table::default() };
        Plan { machine: Machine::List(List { query: Some(self.sql()), table, ..List::default() }) }
    }
}

/// The condition that a pattern makes, in the shorthand; empty where everything will do.
pub fn condition(context: &Context<'_>, pattern: Option<&str>, names: &Names<'_>) -> Result<String, String> {
    let Some(text) = pattern else { return Ok(names.visible.into()) };
    let parts = pattern::parse(text, !names.schema.is_empty(), names.escape);
    if parts.dots >= names.most {
        return Err(["improper qualified name (too many dotted names): ", text].concat());
    }
    // Where no part is split off for the database, psql holds every name for that of another one.
    if names.most > 1 && parts.dots == names.most - 1 && parts.database.as_deref() != Some(context.database) {
        return Err(["cross-database references are not implemented: ", text].concat());
    }
    let mut conditions = Vec::new();
    if let Some(name) = matches(names.name, &parts.name) {
        conditions.push(match matches(names.other, &parts.name) {
            Some(other) if !names.other.is_empty() => ["(", &name, " OR ", &other, ")"].concat(),
            _ => name,
        });
    }
    match parts.schema {
        Some(regex) => conditions.extend(matches(names.schema, &regex)),
        None if names.visible.is_empty() => {}
        None => conditions.push(names.visible.into()),
    }
    if conditions.is_empty() {
        conditions.push("true".into());
    }
    Ok(conditions.join(" AND "))
}

/// The condition that a column matches a regular expression; none for one that everything matches.
fn matches(column: &str, regex: &str) -> Option<String> {
    if regex == "^(.*)$" {
        return None;
    }
    // `@` is kept from being taken for the shorthand.
    let regex = pattern::literal(regex).replace('@', "@@");
    Some([column, " OPERATOR(@~) ", &regex, " COLLATE @default"].concat())
}

/// Appends SQL with `@` spelled out; `@@` is a single one.
pub fn expand(sql: &str, out: &mut String) {
    let mut parts = sql.split('@').peekable();
    while let Some(part) = parts.next() {
        out.push_str(part);
        match parts.peek() {
            Some(&"") => {
                parts.next();
                if parts.peek().is_some() {
                    out.push('@');
                } else {
                    out.push_str("pg_catalog.");
                }
            }
            Some(_) => out.push_str("pg_catalog."),
            None => {}
        }
    }
}

/// SQL with `@` spelled out and `$` replaced by an object's number.
pub fn of(sql: &str, oid: &str) -> String {
    let mut out = String::with_capacity(sql.len() + 64);
    expand(sql, &mut out);
    out.replace('$', &["'", oid, "'::pg_catalog.oid"].concat())
}
