//! Plans as EXPLAIN prints them in text form.

use super::text::cut;

/// A node that a rule waits for.
#[derive(Debug, Clone)]
pub struct Sought {
    rule: usize,
    node: String,
    filter: Option<String>,
    /// The node's line, while the lines below it are its own.
    at: Option<String>,
    found: Option<String>,
    begun: bool,
}

impl Sought {
    /// Of this rule; `filter` is a column that the node's own condition has to name.
    pub fn new(rule: usize, node: &str, filter: Option<&str>) -> Self {
        Self { rule, node: node.to_owned(), filter: filter.map(str::to_owned), at: None, found: None, begun: false }
    }

    /// Takes in a line of the plan.
    pub fn line(&mut self, line: &str) {
        if self.found.is_some() {
            return;
        }
        let trimmed = line.trim_start();
        if !self.begun || trimmed.starts_with("->") || trimmed.starts_with("SubPlan") || trimmed.starts_with("InitPlan")
        {
            self.begun = true;
            self.at = is_node(line, &self.node).then(|| cut(line.trim().as_bytes()));
        }
        match &self.filter {
            None => self.found = self.at.take(),
            Some(column) if self.at.is_some() && names(trimmed, column) => self.found = self.at.take(),
            Some(_) => {}
        }
    }

    /// The rule and the line that shows it, if one did.
    pub fn found(self) -> Option<(usize, String)> {
        Some((self.rule, self.found?))
    }
}

/// The relation of a node, such as `orders` of `Seq Scan on orders`.
pub fn relation(node: &str) -> Option<&str> {
    node.split_once(" on ")?.1.split_whitespace().next()
}

/// Whether this line is a condition that names a column, outside of texts.
fn names(line: &str, column: &str) -> bool {
    let Some((what, condition)) = line.split_once(": ") else { return false };
    if !["Filter", "Index Cond", "Recheck Cond", "Join Filter", "Hash Cond", "Merge Cond"].contains(&what) {
        return false;
    }
    let outside = condition.split('\'').step_by(2);
    outside.flat_map(|text| text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_')).any(|word| word == column)
}

/// Whether a line of a plan in text form is this node: `->  Parallel Seq Scan on public.orders o  (cost=...)` is `Seq Scan
/// on orders`, and an index's name is left out as in `Index Scan on orders`.
pub fn is_node(line: &str, node: &str) -> bool {
    let line = line.trim_start().trim_start_matches("->").trim_start();
    let line = line.strip_prefix("Parallel ").unwrap_or(line).replacen(" on public.", " on ", 1);
    let whole = |line: &str| line.strip_prefix(node).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
    if whole(&line) {
        return true;
    }
    let Some((kind, rest)) = line.split_once(" using ") else { return false };
    let Some((_, relation)) = rest.split_once(" on ") else { return false };
    whole(&format!("{} on {relation}", kind.trim_end_matches(" Backward")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(node: &str, filter: Option<&str>, plan: &str) -> bool {
        let mut sought = Sought::new(0, node, filter);
        plan.lines().for_each(|line| sought.line(line));
        sought.found().is_some()
    }

    #[test]
    fn nodes_by_kind_and_relation() {
        assert!(is_node("  ->  Parallel Index Scan using orders_day on orders", "Index Scan on orders"));
        assert!(is_node("Seq Scan on public.orders o  (cost=0.00..1.00)", "Seq Scan on orders"));
        assert!(is_node("Nested Loop  (cost=1)", "Nested Loop"));
        assert!(!is_node("Seq Scan on other.orders o", "Seq Scan on orders"));
        assert!(!is_node("  Filter: (state = 'Seq Scan on orders'::text)", "Seq Scan on orders"));
        assert_eq!(relation("Seq Scan on orders t"), Some("orders"));
    }

    #[test]
    fn conditions_belong_to_the_node_above_them() {
        let plan = "Nested Loop  (cost=1)\n  ->  Seq Scan on orders o  (cost=1)\n        Filter: (customer_id = 7)\n  \
                    ->  Index Scan using line_pkey on line l\n        Index Cond: (id = o.id)";
        assert!(finds("Seq Scan on orders", Some("customer_id"), plan));
        assert!(!finds("Seq Scan on orders", Some("id"), plan));
        assert!(finds("Index Scan on line", Some("id"), plan));
        assert!(finds("Nested Loop", None, plan));
        assert!(!finds(
            "Seq Scan on orders",
            Some("customer_id"),
            "Seq Scan on orders\n  Filter: (state = 'customer_id'::text)"
        ));
        assert!(!finds("Seq Scan on orders", Some("customer_id"), "Seq Scan on orders\n  Output: customer_id"));
    }
}
