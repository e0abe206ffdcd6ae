//! Templates of one's own, in Jinja's language.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow};
use minijinja::value::{Serde, Value, ValueKind};
use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior};
use ride_shared::postmortem::{Clock, Postmortem, markdown::escape, moment};

/// What stands where the timeline says nothing.
const MISSING: &str = "(to be filled in)";

/// Larger files are no templates.
const LARGEST: u64 = 1 << 20;

/// A template of one's own.
pub(super) struct OwnTemplate {
    path: PathBuf,
    source: String,
}

impl OwnTemplate {
    pub(super) fn open(path: &Path) -> anyhow::Result<Self> {
        let name = path.display();
        let size = std::fs::metadata(path).with_context(|| format!("can't read the template {name}"))?.len();
        if size > LARGEST {
            return Err(anyhow!("{name} is larger than {} MB, and no template", LARGEST >> 20));
        }
        let source = std::fs::read_to_string(path).with_context(|| format!("can't read the template {name}"))?;
        let own = Self { path: path.to_owned(), source };
        // Mistakes of the language are told before the timeline is read.
        Self::environment(&Clock::default())
            .template_from_named_str(&own.name(), &own.source)
            .map_err(|e| own.told(&e))?;
        Ok(own)
    }

    fn name(&self) -> String {
        self.path.display().to_string()
    }

    /// `report.html.j2` makes `postmortem.html`; without an ending of its own it is Markdown.
    pub(super) fn output_name(&self) -> String {
        let name = self.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let bare = [".j2", ".jinja", ".jinja2", ".tmpl"].iter().find_map(|ending| name.strip_suffix(ending));
        let ending = bare.unwrap_or(&name).rsplit_once('.').map_or("md", |(_, ending)| ending);
        let plain = !ending.is_empty() && ending.len() <= 8 && ending.bytes().all(|b| b.is_ascii_alphanumeric());
        format!("postmortem.{}", if plain { ending } else { "md" })
    }

    pub(super) fn render(&self, post: &Postmortem) -> anyhow::Result<String> {
        let environment = Self::environment(&post.clock);
        let model = Value::from(Serde(post));
        environment.render_named_str(&self.name(), &self.source, model).map_err(|e| self.told(&e))
    }

    fn environment(clock: &Clock) -> Environment<'_> {
        let mut environment = Environment::new();
        // A name with a slip of the pen must not come out as nothing.
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_debug(false);
        environment.set_formatter(|out, state, value| {
            // What isn't known is null in the model.
            if value.is_none() {
                return out.write_str(MISSING).map_err(Error::from);
            }
            minijinja::escape_formatter(out, state, value)
        });
        let on = clock.clone();
        environment.add_filter("time", move |at: Value| over(&at, |at| on.time(at)));
        let on = clock.clone();
        environment.add_filter("day", move |at: Value| over(&at, |at| on.day(at).unwrap_or_default()));
        let on = clock.clone();
        environment.add_filter("moment", move |at: Value| {
            over(&at, |at| {
                let zone = on.zone.as_deref().map(|zone| format!(" {zone}")).unwrap_or_default();
                let day = on.day(at).map(|day| format!("{day} ")).unwrap_or_default();
                format!("{day}{}{zone}", on.time(at))
            })
        });
        environment.add_filter("duration", |ms: Value| over(&ms, moment::duration));
        environment.add_filter("md", |text: Value| escaped(&text, escape::inline));
        environment.add_filter("md_block", |text: Value| escaped(&text, escape::block));
        environment.add_filter("md_cell", |text: Value| escaped(&text, escape::cell));
        environment.add_filter("md_fence", |text: Value| escaped(&text, |text| escape::fence(text, "")));
        environment
    }

    /// The error with file and line, in one message.
    fn told(&self, error: &Error) -> anyhow::Error {
        let line = error.line().map(|line| format!(":{line}")).unwrap_or_default();
        let mut text = format!("{}{line}: {}", self.name(), error.kind());
        if let Some(detail) = error.detail() {
            text = format!("{text}: {detail}");
        }
        anyhow!(text)
    }
}

/// A number of milliseconds as text; what isn't known stays unknown.
fn over(value: &Value, shown: impl Fn(i64) -> String) -> Result<Value, Error> {
    if value.is_none() {
        return Ok(Value::from(()));
    }
    let ms = i64::try_from(value.clone())
        .map_err(|_| Error::new(ErrorKind::InvalidOperation, format!("this wants milliseconds, not {value}")))?;
    Ok(Value::from(shown(ms)))
}

/// Text made harmless in Markdown.
fn escaped(value: &Value, escape: impl Fn(&str) -> String) -> Result<Value, Error> {
    match value.kind() {
        ValueKind::None => Ok(Value::from(MISSING)),
        ValueKind::Undefined => Err(Error::new(ErrorKind::UndefinedError, "there is no such field")),
        _ => Ok(Value::from(escape(&value.to_string()))),
    }
}
