//! Talks to a running lab over HTTP, as `ride postgres status` and its siblings do.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use ride_shared::protocol::{CreateSession, ErrorBody, SessionCreated};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// How long one request may take; scoring with its replay is the longest.
const REQUEST_WITHIN: std::time::Duration = std::time::Duration::from_mins(2);

/// The lab that was started in a terminal, as the file `terminal.json` in the data directory keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lab {
    /// `http://host:port`.
    pub address: String,
    /// The session's id.
    pub id: String,
    /// The session's token.
    pub token: String,
}

impl Lab {
    fn path(data: &Path) -> PathBuf {
        data.join("terminal.json")
    }

    /// Keeps it for other terminals; only this user may read it.
    pub fn save(&self, data: &Path) -> anyhow::Result<()> {
        use std::io::Write as _;
        use std::os::unix::fs::OpenOptionsExt as _;
        let path = Self::path(data);
        let _ = std::fs::remove_file(&path);
        let mut file = std::fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&path)
            .with_context(|| format!("{} can't be written: pass another --data", path.display()))?;
        file.write_all(&serde_json::to_vec(self)?)?;
        Ok(())
    }

    /// The lab that runs in another terminal.
    pub fn load(data: &Path) -> anyhow::Result<Self> {
        let path = Self::path(data);
        let Ok(bytes) = std::fs::read(&path) else {
            bail!("no lab is running: start one with `ride postgres start <stage/name>`")
        };
        serde_json::from_slice(&bytes).with_context(|| format!("{} is damaged: delete it", path.display()))
    }

    /// Forgets it, unless another lab has taken its place.
    pub fn forget(&self, data: &Path) {
        if Self::load(data).is_ok_and(|l| l == *self) {
            let _ = std::fs::remove_file(Self::path(data));
        }
    }

    /// `GET` below the session.
    pub fn get<T: DeserializeOwned>(&self, what: &str) -> anyhow::Result<T> {
        let request = agent().get(self.url(what)).header("Authorization", self.bearer());
        self.answer(request.call())
    }

    /// `POST` below the session with a JSON body.
    pub fn post<T: DeserializeOwned>(&self, what: &str, body: &impl Serialize) -> anyhow::Result<T> {
        let request = agent().post(self.url(what)).header("Authorization", self.bearer());
        self.answer(request.send_json(body))
    }

    /// `DELETE` of the session.
    pub fn delete(&self) -> anyhow::Result<()> {
        let request = agent().delete(self.url("")).header("Authorization", self.bearer());
        match request.call() {
            Ok(answer) if answer.status().is_success() => Ok(()),
            other => self.answer::<serde_json::Value>(other).map(drop),
        }
    }

    fn url(&self, what: &str) -> String {
        let slash = if what.is_empty() { "" } else { "/" };
        format!("{}/api/sessions/{}{slash}{what}", self.address, self.id)
    }

    fn bearer(&self) -> String {
        format!("Bearer {}", self.token)
    }

    fn answer<T: DeserializeOwned>(&self, answer: Answer) -> anyhow::Result<T> {
        read(&self.address, answer)
    }
}

type Answer = Result<ureq::http::Response<ureq::Body>, ureq::Error>;

/// `POST /api/sessions`.
pub fn create(address: &str, ask: &CreateSession) -> anyhow::Result<SessionCreated> {
    read(address, agent().post(format!("{address}/api/sessions")).send_json(ask))
}

fn read<T: DeserializeOwned>(address: &str, answer: Answer) -> anyhow::Result<T> {
    let mut answer = answer.map_err(|error| {
        anyhow::anyhow!("the lab at {address} does not answer ({error}): is its terminal still open?")
    })?;
    if answer.status().is_success() {
        return answer.body_mut().read_json().context("the lab's answer can't be read: is it another version of ride?");
    }
    let status = answer.status();
    match answer.body_mut().read_json::<ErrorBody>() {
        Ok(error) => bail!("{}", error.message),
        Err(_) => bail!("the lab at {address} answered {status}"),
    }
}

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder().http_status_as_error(false).timeout_global(Some(REQUEST_WITHIN)).build().into()
}
