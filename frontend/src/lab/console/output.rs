//! The console's output: as many lines as there are, as few elements as are seen.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use leptos::prelude::StoredValue;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

use super::Tab;
use super::scrollback::{Kind, Line, Scrollback};
use super::window::{LINE_HEIGHT, at_end, visible};
use crate::browser;
use crate::dom::{El, Var, div, effect, muted, txt};

/// Number and length of a drawn line: one that still grows is drawn anew.
type Key = (u64, usize);

struct Screen {
    tab: Tab,
    /// The box that scrolls.
    view: El,
    /// As high and wide as all the lines together.
    sheet: El,
    /// The lines that are drawn.
    drawn: El,
    /// A hundred characters wide.
    ruler: El,
    rows: RefCell<VecDeque<(Key, El)>>,
    follows: Cell<bool>,
    dropped: Var<bool>,
}

/// The output of one console.
pub fn output(tab: Tab, shown: Var<bool>) -> Vec<El> {
    let dropped = Var::new(false);
    let drawn = div("drawn");
    let sheet = div("sheet").with(vec![drawn.clone()]);
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
        drawn,
        ruler,
        rows: RefCell::default(),
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
    let view = view.on("scroll", move |_| {
        on_scroll.scrolled();
        on_scroll.draw();
    });
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
            self.draw();
        }
    }

    fn scrolled(&self) {
        let view = &self.view.0;
        self.follows.set(at_end(
            f64::from(view.scroll_top()),
            f64::from(view.client_height()),
            f64::from(view.scroll_height()),
        ));
    }

    fn draw(&self) {
        self.tab.with(|core| self.draw_lines(&core.lines.borrow()));
    }

    fn draw_lines(&self, lines: &Scrollback) {
        let total = lines.len();
        let pixels = |lines: usize| [&(lines * LINE_HEIGHT).to_string(), "px"].concat();
        self.sheet.style("height", &pixels(total));
        self.sheet.style("min-width", &[&lines.widest().to_string(), "ch"].concat());
        let view = &self.view.0;
        if self.follows.get() {
            view.set_scroll_top((total * LINE_HEIGHT) as i32);
        }
        let range = visible(f64::from(view.scroll_top()), f64::from(view.client_height()), total);
        self.drawn.style("top", &pixels(range.start));
        if self.dropped.peek() != lines.dropped() {
            self.dropped.set(lines.dropped());
        }
        let first = lines.first();
        let wanted: Vec<(Key, &Line)> =
            range.filter_map(|at| lines.line(at).map(|line| ((first + at as u64, line.text.len()), line))).collect();
        self.reconcile(&wanted);
    }

    /// Makes the drawn lines the wanted ones. Lines that stay keep their elements, and with them a selection.
    fn reconcile(&self, wanted: &[(Key, &Line)]) {
        let mut rows = self.rows.borrow_mut();
        let stays = |key: &Key| wanted.binary_search_by_key(key, |(key, _)| *key).is_ok();
        while rows.front().is_some_and(|(key, _)| !stays(key)) {
            if let Some((_, row)) = rows.pop_front() {
                row.0.remove();
            }
        }
        while rows.back().is_some_and(|(key, _)| !stays(key)) {
            if let Some((_, row)) = rows.pop_back() {
                row.0.remove();
            }
        }
        // What is left is one run in the middle of what is wanted: add before it and after it.
        let (head, tail) = match (rows.front(), rows.back()) {
            (Some((front, _)), Some((back, _))) => {
                let place = |key: &Key| wanted.partition_point(|(k, _)| k < key);
                (place(front), place(back) + 1)
            }
            _ => (0, 0),
        };
        for (key, line) in wanted[..head].iter().rev() {
            let row = row(line);
            let _ = self.drawn.0.prepend_with_node_1(&row.0);
            rows.push_front((*key, row));
        }
        for (key, line) in &wanted[tail..] {
            let row = row(line);
            let _ = self.drawn.0.append_child(&row.0);
            rows.push_back((*key, row));
        }
    }
}

fn row(line: &Line) -> El {
    let class = match line.kind {
        Kind::Output => "line",
        Kind::Error => "line error",
        Kind::Input => "line input",
        Kind::Note => "line note",
    };
    // An empty line still is a line when it is copied.
    txt("div", class, if line.text.is_empty() { "\n" } else { &line.text })
}
