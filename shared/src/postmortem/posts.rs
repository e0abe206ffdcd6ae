//! What is told to others.

use super::model::Postmortem;

/// A post for Hacker News.
pub fn hacker_news(_postmortem: &Postmortem) -> String {
    String::new()
}

/// A thread of posts of 280 characters.
pub fn thread(_postmortem: &Postmortem) -> String {
    String::new()
}

/// An update of the status page for each phase that there was.
pub fn status_updates(_postmortem: &Postmortem) -> String {
    String::new()
}

/// A message to users.
pub fn user_message(_postmortem: &Postmortem) -> String {
    String::new()
}
