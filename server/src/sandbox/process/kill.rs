//! Processes that a killed ride left behind. A pid alone proves nothing, since pids are used again: a process is ended
//! only if it is the one that was started (its start time) or if it works in the sandbox's own directory.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::sandbox::files::pause;

/// How long processes may take to go.
const PATIENCE: Duration = Duration::from_secs(5);

/// Writes down which process serves the sandbox in `dir`.
pub fn note(dir: &Path, pid: u32) -> std::io::Result<()> {
    fs::write(dir.join("pid"), format!("{pid} {}\n", start_time(pid).unwrap_or_default()))
}

/// Ends every process of the sandbox in `dir` and waits until they are gone. Blocks: not for async code.
pub fn end_all(dir: &Path) {
    let Ok(dir) = dir.canonicalize() else { return };
    let until = Instant::now() + PATIENCE;
    // The postmaster first and by SIGQUIT: it then ends its children and gives back its shared memory.
    let mut signal = Signal::SIGQUIT;
    loop {
        let all = processes(&dir);
        if all.is_empty() || Instant::now() > until {
            return;
        }
        for pid in all {
            let _ = kill(pid, signal);
        }
        for _ in 0..40 {
            if processes(&dir).is_empty() {
                return;
            }
            pause(Duration::from_millis(10));
        }
        signal = Signal::SIGKILL;
    }
}

/// Kills what still works in `dir` after its postmaster has gone (a backend in the middle of a long computation), and
/// waits until it is gone, since its files are used again. Blocks: not for async code.
pub fn sweep(dir: &Path) {
    let Ok(dir) = dir.canonicalize() else { return };
    let until = Instant::now() + PATIENCE;
    loop {
        let left = processes(&dir);
        if left.is_empty() || Instant::now() > until {
            return;
        }
        for pid in left {
            let _ = kill(pid, Signal::SIGKILL);
        }
        pause(Duration::from_millis(5));
    }
}

/// Every process that works in `dir`, and the noted one if it still is the same.
fn processes(dir: &Path) -> Vec<Pid> {
    let mut found: Vec<Pid> = fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse::<i32>().ok())
        .filter(|pid| fs::read_link(format!("/proc/{pid}/cwd")).is_ok_and(|cwd| cwd.starts_with(dir)))
        .map(Pid::from_raw)
        .collect();
    if let Some(pid) = noted(dir)
        && !found.contains(&pid)
    {
        found.push(pid);
    }
    found
}

/// The process of the pid file, if it is alive, was started when the file says, and has our directory in its command
/// line. That is readable where a process's working directory is not.
fn noted(dir: &Path) -> Option<Pid> {
    let text = fs::read_to_string(dir.join("pid")).ok()?;
    let (pid, started) = text.trim().split_once(' ')?;
    let pid: u32 = pid.parse().ok()?;
    if start_time(pid)? != started.parse::<u64>().ok()? || started == "0" {
        return None;
    }
    let line = fs::read(format!("/proc/{pid}/cmdline")).ok()?;
    let ours = line.split(|byte| *byte == 0).any(|word| Path::new(&*String::from_utf8_lossy(word)).starts_with(dir));
    ours.then(|| Pid::from_raw(pid.cast_signed()))
}

/// When a process started, in ticks since boot: with its pid this names a process for as long as the machine runs.
/// `None` for one that is gone or only waits to be buried.
pub fn start_time(pid: u32) -> Option<u64> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name in parentheses may hold anything, so count from its end.
    let mut fields = stat.rsplit_once(") ")?.1.split(' ');
    if matches!(fields.next()?, "Z" | "X") {
        return None;
    }
    fields.nth(18)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    #[test]
    fn only_processes_of_the_directory_are_ended() {
        let ours = tempfile::tempdir().unwrap();
        let other = tempfile::tempdir().unwrap();
        let sleep = |dir: &Path| Command::new("sleep").arg("600").current_dir(dir).spawn().unwrap();
        let mut mine = sleep(ours.path());
        let mut theirs = sleep(other.path());
        // A pid file that names someone else's process must not be believed.
        note(ours.path(), theirs.id()).unwrap();
        // Buried by another thread, as a postmaster's children are by the postmaster.
        let buried = std::thread::spawn(move || mine.wait());
        end_all(ours.path());
        assert!(!buried.join().unwrap().unwrap().success());
        assert!(theirs.try_wait().unwrap().is_none());
        theirs.kill().unwrap();
        theirs.wait().unwrap();
    }

    #[test]
    fn a_pid_file_with_another_start_time_is_a_recycled_pid() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().canonicalize().unwrap();
        fs::write(path.join("pid"), "").unwrap();
        // The directory stands in its command line, but it started at another time.
        let mut child = Command::new("tail").arg("-f").arg(path.join("pid")).spawn().unwrap();
        fs::write(path.join("pid"), format!("{} 1\n", child.id())).unwrap();
        assert_eq!(noted(&path), None);
        note(&path, child.id()).unwrap();
        let waited = Instant::now();
        // The command line is the child's own only once it has exec'd.
        while noted(&path).is_none() && waited.elapsed() < Duration::from_secs(5) {
            std::thread::yield_now();
        }
        assert_eq!(noted(&path), Some(Pid::from_raw(child.id().cast_signed())));
        child.kill().unwrap();
        child.wait().unwrap();
        assert_eq!(noted(&path), None);
    }
}
