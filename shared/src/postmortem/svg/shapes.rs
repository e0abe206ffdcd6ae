//! Kinds and phases as colours and shapes.

use crate::postmortem::model::{Kind, PhaseName};

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

/// A kind in a word.
pub fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::Trigger => "Trigger",
        Kind::Alert => "Alert",
        Kind::Acknowledged => "Acknowledged",
        Kind::Investigation => "Investigation",
        Kind::Identified => "Cause named",
        Kind::Mitigation => "Mitigation",
        Kind::Improving => "Improving",
        Kind::Resolved => "Resolved",
        Kind::Communication => "Communication",
        Kind::Harm => "Harm",
        Kind::Other => "Other",
    }
}

/// A kind's class in the style.
pub fn class(kind: Kind) -> &'static str {
    match kind {
        Kind::Trigger => "kt",
        Kind::Alert => "ka",
        Kind::Acknowledged => "kk",
        Kind::Investigation => "kv",
        Kind::Identified => "kc",
        Kind::Mitigation => "km",
        Kind::Improving => "ki",
        Kind::Resolved => "kr",
        Kind::Communication => "ku",
        Kind::Harm => "kh",
        Kind::Other => "ko",
    }
}

/// A kind's shape, twelve pixels wide, around a point.
pub fn shape(kind: Kind, x: i64, y: i64) -> String {
    let class = class(kind);
    let path = match kind {
        Kind::Trigger => "m0 -6 6 6 -6 6 -6 -6z",
        Kind::Alert => "m0 -6 6 11h-12z",
        Kind::Acknowledged => "m-6 0a6 6 0 1 0 12 0a6 6 0 1 0 -12 0zm3 0a3 3 0 1 1 6 0a3 3 0 1 1 -6 0z",
        Kind::Investigation => "m-5 0a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z",
        Kind::Identified => "m0 -6 2 4 4 .5 -3 3 .8 4.5 -3.8 -2 -3.8 2 .8 -4.5 -3 -3 4 -.5z",
        Kind::Mitigation => "m-5 -5h10v10h-10z",
        Kind::Improving => "m-5 -6 11 6 -11 6z",
        Kind::Resolved => "m-6 0 2 -2 3 3 6 -6 2 2 -8 8z",
        Kind::Communication => "m-6 -5h12v8h-5l-3 3v-3h-4z",
        Kind::Harm => "m-6 -4 2 -2 4 4 4 -4 2 2 -4 4 4 4 -2 2 -4 -4 -4 4 -2 -2 4 -4z",
        Kind::Other => "m-3 0a3 3 0 1 0 6 0a3 3 0 1 0 -6 0z",
    };
    format!("<path class=\"{class}\" d=\"M{x} {y}{path}\"/>")
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

/// Colours for light and dark, fonts of the system. Every rule is bound to the picture, should it stand within a page.
pub const STYLE: &str = "\
.ride-timeline{background:#fff;font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif}
.ride-timeline text{fill:#1f2328}
.ride-timeline .m{fill:#59636e}
.ride-timeline .b{font-weight:600}
.ride-timeline .c{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;fill:#59636e}
.ride-timeline .bg{fill:#fff}
.ride-timeline .g{stroke:#d1d9e0}
.ride-timeline .r{stroke:#d1d9e0;stroke-width:2}
.ride-timeline .z{fill:none;stroke:#59636e;stroke-width:1.5}
.ride-timeline .l{fill:none;stroke:#0969da;stroke-width:1.5;stroke-linejoin:round}
.ride-timeline .d{fill:#0969da}
.ride-timeline .x{fill:none;stroke:#cf222e;stroke-dasharray:4 3}
.ride-timeline .p1{fill:#ffd8d3}.ride-timeline .p2{fill:#ffe3b3}.ride-timeline .p3{fill:#cfe4ff}
.ride-timeline .p4{fill:#d5f0dc}.ride-timeline .p5{fill:#e4e0f7}
.ride-timeline .kt{fill:#a0379b}.ride-timeline .ka{fill:#cf222e}.ride-timeline .kk{fill:#0969da}
.ride-timeline .kv{fill:#0969da}.ride-timeline .kc{fill:#8250df}.ride-timeline .km{fill:#0f766e}
.ride-timeline .ki{fill:#1a7f37}.ride-timeline .kr{fill:#1a7f37}.ride-timeline .ku{fill:#9a6700}
.ride-timeline .kh{fill:#a40e26}.ride-timeline .ko{fill:#59636e}
@media (prefers-color-scheme:dark){
.ride-timeline{background:#0d1117}
.ride-timeline text{fill:#e6edf3}
.ride-timeline .m,.ride-timeline .c{fill:#9da7b3}
.ride-timeline .bg{fill:#0d1117}
.ride-timeline .g,.ride-timeline .r{stroke:#3d444d}
.ride-timeline .z{stroke:#9da7b3}
.ride-timeline .l{stroke:#58a6ff}
.ride-timeline .d{fill:#58a6ff}
.ride-timeline .x{stroke:#ff7b72}
.ride-timeline .p1{fill:#5c2320}.ride-timeline .p2{fill:#533f12}.ride-timeline .p3{fill:#16365c}
.ride-timeline .p4{fill:#15422a}.ride-timeline .p5{fill:#352c63}
.ride-timeline .kt{fill:#e085dc}.ride-timeline .ka{fill:#ff7b72}.ride-timeline .kk{fill:#58a6ff}
.ride-timeline .kv{fill:#58a6ff}.ride-timeline .kc{fill:#bc8cff}.ride-timeline .km{fill:#39c5b8}
.ride-timeline .ki{fill:#56d364}.ride-timeline .kr{fill:#56d364}.ride-timeline .ku{fill:#e3b341}
.ride-timeline .kh{fill:#ff9492}.ride-timeline .ko{fill:#9da7b3}
}
";
