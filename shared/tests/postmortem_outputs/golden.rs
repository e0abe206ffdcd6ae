//! The pack of the example, to the byte. `RIDE_RENEW=1 cargo test -p ride-shared --test postmortem_outputs` writes it anew;
//! what has changed is to be read in the diff.

use ride_shared::postmortem::{PackFile, Template, pack, zip};

use crate::example::example;

const KEPT: &[(&str, &str)] = &[
    ("postmortem.md", include_str!("../postmortem_pack/postmortem.md")),
    ("timeline.svg", include_str!("../postmortem_pack/timeline.svg")),
    ("hn-post.txt", include_str!("../postmortem_pack/hn-post.txt")),
    ("twitter-thread.txt", include_str!("../postmortem_pack/twitter-thread.txt")),
    ("status-updates.txt", include_str!("../postmortem_pack/status-updates.txt")),
    ("user-message.txt", include_str!("../postmortem_pack/user-message.txt")),
];

#[cfg(not(target_arch = "wasm32"))]
fn renew(files: &[PackFile]) -> bool {
    let wanted = std::env::var_os("RIDE_RENEW").is_some();
    if wanted {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/postmortem_pack");
        for file in files {
            std::fs::write(folder.join(&file.name), &file.text).expect("written");
        }
    }
    wanted
}

#[cfg(target_arch = "wasm32")]
fn renew(_files: &[PackFile]) -> bool {
    false
}

#[test]
fn the_pack_is_as_it_was() {
    let files = pack(&example(), Template::Ride);
    if renew(&files) {
        return;
    }
    let names: Vec<&str> = KEPT.iter().map(|k| k.0).collect();
    assert_eq!(files.iter().map(|f| f.name.as_str()).collect::<Vec<_>>(), names);
    for (file, (name, text)) in files.iter().zip(KEPT) {
        assert_eq!(&file.text, text, "{name} has changed; RIDE_RENEW=1 takes it over");
    }
}

#[test]
fn the_same_postmortem_gives_the_same_bytes() {
    for template in Template::ALL {
        let (one, other) = (pack(&example(), template), pack(&example(), template));
        assert_eq!(zip(&one), zip(&other), "{template}");
    }
}

/// The archive as another program reads it.
#[cfg(not(target_arch = "wasm32"))]
#[test]
fn another_program_reads_the_archive() {
    use std::io::Write;
    use std::process::{Command, Stdio};

    let mut files = pack(&example(), Template::Ride);
    files.push(PackFile { name: "empty ü.txt".to_owned(), text: String::new() });
    let script = "import io, sys, zipfile\n\
                  z = zipfile.ZipFile(io.BytesIO(sys.stdin.buffer.read()))\n\
                  assert z.testzip() is None\n\
                  for i in z.infolist(): print(i.filename, i.file_size, i.date_time[0])\n\
                  sys.stdout.write(z.read('twitter-thread.txt').decode())";
    let child = Command::new("python3").args(["-c", script]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let mut child = child.expect("python3, which .ci/setup installs");
    child.stdin.take().expect("stdin").write_all(&zip(&files)).expect("written");
    let output = child.wait_with_output().expect("an end");
    assert!(output.status.success());
    let said = String::from_utf8(output.stdout).expect("text");
    for file in &files {
        assert!(said.contains(&format!("{} {} 1980\n", file.name, file.text.len())), "{said}");
    }
    assert!(said.contains(&files[3].text), "{said}");
}
