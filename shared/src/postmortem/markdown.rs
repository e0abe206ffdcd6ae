//! `postmortem.md`.

use super::model::Postmortem;
use super::template::Template;

/// The postmortem as CommonMark (tables as GitHub has them), in a template's form.
pub fn render(_postmortem: &Postmortem, _template: Template) -> String {
    String::new()
}
