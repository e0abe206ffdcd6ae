//! Tables within a document: of entries, of action items, of anything else.

use super::{Open, Walk};
use crate::postmortem::letters::is_either;
use crate::postmortem::timeline::date::date;
use crate::postmortem::timeline::draft::Event;
use crate::postmortem::timeline::entry::{self, Entry};
use crate::postmortem::timeline::facts::{self, Fact};
use crate::postmortem::timeline::lists::known;
use crate::postmortem::timeline::reader::Reader;
use crate::postmortem::timeline::scan::Scan;
use crate::postmortem::timeline::section::Section;
use crate::postmortem::timeline::stamp::Stamp;
use crate::postmortem::timeline::table::{self, Column, Head};
use crate::postmortem::timeline::text::{Line, add, is_decoration, joined, named, plain};
use crate::postmortem::timeline::{actions, names, zone};

impl Walk<'_> {
    /// A row of a table, or what stands for one; gives the next line.
    pub(super) fn row(&mut self, at: usize) -> Option<usize> {
        let line = self.lines[at];
        let body = line.body();
        let next = self.lines.get(at + 1).map_or("", Line::body);
        if self.table.is_none()
            && self.timelike()
            && let Some(next) = self.object(at).or_else(|| self.labelled(at))
        {
            return Some(next);
        }
        let by = match &self.table {
            Some(_) => self.separator,
            None if table::is_row(body) => None,
            None if body.holds(",;") => table::separator(body, next),
            None if body.contains("  ") => {
                // Below the names there may be a rule.
                let next = self.lines.get(at + 1 + usize::from(is_decoration(next))).map_or("", Line::body);
                table::separator(body, next)
            }
            None => None,
        };
        if let Some(by) = by.filter(|by| body.contains(*by)) {
            let (whole, next) = self.quoted(at, by);
            let cells = table::separated(whole.as_deref().unwrap_or(body), by);
            match self.table.take() {
                Some(head) => {
                    self.fill(&head, &cells, line.number);
                    self.table = Some(head);
                    self.open = Open::Nothing;
                }
                None => self.begin_table(Head::of(cells), line.number),
            }
            self.separator = Some(by);
            return Some(next);
        }
        if !table::is_row(body) {
            return None;
        }
        self.separator = None;
        if self.table.is_none() {
            let ruled = table::is_rule(next) && next.holds("|+│");
            let head = Head::read(body);
            let stamped = || head.names.iter().any(|name| entry::stamp_at_head(name).is_some());
            let rows = table::is_row(next) && !stamped();
            if ruled || (rows && head.is_timeline()) {
                self.begin_table(head, line.number);
                return Some(at + 1);
            }
            // Cells of a spreadsheet: the first is a moment, and there are more than two.
            let cells = table::cells(body);
            let whole = || table::moment("", &cells[0]).is_some_and(|(_, length)| length == cells[0].len());
            // A page's properties: `Severity` and `SEV2` in two cells.
            if let [name, value] = cells.as_slice()
                && body.contains('\t')
                && !value.is_empty()
            {
                let text = named(name, value);
                let known = facts::pieces(&text).is_some_and(|pieces| pieces.len() == 1 && pieces[0].label.is_some());
                if known && self.labels(&text, line.number) {
                    self.open = Open::Nothing;
                    return Some(at + 1);
                }
            }
            let apart = body.begins("|") || body.contains('\t') || whole();
            if !apart || !body.begins("|") && cells.len() < 3 {
                return None;
            }
            return (self.timelike() && self.headless(&cells, line.number)).then_some(at + 1);
        }
        // A spreadsheet's first cells may be empty.
        let empty = line.text.begins("\t") && !body.holds("|│");
        let cells = if empty { table::separated(line.text, '\t') } else { table::cells(body) };
        if cells.iter().all(String::is_empty) {
            return Some(at + 1);
        }
        let head = self.table.take()?;
        self.fill(&head, &cells, line.number);
        self.table = Some(head);
        self.open = Open::Nothing;
        Some(at + 1)
    }

    /// A spreadsheet's row whose quoted cells have line breaks: the whole of it, and the next line.
    fn quoted(&self, at: usize, by: char) -> (Option<String>, usize) {
        let open = |text: &str| by != ' ' && text.matches('"').count() % 2 == 1;
        if !open(self.lines[at].body()) {
            return (None, at + 1);
        }
        let end = self.lines.iter().skip(at + 1).take(100).position(|line| open(line.body()));
        let Some(end) = end.map(|more| at + 2 + more) else { return (None, at + 1) };
        let lines: Vec<&str> = self.lines[at..end].iter().map(Line::body).collect();
        (Some(joined(&lines, " ")), end)
    }

    /// AsciiDoc's table: its cells may stand one to a line; gives the line behind.
    pub(super) fn cells(&mut self, at: usize) -> usize {
        let mut cells: Vec<(u32, String)> = Vec::new();
        let mut columns = 0;
        let mut next = at + 1;
        while let Some(line) = self.lines.get(next) {
            let body = line.body();
            next += 1;
            if body.starts_with("|===") {
                break;
            }
            match cells.last_mut() {
                Some((_, last)) if !body.begins("|") => {
                    last.push(' ');
                    last.push_str(body);
                }
                _ => cells.extend(table::cells(body).into_iter().map(|cell| (line.number, cell))),
            }
            columns = columns.max(if columns == 0 { cells.len() } else { 0 });
        }
        let mut rows = cells.chunks(columns.max(1));
        let texts = |row: &[(u32, String)]| row.iter().map(|(_, cell)| cell.trim().to_owned()).collect::<Vec<_>>();
        if let Some(first) = rows.next() {
            let head = Head::of(texts(first));
            self.begin_table(head.clone(), first[0].0);
            for row in rows {
                self.fill(&head, &texts(row), row[0].0);
            }
            self.table = None;
        }
        self.open = Open::Nothing;
        next
    }

    fn begin_table(&mut self, head: Head, number: u32) {
        self.head = number;
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

    /// Lines of a log as JSON or as `name=value`, an export of several objects too, with moments in them; gives the next line.
    fn object(&mut self, at: usize) -> Option<usize> {
        let line = self.lines[at];
        let body = line.body();
        if let Some((names, values)) = body.holds("=").then(|| table::pairs(body)).flatten() {
            return self.logged(names, &values, line.number).map(|clear| self.told(at, at + 1, clear));
        }
        if body.begins("\"") && body.ends("[{") {
            return Some(self.told(at, at + 1, true));
        }
        if !body.past("s,[").begins("{") {
            return None;
        }
        // To the line where as many braces are closed as were opened; those in quotes come in pairs, or it is no object.
        let mut depth = 0;
        let end = self.lines.iter().skip(at).take(100).position(|line| {
            depth += line.text.matches('{').count() as i32 - line.text.matches('}').count() as i32;
            depth <= 0
        })?;
        let end = at + end + 1;
        let lines: Vec<&str> = self.lines[at..end].iter().map(Line::body).collect();
        let whole = joined(&lines, " ");
        let mut rest = whole.past("s,[");
        let mut before = 0;
        let mut all = None;
        loop {
            if let Some((names, values, after)) = table::json(rest, true)
                && let Some(clear) = self.logged(names, &values, line.number)
            {
                all = Some(clear && all != Some(false));
                rest = after.past("s,[]");
            // The entries may stand in another object.
            } else if let Some(inner) = (all.is_none() && before < 400).then(|| rest[1..].find('{')).flatten() {
                rest = &rest[inner + 1..];
                before = whole.len() - rest.len();
            } else {
                break;
            }
        }
        let clear = all?;
        // `{"entries": [` only names what is in it.
        let around = &whole[..before];
        let name = !around.holds(",") && around.rsplit(':').next().is_none_or(|value| !value.holds("w"));
        for around in [if name { "" } else { around }, rest] {
            if around.holds("w") {
                self.draft.note(Section::Technical, around, line.number);
            }
        }
        Some(self.told(at, end, clear))
    }

    /// Everything in these lines was read, if it is clear what it says; gives the line behind.
    fn told(&mut self, at: usize, end: usize, clear: bool) -> usize {
        for line in self.lines[at..end].iter().filter(|_| clear) {
            self.draft.understood(line.number, line.text);
        }
        end
    }

    /// Lines of names with values that are an entry together, as YAML's lists have them:
    /// `- time: 14:23`, `event: alert fired`; gives the next line.
    fn labelled(&mut self, at: usize) -> Option<usize> {
        let first = self.lines[at].body();
        let (mut names, mut values): (Vec<String>, Vec<String>) = Default::default();
        let item = first.starts_with("- ");
        let mut end = at;
        while let Some(line) = self.lines.get(end).filter(|line| end < at + 20 && !line.body().is_empty()) {
            let body = line.body();
            let dashed = body.strip_prefix("- ");
            if dashed.is_some() && end > at {
                break;
            }
            let whole = dashed.unwrap_or(body);
            let name = whole.till(":=");
            let value = whole.get(name.len() + 1..).unwrap_or_default();
            let name = name.trim_end();
            if name.len() > 20 || name.begins("^b") || !value.begins("s") || names.iter().any(|known| known == name) {
                break;
            }
            names.push(name.to_owned());
            values.push(plain(value.bare("s\"'")));
            end += 1;
        }
        // Without a list's mark there have to be several.
        const MOMENT: &str = "time|timestamp|ts|at|when|datetime|occurred at|created at";
        let named = names.iter().any(|name| known(MOMENT, name).is_some());
        let near = &self.lines[at.saturating_sub(30)..(at + 30).min(self.lines.len())];
        let again = |name: &String| near.iter().filter(|line| line.body().starts_with(name.as_str())).count() > 1;
        if names.len() < 2 || !named || !(item || names.first().is_some_and(again)) {
            return None;
        }
        let clear = self.logged(names, &values, self.lines[at].number)?;
        Some(self.told(at, end, clear))
    }

    /// Values with names as an entry, where one is a moment and one a text; gives whether every name says what its value is, or
    /// stands with it.
    fn logged(&mut self, names: Vec<String>, values: &[String], number: u32) -> Option<bool> {
        let head = Head::of(names);
        let stamped = head.fit(values).any(|(column, name, cell)| {
            column == Column::Time && table::moment(name, cell).is_some_and(|(stamp, _)| stamp.clock.is_some())
        });
        if !stamped || !head.columns.contains(&Column::Text) {
            return None;
        }
        let mut clear: Vec<&str> = head.understood().collect();
        for name in &clear {
            self.draft.understood(number, name);
        }
        clear.extend(head.fit(values).filter(|(column, ..)| *column == Column::Other).map(|(_, name, _)| name));
        let clear = head.names.iter().all(|name| clear.contains(&name.as_str()));
        self.draft_row(&head, values, number);
        self.open = Open::Nothing;
        Some(clear)
    }

    /// A row without a head above: the first cell is the moment, the second the text, a name is a person.
    pub(super) fn headless(&mut self, cells: &[String], number: u32) -> bool {
        let Some((first, rest)) = cells.split_first() else { return false };
        let Some((stamp, length)) = table::moment("", first).filter(|(stamp, _)| stamp.clock.is_some()) else {
            return false;
        };
        let mut entry = Entry { stamp: Some(stamp), read: first[..length].to_owned(), ..Entry::default() };
        let mut notes = first[length..].trim().to_owned();
        for (at, cell) in rest.iter().enumerate() {
            // Somebody's name stands before the text, too, where there is one behind.
            let behind = rest.get(1).is_some_and(|next| names::is_name(next) && names::is_capitalised(next));
            let named = at == 0 && rest.len() > 1 && names::is_name(cell) && !behind;
            // An address of mail is somebody's, too.
            if at == 0 && rest.len() > 1 && cell.holds("@") && !cell.holds("s") {
                entry.person = Some(cell.clone());
            } else if named && names::is_exactly_system(cell) {
                entry.source = Some(cell.clone());
            } else if named && names::is_capitalised(cell) {
                entry.person = Some(cell.clone());
            } else if entry.text.is_empty() {
                entry::said(&mut entry, cell, false);
            } else if entry.source.is_none() && names::is_exactly_system(cell) {
                entry.source = Some(cell.clone());
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
            self.draft.understood(self.head, &joined(&head.names.iter().map(String::as_str).collect::<Vec<_>>(), " "));
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
            if cell.is_empty() || cell.chars().all(|c| !is_either(c)) {
                continue;
            }
            match column {
                Column::Time => {
                    match table::moment(name, cell).filter(|(stamp, _)| stamp.clock.is_some() || stamp.day.is_some()) {
                        Some((stamp, length)) => {
                            read.push(' ');
                            read.push_str(&cell[..length]);
                            add(&mut entry.notes, cell[length..].trim(), "; ");
                            entry.stamp = Some(stamp);
                        }
                        None => add(&mut entry.notes, &named(name, cell), "; "),
                    }
                }
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
                // Somebody's name rather than their number.
                Column::Person
                    if entry.person.as_ref().is_none_or(|known| known.holds("d") && names::is_capitalised(cell)) =>
                {
                    let number = entry.person.replace(cell.past("@").to_owned());
                    add(&mut entry.notes, &number.unwrap_or_default(), "; ");
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
