//! What works on a pasted text: reading it; checking what was read, and making the pack of it.

use std::rc::Rc;

use ride_shared::postmortem::{Finding, PackFile, Postmortem, Template, check, pack, timeline, zip};

/// Reads a text under a title, which may be empty.
pub type Read = fn(&str, &str) -> Rc<Postmortem>;

/// What is made of a postmortem.
#[derive(Clone, Copy)]
pub struct Tools {
    /// Makes everything of it.
    pub make: fn(&Postmortem, Template) -> Made,
    /// The pack as an archive.
    pub zip: fn(&[PackFile]) -> Vec<u8>,
}

/// What was made of a postmortem.
#[derive(Clone)]
pub struct Made {
    /// The pack.
    pub files: Rc<Vec<PackFile>>,
    /// What to write in another way.
    pub findings: Rc<Vec<Finding>>,
}

/// All of it.
pub const TOOLS: Tools = Tools { make, zip };

/// See [`Read`].
pub fn read(text: &str, title: &str) -> Rc<Postmortem> {
    let mut postmortem = timeline::read(text);
    if !title.trim().is_empty() {
        postmortem.title = Some(title.trim().to_owned());
    }
    Rc::new(postmortem)
}

fn make(postmortem: &Postmortem, template: Template) -> Made {
    Made { files: Rc::new(pack(postmortem, template)), findings: Rc::new(check(postmortem)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::postmortem::example::EXAMPLE;

    #[test]
    fn the_example_shows_what_the_page_can_do() {
        let read = read(EXAMPLE, " Bookings ");
        let made = make(&read, Template::Ride);
        assert!(made.files[0].text.contains("Bookings"), "{}", made.files[0].text);
        assert!(!made.findings.is_empty());
        let phases: Vec<_> = read.phases.iter().map(|phase| phase.name).collect();
        assert!(phases.len() >= 4, "{phases:?}");
        assert!(read.measures.detect_ms.is_some() && read.measures.acknowledge_ms.is_some());
    }

    #[test]
    fn no_title_leaves_the_texts_own() {
        let made = make(&read("Incident: slow search\n10:00 began\n10:30 ended\n", "  "), Template::Ride);
        assert!(made.files[0].text.contains("slow search"), "{}", made.files[0].text);
        assert_eq!(made.files.len(), 6);
    }
}
