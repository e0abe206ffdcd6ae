//! Reads a statement's text into its shape.

use sqlparser::ast::{
    Cte, Expr, GroupByExpr, Join, JoinConstraint, JoinOperator, ObjectName, Query, Select, SelectItem,
    SelectItemQualifiedWildcardKind, SetExpr, Statement, TableFactor,
};
use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::parser::Parser;

use super::{Fact, Item, Made, Output, Shape};

/// Levels that a statement may be nested.
const DEPTH: usize = 24;
/// The longest that is read.
const LONGEST: usize = 16 << 10;
/// What a text may need of the stack: the parser's steps are large, and a chain of operators is a deep tree.
const STACK: usize = 64 << 20;
/// Words and signs of a text that is read.
const TOKENS: usize = 3_000;
/// Scans in one statement.
const ITEMS: usize = 64;

/// The shape of each statement in a text; none where it can't be read, or is no query.
pub fn shapes(text: &str) -> Vec<Option<Shape>> {
    let mut open = 0usize;
    let deepest = text.bytes().map(|b| {
        open = match b {
            b'(' => open + 1,
            b')' => open.saturating_sub(1),
            _ => open,
        };
        open
    });
    // A parser that tries several ways at each bracket takes long over many.
    if text.len() > LONGEST || deepest.max().unwrap_or(0) > DEPTH || tokens(text) > TOKENS {
        return Vec::new();
    }
    let text = text.to_owned();
    let reading = std::thread::Builder::new().name("look".into()).stack_size(STACK).spawn(move || read(&text));
    reading.ok().and_then(|reading| reading.join().ok()).unwrap_or_default()
}

fn tokens(text: &str) -> usize {
    let mut word = false;
    let begins = text.bytes().filter(|b| {
        let in_word = b.is_ascii_alphanumeric() || *b == b'_' || *b >= 0x80;
        let begins = if in_word { !word } else { !b.is_ascii_whitespace() };
        word = in_word;
        begins
    });
    begins.count()
}

fn read(text: &str) -> Vec<Option<Shape>> {
    let parsed = Parser::new(&PostgreSqlDialect {}).with_recursion_limit(DEPTH * 2).try_with_sql(text);
    let Ok(statements) = parsed.and_then(|mut parser| parser.parse_statements()) else { return Vec::new() };
    statements
        .iter()
        .map(|statement| match statement {
            Statement::Query(query) => {
                let mut reader = Reader::default();
                let block = reader.query(query, &[], &[])?;
                (reader.items.len() <= ITEMS).then(|| reader.done(block))
            }
            _ => None,
        })
        .collect()
}

/// A relation, or what stands in the place of one.
#[derive(Debug, Clone)]
pub(super) struct Source {
    pub(super) name: String,
    pub(super) item: Option<usize>,
    /// Of a query in its place: its columns, and the scan of which its rows are rows.
    pub(super) inner: Option<(Vec<Output>, Option<usize>)>,
}

/// What a query comes to.
#[derive(Debug, Clone, Default)]
pub(super) struct Block {
    pub(super) outputs: Vec<Output>,
    merged: bool,
    rows_of: Option<usize>,
}

/// Relations that a row is looked up in by a key of theirs, and so has one row of at most.
const LOOKED_UP: &[(&str, &[&str])] = &[
    ("pg_database", &["oid", "datname"]),
    ("pg_roles", &["oid", "rolname"]),
    ("pg_authid", &["oid", "rolname"]),
    ("pg_user", &["usesysid", "usename"]),
];

#[derive(Debug, Default)]
pub(super) struct Reader {
    pub(super) items: Vec<Item>,
    pub(super) kin: Vec<usize>,
    pub(super) facts: Vec<Fact>,
    /// Scans of locks that are of two backends which want the same thing.
    pub(super) rivals: Vec<(usize, usize)>,
    pub(super) least: Vec<(usize, Option<String>, u32)>,
    pub(super) joined: Vec<(usize, usize)>,
    /// Scans with the same value in a column, and those whose rows differ.
    pub(super) same: Vec<(usize, usize, String)>,
    pub(super) differ: Vec<(usize, usize)>,
}

pub(super) fn lower(ident: &sqlparser::ast::Ident) -> String {
    if ident.quote_style.is_some() { ident.value.clone() } else { ident.value.to_lowercase() }
}

pub(super) fn last_name(name: &ObjectName) -> Option<String> {
    name.0.last()?.as_ident().map(lower)
}

impl Reader {
    fn done(mut self, block: Block) -> Shape {
        // Of two that want the same lock, one waits: then the other one has it, or waits in front.
        for (a, b) in std::mem::take(&mut self.rivals) {
            for (waiting, other) in [(a, b), (b, a)] {
                let waits = self
                    .facts
                    .iter()
                    .any(|fact| fact.item == waiting && fact.column == "granted" && fact.value.as_deref() == Some("f"));
                if waits {
                    let relation = self.items[other].relation.clone();
                    self.facts.push(Fact { item: other, relation, column: "granted".into(), value: Some("t".into()) });
                }
            }
        }
        for (a, b, column) in std::mem::take(&mut self.same) {
            let twice = self.differ.contains(&(a, b)) || self.differ.contains(&(b, a));
            if twice && self.items[a].relation == self.items[b].relation {
                self.least.extend([(a, Some(column.clone()), 2), (b, Some(column), 2)]);
            }
        }
        let Block { outputs, merged, rows_of } = block;
        let Self { items, kin, facts, least, joined, .. } = self;
        Shape { items, kin, facts, least, joined, outputs, merged, rows_of }
    }

    /// Two scans show the same backend.
    pub(super) fn tie(&mut self, one: usize, other: usize) {
        let (Some(&keep), Some(&give)) = (self.kin.get(one), self.kin.get(other)) else { return };
        for kin in self.kin.iter_mut().filter(|kin| **kin == give) {
            *kin = keep;
        }
    }

    /// Rows of which nobody knows what they are.
    pub(super) fn unknown_rows(&mut self) -> usize {
        self.scan(String::new())
    }

    fn scan(&mut self, relation: String) -> usize {
        self.items.push(Item { relation });
        self.kin.push(self.items.len() - 1);
        self.items.len() - 1
    }

    /// Reads a query; `outer` are the sources that it may refer to, `ctes` the queries that it may name.
    pub(super) fn query(&mut self, query: &Query, outer: &[Source], ctes: &[Cte]) -> Option<Block> {
        if self.items.len() > ITEMS {
            return None;
        }
        let mut named = ctes.to_vec();
        if let Some(with) = &query.with {
            if with.recursive {
                return None;
            }
            named.extend(with.cte_tables.iter().cloned());
        }
        match &*query.body {
            SetExpr::Select(select) => self.select(select, outer, &named),
            SetExpr::Query(inner) => self.query(inner, outer, &named),
            SetExpr::Table(table) => {
                let item = self.scan(table.table_name.as_ref()?.to_lowercase());
                Some(Block { outputs: vec![Output::All(item)], merged: false, rows_of: Some(item) })
            }
            // Which side a row comes from can't be told.
            _ => None,
        }
    }

    fn select(&mut self, select: &Select, outer: &[Source], ctes: &[Cte]) -> Option<Block> {
        if select.into.is_some() || !select.lateral_views.is_empty() {
            return None;
        }
        let mut sources: Vec<Source> = Vec::new();
        // Rows of more than one relation, but for what is looked up by a key.
        let mut several = false;
        let mut merged = false;
        for (nth, table) in select.from.iter().enumerate() {
            several |= nth > 0;
            let source = self.factor(&table.relation, &sources, outer, ctes)?;
            sources.push(source);
            for join in &table.joins {
                several |= !self.join(join, &mut sources, outer, ctes, &mut merged)?;
            }
        }
        let scope: Vec<Source> = sources.iter().chain(outer).cloned().collect();
        let local = sources.len();
        if let Some(condition) = &select.selection {
            self.conditions(condition, &scope, local, ctes);
        }
        let single = match &sources[..] {
            [only, ..] if !several => only.item.or_else(|| only.inner.as_ref().and_then(|inner| inner.1)),
            _ => None,
        };
        if let (Some(item), Some(having)) = (single, &select.having) {
            self.groups(having, item);
        }
        let grouped = match &select.group_by {
            GroupByExpr::All(_) => return None,
            GroupByExpr::Expressions(by, modifiers) => {
                let sets = !modifiers.is_empty()
                    || by.iter().any(|e| matches!(e, Expr::GroupingSets(_) | Expr::Cube(_) | Expr::Rollup(_)));
                (!by.is_empty() || select.having.is_some()).then_some(!sets)
            }
        };
        let expression = |item: &SelectItem| match item {
            SelectItem::UnnamedExpr(e) | SelectItem::ExprWithAlias { expr: e, .. } => Some(e.clone()),
            _ => None,
        };
        let expressions: Vec<Expr> = select.projection.iter().filter_map(expression).collect();
        let plain = expressions.iter().all(Self::plain);
        let aggregated = grouped.is_some() || expressions.iter().any(Self::aggregates);
        // Counts of a query in this one's place may be added up where its rows are taken as they are.
        let as_they_are = !several && !aggregated && plain;
        let disjoint = plain && grouped.unwrap_or(true);
        let mut outputs = Vec::new();
        for item in &select.projection {
            match item {
                SelectItem::Wildcard(_) => {
                    for source in &sources {
                        outputs.extend(Self::all_of(source, as_they_are)?);
                    }
                }
                SelectItem::QualifiedWildcard(SelectItemQualifiedWildcardKind::ObjectName(name), _) => {
                    let name = last_name(name)?;
                    let source = scope.iter().find(|source| source.name == name)?;
                    outputs.extend(Self::all_of(source, as_they_are)?);
                }
                SelectItem::UnnamedExpr(e) => {
                    let mut made = self.made(e, &scope, local, single, disjoint, ctes);
                    Self::within(&mut made, as_they_are);
                    outputs.push(Output::One(Self::name_of(e), made));
                }
                SelectItem::ExprWithAlias { expr, alias } => {
                    let mut made = self.made(expr, &scope, local, single, disjoint, ctes);
                    Self::within(&mut made, as_they_are);
                    outputs.push(Output::One(lower(alias), made));
                }
                _ => return None,
            }
        }
        let rows_of = single.filter(|_| !aggregated && plain && select.distinct.is_none());
        Some(Block { outputs, merged, rows_of })
    }

    /// A count that comes out of a query in this one's place.
    fn within(made: &mut Made, as_they_are: bool) {
        if let Made::Count(count) = made {
            count.disjoint &= as_they_are || count.within.is_none();
        }
    }

    fn all_of(source: &Source, as_they_are: bool) -> Option<Vec<Output>> {
        match (&source.inner, source.item) {
            (Some((outputs, _)), _) => {
                let mut outputs = outputs.clone();
                for output in &mut outputs {
                    if let Output::One(_, Made::Count(count)) = output {
                        count.disjoint &= as_they_are;
                    }
                }
                Some(outputs)
            }
            (None, Some(item)) => Some(vec![Output::All(item)]),
            _ => None,
        }
    }

    fn name_of(expression: &Expr) -> String {
        match expression {
            Expr::Identifier(ident) => lower(ident),
            Expr::CompoundIdentifier(parts) => parts.last().map(lower).unwrap_or_default(),
            Expr::Nested(inner) | Expr::Cast { expr: inner, .. } | Expr::Collate { expr: inner, .. } => {
                Self::name_of(inner)
            }
            Expr::Function(function) => last_name(&function.name).unwrap_or_default(),
            _ => String::new(),
        }
    }

    /// Takes a join in. Gives whether each row has one row of it at most, by a key.
    fn join(
        &mut self,
        join: &Join,
        sources: &mut Vec<Source>,
        outer: &[Source],
        ctes: &[Cte],
        merged: &mut bool,
    ) -> Option<bool> {
        use JoinOperator::{CrossJoin, FullOuter, Inner, Join, Left, LeftOuter, Right, RightOuter};
        let known = self.facts.len();
        let source = self.factor(&join.relation, sources, outer, ctes)?;
        let (constraint, inner) = match &join.join_operator {
            Join(constraint) | Inner(constraint) | CrossJoin(constraint) => (constraint, true),
            Left(constraint) | LeftOuter(constraint) => {
                // What holds for its rows says nothing where there is none.
                self.facts.truncate(known);
                (constraint, false)
            }
            Right(constraint) | RightOuter(constraint) | FullOuter(constraint) => {
                self.facts.clear();
                (constraint, false)
            }
            _ => return None,
        };
        let before = sources.clone();
        sources.push(source.clone());
        let scope: Vec<Source> = sources.iter().chain(outer).cloned().collect();
        let mut looked_up = false;
        match constraint {
            JoinConstraint::On(condition) => {
                looked_up = self.by_key(condition, &source, &scope, sources.len());
                let facts = self.facts.len();
                self.conditions(condition, &scope, sources.len(), ctes);
                if !inner {
                    self.facts.truncate(facts);
                }
            }
            JoinConstraint::Using(columns) => {
                *merged = true;
                let names: Vec<String> = columns.iter().filter_map(last_name).collect();
                let key = |(relation, keys): &(&str, &[&str])| {
                    source.item.is_some_and(|item| self.items[item].relation == *relation)
                        && names.iter().any(|name| keys.contains(&name.as_str()))
                };
                looked_up = LOOKED_UP.iter().any(key);
                if names.iter().any(|name| name == "pid") {
                    let here = self.resolve("", "pid", std::slice::from_ref(&source), 1);
                    for other in &before {
                        if let (Some(Made::Column(a, _)), Some(Made::Column(b, _))) =
                            (&here, self.resolve("", "pid", std::slice::from_ref(other), 1))
                        {
                            self.tie(*a, b);
                        }
                    }
                }
            }
            JoinConstraint::Natural => *merged = true,
            JoinConstraint::None => {}
        }
        // An outer join from the other side brings rows of its own.
        let from_here = matches!(join.join_operator, Join(_) | Inner(_) | Left(_) | LeftOuter(_));
        Some(looked_up && from_here)
    }

    /// Whether a join's condition finds the row by a key of the relation that is joined.
    fn by_key(&self, condition: &Expr, source: &Source, scope: &[Source], local: usize) -> bool {
        let Some(item) = source.item else { return false };
        let Some((_, keys)) = LOOKED_UP.iter().find(|(relation, _)| *relation == self.items[item].relation) else {
            return false;
        };
        let mut condition = condition;
        while let Expr::Nested(inner) = condition {
            condition = inner;
        }
        let Expr::BinaryOp { left, op: sqlparser::ast::BinaryOperator::Eq, right } = condition else { return false };
        let column = |e: &Expr| self.column(e, scope, local);
        let (Some(left), Some(right)) = (column(left), column(right)) else { return false };
        let is_key = |(of, name): &(usize, String)| *of == item && keys.contains(&name.as_str());
        is_key(&left) && right.0 != item || is_key(&right) && left.0 != item
    }

    fn factor(&mut self, factor: &TableFactor, beside: &[Source], outer: &[Source], ctes: &[Cte]) -> Option<Source> {
        match factor {
            TableFactor::Table { name, alias, args: None, sample: None, with_ordinality: false, .. } => {
                let relation = last_name(name)?;
                let called = alias.as_ref().map_or_else(|| relation.clone(), |alias| lower(&alias.name));
                if alias.as_ref().is_some_and(|alias| !alias.columns.is_empty()) {
                    return None;
                }
                let cte = (name.0.len() == 1)
                    .then(|| ctes.iter().rposition(|cte| lower(&cte.alias.name) == relation))
                    .flatten();
                if let Some(at) = cte {
                    if !ctes[at].alias.columns.is_empty() {
                        return None;
                    }
                    let block = self.query(&ctes[at].query, &[], &ctes[..at])?;
                    return Some(Source { name: called, item: None, inner: Some((block.outputs, block.rows_of)) });
                }
                Some(Source { name: called, item: Some(self.scan(relation)), inner: None })
            }
            TableFactor::Derived { lateral, subquery, alias, sample: None } => {
                let alias = alias.as_ref();
                if alias.is_some_and(|alias| !alias.columns.is_empty()) {
                    return None;
                }
                let seen: Vec<Source> = if *lateral { beside.iter().chain(outer).cloned().collect() } else { vec![] };
                let block = self.query(subquery, &seen, ctes)?;
                let name = alias.map(|alias| lower(&alias.name)).unwrap_or_default();
                Some(Source { name, item: None, inner: Some((block.outputs, block.rows_of)) })
            }
            TableFactor::NestedJoin { .. } => None,
            other => self.blockers(other, beside, outer),
        }
    }
}
