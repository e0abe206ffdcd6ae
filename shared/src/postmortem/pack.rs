//! The postmortem pack: every output as a file, and all of them in one archive.

use super::model::Postmortem;
use super::template::Template;
use super::{markdown, posts, svg};

/// A file of the pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackFile {
    /// Its name, such as `postmortem.md`.
    pub name: String,
    /// What stands in it.
    pub text: String,
}

/// Every output of a postmortem, always in the same order. The same postmortem gives the same bytes.
pub fn pack(postmortem: &Postmortem, template: Template) -> Vec<PackFile> {
    let file = |name: &str, text: String| PackFile { name: name.to_owned(), text };
    vec![
        file("postmortem.md", markdown::render(postmortem, template)),
        file("timeline.svg", svg::render(postmortem)),
        file("hn-post.txt", posts::hacker_news(postmortem)),
        file("twitter-thread.txt", posts::thread(postmortem)),
        file("status-updates.txt", posts::status_updates(postmortem)),
        file("user-message.txt", posts::user_message(postmortem)),
    ]
}
