//! `ride postmortem render`: a pasted timeline becomes the postmortem pack.

mod own;

use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use clap::{Args, Subcommand};
use ride_shared::postmortem::{Finding, PackFile, Postmortem, Template, check, pack, timeline};

/// A timeline is some kilobytes; what is larger than this is a log.
const LARGEST: u64 = 64 << 20;

/// `ride postmortem ...`.
#[derive(Debug, Args)]
pub struct PostmortemArgs {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Reads a timeline, or a whole postmortem, in any form that people paste, and writes the pack: postmortem.md,
    /// timeline.svg, posts, status updates and a message to users. Works offline; nothing in it is made up.
    Render(RenderArgs),
}

#[derive(Debug, Args)]
struct RenderArgs {
    /// The timeline's file; - reads standard input.
    timeline: PathBuf,
    /// The folder for the pack; made if it isn't there.
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
    /// The form of postmortem.md: ride, google-sre, pagerduty, atlassian, report, technical, public or team; or the path of a
    /// template of your own (Jinja).
    #[arg(long, value_name = "NAME|FILE", default_value = "ride")]
    template: String,
    /// The incident's title, in place of what the timeline says.
    #[arg(long)]
    title: Option<String>,
    /// Writes over files of the pack that are there already.
    #[arg(long)]
    force: bool,
}

/// Runs the command; gives the exit code.
pub fn run(args: PostmortemArgs) -> anyhow::Result<i32> {
    let Command::Render(args) = args.command;
    render(&args)
}

/// Which form the Markdown gets.
enum Form {
    BuiltIn(Template),
    Own(own::OwnTemplate),
}

fn render(args: &RenderArgs) -> anyhow::Result<i32> {
    // What is wrong with the call is told before anything is read or written.
    let form = form(&args.template)?;
    let text = read(&args.timeline)?;
    if text.trim().is_empty() {
        bail!("there is nothing in {}", shown(&args.timeline));
    }
    let mut post = timeline::read(&text);
    if args.title.is_some() {
        post.title.clone_from(&args.title);
    }
    let files = match &form {
        Form::BuiltIn(template) => pack(&post, *template),
        Form::Own(own) => {
            let written = PackFile { name: own.output_name(), text: own.render(&post)? };
            let others = pack(&post, Template::Ride).into_iter().filter(|file| file.name != "postmortem.md");
            std::iter::once(written).chain(others).collect()
        }
    };
    write(&args.output, &files, args.force)?;
    let mut out = std::io::stdout().lock();
    out.write_all(report(&post, &check(&post), &args.output, &files).as_bytes())?;
    Ok(0)
}

/// What a text on the command line is shown as: `-` is standard input.
fn shown(file: &Path) -> String {
    if file == Path::new("-") { "standard input".to_owned() } else { file.display().to_string() }
}

fn form(given: &str) -> anyhow::Result<Form> {
    let unknown = match given.parse::<Template>() {
        Ok(template) => return Ok(Form::BuiltIn(template)),
        Err(unknown) => unknown,
    };
    let path = Path::new(given);
    if path.exists() || given.contains(['/', '\\', '.']) {
        return own::OwnTemplate::open(path).map(Form::Own);
    }
    bail!("{unknown}; a template of your own is given by its path, such as ./{given}.md.j2")
}

fn read(file: &Path) -> anyhow::Result<String> {
    let name = shown(file);
    let mut bytes = Vec::new();
    let got = if file == Path::new("-") {
        std::io::stdin().lock().take(LARGEST + 1).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(file).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes))
    };
    got.with_context(|| format!("can't read {name}"))?;
    if bytes.len() as u64 > LARGEST {
        bail!("{name} is larger than {} MB: cut out the incident's hours", LARGEST >> 20);
    }
    let utf16 = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    String::from_utf8(bytes).map_err(|e| {
        let at = e.utf8_error().valid_up_to();
        let remedy = if utf16 { "iconv -f utf-16 -t utf-8" } else { "iconv -f latin1 -t utf-8" };
        anyhow::anyhow!("{name} is not UTF-8 at byte {at}; save it as UTF-8, for example with `{remedy}`")
    })
}

/// Writes the files, all or none of them as far as can be known before: what is there already is left alone without `force`.
fn write(folder: &Path, files: &[PackFile], force: bool) -> anyhow::Result<()> {
    let there = folder.display();
    std::fs::create_dir_all(folder).with_context(|| format!("can't make the folder {there}"))?;
    let taken: Vec<&str> =
        files.iter().filter(|file| folder.join(&file.name).exists()).map(|file| file.name.as_str()).collect();
    if !taken.is_empty() && !force {
        bail!("in {there} there is already {}; --force writes over it, or name another folder", taken.join(", "));
    }
    for file in files {
        let path = folder.join(&file.name);
        // Beside it first: whoever looks at the file sees the old one or the new one, and never half of it.
        let beside = folder.join(format!(".{}.{}", file.name, std::process::id()));
        let done = std::fs::write(&beside, &file.text).and_then(|()| std::fs::rename(&beside, &path));
        if done.is_err() {
            let _ = std::fs::remove_file(&beside);
        }
        done.with_context(|| format!("can't write {}", path.display()))?;
    }
    Ok(())
}

/// What was read, written, not understood, and what had better be mended.
fn report(post: &Postmortem, findings: &[Finding], folder: &Path, files: &[PackFile]) -> String {
    let mut out = String::new();
    let mut line = |text: String| {
        let _ = writeln!(out, "{text}");
    };
    let moments: Vec<i64> = post.timeline.iter().filter_map(|item| item.at).collect();
    let when = match (moments.first(), moments.last()) {
        (Some(first), Some(last)) => {
            let moment = |at: i64| match post.clock.day(at) {
                Some(day) => format!("{day} {}", post.clock.time(at)),
                None => post.clock.time(at),
            };
            let zone = post.clock.zone.as_deref().map(|zone| format!(" {zone}")).unwrap_or_default();
            format!(", {} to {}{zone}", moment(*first), moment(*last))
        }
        _ => String::new(),
    };
    let count = post.timeline.len();
    line(format!("read {count} {}{when}", if count == 1 { "entry" } else { "entries" }));
    for file in files {
        line(format!("wrote {}", folder.join(&file.name).display()));
    }
    if !post.not_understood.is_empty() {
        line(format!("\nnot understood, and in no section ({}):", post.not_understood.len()));
        for lost in &post.not_understood {
            line(format!("  line {}: {}", lost.number, cut(&lost.text)));
        }
    }
    if !findings.is_empty() {
        line(format!("\nto look at before others read it ({}):", findings.len()));
        for finding in findings {
            let text = if finding.text.is_empty() { String::new() } else { format!(" \"{}\"", cut(&finding.text)) };
            line(format!("  {}:{text} {} {}", finding.place, finding.why, finding.instead));
        }
    }
    out
}

/// A line for a terminal: not too long, and without what would steer it.
fn cut(text: &str) -> String {
    let clean: String = text.trim().chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if clean.chars().count() <= 100 {
        return clean;
    }
    clean.chars().take(99).chain(['…']).collect()
}
