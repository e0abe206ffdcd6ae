//! What the checker found: where, what is there, and what to write instead.

use ride_shared::postmortem::Finding;

use crate::dom::{El, div, el, muted, txt};

/// Of lists without end so many are shown.
pub const SHOWN: usize = 100;

/// `1 entry`, `12 entries`, `3 lines`.
pub fn counted(n: usize, of: &str) -> String {
    let many = match of.strip_suffix('y') {
        Some(stem) => [stem, "ies"].concat(),
        None => [of, "s"].concat(),
    };
    [&*n.to_string(), " ", if n == 1 { of } else { &many }].concat()
}

/// What had better be written in another way, and how.
pub fn findings(findings: &[Finding]) -> Vec<El> {
    if findings.is_empty() {
        return vec![txt("h2", "", "Before others read it"), muted("Nothing to mend was found.")];
    }
    let one = |finding: &Finding| {
        let mut about = vec![txt("strong", "", &finding.place)];
        if !finding.text.is_empty() {
            about.push(txt("q", "", &finding.text));
        }
        el("li", "").with(vec![
            div("row").with(about),
            txt("p", "muted", &finding.why),
            el("p", "").with(vec![txt("span", "tag", "instead")]).text(" ").text(&finding.instead),
        ])
    };
    let mut all = vec![
        txt("h2", "", &["Before others read it: ", &counted(findings.len(), "finding")].concat()),
        el("ul", "notes").with(findings.iter().take(SHOWN).map(one).collect()),
    ];
    all.extend(further(findings.len()));
    all
}

/// What is told of those beyond.
pub fn further(of: usize) -> Option<El> {
    (of > SHOWN).then(|| muted(&["And ", &(of - SHOWN).to_string(), " more."].concat()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts() {
        assert_eq!(counted(1, "entry"), "1 entry");
        assert_eq!(counted(0, "entry"), "0 entries");
        assert_eq!(counted(2, "line"), "2 lines");
    }
}
