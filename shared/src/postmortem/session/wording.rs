//! Words: counts, shares, lines cut to length, and a scenario's sentences without the "you" that they say to a learner.

/// The one who did it all.
pub(super) const ENGINEER: &str = "the on-call engineer";

/// `1 call`, `3 calls`.
pub(super) fn count(n: u64, one: &str) -> String {
    if n == 1 {
        return format!("1 {one}");
    }
    match one.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{n} {stem}ies"),
        _ if one.ends_with("sis") => format!("{n} {}es", &one[..one.len() - 2]),
        _ => format!("{n} {one}s"),
    }
}

/// A share in percent with at most one decimal: `12.5 %`; nothing of nothing is 0 %.
pub(super) fn percent(part: u64, whole: u64) -> String {
    if whole == 0 {
        return "0 %".to_owned();
    }
    let tenths = u128::from(part) * 1000 / u128::from(whole);
    decimal(u64::try_from(tenths).unwrap_or(u64::MAX)) + " %"
}

fn decimal(tenths: u64) -> String {
    match tenths % 10 {
        0 => (tenths / 10).to_string(),
        rest => format!("{}.{rest}", tenths / 10),
    }
}

/// A measured figure with at most one decimal, written without the formatting of floats.
pub(super) fn figure(value: f64) -> String {
    if !value.is_finite() {
        return "not a number".to_owned();
    }
    // A cast saturates, so whatever was measured has a form.
    let tenths = (value.abs() * 10.0).round() as u64;
    let sign = if value < 0.0 && tenths > 0 { "-" } else { "" };
    format!("{sign}{}", decimal(tenths))
}

/// One line of at most so many characters.
pub(super) fn line(text: &str, most: usize) -> String {
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if flat.chars().count() <= most {
        return flat;
    }
    let cut: String = flat.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", cut.trim_end())
}

/// A paragraph: line breaks become blanks.
pub(super) fn paragraph(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `a, b and c`.
pub(super) fn listed(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// The sentence, its first letter small where it is an ordinary word, to stand within another one.
pub(super) fn within(text: &str) -> String {
    let first = text.split(' ').next().unwrap_or_default();
    let ordinary = first.chars().skip(1).all(|c| c.is_lowercase() || c == '\'') && first.chars().count() > 1;
    let mut chars = text.chars();
    match chars.next() {
        Some(c) if ordinary => c.to_lowercase().chain(chars).collect(),
        _ => text.to_owned(),
    }
}

/// What a scenario says to its learner, said of the on-call engineer: cards speak to somebody, postmortems of somebody, and
/// look for no culprit.
pub(super) fn third_person(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut out: Vec<String> = Vec::with_capacity(words.len());
    for (at, word) in words.iter().enumerate() {
        let bare: String = word.chars().take_while(|c| c.is_alphanumeric() || *c == '\'').collect();
        let rest = &word[bare.len()..];
        let begins = at == 0 || out.last().is_some_and(|w| w.ends_with(['.', '!', '?']));
        let before = out.last().map(|w| w.to_lowercase()).unwrap_or_default();
        let next = words.get(at + 1).copied().unwrap_or_default();
        let new = match bare.to_lowercase().as_str() {
            // "The server showed you that": to whom, everybody knows.
            "you" if matches!(before.as_str(), "show" | "showed" | "shown" | "tell" | "tells" | "told") => {
                if rest.is_empty() {
                    continue;
                }
                if let Some(last) = out.last_mut() {
                    last.push_str(rest);
                }
                continue;
            }
            "you" if begins => capital(ENGINEER),
            "you" if before == "blocks" => "somebody".to_owned(),
            "you" => "people".to_owned(),
            "your" if next.starts_with("diagnosis") => "the".to_owned(),
            "your" => format!("{ENGINEER}'s"),
            "yours" => format!("{ENGINEER}'s"),
            "yourself" => "by hand".to_owned(),
            // Who reads it does so on another day.
            "today" => "that day".to_owned(),
            "today's" => "that day's".to_owned(),
            "tomorrow" => "the next day".to_owned(),
            "yesterday" => "the day before".to_owned(),
            "tonight" => "that night".to_owned(),
            "ago" => "before".to_owned(),
            // The form asks for a culprit; a postmortem looks for where it came from.
            "culprit" => "origin".to_owned(),
            _ => {
                out.push((*word).to_owned());
                continue;
            }
        };
        let new = if begins { capital(&new) } else { new };
        out.push(format!("{new}{rest}"));
    }
    // "a lock of your own" is now one of the engineer's own; "by hand" stands for "yourself" as it is.
    out.join(" ")
}

/// With a capital letter.
pub(super) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_at_most_one_decimal() {
        assert_eq!(percent(1, 8), "12.5 %");
        assert_eq!(percent(3, 3), "100 %");
        assert_eq!(percent(0, 0), "0 %");
        assert_eq!(figure(1234.56), "1234.6");
        assert_eq!(figure(-0.01), "0");
        assert_eq!(figure(f64::NAN), "not a number");
        assert_eq!(figure(f64::MAX), "1844674407370955161.5");
    }

    #[test]
    fn counts_have_their_plural() {
        assert_eq!(count(1, "call"), "1 call");
        assert_eq!(count(2, "entry"), "2 entries");
        assert_eq!(count(0, "diagnosis"), "0 diagnoses");
    }

    #[test]
    fn lines_are_cut_between_characters() {
        assert_eq!(line("a\n  b", 10), "a b");
        assert_eq!(line("äöü äöü", 5), "äöü…");
    }

    #[test]
    fn nobody_is_spoken_to() {
        for (said, told) in [
            ("The server showed you deploy_worker holding most.", "The server showed deploy_worker holding most."),
            (
                "You never had the server show you who holds it.",
                "The on-call engineer never had the server show who holds it.",
            ),
            ("Your diagnosis names the cause.", "The diagnosis names the cause."),
            (
                "{x} waited for a lock of yours. Count before you cut.",
                "{x} waited for a lock of the on-call engineer's. Count before people cut.",
            ),
            ("Released two days ago, fixed tonight.", "Released two days before, fixed that night."),
            (
                "Restarted today, back tomorrow: today's peak.",
                "Restarted that day, back the next day: that day's peak.",
            ),
            ("A session of your own held it.", "A session of the on-call engineer's own held it."),
            ("Choose a free range yourself.", "Choose a free range by hand."),
            ("What an idle session did last tells you which path.", "What an idle session did last tells which path."),
        ] {
            assert_eq!(third_person(said), told);
        }
    }

    #[test]
    fn a_sentence_within_another_begins_small_unless_it_begins_with_a_name() {
        assert_eq!(within("Terminating the sessions"), "terminating the sessions");
        assert_eq!(within("VACUUM came"), "VACUUM came");
        assert_eq!(within("deploy_worker let go"), "deploy_worker let go");
    }
}
