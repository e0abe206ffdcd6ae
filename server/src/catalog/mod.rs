//! The catalog: loads and validates `scenarios/`.
//!
//! A file is read in two steps. First `[[vary]]` alone; then, for each of its sets, the text with the names put in:
//! its shape against the JSON Schema of the scenario's types, its values through serde, its meaning by
//! `meaning.rs`. A scenario that loads has passed all that for every seed, so resolving it can't fail.

mod document;
mod files;
mod happening;
mod meaning;
mod mistake;
mod proofs;
mod read;
mod rules;
mod shape;

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ride_shared::scenario::{Scenario, Summary, choose};

use crate::sandbox::TemplateSpec;

pub(crate) use files::is_id;
pub use mistake::Mistake;
pub(crate) use mistake::nearest;
use mistake::suggest;
pub(crate) use proofs::split_action;

/// A scenario's files as they were read, not yet resolved for a seed.
#[derive(Debug, Clone)]
pub struct Source {
    /// `stage-NN/NN-name`.
    pub id: String,
    /// SHA-256 over the folder's files, hex.
    pub version: String,
    /// scenario.toml's path.
    pub path: PathBuf,
    /// Its text.
    pub text: String,
    /// The schema file's text.
    pub schema: String,
}

/// A scenario for one seed.
#[derive(Debug, Clone)]
pub struct Resolved {
    /// `stage-NN/NN-name`.
    pub id: String,
    /// [`Source::version`].
    pub version: String,
    /// The seed.
    pub seed: u64,
    /// The scenario, names put in.
    pub scenario: Arc<Scenario>,
    /// What its sandbox is made from.
    pub template: TemplateSpec,
}

/// A scenario that passed every check, once for each of its sets of names.
#[derive(Debug)]
struct Loaded {
    source: Source,
    sets: Vec<(Arc<Scenario>, TemplateSpec)>,
}

/// Every scenario that loads, and the mistakes in those that don't.
#[derive(Debug, Default)]
pub struct Catalog {
    loaded: BTreeMap<String, Loaded>,
    mistakes: Vec<Mistake>,
    /// Where in `mistakes` those of a scenario stand.
    broken: BTreeMap<String, Range<usize>>,
}

/// No such scenario.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct UnknownScenario {
    /// What was asked for.
    pub name: String,
    /// The nearest that there is; empty where there is none.
    pub nearest: String,
    /// How many mistakes keep a scenario of this very name from loading.
    pub mistakes: usize,
}

impl std::fmt::Display for UnknownScenario {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { name, nearest, mistakes } = self;
        if *mistakes > 0 {
            write!(f, "the scenario {name} doesn't load ({mistakes} mistakes): see `ride scenario check {name}`")
        } else if nearest.is_empty() {
            write!(f, "there is no scenario {name}: the catalog is empty")
        } else {
            write!(f, "there is no scenario {name}; did you mean {nearest}?")
        }
    }
}

impl Catalog {
    /// Loads a folder laid out as `stage-NN/NN-name/scenario.toml`.
    pub fn load(folder: &Path) -> std::io::Result<Self> {
        Ok(Self::from_files(folder, files::read(folder)?))
    }

    /// The scenarios that this binary carries.
    pub fn built_in() -> Self {
        Self::from_files(Path::new("scenarios"), files::built_in())
    }

    /// `--scenarios DIR`, or what is built in where it wasn't given.
    pub fn open(folder: Option<&Path>) -> std::io::Result<Self> {
        folder.map_or_else(|| Ok(Self::built_in()), Self::load)
    }

    fn from_files(root: &Path, files: files::Files) -> Self {
        let mut catalog = Self::default();
        for folder in files::folders(files) {
            match read::read(root, &folder) {
                Ok(loaded) => drop(catalog.loaded.insert(folder.id, loaded)),
                Err(mistakes) => {
                    let from = catalog.mistakes.len();
                    catalog.mistakes.extend(mistakes);
                    catalog.broken.insert(folder.id, from..catalog.mistakes.len());
                }
            }
        }
        catalog
    }

    /// The mistakes found, by file and line.
    pub fn mistakes(&self) -> &[Mistake] {
        &self.mistakes
    }

    /// The mistakes that keep one scenario from loading; none for one that loads.
    pub fn mistakes_in(&self, id: &str) -> &[Mistake] {
        self.broken.get(id).and_then(|at| self.mistakes.get(at.clone())).unwrap_or_default()
    }

    /// Every scenario's id, those with mistakes too.
    pub fn ids(&self) -> Vec<&str> {
        let mut ids: Vec<&str> = self.loaded.keys().chain(self.broken.keys()).map(String::as_str).collect();
        ids.sort_unstable();
        ids
    }

    /// The catalog's lines, by id.
    pub fn summaries(&self) -> Vec<Summary> {
        self.loaded.iter().filter_map(|(id, l)| l.sets.first().map(|(scenario, _)| scenario.summary(id))).collect()
    }

    /// A scenario's files.
    pub fn source(&self, id: &str) -> Option<&Source> {
        self.loaded.get(id).map(|l| &l.source)
    }

    /// Every template that sessions of these scenarios may need: one for each set of names.
    pub fn templates(&self) -> Vec<TemplateSpec> {
        self.loaded.values().flat_map(|l| l.sets.iter().map(|(_, template)| template.clone())).collect()
    }

    /// A scenario for a seed.
    pub fn resolve(&self, id: &str, seed: u64) -> Result<Resolved, UnknownScenario> {
        let loaded = self.loaded.get(id).ok_or_else(|| self.unknown(id))?;
        let (scenario, template) =
            loaded.sets.get(choose(loaded.sets.len(), seed)).cloned().ok_or_else(|| self.unknown(id))?;
        Ok(Resolved { id: id.to_owned(), version: loaded.source.version.clone(), seed, scenario, template })
    }

    fn unknown(&self, name: &str) -> UnknownScenario {
        let nearest = nearest(name, self.loaded.keys().map(String::as_str)).unwrap_or_default().to_owned();
        UnknownScenario { name: name.to_owned(), nearest, mistakes: self.mistakes_in(name).len() }
    }
}
