//! Spare copies of templates: data directories that a sandbox left, written over with the template's content, and a
//! few made ahead for each template. A start then moves a directory instead of making a thousand files, which some file
//! systems make slow (ext4 without a journal looks at every recently deleted inode first).

use std::collections::HashSet;
use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io;
use std::os::fd::{AsFd, AsRawFd};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use nix::fcntl::{OFlag, openat};
use nix::sys::stat::Mode;
use nix::unistd::{UnlinkatFlags, unlinkat};

use crate::sandbox::SandboxError;
use crate::sandbox::files::{self, Home, Lock, Owner, io_error};

/// Spares kept at most, all templates together: each is some 40 MB.
const MOST: usize = 24;
/// Spares made ahead for a template: one to take, and one while the first is written over again.
const AHEAD: usize = 2;
/// Rides that may share a data directory.
const MAKERS: u32 = 64;

/// The spares of one data directory.
#[derive(Debug, Clone)]
pub struct Spares {
    directory: PathBuf,
    owner: Option<Owner>,
    maker: Arc<Maker>,
}

/// Who makes spares here. Several rides may share a data directory, and each must leave alone what another is writing.
#[derive(Debug)]
struct Maker {
    /// In the names of what it makes.
    number: u32,
    /// Held as long as it lives.
    _lock: Lock,
}

impl Spares {
    /// Those of `home`. The directory is ride's alone, so what waits there is out of every sandbox's reach.
    pub fn open(home: &Home, owner: Option<Owner>) -> Result<Self, SandboxError> {
        let directory = home.spares();
        // Another driver on the same data directory may be making it at this moment.
        if !directory.is_dir()
            && let Err(error) = files::private_directory(&directory, None)
            && !directory.is_dir()
        {
            return Err(error);
        }
        let maker = Maker::enter(&directory)?;
        Ok(Self { directory, owner, maker: Arc::new(maker) })
    }

    /// Moves a spare of `template` to `to`; whether there was one.
    pub fn take(&self, template: &str, to: &Path) -> bool {
        // Two may want the same one: only one can rename it.
        self.ready(template).iter().any(|it| fs::rename(it, to).is_ok())
    }

    /// Makes sure that some are ready.
    pub fn fill(&self, template: &str, data: &Path) -> Result<(), SandboxError> {
        loop {
            let all = self.all().len();
            // Where there are many templates each has one, rather than some of them two and others none.
            let wanted = if all < MOST / 2 { AHEAD } else { 1 };
            if all >= MOST || self.ready(template).len() >= wanted {
                break;
            }
            let partial = self.partial(template);
            files::copy_tree(data, &partial, self.owner)?;
            Self::finish(&partial);
        }
        Ok(())
    }

    /// Takes a sandbox's data directory away from it, at once. [`Spares::renew`] does the long part.
    pub fn park(&self, template: &str, data: &Path) -> Option<PathBuf> {
        if self.all().len() >= MOST {
            return None;
        }
        let partial = self.partial(template);
        fs::rename(data, &partial).is_ok().then_some(partial)
    }

    /// Makes a parked directory as the template is, or removes it.
    pub fn renew(&self, parked: &Path, data: &Path) {
        match renew(data, parked, self.owner) {
            Ok(()) => Self::finish(parked),
            Err(error) => {
                tracing::debug!(%error, "a data directory is not worth keeping");
                let _ = files::remove_tree(parked);
            }
        }
    }

    /// Removes what a killed ride left half done, and spares of templates that are gone.
    pub fn sweep(&self, templates: &Path) -> Result<(), SandboxError> {
        for spare in self.all() {
            let useless = if spare.extension().is_some_and(|it| it == "partial") {
                self.is_left(&spare)
            } else {
                !template_of(&spare).is_some_and(|it| templates.join(it).is_dir())
            };
            if useless {
                files::remove_tree(&spare)?;
            }
        }
        Ok(())
    }

    /// Whether whoever was making this spare is gone.
    fn is_left(&self, partial: &Path) -> bool {
        match maker_of(partial) {
            Some(number) if number == self.maker.number => false,
            Some(number) => files::try_lock(&Maker::lock_at(&self.directory, number)).is_some(),
            None => true,
        }
    }

    fn all(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(&self.directory).into_iter().flatten().flatten().map(|it| it.path());
        entries.filter(|it| it.extension().is_none_or(|it| it != "lock")).collect()
    }

    fn ready(&self, template: &str) -> Vec<PathBuf> {
        let mut all = self.all();
        all.retain(|it| it.extension().is_some_and(|it| it == "ready") && template_of(it) == Some(template));
        all
    }

    fn partial(&self, template: &str) -> PathBuf {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let (maker, next) = (self.maker.number, NEXT.fetch_add(1, Ordering::Relaxed));
        self.directory.join(format!("{template}.{maker}-{next}.partial"))
    }

    fn finish(partial: &Path) {
        if fs::rename(partial, partial.with_extension("ready")).is_err() {
            let _ = files::remove_tree(partial);
        }
    }
}

impl Maker {
    /// As the first number that nobody has. What an earlier holder of it left half done goes.
    fn enter(directory: &Path) -> Result<Self, SandboxError> {
        let mut numbers = 0..MAKERS;
        let found = numbers.find_map(|number| Some((number, files::try_lock(&Self::lock_at(directory, number))?)));
        let (number, lock) = found.ok_or_else(|| {
            let error =
                io::Error::other(format!("{MAKERS} processes use this directory already, or it is not writable"));
            io_error(format!("locking {}", directory.display()))(error)
        })?;
        for left in fs::read_dir(directory).into_iter().flatten().flatten().map(|it| it.path()) {
            if left.extension().is_some_and(|it| it == "partial") && maker_of(&left) == Some(number) {
                files::remove_tree(&left)?;
            }
        }
        Ok(Self { number, _lock: lock })
    }

    fn lock_at(directory: &Path, number: u32) -> PathBuf {
        directory.join(format!("maker-{number}.lock"))
    }
}

/// The number in `TEMPLATE.MAKER-N.partial`.
fn maker_of(spare: &Path) -> Option<u32> {
    spare.file_name()?.to_str()?.split('.').nth(1)?.split('-').next()?.parse().ok()
}

fn template_of(spare: &Path) -> Option<&str> {
    spare.file_name()?.to_str()?.split('.').next()
}

/// Writes `template` over `used`. What lies in `used` was PostgreSQL's, and ride may be root: no link in it is followed,
/// and nothing but a plain file of its own user is written to. Whatever looks odd is an error.
fn renew(template: &Path, used: &Path, owner: Option<Owner>) -> io::Result<()> {
    let uid = owner.map_or_else(|| nix::unistd::geteuid().as_raw(), |it| it.uid);
    let directory = File::from(nix::fcntl::open(used, directory_flags(), Mode::empty())?);
    renew_directory(template, &directory, uid)
}

fn renew_directory(template: &Path, used: &File, uid: u32) -> io::Result<()> {
    let mut extra = names(used)?;
    for entry in fs::read_dir(template)? {
        let entry = entry?;
        let name = entry.file_name();
        let there = extra.remove(&name);
        if entry.file_type()?.is_dir() {
            let below = File::from(openat(used.as_fd(), name.as_os_str(), directory_flags(), Mode::empty())?);
            renew_directory(&entry.path(), &below, uid)?;
            continue;
        }
        let create = if there { OFlag::empty() } else { OFlag::O_CREAT | OFlag::O_EXCL };
        let flags = OFlag::O_WRONLY | OFlag::O_NOFOLLOW | OFlag::O_NONBLOCK | OFlag::O_CLOEXEC | create;
        let mode = Mode::S_IRUSR | Mode::S_IWUSR;
        let mut target = File::from(openat(used.as_fd(), name.as_os_str(), flags, mode)?);
        let found = target.metadata()?;
        if !there {
            let gid = used.metadata()?.gid();
            std::os::unix::fs::fchown(&target, Some(uid), Some(gid))?;
        } else if !found.is_file() || found.nlink() != 1 || found.uid() != uid {
            return Err(odd(&name));
        }
        target.set_len(0)?;
        io::copy(&mut File::open(entry.path())?, &mut target)?;
    }
    for name in extra {
        // A directory fails here: then the whole is given up.
        unlinkat(used.as_fd(), name.as_os_str(), UnlinkatFlags::NoRemoveDir)?;
    }
    Ok(())
}

fn directory_flags() -> OFlag {
    OFlag::O_RDONLY | OFlag::O_DIRECTORY | OFlag::O_NOFOLLOW | OFlag::O_CLOEXEC
}

fn names(directory: &File) -> io::Result<HashSet<OsString>> {
    // By its descriptor: a path could lead elsewhere by now.
    let path = format!("/proc/self/fd/{}", directory.as_raw_fd());
    fs::read_dir(path)?.map(|entry| entry.map(|it| it.file_name())).collect()
}

fn odd(name: &OsStr) -> io::Error {
    io::Error::other(format!("{} is not a plain file of PostgreSQL's user", name.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn template(base: &Path) -> PathBuf {
        let dir = base.join("template");
        fs::create_dir_all(dir.join("base/1")).unwrap();
        fs::write(dir.join("base/1/100"), "table").unwrap();
        fs::write(dir.join("PG_VERSION"), "17\n").unwrap();
        dir
    }

    fn used(base: &Path, template: &Path) -> PathBuf {
        let dir = base.join("used");
        files::copy_tree(template, &dir, None).unwrap();
        dir
    }

    #[test]
    fn a_used_directory_becomes_the_template_again() {
        let base = tempfile::tempdir().unwrap();
        let template = template(base.path());
        let used = used(base.path(), &template);
        fs::write(used.join("base/1/100"), "longer than it was").unwrap();
        fs::write(used.join("base/1/200"), "new").unwrap();
        fs::remove_file(used.join("PG_VERSION")).unwrap();
        renew(&template, &used, None).unwrap();
        assert_eq!(fs::read_to_string(used.join("base/1/100")).unwrap(), "table");
        assert_eq!(fs::read_to_string(used.join("PG_VERSION")).unwrap(), "17\n");
        assert_eq!(fs::metadata(used.join("PG_VERSION")).unwrap().mode() & 0o777, 0o600);
        assert!(!used.join("base/1/200").exists());
    }

    #[test]
    fn links_are_never_written_through() {
        let base = tempfile::tempdir().unwrap();
        let template = template(base.path());
        let victim = base.path().join("victim");
        fs::write(&victim, "mine").unwrap();

        let linked = used(base.path(), &template);
        fs::remove_file(linked.join("PG_VERSION")).unwrap();
        std::os::unix::fs::symlink(&victim, linked.join("PG_VERSION")).unwrap();
        assert!(renew(&template, &linked, None).is_err());
        fs::remove_file(linked.join("PG_VERSION")).unwrap();
        fs::hard_link(&victim, linked.join("PG_VERSION")).unwrap();
        assert!(renew(&template, &linked, None).is_err());
        assert_eq!(fs::read_to_string(&victim).unwrap(), "mine");

        let other = base.path().join("other");
        fs::create_dir_all(other.join("1")).unwrap();
        fs::remove_dir_all(&linked).unwrap();
        let linked = used(base.path(), &template);
        fs::remove_dir_all(linked.join("base")).unwrap();
        std::os::unix::fs::symlink(&other, linked.join("base")).unwrap();
        assert!(renew(&template, &linked, None).is_err());
        assert_eq!(fs::read_dir(other.join("1")).unwrap().count(), 0);
    }

    #[test]
    fn spares_are_taken_once_and_swept_with_their_template() {
        let base = tempfile::tempdir().unwrap();
        let template = template(base.path());
        let home = Home::open(&crate::sandbox::SandboxConfig::new(&base.path().join("data")), "process", None).unwrap();
        let spares = Spares::open(&home, None).unwrap();
        spares.fill("t", &template).unwrap();
        spares.fill("t", &template).unwrap();
        assert_eq!(spares.all().len(), AHEAD, "no more than that");
        assert!(!spares.take("other", &base.path().join("taken")));
        assert!(spares.take("t", &base.path().join("taken")));
        assert!(spares.take("t", &base.path().join("second")));
        assert!(!spares.take("t", &base.path().join("third")));
        let parked = spares.park("t", &base.path().join("taken")).unwrap();
        spares.renew(&parked, &template);
        assert_eq!(spares.ready("t").len(), 1);
        spares.sweep(base.path()).unwrap();
        assert!(spares.all().is_empty(), "there is no template named t");
    }

    #[test]
    fn what_somebody_is_writing_stays() {
        let base = tempfile::tempdir().unwrap();
        let template = template(base.path());
        let home = Home::open(&crate::sandbox::SandboxConfig::new(&base.path().join("data")), "process", None).unwrap();
        let [mine, theirs] = [(), ()].map(|()| Spares::open(&home, None).unwrap());
        let half = |spares: &Spares| {
            let partial = spares.partial("t");
            files::copy_tree(&template, &partial, None).unwrap();
            partial
        };
        let (own, other) = (half(&mine), half(&theirs));
        mine.sweep(base.path()).unwrap();
        assert!(own.is_dir() && other.is_dir(), "both are at work");
        drop(theirs);
        mine.sweep(base.path()).unwrap();
        assert!(own.is_dir() && !other.exists(), "one was left");
        drop(mine);
        let next = Spares::open(&home, None).unwrap();
        assert!(next.all().is_empty(), "whoever has the number now is not the one who left this");
    }
}
