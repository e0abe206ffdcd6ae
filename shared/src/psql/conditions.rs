//! `\if`, `\elif`, `\else` and `\endif`.

use super::engine::Engine;
use super::input::{Branch, Slash};
use super::slash::Kind;
use super::variables::parse_bool;

/// `\if`s may nest this deep.
const MAX_DEPTH: usize = 1000;

impl Engine {
    /// Carries the command out if it is one of these.
    pub(super) fn condition(&mut self, name: &str) -> Option<Slash> {
        let top = self.frames.last()?.conditions.last().copied();
        Some(match (name, top) {
            ("if", _) => self.begin_if(),
            ("elif", None) => self.failed("\\elif: no matching \\if"),
            ("else", None) => self.failed("\\else: no matching \\if"),
            ("endif", None) => self.failed("\\endif: no matching \\if"),
            ("elif", Some(Branch::ElseTrue | Branch::ElseFalse)) => self.failed("\\elif: cannot occur after \\else"),
            ("else", Some(Branch::ElseTrue | Branch::ElseFalse)) => self.failed("\\else: cannot occur after \\else"),
            ("elif", Some(Branch::False)) => {
                self.restore_text();
                let taken = self.expression("\\elif expression");
                self.replace(if taken { Branch::True } else { Branch::False });
                self.save_text();
                Slash::Done
            }
            ("elif", Some(Branch::True | Branch::Ignored)) => {
                if top == Some(Branch::Ignored) {
                    self.restore_text();
                }
                self.replace(Branch::Ignored);
                self.save_text();
                self.discard();
                Slash::Done
            }
            ("else", Some(branch)) => {
                if branch != Branch::True {
                    self.restore_text();
                }
                self.replace(if branch == Branch::False { Branch::ElseTrue } else { Branch::ElseFalse });
                self.save_text();
                Slash::Done
            }
            ("endif", Some(branch)) => {
                if !matches!(branch, Branch::True | Branch::ElseTrue) {
                    self.restore_text();
                }
                let frame = self.frames.last_mut()?;
                frame.conditions.pop();
                frame.skipped_from.pop();
                Slash::Done
            }
            _ => return None,
        })
    }

    fn begin_if(&mut self) -> Slash {
        let Some(frame) = self.frames.last_mut() else { return Slash::Error };
        if frame.conditions.len() >= MAX_DEPTH {
            return self.failed("\\if: nested too deeply");
        }
        if !frame.active() {
            frame.conditions.push(Branch::Ignored);
            frame.skipped_from.push((frame.buffer.len(), frame.lexer.place()));
            self.discard();
            return Slash::Done;
        }
        let taken = self.expression("\\if expression");
        let Some(frame) = self.frames.last_mut() else { return Slash::Error };
        frame.conditions.push(if taken { Branch::True } else { Branch::False });
        frame.skipped_from.push((frame.buffer.len(), frame.lexer.place()));
        Slash::Done
    }

    /// The Boolean that the rest of the line is; an error is told where it is none.
    fn expression(&mut self, what: &str) -> bool {
        let mut words = Vec::new();
        // The branch is not active yet where \elif reads its expression, but its variables count.
        let held = self.frames.last_mut().map(|frame| std::mem::take(&mut frame.conditions));
        while let Some(argument) = self.argument(Kind::Normal) {
            words.push(argument.text);
        }
        if let (Some(frame), Some(held)) = (self.frames.last_mut(), held) {
            frame.conditions = held;
        }
        let text = words.join(" ");
        let value = if text.is_empty() { None } else { parse_bool(&text) };
        if value.is_none() {
            self.error(&format!("unrecognized value \"{text}\" for \"{what}\": Boolean expected"));
        }
        // psql takes what it doesn't understand for false, and goes on.
        value.unwrap_or(false)
    }

    fn replace(&mut self, branch: Branch) {
        if let Some(top) = self.frames.last_mut().and_then(|frame| frame.conditions.last_mut()) {
            *top = branch;
        }
    }

    fn discard(&mut self) {
        while self
            .frames
            .last_mut()
            .and_then(|f| f.lexer.slash_argument(Kind::Normal, &super::lexer::NoVariables))
            .is_some()
        {}
    }

    fn save_text(&mut self) {
        if let Some(frame) = self.frames.last_mut() {
            let place = (frame.buffer.len(), frame.lexer.place());
            if let Some(from) = frame.skipped_from.last_mut() {
                *from = place;
            }
        }
    }

    /// Takes off the buffer what was read in an inactive branch.
    fn restore_text(&mut self) {
        let all = self.link.keeps_in_step();
        if let Some(frame) = self.frames.last_mut()
            && let Some((from, place)) = frame.skipped_from.last().copied()
            && frame.buffer.is_char_boundary(from.min(frame.buffer.len()))
        {
            frame.buffer.truncate(from);
            let now = frame.lexer.place();
            frame.lexer.set_place(if all { place } else { now.with_parens_of(place) });
        }
    }
}
