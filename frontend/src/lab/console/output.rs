//! The console's output: as many lines as there are, as few elements as are seen.

use leptos::{html, prelude::*};

use super::Tab;
use super::scrollback::Kind;
use super::window::{LINE_HEIGHT, at_end, visible};
use crate::browser;

/// A line on its way to the screen.
#[derive(Clone)]
struct Row {
    /// Number and length: a line that still grows is drawn anew.
    key: (u64, usize),
    kind: Kind,
    text: String,
}

/// The output of one console.
pub fn output(tab: Tab, shown: Memo<bool>) -> impl IntoView {
    let screen = NodeRef::<html::Div>::new();
    let sheet = NodeRef::<html::Div>::new();
    let drawn = NodeRef::<html::Div>::new();
    let ruler = NodeRef::<html::Span>::new();
    let rows = RwSignal::new(Vec::<Row>::new());
    let dropped = RwSignal::new(false);
    let follows = StoredValue::new(true);

    let draw = move || {
        let (Some(screen), Some(sheet), Some(drawn)) =
            (screen.get_untracked(), sheet.get_untracked(), drawn.get_untracked())
        else {
            return;
        };
        tab.with(|core| {
            let lines = core.lines.borrow();
            let total = lines.len();
            let full = total * LINE_HEIGHT;
            set(&sheet, "height", &[&full.to_string(), "px"].concat());
            set(&sheet, "min-width", &[&lines.widest().to_string(), "ch"].concat());
            if follows.get_value() {
                screen.set_scroll_top(full as i32);
            }
            let range = visible(f64::from(screen.scroll_top()), f64::from(screen.client_height()), total);
            set(&drawn, "top", &[&(range.start * LINE_HEIGHT).to_string(), "px"].concat());
            let first = lines.first();
            let visible = range.filter_map(|at| {
                let line = lines.line(at)?;
                Some(Row { key: (first + at as u64, line.text.len()), kind: line.kind, text: line.text.clone() })
            });
            rows.set(visible.collect());
            dropped.set(lines.dropped());
        });
    };
    let measure = move || {
        let (Some(screen), Some(ruler)) = (screen.get_untracked(), ruler.get_untracked()) else { return };
        // The ruler is 100 characters wide. A hidden console has no width; it is measured when it is shown.
        let (width, hundred) = (screen.client_width(), ruler.offset_width());
        if width > 0 && hundred > 0 {
            let columns = ((width - 24).max(0) * 100 / hundred) as u32;
            tab.with(|core| core.set_columns(columns.max(20)));
        }
    };
    Effect::new(move |_| {
        tab.signals.redraw.track();
        if shown.get() {
            measure();
            draw();
        }
    });
    let resized = gloo::events::EventListener::new(&browser::window(), "resize", move |_| {
        if shown.try_get_untracked() == Some(true) {
            measure();
            draw();
        }
    });
    StoredValue::new_local(resized);
    let scrolled = move |_| {
        if let Some(screen) = screen.get_untracked() {
            follows.set_value(at_end(
                f64::from(screen.scroll_top()),
                f64::from(screen.client_height()),
                f64::from(screen.scroll_height()),
            ));
            draw();
        }
    };
    view! {
        <div class="screen" node_ref=screen role="log" aria-live="off" aria-label="Console output" tabindex="0" on:scroll=scrolled>
            {move || dropped.get().then(|| view! {
                <p class="dropped">"Older lines were dropped: a console keeps 50,000."</p>
            }.into_any())}
            <div class="sheet" node_ref=sheet>
                <div class="drawn" node_ref=drawn>
                    <For each=move || rows.get() key=|row| row.key children=row_view/>
                </div>
            </div>
            <span class="ruler" node_ref=ruler aria-hidden="true">{"0".repeat(100)}</span>
        </div>
        <div class="sr-only" role="status" aria-live="polite">{move || tab.signals.spoken.get()}</div>
    }
}

fn row_view(row: Row) -> AnyView {
    let class = match row.kind {
        Kind::Output => "line",
        Kind::Error => "line error",
        Kind::Input => "line input",
        Kind::Note => "line note",
    };
    // An empty line still is a line when it is copied.
    let text = if row.text.is_empty() { "\n".to_owned() } else { row.text };
    view! { <div class=class>{text}</div> }.into_any()
}

fn set(element: &web_sys::HtmlElement, property: &str, value: &str) {
    let _ = element.style().set_property(property, value);
}
