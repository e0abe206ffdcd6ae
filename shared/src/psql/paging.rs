//! What belongs in a pager: tables and help, one by one. Only a host with a terminal asks for it; anywhere else, and always in
//! a browser, they are standard output like everything.

use std::cell::Cell;

use super::Output;
use super::engine::Engine;
use super::render::{Expanded, Format, Pager, PrintOptions, Table};

/// How a text goes to the pager.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Page {
    /// Whether it is wider than the screen: then it needs the pager however short it is.
    pub wide: bool,
    /// A piece of a result that is fetched in pieces: they all go to one pager, which has seen all with the last.
    pub piece: Option<Piece>,
}

/// Which piece it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece {
    /// There will be more.
    More,
    /// The last.
    Last,
}

/// What was rendered last, and waits for its way out.
#[derive(Debug, Default)]
pub(super) struct Paging {
    host: bool,
    /// The text's length, so that nothing else is taken for it.
    next: Cell<Option<(usize, Page)>>,
}

impl Engine {
    /// The host brings a pager: tables and help come as [`Output::Page`].
    pub fn host_pages(&mut self) {
        self.paging.host = true;
    }

    /// Whether output of so many lines belongs in a pager on a screen with so many.
    pub fn wants_pager(&self, lines: usize, page: Page, screen: usize) -> bool {
        let many = page.wide || page.piece.is_some() || lines >= screen;
        let least = usize::try_from(self.print.pager_min_lines).unwrap_or(0);
        match self.print.pager {
            Pager::Off => false,
            Pager::Always => true,
            Pager::Long => many && (page.wide || page.piece.is_some() || lines >= least),
        }
    }

    /// Tells what the encoding of the terminal's locale is.
    pub fn host_locale(&mut self, encoding: &str) {
        self.locale_encoding = Some(encoding.to_owned());
    }

    /// Whether a pager may be used at all.
    pub fn may_page(&self) -> bool {
        self.print.pager != Pager::Off
    }

    /// Whether `\\watch` runs: its results go to a pager of their own, or to none.
    pub fn is_watching(&self) -> bool {
        self.statement.as_ref().is_some_and(|statement| statement.wishes.watch.is_some())
    }

    /// A table was rendered.
    pub(super) fn note_table(&self, table: &Table, options: &PrintOptions, text: &str) {
        if !self.paging.host {
            return;
        }
        let aligned = matches!(options.format, Format::Aligned | Format::Wrapped);
        // The lines above the rows are as wide as any.
        let wide = match options.screen_columns {
            Some(columns) if aligned && options.expanded == Expanded::Off => {
                let width = |line: &str| line.chars().filter_map(|c| options.unicode().width(c)).sum::<usize>();
                text.lines().take(4).any(|line| width(line) > columns as usize)
            }
            _ => false,
        };
        let piece = match (table.part.first, table.part.last) {
            (true, true) => None,
            (_, last) => Some(if last { Piece::Last } else { Piece::More }),
        };
        self.paging.next.set(Some((text.len(), Page { wide, piece })));
    }

    /// Help, or a source, comes next.
    pub(super) fn note_text(&self, text: &str) {
        if self.paging.host {
            self.paging.next.set(Some((text.len(), Page::default())));
        }
    }

    /// Sends a page to the pager; gives what is none.
    pub(super) fn paged(&mut self, text: String) -> Option<String> {
        match self.paging.next.take() {
            Some((length, page)) if length == text.len() => {
                self.out.push(Output::Page { text, page });
                None
            }
            _ => Some(text),
        }
    }
}
