//! The catalog: loads and validates `scenarios/`, scenarios and paths.
//!
//! A file is read in two steps. First `[[vary]]` alone; then, for each of its sets, the text with the names put in:
//! its shape against the JSON Schema of the scenario's types, its values through serde, its meaning by
//! `meaning.rs`. A scenario that loads has passed all that for every seed, so resolving it can't fail.

mod document;
mod files;
mod happening;
mod meaning;
mod mistake;
mod paths;
mod proofs;
mod read;
mod rules;
mod schema;
mod shape;
mod topology;
mod watch;

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ride_shared::scenario::{self, PathFile, Scenario, Summary, choose};

use crate::sandbox::TemplateSpec;

pub(crate) use files::is_id;
pub use mistake::Mistake;
pub(crate) use mistake::nearest;
use mistake::suggest;
pub(crate) use proofs::split_action;
pub(crate) use schema::{PATH_FILE, SCENARIO_FILE};
pub use schema::{path_schema, scenario_schema};
pub use watch::Watch;

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

/// Every scenario and path that loads, and the mistakes in those that don't.
#[derive(Debug, Default)]
pub struct Catalog {
    loaded: BTreeMap<String, Arc<Loaded>>,
    paths: BTreeMap<String, (PathFile, scenario::Path)>,
    mistakes: Vec<Mistake>,
    /// Where in `mistakes` those of a scenario stand.
    broken: BTreeMap<String, Range<usize>>,
    /// Where those of a path stand.
    broken_paths: BTreeMap<String, Range<usize>>,
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

/// What a catalog that was loaded again has that the one before had not.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct News {
    /// What came, changed, stayed behind and went.
    pub told: Vec<String>,
    /// New mistakes.
    pub mistakes: Vec<Mistake>,
}

/// No such path.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct UnknownPath {
    /// What was asked for.
    pub name: String,
    /// The nearest that there is; empty where there is none.
    pub nearest: String,
    /// How many mistakes keep a path of this very name from loading.
    pub mistakes: usize,
}

impl std::fmt::Display for UnknownPath {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { name, nearest, mistakes } = self;
        if *mistakes > 0 {
            write!(f, "the path {name} doesn't load ({mistakes} mistakes): see `ride scenario check paths/{name}`")
        } else if nearest.is_empty() {
            write!(f, "there is no path {name}, nor any other")
        } else {
            write!(f, "there is no path {name}; did you mean {nearest}?")
        }
    }
}

impl paths::Known for Catalog {
    fn summary(&self, id: &str) -> Option<Summary> {
        self.loaded.get(id)?.sets.first().map(|(scenario, _)| scenario.summary(id))
    }

    fn mistakes(&self, id: &str) -> usize {
        self.mistakes_in(id).len()
    }

    fn ids(&self) -> Vec<&str> {
        Catalog::ids(self)
    }
}

impl Catalog {
    /// Loads a folder laid out as `stage-NN/NN-name/scenario.toml` and `paths/name.toml`.
    pub fn load(folder: &Path) -> std::io::Result<Self> {
        Ok(Self::from_files(folder, files::read(folder)?, &Self::default()))
    }

    /// Loads the folder again: what has a mistake now stays as it was in `before`, and its mistakes are told all the
    /// same.
    pub fn load_after(folder: &Path, before: &Self) -> std::io::Result<Self> {
        Ok(Self::from_files(folder, files::read(folder)?, before))
    }

    /// What this binary carries.
    pub fn built_in() -> Self {
        Self::from_files(Path::new("scenarios"), files::built_in(), &Self::default())
    }

    /// `--scenarios DIR`, or what is built in where it wasn't given.
    pub fn open(folder: Option<&Path>) -> std::io::Result<Self> {
        folder.map_or_else(|| Ok(Self::built_in()), Self::load)
    }

    fn from_files(root: &Path, files: files::Files, before: &Self) -> Self {
        let mut catalog = Self::default();
        let paths = files::paths(&files);
        for folder in files::folders(files) {
            let good = match read::read(root, &folder) {
                Ok(loaded) => Some(Arc::new(loaded)),
                Err(mistakes) => {
                    let told = catalog.told(mistakes);
                    catalog.broken.insert(folder.id.clone(), told);
                    before.loaded.get(&folder.id).cloned()
                }
            };
            if let Some(loaded) = good {
                catalog.loaded.insert(folder.id, loaded);
            }
        }
        for (id, content) in paths {
            let good = match paths::read(root, &id, &content, &catalog) {
                Ok(file) => Some(file),
                Err(mistakes) => {
                    let told = catalog.told(mistakes);
                    catalog.broken_paths.insert(id.clone(), told);
                    before.paths.get(&id).map(|(file, _)| file.clone())
                }
            };
            let path = good.and_then(|file| Some((paths::resolve(&id, &file, &catalog)?, file)));
            if let Some((path, file)) = path {
                catalog.paths.insert(id, (file, path));
            }
        }
        catalog
    }

    /// Takes mistakes in; gives where they stand.
    fn told(&mut self, mistakes: Vec<Mistake>) -> Range<usize> {
        let from = self.mistakes.len();
        self.mistakes.extend(mistakes);
        from..self.mistakes.len()
    }

    /// What is different from `before`, a sentence each; mistakes that were there already are not told again.
    pub fn news(&self, before: &Self) -> News {
        let mut told = Vec::new();
        for (id, loaded) in &self.loaded {
            match before.loaded.get(id) {
                None => told.push(format!("{id} is new in the catalog")),
                Some(old) if old.source.version != loaded.source.version => {
                    told.push(format!("{id} changed: new sessions get the new version"));
                }
                Some(_) if self.broken.contains_key(id) && !before.broken.contains_key(id) => {
                    told.push(format!("{id} has mistakes now: new sessions get the last version without"));
                }
                Some(_) => {}
            }
        }
        let gone = before.loaded.keys().filter(|id| !self.loaded.contains_key(*id));
        told.extend(gone.map(|id| format!("{id} is gone from the catalog: sessions that run go on")));
        for (id, (file, _)) in &self.paths {
            match before.paths.get(id) {
                None => told.push(format!("the path {id} is new in the catalog")),
                Some((old, _)) if old != file => told.push(format!("the path {id} changed")),
                Some(_) => {}
            }
        }
        let gone = before.paths.keys().filter(|id| !self.paths.contains_key(*id));
        told.extend(gone.map(|id| format!("the path {id} is gone from the catalog")));
        let mistakes = self.mistakes.iter().filter(|mistake| !before.mistakes.contains(mistake)).cloned().collect();
        News { told, mistakes }
    }

    /// The mistakes found, by file and line.
    pub fn mistakes(&self) -> &[Mistake] {
        &self.mistakes
    }

    /// The mistakes that keep one scenario from loading; none for one that loads.
    pub fn mistakes_in(&self, id: &str) -> &[Mistake] {
        self.broken.get(id).and_then(|at| self.mistakes.get(at.clone())).unwrap_or_default()
    }

    /// The mistakes in one path's file; none for one that loads.
    pub fn mistakes_in_path(&self, id: &str) -> &[Mistake] {
        self.broken_paths.get(id).and_then(|at| self.mistakes.get(at.clone())).unwrap_or_default()
    }

    /// Every path's id, those with mistakes too.
    pub fn path_ids(&self) -> Vec<&str> {
        let ids: std::collections::BTreeSet<&str> =
            self.paths.keys().chain(self.broken_paths.keys()).map(String::as_str).collect();
        ids.into_iter().collect()
    }

    /// Every path, by id.
    pub fn paths(&self) -> Vec<scenario::Path> {
        self.paths.values().map(|(_, path)| path.clone()).collect()
    }

    /// One path.
    pub fn path(&self, id: &str) -> Result<scenario::Path, UnknownPath> {
        self.paths.get(id).map(|(_, path)| path.clone()).ok_or_else(|| UnknownPath {
            name: id.to_owned(),
            nearest: nearest(id, self.paths.keys().map(String::as_str)).unwrap_or_default().to_owned(),
            mistakes: self.mistakes_in_path(id).len(),
        })
    }

    /// Every scenario's id, those with mistakes too.
    pub fn ids(&self) -> Vec<&str> {
        let ids: std::collections::BTreeSet<&str> =
            self.loaded.keys().chain(self.broken.keys()).map(String::as_str).collect();
        ids.into_iter().collect()
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
