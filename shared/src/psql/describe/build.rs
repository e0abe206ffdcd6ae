//! What the commands' queries are put together with.

use super::list::List;
use super::{Database, Machine, Plan, Table, pattern};

/// A command as it was given.
pub struct Context<'a> {
    /// Without the backslash.
    pub command: &'a str,
    pub pattern: Option<&'a str>,
    /// Everything after the command.
    pub arguments: &'a [&'a str],
    pub version: u32,
    /// `+`.
    pub verbose: bool,
    /// `S`.
    pub system: bool,
}

/// The columns that a pattern is compared with.
pub struct Names<'a> {
    pub schema: Option<&'a str>,
    pub name: &'a str,
    /// A second column that may match in place of `name`.
    pub other: Option<&'a str>,
    /// Holds for what is seen without a schema.
    pub visible: Option<&'a str>,
    /// How many names with dots between them make sense, database included.
    pub most: usize,
}

impl<'a> Names<'a> {
    /// Objects in a schema.
    pub fn qualified(schema: &'a str, name: &'a str, visible: &'a str) -> Self {
        Self { schema: Some(schema), name, other: None, visible: Some(visible), most: 3 }
    }

    /// Objects that belong to no schema.
    pub fn plain(name: &'a str, most: usize) -> Self {
        Self { schema: None, name, other: None, visible: None, most }
    }
}

/// A query under construction.
pub struct Query {
    columns: String,
    from: String,
    conditions: String,
    order: String,
    database: Option<Database>,
}

impl Query {
    /// Starts with what stands after FROM.
    pub fn from(from: &str) -> Self {
        Self {
            columns: String::new(),
            from: from.into(),
            conditions: String::new(),
            order: String::new(),
            database: None,
        }
    }

    /// One more column.
    pub fn column(&mut self, name: &str, expression: &str) -> &mut Self {
        let separator = if self.columns.is_empty() { "" } else { ",\n  " };
        self.columns.push_str(&[separator, expression, " AS \"", name, "\""].concat());
        self
    }

    /// Several columns: name and expression in turns.
    pub fn columns(&mut self, columns: &[(&str, &str)]) -> &mut Self {
        for (name, expression) in columns {
            self.column(name, expression);
        }
        self
    }

    /// One more join.
    pub fn join(&mut self, join: &str) -> &mut Self {
        self.from.push_str("\n  ");
        self.from.push_str(join);
        self
    }

    /// One more condition.
    pub fn filter(&mut self, condition: &str) -> &mut Self {
        self.conditions.push_str(if self.conditions.is_empty() { "\nWHERE " } else { "\n  AND " });
        self.conditions.push_str(condition);
        self
    }

    /// The order, as positions of columns.
    pub fn order(&mut self, order: &str) -> &mut Self {
        self.order = ["\nORDER BY ", order].concat();
        self
    }

    /// The conditions that the command's pattern makes.
    pub fn matching(&mut self, context: &Context<'_>, names: &Names<'_>) -> Result<&mut Self, String> {
        let Some(text) = context.pattern else {
            if let Some(visible) = names.visible {
                self.filter(visible);
            }
            return Ok(self);
        };
        let parts = pattern::parse(text, names.schema.is_some(), false);
        if parts.dots >= names.most {
            return Err(["improper qualified name (too many dotted names): ", text].concat());
        }
        if names.most > 1 && parts.dots == names.most - 1 {
            let named = parts.database.unwrap_or_default();
            self.database = Some(Database { named, pattern: text.into(), asked: false });
        }
        let matches = |column: &str, regex: &str| {
            [column, " OPERATOR(pg_catalog.~) ", &pattern::literal(regex), " COLLATE pg_catalog.default"].concat()
        };
        if !matches!(parts.name.as_str(), "^(.*)$" | "^()$") {
            let condition = matches(names.name, &parts.name);
            match names.other {
                Some(other) => self.filter(&["(", &condition, "\n    OR ", &matches(other, &parts.name), ")"].concat()),
                None => self.filter(&condition),
            };
        }
        match (parts.schema, names.schema) {
            (Some(regex), Some(schema)) => {
                if !matches!(regex.as_str(), "^(.*)$" | "^()$") {
                    self.filter(&matches(schema, &regex));
                }
            }
            _ => {
                if let Some(visible) = names.visible {
                    self.filter(visible);
                }
            }
        }
        Ok(self)
    }

    /// The finished text.
    pub fn sql(&self) -> String {
        ["SELECT ", &self.columns, "\nFROM ", &self.from, &self.conditions, &self.order].concat()
    }

    /// A plan that prints this query's result.
    pub fn list(&mut self, title: &str) -> Plan {
        let table = Table { title: Some(title.into()), ..Table::default() };
        let list = List { query: Some(self.sql()), table, missing: None };
        Plan { database: self.database.take(), machine: Machine::List(list) }
    }
}

/// The column for access privileges.
pub fn acl(context: &Context<'_>, column: &str) -> String {
    if context.version >= 170_000 {
        let parts = [
            "CASE WHEN pg_catalog.array_length(",
            column,
            ", 1) = 0 THEN '(none)' ELSE pg_catalog.array_to_string(",
            column,
            ", E'\\n') END",
        ];
        return parts.concat();
    }
    ["pg_catalog.array_to_string(", column, ", E'\\n')"].concat()
}
