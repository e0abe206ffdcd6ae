//! The command line from outside: the lab in a terminal, and one clear line for everything that can't be.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;

use crate::lab::{STORM, Server, eventually, folder};

fn ride() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ride"));
    command.stdin(Stdio::null());
    command
}

/// Runs to the end and expects a failure whose words contain all of these.
fn refused(command: &mut Command, words: &[&str]) -> Output {
    let out = command.output().expect("ride runs");
    let text = String::from_utf8_lossy(&out.stderr).into_owned();
    assert!(!out.status.success(), "{command:?} succeeded");
    for word in words {
        assert!(text.contains(word), "{command:?} does not say `{word}`: {text}");
    }
    assert!(!text.contains("panicked") && !text.contains("RUST_BACKTRACE"), "{text}");
    out
}

#[test]
fn what_cannot_be_is_said_in_one_line_with_the_remedy() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let start = || {
        let mut command = ride();
        command
            .args(["postgres", "start", "--listen", "127.0.0.1:0", "--pg-listen", "127.0.0.1:0", "--data"])
            .arg(&data);
        command
    };
    refused(start().arg("stage-03/03-conection-storm-after-deploy"), &["did you mean", STORM]);
    refused(start().args([STORM, "--driver", "dokcer"]), &["dokcer", "docker"]);
    refused(start().args([STORM, "--driver", "process"]).env("RIDE_PG_BIN", "/nowhere"), &["/nowhere", "RIDE_PG_BIN"]);
    refused(start().args([STORM, "--driver", "docker"]).env("DOCKER_HOST", "unix:///nowhere.sock"), &["Docker"]);
    refused(ride().args(["serve", "--data", "/dev/null/data"]), &["/dev/null/data"]);
    refused(ride().args(["postgres", "status", "--data"]).arg(&data), &["ride postgres start"]);
    refused(ride().args(["serve", "--listen", "here"]), &["--listen"]);
    refused(ride().args(["verify", "/nowhere.json"]), &["/nowhere.json"]);
    refused(ride().args(["scenario", "check", "stage-99/nothing"]), &["stage-99/nothing"]);

    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address").to_string();
    refused(
        ride().args(["serve", "--driver", "process", "--listen", &address, "--data"]).arg(&data),
        &[&address, "--listen"],
    );
}

#[test]
fn the_process_driver_says_that_it_is_no_boundary() {
    let server = Server::start("process");
    assert!(server.greeting.iter().any(|l| l.contains("no security boundary")), "{:?}", server.greeting);
    let folder = tempfile::tempdir().expect("a folder");
    let mut open = ride();
    open.args(["serve", "--driver", "process", "--listen", "0.0.0.0:0", "--pg-listen", "127.0.0.1:0", "--data"]);
    refused(open.arg(folder.path()), &["no security boundary"]);
}

/// A lab in a terminal of its own; ended when dropped.
struct Terminal {
    child: Child,
    data: tempfile::TempDir,
}

impl Terminal {
    fn start(stdin: Stdio, further: &[&str]) -> Self {
        let data = folder();
        let child = Command::new(env!("CARGO_BIN_EXE_ride"))
            .args([
                "postgres",
                "start",
                STORM,
                "--driver",
                "process",
                "--listen",
                "127.0.0.1:0",
                "--pg-listen",
                "127.0.0.1:0",
            ])
            .args(further)
            .arg("--data")
            .arg(data.path())
            .stdin(stdin)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("ride starts");
        Self { child, data }
    }

    fn other(&self, args: &[&str]) -> Value {
        let out =
            ride().arg("postgres").args(args).args(["--json", "--data"]).arg(self.data.path()).output().expect("runs");
        assert!(out.status.success(), "{args:?}: {}", String::from_utf8_lossy(&out.stderr));
        serde_json::from_slice(&out.stdout).unwrap_or_else(|e| panic!("{args:?}: {e}"))
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
    }
}

#[test]
fn a_lab_in_the_background_is_driven_from_another_terminal() {
    let mut lab = Terminal::start(Stdio::null(), &[]);
    let mut lines = BufReader::new(lab.child.stdout.take().expect("piped")).lines().map_while(Result::ok);
    assert!(lines.any(|l| l.contains("postgres://oncall.")), "it prints psql's address");
    std::thread::spawn(move || lines.for_each(drop));
    eventually("the incident", || (lab.other(&["status"])["state"] == "live").then_some(()));
    assert_eq!(lab.other(&["hint"])["index"], 0);
    assert!(lab.other(&["action"]).as_array().is_some_and(|a| a.len() > 3));
    assert_eq!(lab.other(&["action", "set", "pool_size", "10"])["action"], "set-pool-size");
    assert_eq!(lab.other(&["diagnose", "culprit=deploy_worker"])["diagnosis"]["culprit"], "deploy_worker");
    refused(
        ride().args(["postgres", "action", "set-pool-siez", "10", "--data"]).arg(lab.data.path()),
        &["did you mean set-pool-size"],
    );
    let pack = |arguments: &[&str]| {
        let mut command = ride();
        command.args(["postgres", "postmortem"]).args(arguments).arg("--data").arg(lab.data.path());
        command
    };
    refused(&mut pack(&[]), &["not scored yet", "submit it first"]);
    assert!(lab.other(&["score"])["card"]["total"].as_u64().is_some());
    assert!(lab.other(&["postmortem"])["postmortem"]["timeline"].as_array().is_some_and(|items| !items.is_empty()));
    let folder = lab.data.path().join("pack");
    let (folder_name, zip_name) = (folder.to_str().expect("text"), lab.data.path().join("pack.zip"));
    let printed = pack(&[]).output().expect("runs");
    assert!(printed.status.success() && !printed.stdout.is_empty(), "{printed:?}");
    assert!(pack(&["-o", folder_name]).status().expect("runs").success());
    assert_eq!(std::fs::read(folder.join("postmortem.md")).expect("written"), printed.stdout);
    assert_eq!(std::fs::read_dir(&folder).expect("written").count(), 6);
    assert!(pack(&["--template", "team", "-o", zip_name.to_str().expect("text")]).status().expect("runs").success());
    let known: Value =
        serde_json::from_slice(&std::fs::read(lab.data.path().join("terminal/terminal.json")).expect("kept"))
            .expect("JSON");
    let [address, id, token] = ["address", "id", "token"].map(|key| known[key].as_str().expect("text").to_owned());
    let mut answer = ureq::get(format!("{address}/api/sessions/{id}/postmortem.zip?template=team"))
        .header("Authorization", format!("Bearer {token}"))
        .call()
        .expect("answered");
    let served = answer.body_mut().read_to_vec().expect("bytes");
    assert_eq!(std::fs::read(&zip_name).expect("written"), served, "the same pack to the byte");
    refused(&mut pack(&["--template", "sre"]), &["sre", "google-sre"]);
    refused(&mut pack(&["-o", "/dev/null/x"]), &["can't be written", "-o"]);
    let first = lab.other(&["status"])["id"].clone();
    assert_ne!(lab.other(&["reset"])["id"], first);
    assert_ne!(lab.other(&["status"])["id"], first);
    lab.other(&["stop"]);
    let ended = eventually("the first terminal to end", || lab.child.try_wait().expect("asked"));
    assert!(ended.success(), "{ended}");
}

#[test]
fn a_script_goes_through_the_same_prompt() {
    let mut lab = Terminal::start(Stdio::piped(), &[]);
    let script = "select 'from the ' || 'script' as said;\n\\brief\n\\action\n\\diagnose\n\\nonsense\n\\q\n";
    std::io::Write::write_all(&mut lab.child.stdin.take().expect("piped"), script.as_bytes()).expect("written");
    let (mut out, mut err) = (String::new(), String::new());
    lab.child.stdout.take().expect("piped").read_to_string(&mut out).expect("text");
    lab.child.stderr.take().expect("piped").read_to_string(&mut err).expect("text");
    for wanted in ["from the script", "Connection storm after deploy", "\\action set-pool-size", "culprit, one of"] {
        assert!(out.contains(wanted), "no `{wanted}` in:\n{out}\n{err}");
    }
    assert!(err.contains("invalid command \\nonsense"), "{err}");
}
