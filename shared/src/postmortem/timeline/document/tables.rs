//! Tables within a document: of entries, of action items, of anything else.

use super::{Open, Walk};
use crate::postmortem::timeline::date::date;
use crate::postmortem::timeline::draft::Event;
use crate::postmortem::timeline::entry::{self, Entry};
use crate::postmortem::timeline::facts::{self, Fact};
use crate::postmortem::timeline::reader::Reader;
use crate::postmortem::timeline::scan::Scan;
use crate::postmortem::timeline::section::Section;
use crate::postmortem::timeline::stamp::Stamp;
use crate::postmortem::timeline::table::{self, Column, Head};
use crate::postmortem::timeline::text::{Line, add, named};
use crate::postmortem::timeline::{actions, names, zone};

impl Walk<'_> {
    /// A row of a table; `false` if the line is none.
    pub(super) fn row(&mut self, at: usize) -> bool {
        let line = self.lines[at];
        let body = line.body();
        let next = self.lines.get(at + 1).map_or("", Line::body);
        if self.table.is_none() && body.begins("{") && self.timelike() && self.logged(body, line.number) {
            return true;
        }
        let by = match &self.table {
            Some(_) => self.separator,
            None if body.holds(",;") && !table::is_row(body) => table::separator(body, next),
            None => None,
        };
        if let Some(by) = by.filter(|by| body.contains(*by)) {
            let cells = table::separated(body, by);
            match self.table.take() {
                Some(head) => {
                    self.fill(&head, &cells, line.number);
                    self.table = Some(head);
                    self.open = Open::Nothing;
                }
                None => self.begin_table(Head::of(cells), line.number),
            }
            self.separator = Some(by);
            return true;
        }
        if !table::is_row(body) {
            return false;
        }
        self.separator = None;
        if self.table.is_none() {
            let ruled = table::is_rule(next) && next.holds("|+│");
            let head = Head::read(body);
            let rows = table::is_row(next) && entry::stamp_at_head(body).is_none();
            if ruled || (rows && head.is_timeline()) {
                self.begin_table(head, line.number);
                return true;
            }
            // Cells of a spreadsheet: the first is a moment, and there are more than two.
            let cells = if body.begins("|") || body.contains('\t') { table::cells(body) } else { Vec::new() };
            if !body.begins("|") && cells.len() < 3 {
                return false;
            }
            if self.timelike() {
                return self.headless(&cells, line.number);
            }
            return false;
        }
        let cells = table::cells(body);
        if cells.iter().all(String::is_empty) {
            return true;
        }
        let Some(head) = self.table.take() else { return false };
        self.fill(&head, &cells, line.number);
        self.table = Some(head);
        self.open = Open::Nothing;
        true
    }

    fn begin_table(&mut self, head: Head, number: u32) {
        self.end_code();
        for name in head.understood() {
            self.draft.understood(number, name);
        }
        if let Some(zone) = head.names.iter().find_map(|name| zone::within(name))
            && head.is_timeline()
            && self.draft.stated.zone.is_none()
        {
            self.draft.stated.zone = Some(zone);
        }
        // A head of moments may stand for the first row where there is none.
        if head.names.first().is_some_and(|name| entry::stamp_at_head(name).is_some()) {
            self.headless(&head.names, number);
        }
        self.table = Some(head);
    }

    /// A line of a log as JSON, with a moment in it.
    fn logged(&mut self, body: &str, number: u32) -> bool {
        let Some((names, values)) = table::json(body) else { return false };
        let head = Head::of(names);
        let stamped = head.fit(&values).any(|(column, _, cell)| {
            column == Column::Time && entry::stamp_at_head(cell).is_some_and(|(stamp, ..)| stamp.clock.is_some())
        });
        if !stamped || !head.columns.contains(&Column::Text) {
            return false;
        }
        for name in head.understood() {
            self.draft.understood(number, name);
        }
        self.draft_row(&head, &values, number);
        self.open = Open::Nothing;
        true
    }

    /// A row without a head above: the first cell is the moment, the second the text, a name is a person.
    pub(super) fn headless(&mut self, cells: &[String], number: u32) -> bool {
        let Some((first, rest)) = cells.split_first() else { return false };
        let Some((stamp, length, _)) = entry::stamp_at_head(first) else { return false };
        if stamp.clock.is_none() {
            return false;
        }
        let mut entry = Entry { stamp: Some(stamp), read: first[..length].to_owned(), ..Entry::default() };
        let mut notes = first[length..].trim().to_owned();
        for (at, cell) in rest.iter().enumerate() {
            // Somebody's name stands before the text, too, where there is one behind.
            let behind = rest.get(1).is_some_and(|next| names::is_name(next) && names::is_capitalised(next));
            let named = at == 0 && rest.len() > 1 && names::is_name(cell) && !behind;
            if named && names::is_exactly_system(cell) {
                entry.source = Some(cell.clone());
            } else if named && names::is_capitalised(cell) {
                entry.person = Some(cell.clone());
            } else if entry.text.is_empty() {
                entry::said(&mut entry, cell, false);
            } else if entry.person.is_none() && names::is_capitalised(cell) && names::is_name(cell) {
                entry.person = Some(cell.clone());
            } else {
                if !notes.is_empty() {
                    notes.push_str("; ");
                }
                notes.push_str(cell);
            }
        }
        add(&mut entry.notes, &notes, "; ");
        self.draft.entry(entry, number);
        self.open = Open::Nothing;
        true
    }

    pub(super) fn fill(&mut self, head: &Head, cells: &[String], number: u32) {
        let section = self.section();
        if head.is_timeline() && !matches!(section, Some(Section::Actions | Section::Related)) {
            self.draft_row(head, cells, number);
        } else if section == Some(Section::Actions)
            || (head.is_actions() && matches!(section, None | Some(Section::Unknown)))
        {
            if let Some(mut item) = actions::row(head, cells, number) {
                item.status = item.status.or_else(|| self.status.clone());
                self.draft.post.actions.push(item);
            }
        } else if let (Some(label), 2) = (cells.first(), cells.len())
            && let Some(fact) = facts::of(label)
            && !matches!(fact, Fact::Part(_))
        {
            self.draft.fact(label, fact, &cells[1], number);
        } else {
            let mut parts = None;
            for (_, name, cell) in head.fit(cells) {
                if !cell.is_empty() {
                    add(&mut parts, &named(name, cell), ", ");
                }
            }
            let section = section.filter(|s| self.draft.notes(*s).is_some()).unwrap_or(Section::Technical);
            self.draft.note(section, &parts.unwrap_or_default(), number);
        }
    }

    /// A table's row as an entry.
    pub(super) fn draft_row(&mut self, head: &Head, cells: &[String], number: u32) {
        let mut entry = Entry::default();
        let mut day = None;
        let mut until = None;
        let mut read = String::new();
        for (column, name, cell) in head.fit(cells) {
            if cell.is_empty() || cell.chars().all(|c| !c.is_alphanumeric()) {
                continue;
            }
            match column {
                Column::Time => match entry::stamp_at_head(cell)
                    .filter(|(stamp, ..)| stamp.clock.is_some() || stamp.day.is_some())
                {
                    Some((stamp, length, _)) => {
                        read.push(' ');
                        read.push_str(&cell[..length]);
                        add(&mut entry.notes, cell[length..].trim(), "; ");
                        entry.stamp = Some(stamp);
                    }
                    None => add(&mut entry.notes, &named(name, cell), "; "),
                },
                Column::Until => match entry::stamp_at_head(cell) {
                    Some((stamp, length, _)) if length == cell.len() && stamp.clock.is_some() => {
                        until = stamp.clock;
                        read.push(' ');
                        read.push_str(cell);
                    }
                    _ => add(&mut entry.notes, &named(name, cell), "; "),
                },
                Column::Date => match date(&mut Reader::new(cell)) {
                    Some(found) => {
                        day = Some(found);
                        read.push(' ');
                        read.push_str(cell);
                    }
                    None => add(&mut entry.notes, &named(name, cell), "; "),
                },
                Column::Text if entry.text.is_empty() => {
                    let mut inner = Entry::default();
                    entry::said(&mut inner, cell, false);
                    entry.text = inner.text;
                    entry.source = entry.source.or(inner.source);
                    entry.person = entry.person.or(inner.person);
                }
                Column::Person if names::is_system(cell) && entry.source.is_none() => {
                    entry.source = Some(cell.to_owned());
                }
                Column::Person if entry.person.is_none() => {
                    entry.person = Some(cell.past("@").to_owned());
                }
                Column::Source if entry.source.is_none() => entry.source = Some(cell.to_owned()),
                Column::Notes => add(&mut entry.notes, cell, "; "),
                _ => add(&mut entry.notes, &named(name, cell), "; "),
            }
        }
        if let Some(stamp) = &mut entry.stamp {
            stamp.until = stamp.until.or(until);
        }
        if let Some(day) = day {
            entry.stamp.get_or_insert_with(Stamp::default).day.get_or_insert(day);
        }
        if entry.text.is_empty()
            && let Some(notes) = entry.notes.take()
        {
            entry.text = notes;
        }
        entry.read = read;
        if entry.stamp.as_ref().is_some_and(|stamp| stamp.clock.is_none()) {
            // A date alone is no moment of the day; it stands for all that follow.
            let day = entry.stamp.take().and_then(|stamp| stamp.day);
            self.draft.events.extend(day.map(Event::Day));
        }
        self.draft.entry(entry, number);
    }
}
