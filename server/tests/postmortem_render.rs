//! `ride postmortem render`, as people run it.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

const TIMELINE: &str = "\
Checkout fails
14:23 UTC [PagerDuty] alert: connection pool at 98%
14:25 UTC [Slack] @rana acknowledged
14:40 UTC [Slack] @rana: rolled back <b>orders-sync</b>
14:52 UTC [PagerDuty] Incident resolved

a line that belongs to nothing
";
const FILES: [&str; 6] =
    ["postmortem.md", "timeline.svg", "hn-post.txt", "twitter-thread.txt", "status-updates.txt", "user-message.txt"];

fn render(arguments: &[&str], input: &[u8], folder: &Path) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_ride"))
        .args(["postmortem", "render"])
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("ride starts");
    // It may end before it has read, where the call itself is wrong.
    let _ = child.stdin.take().expect("piped").write_all(input);
    child.wait_with_output().expect("ride ends")
}

fn good(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

fn bad(output: &Output) -> String {
    assert!(!output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

#[test]
fn the_pack_is_written_and_told() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("timeline.txt"), TIMELINE).expect("writable");
    let told = good(&render(&["timeline.txt", "-o", "out/pack"], b"", folder.path()));
    assert!(told.starts_with("read 4 entries, 14:23 to 14:52 UTC\n"), "{told}");
    assert!(told.contains("line 7: a line that belongs to nothing"), "{told}");
    assert!(told.contains("to look at before others read it"), "{told}");
    let pack = folder.path().join("out/pack");
    let mut there: Vec<String> = std::fs::read_dir(&pack)
        .expect("the folder is made")
        .map(|entry| entry.expect("readable").file_name().into_string().expect("UTF-8"))
        .collect();
    there.sort();
    let mut wanted = FILES.map(str::to_owned);
    wanted.sort();
    assert_eq!(there, wanted, "these files and no half-written ones");
    for file in FILES {
        assert!(told.contains(&format!("wrote out/pack/{file}\n")), "{told}");
    }
    let markdown = std::fs::read_to_string(pack.join("postmortem.md")).expect("readable");
    assert!(markdown.contains("Checkout fails") && markdown.contains("29 minutes"), "{markdown}");
    let svg = std::fs::read_to_string(pack.join("timeline.svg")).expect("readable");
    assert!(svg.starts_with("<svg") && !svg.contains("<b>"), "{svg}");
}

#[test]
fn standard_input_gives_the_same_bytes() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("timeline.txt"), TIMELINE).expect("writable");
    good(&render(&["timeline.txt", "-o", "file"], b"", folder.path()));
    good(&render(&["-", "-o", "input"], TIMELINE.as_bytes(), folder.path()));
    for file in FILES {
        let read = |from: &str| std::fs::read(folder.path().join(from).join(file)).expect("readable");
        assert_eq!(read("file"), read("input"), "{file}");
    }
}

#[test]
fn files_that_are_there_are_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("postmortem.md"), "mine").expect("writable");
    let told = bad(&render(&["-", "-o", "."], TIMELINE.as_bytes(), folder.path()));
    assert!(told.contains("there is already postmortem.md; --force writes over it"), "{told}");
    assert_eq!(std::fs::read_to_string(folder.path().join("postmortem.md")).expect("readable"), "mine");
    assert!(!folder.path().join("timeline.svg").exists(), "all or nothing");
    good(&render(&["-", "-o", ".", "--force"], TIMELINE.as_bytes(), folder.path()));
    assert_ne!(std::fs::read_to_string(folder.path().join("postmortem.md")).expect("readable"), "mine");
}

#[test]
fn templates_by_name() {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["ride", "google-sre", "pagerduty", "atlassian", "report", "technical", "public", "team"] {
        good(&render(&["-", "-o", name, "--template", name], TIMELINE.as_bytes(), folder.path()));
    }
    let of = |name: &str| std::fs::read_to_string(folder.path().join(name).join("postmortem.md")).expect("readable");
    assert_ne!(of("ride"), of("google-sre"));
    let told = bad(&render(&["-", "-o", "out", "--template", "googel"], TIMELINE.as_bytes(), folder.path()));
    assert!(told.contains("there is no template `googel`; there are: ride, google-sre"), "{told}");
    assert!(!folder.path().join("out").exists(), "nothing is made by a wrong call");
}

#[test]
fn a_template_of_ones_own() {
    let folder = tempfile::tempdir().expect("a folder");
    let own = "\
# {{ title|md_block }}
{{ severity }}, {{ measures.duration_ms|duration }}
{% for item in timeline -%}
{{ item.at|moment }} {{ item.source|md }}: {{ item.text|md }}
{% endfor -%}
";
    std::fs::write(folder.path().join("own.md.j2"), own).expect("writable");
    let call = ["-", "-o", "out", "--template", "own.md.j2", "--title", "Pool # 1"];
    good(&render(&call, TIMELINE.as_bytes(), folder.path()));
    let text = std::fs::read_to_string(folder.path().join("out/postmortem.md")).expect("readable");
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[1], "(to be filled in), 29 minutes");
    assert!(lines[2].starts_with("14:23 UTC PagerDuty: alert: connection pool at 98%"), "{text}");
    assert!(text.contains("\\<b>orders-sync\\</b>"), "what was pasted is no markup: {text}");
    assert!(folder.path().join("out/timeline.svg").exists());
}

#[test]
fn html_of_ones_own_is_escaped() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("own.html.j2"), "{% for i in timeline %}<p>{{ i.text }}</p>{% endfor %}")
        .expect("writable");
    good(&render(&["-", "-o", "out", "--template", "own.html.j2"], TIMELINE.as_bytes(), folder.path()));
    let text = std::fs::read_to_string(folder.path().join("out/postmortem.html")).expect("readable");
    assert!(text.contains("&lt;b&gt;"), "{text}");
}

#[test]
fn mistakes_in_a_template_name_file_and_line() {
    let folder = tempfile::tempdir().expect("a folder");
    for (template, wanted) in [
        ("fine\n{% for item in timeline %}\n", "own.md:"),
        ("one\n\n{{ titel }}", "own.md:3: undefined value"),
        ("{{ title|shout }}", "own.md:1: unknown filter"),
        ("\n{{ title|duration }}", "own.md:2: invalid operation: this wants milliseconds"),
    ] {
        std::fs::write(folder.path().join("own.md"), template).expect("writable");
        let told = bad(&render(&["-", "-o", "out", "--template", "own.md"], TIMELINE.as_bytes(), folder.path()));
        assert!(told.contains(wanted), "{template:?}: {told}");
        assert!(!folder.path().join("out").exists(), "nothing is written");
    }
    let told = bad(&render(&["-", "-o", "out", "--template", "./gone.md"], TIMELINE.as_bytes(), folder.path()));
    assert!(told.contains("can't read the template ./gone.md"), "{told}");
}

#[test]
fn what_cannot_be_read_or_written_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let told = bad(&render(&["gone.txt", "-o", "out"], b"", folder.path()));
    assert!(told.contains("can't read gone.txt: No such file"), "{told}");
    let told = bad(&render(&["-", "-o", "out"], b"14:00 alert\xff fired\n", folder.path()));
    assert!(told.contains("standard input is not UTF-8 at byte 11; save it as UTF-8"), "{told}");
    let told = bad(&render(&["-", "-o", "out"], b" \n\n", folder.path()));
    assert!(told.contains("there is nothing in standard input"), "{told}");
    std::fs::write(folder.path().join("file"), "").expect("writable");
    let told = bad(&render(&["-", "-o", "file/out"], TIMELINE.as_bytes(), folder.path()));
    assert!(told.contains("can't make the folder file/out"), "{told}");
    assert!(!folder.path().join("out").exists());
}

#[test]
fn text_without_a_timeline_is_a_pack_to_fill_in() {
    let folder = tempfile::tempdir().expect("a folder");
    let told = good(&render(&["-", "-o", "out"], b"nothing that has a time in it, at all.\n", folder.path()));
    assert!(told.starts_with("read 0 entries\n"), "{told}");
    assert!(folder.path().join("out/postmortem.md").exists());
}
