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
    /// Draws what was read.
    pub draw: Rc<Draw>,
}

/// Lines are gone to by the first; the second is whether every entry is shown.
type Draw = dyn Fn(&GoTo, Var<bool>) -> Vec<El>;

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::postmortem::example::EXAMPLE;

    #[test]
    fn the_example_shows_what_the_page_can_do() {
        let made = make(EXAMPLE, " Bookings ", Template::Ride);
        assert!(made.status.starts_with("11 entries read, 1 line not understood, "), "{}", made.status);
        assert!(made.files[0].text.contains("Bookings"), "{}", made.files[0].text);
        let read = timeline::read(EXAMPLE);
        let phases: Vec<_> = read.phases.iter().map(|phase| phase.name).collect();
        assert!(phases.len() >= 4, "{phases:?}");
        assert!(read.measures.detect_ms.is_some() && read.measures.acknowledge_ms.is_some());
    }

    #[test]
    fn no_title_leaves_the_texts_own() {
        let made = make("Incident: slow search\n10:00 began\n10:30 ended\n", "  ", Template::Ride);
        assert!(made.files[0].text.contains("slow search"), "{}", made.files[0].text);
        assert_eq!(made.files.len(), 6);
    }
}
