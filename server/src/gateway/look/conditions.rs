//! What a condition says of the rows that fulfil it.

use sqlparser::ast::{
    AccessExpr, BinaryOperator, Cte, Expr, FunctionArg, FunctionArgExpr, Query, TableAlias, TableFactor, UnaryOperator,
    Value,
};

use super::expressions::{arguments, bare};
use super::read::{Reader, Source, last_name, lower};
use super::{Fact, Made, Output};

const ACTIVITY: &str = "pg_stat_activity";
const LOCKS: &str = "pg_locks";

/// A constant as PostgreSQL would print it.
fn constant(expression: &Expr) -> Option<String> {
    match bare(expression) {
        Expr::Value(value) => match &value.value {
            Value::SingleQuotedString(text) | Value::Number(text, _) => Some(text.clone()),
            Value::Boolean(true) => Some("t".into()),
            Value::Boolean(false) => Some("f".into()),
            _ => None,
        },
        Expr::Cast { expr, .. } => constant(expr),
        _ => None,
    }
}

fn truth(text: &str) -> String {
    match text {
        "true" => "t".into(),
        "false" => "f".into(),
        _ => text.into(),
    }
}

impl Reader {
    fn fact(&mut self, item: usize, relation: &str, column: &str, value: Option<&str>) {
        let value = value.map(truth);
        self.facts.push(Fact { item, relation: relation.into(), column: column.into(), value });
    }

    fn own_fact(&mut self, (item, column): (usize, String), value: Option<&str>) {
        let relation = self.items[item].relation.clone();
        self.fact(item, &relation, &column, value);
    }

    /// This backend waits for a lock.
    fn waits(&mut self, item: usize) {
        self.fact(item, ACTIVITY, "wait_event_type", Some("Lock"));
        self.fact(item, LOCKS, "granted", Some("f"));
    }

    /// This backend has a lock that another waits for.
    fn holds_up(&mut self, item: usize) {
        self.fact(item, LOCKS, "granted", Some("t"));
    }

    /// Takes in what a condition says of the rows that fulfil it.
    pub(super) fn conditions(&mut self, condition: &Expr, scope: &[Source], local: usize, ctes: &[Cte]) {
        let condition = bare(condition);
        if let Some(column) = self.column(condition, scope, local) {
            return self.own_fact(column, Some("t"));
        }
        match condition {
            Expr::BinaryOp { left, op: BinaryOperator::And, right } => {
                self.conditions(left, scope, local, ctes);
                self.conditions(right, scope, local, ctes);
            }
            Expr::UnaryOp { op: UnaryOperator::Not, expr } => {
                if let Some(column) = self.column(expr, scope, local) {
                    self.own_fact(column, Some("f"));
                }
            }
            Expr::IsTrue(expr) | Expr::IsNotFalse(expr) if self.column(expr, scope, local).is_some() => {
                if let (Expr::IsTrue(_), Some(column)) = (condition, self.column(expr, scope, local)) {
                    self.own_fact(column, Some("t"));
                }
            }
            Expr::IsFalse(expr) => {
                if let Some(column) = self.column(expr, scope, local) {
                    self.own_fact(column, Some("f"));
                }
            }
            Expr::IsNotNull(expr) => {
                if let Some(column) = self.column(expr, scope, local) {
                    self.own_fact(column, None);
                }
            }
            Expr::InList { expr, list, negated: false } => {
                if let ([only], Some(column)) = (&list[..], self.column(expr, scope, local))
                    && let Some(value) = constant(only)
                {
                    self.own_fact(column, Some(&value));
                }
            }
            Expr::Like { negated: false, any: false, expr, pattern, escape_char: None } => {
                if let (Some(column), Some(pattern)) = (self.column(expr, scope, local), constant(pattern)) {
                    // A beginning that only one of the server's own words has.
                    let value = pattern.trim_end_matches('%');
                    let whole = value.len() == pattern.len() || value == "idle in transaction";
                    if whole && !value.contains(['%', '_', '\\']) {
                        self.own_fact(column, Some(value));
                    }
                }
            }
            Expr::BinaryOp { left, op, right } => self.comparison(left, op, right, scope, local),
            Expr::AnyOp { left, compare_op: BinaryOperator::Eq, right, .. } => {
                self.any(left, right, scope, local, ctes);
            }
            Expr::InSubquery { expr, subquery, negated: false } => self.among(expr, subquery, scope, local, ctes),
            Expr::Exists { subquery, negated: false } => {
                let _ = self.query(subquery, scope, ctes);
            }
            _ => {}
        }
    }

    fn comparison(&mut self, left: &Expr, op: &BinaryOperator, right: &Expr, scope: &[Source], local: usize) {
        let sides = (self.column(left, scope, local), self.column(right, scope, local));
        match (op, sides) {
            (BinaryOperator::Eq, (Some((a, one)), Some((b, other)))) => {
                let oid = |name: &str| name == "oid" || name.ends_with("relid");
                if one == "pid" && other == "pid" {
                    self.tie(a, b);
                } else if oid(&one) && oid(&other) {
                    self.joined.push((a, b));
                } else if one == other {
                    self.same.push((a, b, one));
                }
            }
            (BinaryOperator::Lt | BinaryOperator::Gt | BinaryOperator::NotEq, (Some((a, one)), Some((b, other))))
                if one == other && one != "pid" =>
            {
                self.differ.push((a, b));
            }
            (BinaryOperator::Eq, (Some(column), None)) => {
                if let Some(value) = constant(right) {
                    let named = match bare(right) {
                        Expr::Cast { data_type, .. } => data_type.to_string().to_lowercase(),
                        _ => String::new(),
                    };
                    let (item, name) = column;
                    let name =
                        super::expressions::name_by_oid(&self.items[item].relation, &name, &named).unwrap_or(name);
                    let value = if named == "regclass" { value.rsplit('.').next().unwrap_or_default() } else { &value };
                    self.own_fact((item, name), Some(value));
                } else if let Some(blocked) = self.first_blocker_of(right, scope, local) {
                    self.waits(blocked);
                    self.holds_up(column.0);
                }
            }
            (BinaryOperator::Eq, (None, Some(column))) => {
                if let Some(value) = constant(left) {
                    self.own_fact(column, Some(&value));
                } else if let Some(blocked) = self.first_blocker_of(left, scope, local) {
                    self.waits(blocked);
                    self.holds_up(column.0);
                }
            }
            // As the lock queries of the PostgreSQL wiki have it: two backends that want the same thing.
            (BinaryOperator::NotEq, (Some((a, one)), Some((b, other)))) if one == "pid" && other == "pid" => {
                let locks = |item: usize| self.items[item].relation == LOCKS;
                if locks(a) && locks(b) {
                    self.rivals.push((a, b));
                }
            }
            (_, (None, None)) => {
                let bound = constant(right);
                let some = match (op, bound.as_deref()) {
                    (BinaryOperator::Gt | BinaryOperator::NotEq, Some("0")) | (BinaryOperator::GtEq, Some("1")) => {
                        self.length_of_blockers(left, scope, local)
                    }
                    (BinaryOperator::NotEq, Some("{}")) => self.blockers_of(left, scope, local),
                    _ => None,
                };
                if let Some(item) = some {
                    self.waits(item);
                }
            }
            _ => {}
        }
    }

    /// Takes in how many rows a group has, at least.
    pub(super) fn groups(&mut self, having: &Expr, item: usize) {
        match bare(having) {
            Expr::BinaryOp { left, op: BinaryOperator::And, right } => {
                self.groups(left, item);
                self.groups(right, item);
            }
            Expr::BinaryOp { left, op: op @ (BinaryOperator::Gt | BinaryOperator::GtEq), right } => {
                let counts = match bare(left) {
                    Expr::Function(function) => {
                        function.filter.is_none() && last_name(&function.name).is_some_and(|name| name == "count")
                    }
                    _ => false,
                };
                if let (true, Some(bound)) = (counts, constant(right).and_then(|bound| bound.parse::<u32>().ok())) {
                    let least = if *op == BinaryOperator::Gt { bound.saturating_add(1) } else { bound };
                    self.least.push((item, None, least));
                }
            }
            _ => {}
        }
    }

    /// Of which backend this is `pg_blocking_pids`.
    fn blockers_of(&self, expression: &Expr, scope: &[Source], local: usize) -> Option<usize> {
        match bare(expression) {
            Expr::Cast { expr, .. } => self.blockers_of(expr, scope, local),
            Expr::Function(function) if last_name(&function.name)? == "pg_blocking_pids" => {
                let given = arguments(function)?;
                let [FunctionArgExpr::Expr(of)] = given[..] else { return None };
                self.column(of, scope, local).filter(|(_, column)| column == "pid").map(|(item, _)| item)
            }
            Expr::Identifier(ident) => match self.resolve("", &lower(ident), scope, local)? {
                Made::Blockers(item) => Some(item),
                _ => None,
            },
            Expr::CompoundIdentifier(parts) => {
                let [.., source, column] = &parts[..] else { return None };
                match self.resolve(&lower(source), &lower(column), scope, local)? {
                    Made::Blockers(item) => Some(item),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    fn length_of_blockers(&self, expression: &Expr, scope: &[Source], local: usize) -> Option<usize> {
        let Expr::Function(function) = bare(expression) else { return None };
        if !["cardinality", "array_length"].contains(&last_name(&function.name)?.as_str()) {
            return None;
        }
        let given = arguments(function)?;
        let Some(FunctionArgExpr::Expr(of)) = given.first() else { return None };
        self.blockers_of(of, scope, local)
    }

    fn first_blocker_of(&self, expression: &Expr, scope: &[Source], local: usize) -> Option<usize> {
        let Expr::CompoundFieldAccess { root, access_chain } = bare(expression) else { return None };
        matches!(access_chain[..], [AccessExpr::Subscript(_)]).then(|| self.blockers_of(root, scope, local))?
    }

    /// `pid = ANY (...)`.
    fn any(&mut self, left: &Expr, right: &Expr, scope: &[Source], local: usize, ctes: &[Cte]) {
        let Some((item, column)) = self.column(left, scope, local) else { return };
        if column != "pid" {
            return;
        }
        if let Some(blocked) = self.blockers_of(right, scope, local) {
            self.waits(blocked);
            self.holds_up(item);
        } else if let Expr::Subquery(query) = bare(right) {
            self.among(left, query, scope, local, ctes);
        }
    }

    /// `pid IN (SELECT ...)`.
    fn among(&mut self, expression: &Expr, query: &Query, scope: &[Source], local: usize, ctes: &[Cte]) {
        let Some((item, column)) = self.column(expression, scope, local) else { return };
        let Some(block) = self.query(query, scope, ctes) else { return };
        if let ("pid", [Output::One(_, Made::Column(inner, of))]) = (column.as_str(), &block.outputs[..])
            && of == "pid"
        {
            self.tie(item, *inner);
        } else if let [Output::One(_, Made::EachBlocker(blocked))] = block.outputs[..] {
            self.waits(blocked);
            self.holds_up(item);
        }
    }

    /// `unnest(pg_blocking_pids(a.pid)) AS b(pid)`: the backends that hold another up; any other function is rows that
    /// nobody knows.
    pub(super) fn blockers(&mut self, factor: &TableFactor, beside: &[Source], outer: &[Source]) -> Option<Source> {
        let (alias, of): (&Option<TableAlias>, Option<&Expr>) = match factor {
            TableFactor::UNNEST { alias, array_exprs, .. } => {
                (alias, array_exprs.first().filter(|_| array_exprs.len() == 1))
            }
            TableFactor::Function { name, args, alias, with_ordinality: false, .. } => {
                (alias, unnested(&last_name(name)?, args))
            }
            TableFactor::Table { name, args: Some(args), alias, with_ordinality: false, .. } => {
                (alias, unnested(&last_name(name)?, &args.args))
            }
            _ => return None,
        };
        let scope: Vec<Source> = beside.iter().chain(outer).cloned().collect();
        let name = alias.as_ref().map(|alias| lower(&alias.name)).unwrap_or_default();
        let column = alias.as_ref().and_then(|alias| alias.columns.first()).map(|column| lower(&column.name));
        let column = column.unwrap_or_else(|| name.clone());
        // The elements of an array that a relation has, such as a role's settings.
        if let Some((item, of)) = of.and_then(|of| self.column(of, &scope, beside.len())) {
            let outputs = vec![Output::One(column, Made::Cut(item, of))];
            return Some(Source { name, item: None, inner: Some((outputs, None)) });
        }
        if let Some((item, of)) = options(factor).and_then(|of| self.column(of, &scope, beside.len())) {
            let part = |column: &str| Output::One(column.to_owned(), Made::Of(vec![(item, of.clone())]));
            let outputs = vec![part("option_name"), part("option_value")];
            return Some(Source { name, item: None, inner: Some((outputs, None)) });
        }
        let waiting = of.and_then(|of| self.blockers_of(of, &scope, beside.len()));
        let here = self.unknown_rows();
        let Some(waiting) = waiting else {
            return Some(Source { name, item: None, inner: Some((vec![Output::All(here)], None)) });
        };
        self.waits(waiting);
        self.holds_up(here);
        let outputs = vec![Output::One(column, Made::Column(here, "pid".into()))];
        Some(Source { name, item: None, inner: Some((outputs, None)) })
    }
}

/// What `pg_options_to_table` is called with.
fn options(factor: &TableFactor) -> Option<&Expr> {
    let (name, args) = match factor {
        TableFactor::Function { name, args, .. } => (name, args),
        TableFactor::Table { name, args: Some(args), .. } => (name, &args.args),
        _ => return None,
    };
    match &args[..] {
        [FunctionArg::Unnamed(FunctionArgExpr::Expr(of))] if last_name(name)? == "pg_options_to_table" => Some(of),
        _ => None,
    }
}

fn unnested<'a>(name: &str, args: &'a [FunctionArg]) -> Option<&'a Expr> {
    match args {
        [FunctionArg::Unnamed(FunctionArgExpr::Expr(of))] if name == "unnest" => Some(of),
        _ => None,
    }
}
