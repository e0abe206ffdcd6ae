//! The postmortem pack on a disk: as a folder of files, or as one archive.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::Context as _;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser as _};
use ride_shared::postmortem::{Postmortem, Template, pack, zip};

/// Templates by their names, each with its line in `--help`.
pub fn template() -> impl clap::builder::TypedValueParser<Value = Template> {
    let values = Template::ALL.map(|t| PossibleValue::new(t.name()).help(t.description()));
    // Only names of templates come through.
    PossibleValuesParser::new(values).map(|name| name.parse().unwrap_or_default())
}

/// Writes the pack, and says what was written; without a place for it, gives postmortem.md.
pub fn hand_over(postmortem: &Postmortem, template: Template, output: Option<&Path>) -> anyhow::Result<String> {
    let files = pack(postmortem, template);
    let Some(output) = output else {
        return Ok(files.into_iter().find(|f| f.name == "postmortem.md").map(|f| f.text).unwrap_or_default());
    };
    let told = |path: &Path| format!("{} can't be written: choose another place with -o", path.display());
    if output.extension().is_some_and(|e| e.eq_ignore_ascii_case("zip")) {
        std::fs::write(output, zip(&files)).with_context(|| told(output))?;
        return Ok(format!("{}\n", output.display()));
    }
    std::fs::create_dir_all(output).with_context(|| told(output))?;
    let mut written = String::new();
    for file in files {
        let path = output.join(&file.name);
        std::fs::write(&path, file.text).with_context(|| told(&path))?;
        let _ = writeln!(written, "{}", path.display());
    }
    Ok(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_an_archive_or_the_text_itself() {
        let data = tempfile::tempdir().unwrap();
        let postmortem = Postmortem { title: Some("Checkout down".into()), ..Postmortem::default() };
        let text = hand_over(&postmortem, Template::Ride, None).unwrap();
        assert!(text.contains("Checkout down"), "{text}");
        let folder = data.path().join("new/one");
        let told = hand_over(&postmortem, Template::Ride, Some(&folder)).unwrap();
        assert_eq!(told.lines().count(), 6, "{told}");
        assert_eq!(std::fs::read_to_string(folder.join("postmortem.md")).unwrap(), text);
        let file = data.path().join("pack.zip");
        hand_over(&postmortem, Template::Ride, Some(&file)).unwrap();
        assert!(std::fs::read(&file).unwrap().starts_with(b"PK"));
        let nowhere = file.join("x");
        let error = format!("{:#}", hand_over(&postmortem, Template::Ride, Some(&nowhere)).unwrap_err());
        assert!(error.contains("can't be written") && error.contains("-o"), "{error}");
    }
}
