//! The console's output. All of it is in the document, so that the browser's own search, selection and screen readers find
//! it, in chunks of which the browser lays out only those near the view (`content-visibility`).

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use leptos::prelude::StoredValue;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

use super::Tab;
use super::scrollback::{Kind, Line, Scrollback};
use crate::browser;
use crate::dom::{El, Var, div, effect, el, muted, txt};

/// A line's height in pixels; the style sheet has the same.
const LINE_HEIGHT: usize = 20;
/// Lines of a chunk at most.
const CHUNK_LINES: usize = 100;
/// Bytes after which a chunk takes no further line.
const CHUNK_BYTES: usize = 16 << 10;

/// Lines that are laid out together.
struct Chunk {
    /// The number of the line after its last.
    end: u64,
    lines: usize,
    bytes: usize,
    element: El,
}

/// What is in the document.
#[derive(Default)]
struct Drawn {
    chunks: VecDeque<Chunk>,
    /// The number of the first line that isn't.
    next: u64,
    /// So many bytes of the line before it are, where that hasn't ended.
    open: Option<usize>,
}

struct Screen {
    tab: Tab,
    /// The box that scrolls.
    view: El,
    /// The chunks, as wide as the widest line.
    sheet: El,
    /// A hundred characters wide.
    ruler: El,
    drawn: RefCell<Drawn>,
    follows: Cell<bool>,
    dropped: Var<bool>,
}

/// The output of one console.
pub fn output(tab: Tab, shown: Var<bool>) -> Vec<El> {
    let dropped = Var::new(false);
    let sheet = div("sheet");
    let ruler = txt("span", "ruler", &"0".repeat(100)).attr("aria-hidden", "true");
    let view = div("screen")
        .attr("role", "log")
        .attr("aria-live", "off")
        .attr("aria-label", "Console output")
        .attr("tabindex", "0")
        .with(vec![
            muted("Older lines were dropped: a console keeps 50,000.").shown(move || dropped.get()),
            sheet.clone(),
            ruler.clone(),
        ]);
    let screen = Rc::new(Screen {
        tab,
        view: view.clone(),
        sheet,
        ruler,
        drawn: RefCell::default(),
        follows: Cell::new(true),
        dropped,
    });
    let (on_redraw, on_resize, on_enter, on_scroll) = (screen.clone(), screen.clone(), screen.clone(), screen);
    effect(move || {
        tab.signals.entered.track();
        on_enter.follows.set(true);
    });
    effect(move || {
        tab.signals.redraw.track();
        if shown.get() {
            // Once it is in the page: until then it has no size.
            let screen = on_redraw.clone();
            browser::before_paint(move || screen.refresh());
        }
    });
    // Whatever takes its room away, a banner or the list of completions, it keeps its end in sight.
    let resized = Closure::<dyn FnMut()>::new(move || on_resize.refresh());
    if let Ok(observer) = web_sys::ResizeObserver::new(resized.as_ref().unchecked_ref()) {
        observer.observe(&view.0);
        StoredValue::new_local(Observed { observer, _callback: resized });
    }
    let view = view.on("scroll", move |_| on_scroll.scrolled());
    let spoken = div("sr-only").attr("role", "status").attr("aria-live", "polite");
    vec![view, spoken.text_of(move || tab.signals.spoken.get())]
}

/// Watches the screen's size until it is dropped.
struct Observed {
    observer: web_sys::ResizeObserver,
    _callback: Closure<dyn FnMut()>,
}

impl Drop for Observed {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

impl Screen {
    fn refresh(&self) {
        let (width, hundred) = (self.view.0.client_width(), self.ruler.0.offset_width());
        // A hidden console has no width; it is measured when it is shown.
        if width > 0 && hundred > 0 {
            let columns = ((width - 24).max(0) * 100 / hundred) as u32;
            self.tab.with(|core| core.set_columns(columns.max(20)));
            self.tab.with(|core| self.draw(&core.lines.borrow()));
        }
    }

    /// Whether it is scrolled to its end, give or take a line: then it follows what is appended.
    fn scrolled(&self) {
        let view = &self.view.0;
        let below = view.scroll_height() - view.scroll_top() - view.client_height();
        self.follows.set(below <= LINE_HEIGHT as i32);
    }

    fn draw(&self, lines: &Scrollback) {
        self.drawn.borrow_mut().take_in(lines, &self.sheet);
        self.sheet.style("min-width", &[&lines.widest().to_string(), "ch"].concat());
        if self.dropped.peek() != lines.dropped() {
            self.dropped.set(lines.dropped());
        }
        let view = &self.view.0;
        if self.follows.get() {
            view.set_scroll_top(view.scroll_height());
        }
    }
}

impl Drawn {
    /// Takes away what was dropped and appends what is new. What stays keeps its nodes, and with them a selection.
    fn take_in(&mut self, lines: &Scrollback, sheet: &El) {
        let first = lines.first();
        while self.chunks.front().is_some_and(|chunk| chunk.end <= first) {
            if let Some(chunk) = self.chunks.pop_front() {
                chunk.element.0.remove();
            }
        }
        if self.next < first {
            (self.next, self.open) = (first, None);
        }
        let mut begun = self.open.take();
        let mut number = self.next - u64::from(begun.is_some());
        // Lines of plain output, which go into the document together.
        let mut plain = String::new();
        while let Some(line) = lines.line((number - first) as usize) {
            let last = number + 1 == first + lines.len() as u64;
            let ended = !(last && lines.is_open());
            if begun.is_none() {
                self.room(&mut plain, sheet);
            }
            let Some(chunk) = self.chunks.back_mut() else { return };
            chunk.end = number + 1;
            chunk.lines += usize::from(begun.is_none());
            let fresh = &line.text[begun.take().unwrap_or_default()..];
            chunk.bytes += fresh.len();
            if line.kind == Kind::Output {
                plain.push_str(fresh);
                plain.push_str(if ended { "\n" } else { "" });
            } else {
                chunk.flush(&mut plain);
                chunk.special(line, fresh, ended);
            }
            self.open = (!ended).then_some(line.text.len());
            number += 1;
        }
        self.next = number;
        if let Some(chunk) = self.chunks.back() {
            chunk.flush(&mut plain);
        }
    }

    /// Begins a chunk where the last one is full.
    fn room(&mut self, plain: &mut String, sheet: &El) {
        let full = |chunk: &Chunk| chunk.lines >= CHUNK_LINES || chunk.bytes >= CHUNK_BYTES;
        if self.chunks.back().is_none_or(full) {
            if let Some(chunk) = self.chunks.back() {
                chunk.flush(plain);
            }
            let element = div("chunk");
            let _ = sheet.0.append_child(&element.0);
            self.chunks.push_back(Chunk { end: 0, lines: 0, bytes: 0, element });
        }
    }
}

impl Chunk {
    fn flush(&self, plain: &mut String) {
        if !plain.is_empty() {
            self.element.clone().text(plain);
            plain.clear();
        }
        // Known before it is laid out, so that nothing moves when it is.
        self.element.style("height", &[&(self.lines * LINE_HEIGHT).to_string(), "px"].concat());
    }

    fn special(&self, line: &Line, fresh: &str, ended: bool) {
        let fresh = [fresh, if ended { "\n" } else { "" }].concat();
        let class = match line.kind {
            Kind::Output => "",
            Kind::Error => "error",
            Kind::Input => "input",
            Kind::Note => "note",
        };
        let span = el("span", class);
        let (prompt, rest) = fresh.split_at(line.prompt.min(fresh.len()));
        // Whoever copies what was typed wants to run it again.
        let span = if prompt.is_empty() { span } else { span.with(vec![txt("span", "typed-at", prompt)]) };
        let _ = self.element.0.append_child(&span.text(rest).0);
    }
}
