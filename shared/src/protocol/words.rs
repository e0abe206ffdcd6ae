//! The lab's commands as text: `\brief \hint \action \diagnose \score` read their arguments and print their answers by
//! these functions, in the browser's console and on the terminal alike.

use std::fmt::Write as _;

use crate::grading::{DETECT, FIX, Line, Part, Scorecard, Scored, TRAP, Times};
use crate::journal::DiagnosisAnswer;
use crate::scenario::Briefing;

use super::{ActionTaken, HintRevealed, SessionView, TakeAction};

/// `\brief`: the page that the on-call engineer got.
pub fn brief(session: &SessionView) -> String {
    let b = &session.briefing;
    let mut out = format!("{} · {} · {:?} · {}\n\n", b.scenario.title, b.severity, b.scenario.level, b.scenario.topic);
    out.push_str(b.briefing.trim_end());
    out.push('\n');
    for (at, hint) in session.hints.iter().enumerate() {
        let _ = write!(out, "\nHint {}: {hint}\n", at + 1);
    }
    out
}

/// `\hint`: what was revealed.
pub fn hint(hint: &HintRevealed) -> String {
    let cost = match hint.cost {
        0 => String::new(),
        1 => " (costs 1 point)".to_owned(),
        n => format!(" (costs {n} points)"),
    };
    format!("Hint {}{cost}: {}\n{} left.\n", hint.index + 1, hint.text, hint.left)
}

/// `\action` without a name: the levers.
pub fn actions(briefing: &Briefing) -> String {
    let mut out = String::new();
    for action in &briefing.actions {
        let values = if action.values.is_empty() { String::new() } else { format!(" {}", action.values.join("|")) };
        let _ = writeln!(out, "\\action {}{values}\n    {}", action.name, action.description);
    }
    if out.is_empty() { "This scenario has no actions.\n".to_owned() } else { out }
}

/// `\action NAME [VALUE]`, where `set pool_size 10` is another way to write `set-pool-size 10`. `None` without a name.
pub fn parse_action(arguments: &str) -> Option<TakeAction> {
    let mut words = arguments.split_whitespace();
    let mut action = words.next()?.to_owned();
    if action == "set" {
        action = format!("set-{}", words.next().unwrap_or_default().replace('_', "-"));
    }
    let value = words.collect::<Vec<_>>().join(" ");
    Some(TakeAction { action, value: (!value.is_empty()).then_some(value) })
}

/// What came of an action.
pub fn action_taken(taken: &ActionTaken) -> String {
    format!("{}\n", taken.outcome)
}

/// `\diagnose` without arguments: the form, and how to fill it in.
pub fn diagnosis_form(briefing: &Briefing) -> String {
    let form = &briefing.diagnosis;
    let mut out = String::from("\\diagnose cause=KEY culprit=NAME");
    for number in &form.numbers {
        let _ = write!(out, " {}=NUMBER", number.key);
    }
    out.push_str("\n\ncause, one of:\n");
    let width = form.causes.iter().map(|c| c.key.chars().count()).max().unwrap_or(0);
    for cause in &form.causes {
        let _ = writeln!(out, "    {:width$}  {}", cause.key, cause.label);
    }
    let _ = writeln!(out, "culprit, one of: {}", form.culprits.join(", "));
    for number in &form.numbers {
        let _ = writeln!(out, "{}: {}", number.key, number.label);
    }
    out
}

/// `\diagnose key=value ...`: `cause`, `culprit` and the figures' keys.
pub fn parse_diagnosis(arguments: &str) -> Result<DiagnosisAnswer, String> {
    let mut answer = DiagnosisAnswer::default();
    for word in arguments.split_whitespace() {
        let (key, value) =
            word.split_once('=').ok_or_else(|| format!("{word}: write it as key=value, such as cause=KEY"))?;
        match key {
            "cause" => answer.cause = Some(value.to_owned()),
            "culprit" => answer.culprit = Some(value.to_owned()),
            _ => {
                let number = value.parse().map_err(|_| format!("{key}: {value} is not a number"))?;
                answer.numbers.insert(key.to_owned(), number);
            }
        }
    }
    Ok(answer)
}

/// What now stands as the diagnosis.
pub fn diagnosis_taken(answer: &DiagnosisAnswer) -> String {
    let mut parts = Vec::new();
    parts.extend(answer.cause.as_ref().map(|c| format!("cause={c}")));
    parts.extend(answer.culprit.as_ref().map(|c| format!("culprit={c}")));
    parts.extend(answer.numbers.iter().map(|(k, v)| format!("{k}={v}")));
    format!("Taken: {}. Submit again to change it; \\score judges the last.\n", parts.join(" "))
}

/// `\score`: the card, the times and the truth.
pub fn scored(scored: &Scored) -> String {
    let card = &scored.card;
    let mut out = format!("Score {} of 100\n", card.total);
    for (name, points, of, parts) in sections(card) {
        let _ = writeln!(out, "\n{name} {points} of {of}");
        for line in card.lines.iter().filter(|l| parts.contains(&l.part)) {
            out.push_str(&card_line(line));
        }
    }
    if card.hints > 0 {
        let _ = writeln!(out, "\nHints -{}", card.hints);
    }
    let _ = writeln!(out, "\n{}", times(&scored.times));
    let truth = &scored.truth;
    for (name, text) in [
        ("Root cause", &truth.root_cause),
        ("How it is found", &truth.found_by),
        ("Mitigation", &truth.mitigation),
        ("Durable fix", &truth.durable_fix),
        ("Lesson", &truth.lesson),
    ] {
        let _ = write!(out, "\n{name}: {}\n", text.trim());
    }
    for reading in &truth.reading {
        let _ = writeln!(out, "  {reading}");
    }
    out
}

/// The card's sections: name, points, whole, and the parts that belong to it.
pub fn sections(card: &Scorecard) -> [(&'static str, u32, u32, &'static [Part]); 3] {
    [
        ("Detect", card.detect, DETECT, &[Part::Detect]),
        ("Fix", card.fix, FIX, &[Part::Mitigation, Part::Durable]),
        ("Trap", card.trap, TRAP, &[Part::Trap]),
    ]
}

fn card_line(line: &Line) -> String {
    let events = if line.events.is_empty() { String::new() } else { format!(" [{}]", line.events.join(", ")) };
    match line.part {
        Part::Trap | Part::Hint => format!("  {:>3}      {}{events}\n", line.points, line.reason),
        _ => format!("  {:>3}/{:<3}  {}{events}\n", line.points, line.of, line.reason),
    }
}

/// The response's times in words.
pub fn times(times: &Times) -> String {
    let word = |ms: Option<u64>| ms.map_or_else(|| "never".to_owned(), clock);
    format!(
        "Acknowledged after {}, detected after {}, recovered after {}",
        word(times.acknowledged_ms),
        word(times.detected_ms),
        word(times.recovered_ms)
    )
}

/// Milliseconds as `m:ss`, or `h:mm:ss` from an hour on.
pub fn clock(ms: u64) -> String {
    let s = ms / 1000;
    if s >= 3600 {
        format!("{}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60)
    } else {
        format!("{}:{:02}", s / 60, s % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn set_with_a_blank_is_the_action_with_a_hyphen() {
        let want = TakeAction { action: "set-pool-size".into(), value: Some("10".into()) };
        assert_eq!(parse_action("set pool_size 10"), Some(want.clone()));
        assert_eq!(parse_action(" set-pool-size  10 "), Some(want));
        assert_eq!(parse_action("deploy"), Some(TakeAction { action: "deploy".into(), value: None }));
        assert_eq!(parse_action("  "), None);
    }

    #[test]
    fn a_diagnosis_is_read_by_keys_and_says_what_it_cannot_read() {
        let answer = parse_diagnosis("cause=storm culprit=deploy_worker held=85").unwrap();
        assert_eq!(answer.cause.as_deref(), Some("storm"));
        assert_eq!(answer.numbers["held"].to_string(), "85");
        assert_eq!(parse_diagnosis("storm").unwrap_err(), "storm: write it as key=value, such as cause=KEY");
        assert_eq!(parse_diagnosis("held=many").unwrap_err(), "held: many is not a number");
    }

    #[test]
    fn the_clock_grows_an_hour_when_it_needs_one() {
        assert_eq!(clock(61_000), "1:01");
        assert_eq!(clock(3_661_000), "1:01:01");
    }
}
