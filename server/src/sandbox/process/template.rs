//! Templates of the process driver: a cluster for each version of PostgreSQL, and from it one for each
//! [`TemplateSpec`]. A template is there whole or not at all; one lock keeps two builders apart.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use sha2::{Digest, Sha256};

use super::find::Binaries;
use super::kill;
use super::supervisor::{self, Launch};
use crate::basics::hex;
use crate::sandbox::base::{self, Facts};
use crate::sandbox::files::{self, Home, Lock, Owner, io_error};
use crate::sandbox::{SUPERUSER, SandboxError, TemplateSpec, blocking, client, dead, settings};

/// How long initdb may take.
const INITDB_LIMIT: Duration = Duration::from_mins(1);
/// How long the scenario's SQL may take.
const FURNISH_LIMIT: Duration = Duration::from_mins(2);
/// Beside a template's `data`.
const FACTS: &str = "facts.json";

/// Makes and finds templates.
#[derive(Debug, Clone)]
pub struct Templates {
    /// Where they lie.
    pub home: Home,
    /// What makes them.
    pub binaries: Binaries,
    /// Who they belong to.
    pub owner: Option<Owner>,
}

/// A finished template.
#[derive(Debug, Clone)]
pub struct Template {
    /// Names it among the others.
    pub name: String,
    /// Its data directory, to be copied.
    pub data: PathBuf,
    /// What it has.
    pub facts: Facts,
}

impl Templates {
    /// The template of `spec`, made if it isn't there.
    pub async fn get(&self, spec: &TemplateSpec) -> Result<Template, SandboxError> {
        base::check(spec)?;
        let directory = self.home.templates().join(self.name(spec));
        if let Some(found) = read(&directory) {
            return Ok(found);
        }
        let _lock = self.lock(&directory).await?;
        // Someone else may have made it while we waited.
        if let Some(found) = read(&directory) {
            return Ok(found);
        }
        let cluster = self.cluster().await?;
        let partial = self.begin(&directory).await?;
        copy(cluster, partial.join("data"), self.owner).await?;
        let furnished = self.furnish(&partial, spec).await;
        if furnished.is_err() {
            self.home.discard(&partial).await;
        }
        let facts = furnished?;
        finish(&partial, &directory, &facts)?;
        read(&directory).ok_or_else(|| SandboxError::Refused(format!("{} is not readable", directory.display())))
    }

    fn name(&self, spec: &TemplateSpec) -> String {
        // A part of the hash tells templates apart, and a socket's path, in which it stands, has 107 bytes.
        let key = spec.key.get(..16).unwrap_or(&spec.key);
        format!("{}-{key}", self.stem())
    }

    /// The names of these, and of the cluster that they are made of.
    pub fn names(&self, specs: &[TemplateSpec]) -> Vec<String> {
        specs.iter().map(|spec| self.name(spec)).chain([format!("{}-initdb", self.stem())]).collect()
    }

    /// Names the PostgreSQL and the ride that made a template.
    fn stem(&self) -> String {
        let binaries = format!("{}\n{}", self.binaries.version, self.binaries.directory.display());
        format!("{}-{}-{}", self.binaries.major, hex(&Sha256::digest(binaries)[..4]), base::fingerprint())
    }

    /// A fresh cluster, as initdb makes it.
    async fn cluster(&self) -> Result<PathBuf, SandboxError> {
        let directory = self.home.templates().join(format!("{}-initdb", self.stem()));
        let data = directory.join("data");
        if data.is_dir() {
            return Ok(data);
        }
        let _lock = self.lock(&directory).await?;
        if data.is_dir() {
            return Ok(data);
        }
        let partial = self.begin(&directory).await?;
        let mut initdb = supervisor::command(&self.binaries.directory.join("initdb"), self.owner);
        initdb
            .arg("-D")
            .arg(partial.join("data"))
            .args(["-U", SUPERUSER, "-E", "UTF8", "--auth=trust", "--wal-segsize=1"])
            .args(["--no-sync", "--no-instructions", "--lc-messages=C"])
            .current_dir(&partial)
            .stdin(Stdio::null())
            .kill_on_drop(true);
        if self.binaries.major >= 17 {
            initdb.args(["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]);
        } else {
            initdb.arg("--locale=C.UTF-8");
        }
        if self.binaries.major >= 18 {
            initdb.arg("--no-data-checksums");
        }
        let output = tokio::time::timeout(INITDB_LIMIT, initdb.output())
            .await
            .map_err(|_| SandboxError::Timeout("initdb", INITDB_LIMIT))?
            .map_err(io_error("starting initdb"))?;
        if !output.status.success() {
            let said =
                format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
            return Err(dead("initdb failed", said.trim().to_owned()));
        }
        fs::rename(&partial, &directory).map_err(io_error(format!("naming {}", directory.display())))?;
        Ok(data)
    }

    async fn furnish(&self, partial: &Path, spec: &TemplateSpec) -> Result<Facts, SandboxError> {
        let data = partial.join("data");
        let conf = settings::render(self.binaries.major, false, &BTreeMap::new(), &[], base::OWN)?;
        files::write_private(&data.join("postgresql.conf"), &conf, self.owner)?;
        files::write_private(&data.join("pg_hba.conf"), settings::HBA, self.owner)?;
        let launch = Launch {
            postgres: self.binaries.directory.join("postgres"),
            directory: partial.to_path_buf(),
            socket: self.home.make_socket_directory(partial, self.owner)?,
            owner: self.owner,
            database: client::OWN_DATABASE.into(),
        };
        let endpoint = launch.endpoint();
        let server = supervisor::start(launch, ()).await?;
        let facts = tokio::time::timeout(FURNISH_LIMIT, base::furnish(&endpoint, spec)).await;
        server.stop(true).await;
        self.home.remove_socket_directory(partial)?;
        facts.map_err(|_| SandboxError::Timeout("making the template", FURNISH_LIMIT))?
    }

    /// A fresh directory to build in. What a killed builder left there is ended and thrown away.
    async fn begin(&self, directory: &Path) -> Result<PathBuf, SandboxError> {
        let partial = directory.with_extension("partial");
        let (this, dir) = (self.clone(), partial.clone());
        blocking(move || {
            kill::end_all(&dir);
            this.home.remove(&dir)?;
            files::private_directory(&dir, this.owner)
        })
        .await?;
        Ok(partial)
    }

    async fn lock(&self, directory: &Path) -> Result<Lock, SandboxError> {
        let path = directory.with_extension("lock");
        blocking(move || files::lock(&path)).await
    }
}

fn finish(partial: &Path, directory: &Path, facts: &Facts) -> Result<(), SandboxError> {
    let what = || format!("finishing {}", directory.display());
    let text = serde_json::to_string(facts).map_err(|error| io_error(what())(error.into()))?;
    fs::write(partial.join(FACTS), text).map_err(io_error(what()))?;
    for left in ["data/postmaster.opts", "pid"] {
        let _ = fs::remove_file(partial.join(left));
    }
    fs::rename(partial, directory).map_err(io_error(what()))
}

fn read(directory: &Path) -> Option<Template> {
    let facts = serde_json::from_slice(&fs::read(directory.join(FACTS)).ok()?).ok()?;
    let name = directory.file_name()?.to_str()?.to_owned();
    Some(Template { name, data: directory.join("data"), facts })
}

/// Copies a data directory away from the async threads.
pub async fn copy(from: PathBuf, to: PathBuf, owner: Option<Owner>) -> Result<(), SandboxError> {
    blocking(move || files::copy_tree(&from, &to, owner)).await
}
