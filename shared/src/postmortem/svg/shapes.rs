//! Kinds and phases as colours and shapes.

use super::Canvas;
use crate::postmortem::model::{Kind, PhaseName};
use crate::postmortem::write::put;

/// Kinds in the order in which incidents go through them.
pub const KINDS: [Kind; 11] = [
    Kind::Trigger,
    Kind::Alert,
    Kind::Acknowledged,
    Kind::Investigation,
    Kind::Identified,
    Kind::Mitigation,
    Kind::Harm,
    Kind::Improving,
    Kind::Resolved,
    Kind::Communication,
    Kind::Other,
];

/// A row for each kind, in the order of the type: its name, its class in the style, and its shape around a point.
const ROWS: &str = "\
Trigger|kt|m0 -6 6 6 -6 6 -6 -6z
Alert|ka|m0 -6 6 11h-12z
Acknowledged|kk|m-6 0a6 6 0 1 0 12 0a6 6 0 1 0 -12 0zm3 0a3 3 0 1 1 6 0a3 3 0 1 1 -6 0z
Investigation|kv|m-5 0a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z
Cause named|kc|m0 -6 2 4 4 .5 -3 3 .8 4.5 -3.8 -2 -3.8 2 .8 -4.5 -3 -3 4 -.5z
Mitigation|km|m-5 -5h10v10h-10z
Improving|ki|m-5 -6 11 6 -11 6z
Resolved|kr|m-6 0 2 -2 3 3 6 -6 2 2 -8 8z
Communication|ku|m-6 -5h12v8h-5l-3 3v-3h-4z
Harm|kh|m-6 -4 2 -2 4 4 4 -4 2 2 -4 4 4 4 -2 2 -4 -4 -4 4 -2 -2 4 -4z
Other|ko|m-3 0a3 3 0 1 0 6 0a3 3 0 1 0 -6 0z";

fn column(kind: Kind, column: usize) -> &'static str {
    let row = ROWS.split('\n').nth(kind as usize).unwrap_or_default();
    row.split('|').nth(column).unwrap_or_default()
}

/// A kind in a word.
pub fn name(kind: Kind) -> &'static str {
    column(kind, 0)
}

/// A kind's class in the style.
pub fn class(kind: Kind) -> &'static str {
    column(kind, 1)
}

/// A kind's shape, twelve pixels wide, around a point.
pub fn shape(kind: Kind, x: i64, y: i64, canvas: &mut Canvas) {
    canvas.path(class(kind));
    canvas.at("M", x);
    canvas.at(" ", y);
    canvas.put(column(kind, 2));
    canvas.put("\"/>\n");
}

/// A phase in a word.
pub fn phase(name: PhaseName) -> (&'static str, &'static str) {
    match name {
        PhaseName::Detection => ("Detection", "p1"),
        PhaseName::Acknowledgement => ("Acknowledgement", "p2"),
        PhaseName::Investigation => ("Investigation", "p3"),
        PhaseName::Mitigation => ("Mitigation", "p4"),
        PhaseName::Resolution => ("Resolution", "p5"),
    }
}

/// Puts the style, every rule of it bound to the picture, should it stand within a page.
pub fn style(out: &mut String) {
    for (at, part) in STYLE.split('~').enumerate() {
        put(out, if at > 0 { ".ride-timeline" } else { "" });
        put(out, part);
    }
}

/// Colours for light and dark, fonts of the system; `~` stands for the picture.
const STYLE: &str = "\
~{background:#fff;font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif}
~ text{fill:#1f2328}
~ .m{fill:#59636e}
~ .b{font-weight:600}
~ .c{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;fill:#59636e}
~ .bg{fill:#fff}
~ .g{stroke:#d1d9e0}
~ .r{stroke:#d1d9e0;stroke-width:2}
~ .z{fill:none;stroke:#59636e;stroke-width:1.5}
~ .l{fill:none;stroke:#0969da;stroke-width:1.5;stroke-linejoin:round}
~ .d{fill:#0969da}
~ .x{fill:none;stroke:#cf222e;stroke-dasharray:4 3}
~ .p1{fill:#ffd8d3}~ .p2{fill:#ffe3b3}~ .p3{fill:#cfe4ff}
~ .p4{fill:#d5f0dc}~ .p5{fill:#e4e0f7}
~ .kt{fill:#a0379b}~ .ka{fill:#cf222e}~ .kk{fill:#0969da}
~ .kv{fill:#0969da}~ .kc{fill:#8250df}~ .km{fill:#0f766e}
~ .ki{fill:#1a7f37}~ .kr{fill:#1a7f37}~ .ku{fill:#9a6700}
~ .kh{fill:#a40e26}~ .ko{fill:#59636e}
@media (prefers-color-scheme:dark){
~{background:#0d1117}
~ text{fill:#e6edf3}
~ .m,~ .c{fill:#9da7b3}
~ .bg{fill:#0d1117}
~ .g,~ .r{stroke:#3d444d}
~ .z{stroke:#9da7b3}
~ .l{stroke:#58a6ff}
~ .d{fill:#58a6ff}
~ .x{stroke:#ff7b72}
~ .p1{fill:#5c2320}~ .p2{fill:#533f12}~ .p3{fill:#16365c}
~ .p4{fill:#15422a}~ .p5{fill:#352c63}
~ .kt{fill:#e085dc}~ .ka{fill:#ff7b72}~ .kk{fill:#58a6ff}
~ .kv{fill:#58a6ff}~ .kc{fill:#bc8cff}~ .km{fill:#39c5b8}
~ .ki{fill:#56d364}~ .kr{fill:#56d364}~ .ku{fill:#e3b341}
~ .kh{fill:#ff9492}~ .ko{fill:#9da7b3}
}
";
