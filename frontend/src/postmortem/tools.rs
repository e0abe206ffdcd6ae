//! What works on a pasted text: reading it, checking it, making the pack of it.

use std::rc::Rc;

use ride_shared::postmortem::{PackFile, Template, check, pack, timeline, zip};

use super::findings::counted;
use super::found::{Found, GoTo, found};
use crate::dom::{El, Var};

/// The tools.
#[derive(Clone, Copy)]
pub struct Tools {
    /// Reads a text under a title, which may be empty, and makes everything of it.
    pub make: fn(&str, &str, Template) -> Made,
    /// The pack as an archive.
    pub zip: fn(&[PackFile]) -> Vec<u8>,
}

/// What was made of a text.
#[derive(Clone)]
pub struct Made {
    /// How much was read, in a line.
    pub status: String,
    /// The pack.
    pub files: Rc<Vec<PackFile>>,
    /// Draws what was read; lines are gone to by the first, and the second is whether every entry is shown.
    pub draw: Rc<dyn Fn(&GoTo, Var<bool>) -> Vec<El>>,
}

/// All of them.
pub fn tools() -> Tools {
    Tools { make, zip }
}

fn make(text: &str, title: &str, template: Template) -> Made {
    let mut postmortem = timeline::read(text);
    if !title.trim().is_empty() {
        postmortem.title = Some(title.trim().to_owned());
    }
    let findings = check(&postmortem);
    let files = Rc::new(pack(&postmortem, template));
    let mut status = vec![[&*counted(postmortem.timeline.len(), "entry"), " read"].concat()];
    if !postmortem.not_understood.is_empty() {
        status.push([&*counted(postmortem.not_understood.len(), "line"), " not understood"].concat());
    }
    status.push([&*counted(findings.len(), "finding"), "."].concat());
    let read = Rc::new(Found { postmortem, findings });
    Made { status: status.join(", "), files, draw: Rc::new(move |go_to, open| found(&read, go_to, open)) }
}
