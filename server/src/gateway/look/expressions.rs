//! What an expression of a select list is made of.

use std::collections::BTreeSet;

use sqlparser::ast::{
    BinaryOperator, Cte, DuplicateTreatment, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArguments,
    UnaryOperator, Value, WindowType,
};

use super::known::known_column;
use super::read::{Reader, Source, last_name, lower};
use super::{Count, Fact, Made, Output};

/// The server's functions that give one value for a row, and NULL where what they are given is NULL.
const STRICT: &[&str] = &[
    "left",
    "right",
    "substr",
    "substring",
    "lower",
    "upper",
    "btrim",
    "ltrim",
    "rtrim",
    "trim",
    "age",
    "date_trunc",
    "date_part",
    "extract",
    "round",
    "trunc",
    "ceil",
    "floor",
    "abs",
    "to_char",
    "replace",
    "regexp_replace",
    "split_part",
    "justify_interval",
    "justify_hours",
    "pg_size_pretty",
    "quote_ident",
    "host",
    "rpad",
    "lpad",
    "initcap",
    "length",
    "char_length",
    "md5",
    "array_to_string",
    "greatest",
    "least",
    "translate",
    "reverse",
    "mod",
];
/// Others that give one value for a row.
const SINGLE: &[&str] = &[
    "coalesce",
    "nullif",
    "now",
    "clock_timestamp",
    "statement_timestamp",
    "transaction_timestamp",
    "current_setting",
    "pg_blocking_pids",
    "pg_safe_snapshot_blocking_pids",
    "cardinality",
    "array_length",
    "concat",
    "concat_ws",
    "format",
    "format_type",
    "pg_get_indexdef",
    "pg_get_constraintdef",
    "pg_get_expr",
    "pg_get_userbyid",
    "pg_relation_size",
    "pg_table_size",
    "pg_total_relation_size",
    "pg_indexes_size",
    "pg_backend_pid",
    "current_database",
    "current_user",
    "obj_description",
    "col_description",
    "row_number",
    "rank",
    "dense_rank",
    "lag",
    "lead",
    "inet_server_addr",
    "has_table_privilege",
    "to_regclass",
    "pg_wal_lsn_diff",
    "version",
    "txid_current",
    "make_interval",
    "to_json",
    "to_jsonb",
    "row_to_json",
];
const AGGREGATES: &[&str] = &[
    "count",
    "sum",
    "min",
    "max",
    "avg",
    "string_agg",
    "array_agg",
    "bool_or",
    "bool_and",
    "every",
    "json_agg",
    "jsonb_agg",
    "mode",
    "percentile_cont",
    "percentile_disc",
];
/// Functions that cut something out of their first argument.
const CUTS: &[&str] = &["left", "right", "substr", "substring", "btrim", "ltrim", "rtrim", "trim"];

/// A function of the server's own: written without a schema, or with its own.
fn own_name(function: &Function) -> Option<String> {
    let name = last_name(&function.name)?;
    let qualified = function.name.0.len() > 1;
    let own =
        function.name.0.first().and_then(|part| part.as_ident()).is_some_and(|first| lower(first) == "pg_catalog");
    (!qualified || own).then_some(name)
}

pub(super) fn arguments(function: &Function) -> Option<Vec<&FunctionArgExpr>> {
    match &function.args {
        FunctionArguments::List(list) => list
            .args
            .iter()
            .map(|argument| match argument {
                FunctionArg::Unnamed(given) => Some(given),
                _ => None,
            })
            .collect(),
        FunctionArguments::None => Some(Vec::new()),
        FunctionArguments::Subquery(_) => None,
    }
}

/// An expression without what only stands around it.
pub(super) fn bare(mut expression: &Expr) -> &Expr {
    while let Expr::Nested(inner) | Expr::Collate { expr: inner, .. } = expression {
        expression = inner;
    }
    expression
}

fn number(expression: &Expr) -> Option<&str> {
    match bare(expression) {
        Expr::Value(value) => match &value.value {
            Value::Number(number, _) => Some(number),
            _ => None,
        },
        _ => None,
    }
}

fn text(expression: &Expr) -> Option<&str> {
    match bare(expression) {
        Expr::Value(value) => match &value.value {
            Value::SingleQuotedString(text) | Value::EscapedStringLiteral(text) => Some(text),
            _ => None,
        },
        _ => None,
    }
}

/// The column that has the name of what an OID stands for, where it is cast to a type that prints the name.
pub(super) fn name_by_oid(relation: &str, column: &str, to: &str) -> Option<String> {
    let name = match (relation, column, to) {
        ("pg_class", "oid", "regclass") => "relname",
        ("pg_stat_user_tables" | "pg_stat_all_tables", "relid", "regclass") => "relname",
        ("pg_roles", "oid", "regrole") => "rolname",
        ("pg_stat_activity" | "pg_user", "usesysid", "regrole") => "usename",
        _ => return None,
    };
    Some(name.to_owned())
}

impl Reader {
    /// The expressions right below this one; none where there may be more than is known.
    fn below(expression: &Expr) -> Option<Vec<&Expr>> {
        Some(match expression {
            Expr::Identifier(_) | Expr::CompoundIdentifier(_) | Expr::Value(_) | Expr::TypedString(_) => vec![],
            Expr::Interval(interval) => vec![&interval.value],
            Expr::Nested(e)
            | Expr::Collate { expr: e, .. }
            | Expr::Cast { expr: e, .. }
            | Expr::IsNull(e)
            | Expr::IsNotNull(e)
            | Expr::IsTrue(e)
            | Expr::IsFalse(e)
            | Expr::IsNotTrue(e)
            | Expr::IsNotFalse(e)
            | Expr::Extract { expr: e, .. }
            | Expr::Ceil { expr: e, .. }
            | Expr::Floor { expr: e, .. }
            | Expr::UnaryOp { expr: e, .. } => vec![e],
            Expr::BinaryOp { left, right, .. }
            | Expr::IsDistinctFrom(left, right)
            | Expr::IsNotDistinctFrom(left, right)
            | Expr::AnyOp { left, right, .. }
            | Expr::AllOp { left, right, .. } => vec![left, right],
            Expr::AtTimeZone { timestamp, time_zone } => vec![timestamp, time_zone],
            Expr::Like { expr, pattern, .. } | Expr::ILike { expr, pattern, .. } => vec![expr, pattern],
            Expr::InList { expr, list, .. } => std::iter::once(&**expr).chain(list).collect(),
            Expr::Between { expr, low, high, .. } => vec![expr, low, high],
            Expr::Substring { expr, substring_from, substring_for, .. } => {
                std::iter::once(&**expr).chain(substring_from.as_deref()).chain(substring_for.as_deref()).collect()
            }
            Expr::Trim { expr, trim_what, .. } => std::iter::once(&**expr).chain(trim_what.as_deref()).collect(),
            Expr::Position { expr, r#in } => vec![expr, r#in],
            Expr::Case { operand, conditions, else_result, .. } => operand
                .as_deref()
                .into_iter()
                .chain(conditions.iter().flat_map(|when| [&when.condition, &when.result]))
                .chain(else_result.as_deref())
                .collect(),
            Expr::Function(function) => {
                let given = arguments(function)?;
                given
                    .into_iter()
                    .filter_map(|argument| match argument {
                        FunctionArgExpr::Expr(e) => Some(e),
                        _ => None,
                    })
                    .chain(function.filter.as_deref())
                    .collect()
            }
            Expr::Array(array) => array.elem.iter().collect(),
            // They give one value, whatever it is.
            Expr::Subquery(_) | Expr::Exists { .. } | Expr::InSubquery { .. } => vec![],
            _ => return None,
        })
    }

    /// Whether an expression gives one value for each row, as far as is known.
    pub(super) fn plain(expression: &Expr) -> bool {
        let known = match expression {
            Expr::Function(function) => own_name(function)
                .is_some_and(|name| [STRICT, SINGLE, AGGREGATES].iter().any(|list| list.contains(&name.as_str()))),
            _ => true,
        };
        known && Self::below(expression).is_some_and(|below| below.into_iter().all(Self::plain))
    }

    /// Whether an expression is computed of several rows.
    pub(super) fn aggregates(expression: &Expr) -> bool {
        let own = match expression {
            Expr::Function(function) => {
                function.over.is_none() && own_name(function).is_none_or(|name| AGGREGATES.contains(&name.as_str()))
            }
            _ => false,
        };
        own || Self::below(expression).is_none_or(|below| below.into_iter().any(Self::aggregates))
    }

    /// A column by its name: `source` may be empty.
    pub(super) fn resolve(&self, source: &str, name: &str, scope: &[Source], local: usize) -> Option<Made> {
        let of = |from: &Source| match (&from.inner, from.item) {
            (Some((outputs, _)), _) => {
                let named = outputs.iter().find_map(|output| match output {
                    Output::One(called, made) if called == name => Some(made.clone()),
                    _ => None,
                });
                let mut all = outputs.iter().filter_map(|output| match output {
                    Output::All(item) => Some(*item),
                    Output::One(..) => None,
                });
                let only = all.next().filter(|_| all.next().is_none());
                named.or_else(|| only.map(|item| Made::Column(item, name.to_owned())))
            }
            (None, Some(item)) => Some(Made::Column(item, name.to_owned())),
            _ => None,
        };
        if !source.is_empty() {
            return scope.iter().find(|from| from.name == source).and_then(of);
        }
        for part in [&scope[..local.min(scope.len())], &scope[local.min(scope.len())..]] {
            if let [only] = part {
                return of(only);
            }
            // Where several are open the server would have refused a name that two of them have.
            let mut having = part.iter().filter(|from| match (&from.inner, from.item) {
                (Some((outputs, _)), _) => {
                    outputs.iter().any(|output| matches!(output, Output::One(called, _) if called == name))
                }
                (None, Some(item)) => known_column(&self.items[item].relation, name),
                _ => false,
            });
            if let Some(from) = having.next() {
                return if having.next().is_none() { of(from) } else { None };
            }
            if !part.is_empty() {
                return None;
            }
        }
        None
    }

    /// A scan's column, cast to text at most.
    pub(super) fn column(&self, expression: &Expr, scope: &[Source], local: usize) -> Option<(usize, String)> {
        let made = match bare(expression) {
            Expr::Identifier(ident) => self.resolve("", &lower(ident), scope, local)?,
            Expr::CompoundIdentifier(parts) => {
                let [.., source, column] = &parts[..] else { return None };
                self.resolve(&lower(source), &lower(column), scope, local)?
            }
            Expr::Cast { expr, data_type, .. } => {
                let to = data_type.to_string().to_lowercase();
                let keeps = [
                    "text",
                    "varchar",
                    "name",
                    "character varying",
                    "regclass",
                    "regrole",
                    "integer",
                    "int",
                    "bigint",
                    "numeric",
                    "boolean",
                ];
                if !keeps.contains(&to.as_str()) {
                    return None;
                }
                let (item, column) = self.column(expr, scope, local)?;
                let named = name_by_oid(&self.items[item].relation, &column, &to);
                return Some((item, named.unwrap_or(column)));
            }
            _ => return None,
        };
        match made {
            Made::Column(item, column) => Some((item, column)),
            _ => None,
        }
    }

    /// What an expression is made of. `single` is the scan that the block's rows are rows of.
    pub(super) fn made(
        &mut self,
        expression: &Expr,
        scope: &[Source],
        local: usize,
        single: Option<usize>,
        disjoint: bool,
        ctes: &[Cte],
    ) -> Made {
        if let Some((item, column)) = self.column(expression, scope, local) {
            return Made::Column(item, column);
        }
        match bare(expression) {
            Expr::Identifier(ident) => return self.resolve("", &lower(ident), scope, local).unwrap_or(Made::Other),
            Expr::CompoundIdentifier(parts) => {
                let [.., source, column] = &parts[..] else { return Made::Other };
                return self.resolve(&lower(source), &lower(column), scope, local).unwrap_or(Made::Other);
            }
            Expr::Cast { expr, data_type, .. } => {
                let made = self.made(expr, scope, local, single, disjoint, ctes);
                let to = data_type.to_string().to_lowercase();
                let whole = ["int", "integer", "bigint", "numeric", "text", "smallint"].contains(&to.as_str());
                if matches!(made, Made::Count(_)) && whole || to.starts_with("varchar") && matches!(made, Made::Cut(..))
                {
                    return made;
                }
                if let (true, Some((item, column))) =
                    (to.starts_with("varchar") || to.starts_with("char"), self.column(expr, scope, local))
                {
                    return Made::Cut(item, column);
                }
                if let Made::Blockers(item) = made {
                    return Made::Blockers(item);
                }
            }
            Expr::Function(function) => {
                if let Some(count) = self.count(function, scope, local, single, disjoint, ctes) {
                    return Made::Count(count);
                }
                let name = own_name(function).unwrap_or_default();
                if name == "unnest"
                    && let Some([FunctionArgExpr::Expr(of)]) = arguments(function).as_deref()
                    && let Made::Blockers(item) = self.made(of, scope, local, single, disjoint, ctes)
                {
                    return Made::EachBlocker(item);
                }
                let first = arguments(function).and_then(|given| given.first().copied().cloned());
                if let Some(FunctionArgExpr::Expr(first)) = first
                    && let Some((item, column)) = self.column(&first, scope, local)
                {
                    if name == "pg_blocking_pids" && column == "pid" {
                        return Made::Blockers(item);
                    }
                    let joined = || match arguments(function).as_deref() {
                        Some([_, FunctionArgExpr::Expr(by)]) => text(by).is_some_and(|by| by.len() < 4),
                        _ => false,
                    };
                    if CUTS.contains(&name.as_str()) || name == "unnest" || name == "array_to_string" && joined() {
                        return Made::Cut(item, column);
                    }
                    if ["min", "max"].contains(&name.as_str()) && function.over.is_none() && function.filter.is_none() {
                        return Made::Extreme(item, column);
                    }
                }
            }
            Expr::Substring { expr, .. } | Expr::Trim { expr, .. } => {
                if let Some((item, column)) = self.column(expr, scope, local) {
                    return Made::Cut(item, column);
                }
            }
            _ => {}
        }
        match self.strict(expression, scope, local) {
            Some(of) if !of.is_empty() => Made::Of(of),
            _ => Made::Other,
        }
    }

    /// The columns without which an expression is NULL, where nothing in it is unknown.
    fn strict(&self, expression: &Expr, scope: &[Source], local: usize) -> Option<Vec<(usize, String)>> {
        if let Some(column) = self.column(expression, scope, local) {
            return Some(vec![column]);
        }
        let through = match expression {
            Expr::Function(function) => {
                let name = own_name(function)?;
                let free = ["now", "clock_timestamp", "statement_timestamp", "transaction_timestamp"];
                let greatest = ["min", "max", "string_agg", "array_agg"];
                if ["greatest", "least"].contains(&name.as_str()) {
                    return None;
                }
                STRICT.contains(&name.as_str()) || free.contains(&name.as_str()) || greatest.contains(&name.as_str())
            }
            Expr::Identifier(ident) => matches!(lower(ident).as_str(), "current_timestamp" | "localtimestamp"),
            Expr::BinaryOp { op, .. } => matches!(
                op,
                BinaryOperator::Plus
                    | BinaryOperator::Minus
                    | BinaryOperator::Multiply
                    | BinaryOperator::Divide
                    | BinaryOperator::StringConcat
            ),
            Expr::UnaryOp { op, .. } => matches!(op, UnaryOperator::Minus | UnaryOperator::Plus),
            Expr::Nested(_)
            | Expr::Collate { .. }
            | Expr::Cast { .. }
            | Expr::Value(_)
            | Expr::TypedString(_)
            | Expr::Interval(_)
            | Expr::Extract { .. }
            | Expr::Ceil { .. }
            | Expr::Floor { .. }
            | Expr::Substring { .. }
            | Expr::Trim { .. }
            | Expr::AtTimeZone { .. } => true,
            _ => false,
        };
        if !through {
            return None;
        }
        let mut columns = Vec::new();
        for inner in Self::below(expression)? {
            columns.extend(self.strict(inner, scope, local)?);
        }
        Some(columns)
    }

    /// A count of the rows of a scan: `count(...)`, a sum of ones, or a row's number within its group.
    fn count(
        &mut self,
        function: &Function,
        scope: &[Source],
        local: usize,
        single: Option<usize>,
        disjoint: bool,
        ctes: &[Cte],
    ) -> Option<Count> {
        let item = single?;
        let name = own_name(function)?;
        let given = arguments(function)?;
        let mut facts = Vec::new();
        let known = self.facts.len();
        match name.as_str() {
            "count" => {
                if let FunctionArguments::List(list) = &function.args
                    && list.duplicate_treatment == Some(DuplicateTreatment::Distinct)
                {
                    // No more than there are rows.
                    facts.clear();
                }
                if let [FunctionArgExpr::Expr(Expr::Case { operand: None, conditions, else_result: None, .. })] =
                    given[..]
                    && let [when] = &conditions[..]
                {
                    self.conditions(&when.condition, scope, local, ctes);
                    facts.extend(self.facts.drain(known..));
                }
            }
            "sum" => {
                let [FunctionArgExpr::Expr(summed)] = given[..] else { return None };
                match bare(summed) {
                    Expr::Case { operand: None, conditions, else_result, .. } => {
                        let [when] = &conditions[..] else { return None };
                        let zero = else_result.as_deref().is_none_or(|e| number(e) == Some("0"));
                        if number(&when.result) != Some("1") || !zero {
                            return None;
                        }
                        self.conditions(&when.condition, scope, local, ctes);
                    }
                    Expr::Cast { expr, data_type, .. }
                        if ["int", "integer"].contains(&data_type.to_string().to_lowercase().as_str())
                            && matches!(bare(expr), Expr::BinaryOp { op: BinaryOperator::Eq, .. }) =>
                    {
                        self.conditions(expr, scope, local, ctes);
                    }
                    one if number(one) == Some("1") => {}
                    _ => return None,
                }
                facts.extend(self.facts.drain(known..));
            }
            "row_number" | "rank" | "dense_rank" if function.over.is_some() => {}
            _ => return None,
        }
        if let Some(filter) = &function.filter {
            let known = self.facts.len();
            self.conditions(filter, scope, local, ctes);
            facts.extend(self.facts.drain(known..));
        }
        let within = match &function.over {
            None => None,
            Some(WindowType::WindowSpec(window)) if window.window_name.is_none() => {
                let columns = window.partition_by.iter().filter_map(|by| self.column(by, scope, local));
                Some(columns.filter(|(of, _)| *of == item).map(|(_, column)| column).collect::<BTreeSet<_>>())
            }
            Some(_) => return None,
        };
        let facts: Vec<Fact> = facts;
        let disjoint = disjoint && within.is_none() && function.filter.is_none();
        Some(Count { item, disjoint, facts, within })
    }
}
