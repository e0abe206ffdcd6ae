//! Of any text: reading it doesn't fail, and no line of it is lost.

mod any;

use std::fmt::Write as _;

use proptest::prelude::*;
use ride_shared::postmortem::timeline::read;
use ride_shared::postmortem::{Kind, Postmortem};

/// Everything that an output could show, and the lines not understood.
fn shown(post: &Postmortem) -> String {
    serde_json::to_string(post).expect("plain data")
}

fn assert_sound(text: &str) -> Postmortem {
    let post = read(text);
    let lines: Vec<&str> = text.strip_prefix('\u{feff}').unwrap_or(text).split('\n').collect();
    for lost in &post.not_understood {
        assert!(lost.number as usize >= 1);
        if !text.contains('\r') {
            let line = lines[lost.number as usize - 1];
            assert_eq!(lost.text, line.trim_end(), "the line that is told is the line that stands there");
        }
    }
    let numbers: Vec<u32> = post.not_understood.iter().map(|line| line.number).collect();
    assert!(numbers.windows(2).all(|pair| pair[0] < pair[1]), "each once, in order: {numbers:?}");
    let mut last = i64::MIN;
    for item in &post.timeline {
        if let Some(at) = item.at {
            assert!(at >= last, "entries are in order");
            last = at;
        }
        assert!(!item.text.contains('\n'), "one line each: {:?}", item.text);
    }
    for pair in post.phases.windows(2) {
        assert!(pair[0].to <= pair[1].from, "phases don't overlap");
    }
    assert!(post.phases.iter().all(|phase| phase.from < phase.to));
    let measures = &post.measures;
    for ms in [measures.duration_ms, measures.detect_ms, measures.acknowledge_ms, measures.resolve_ms] {
        assert!(ms.is_none_or(|ms| ms >= 0));
    }
    post
}

/// A line in one of the forms that people paste; `{}` is where its own word goes.
fn form() -> impl Strategy<Value = String> {
    let fixed = prop::sample::select(vec![
        "14:23 UTC [PagerDuty] alert {}",
        "{|",
        "! Time !! {}",
        "|-",
        "| 14:23 || {}",
        "|}",
        "WEBVTT",
        "00:01:02.000 --> 00:01:04.000",
        "14:23   Ana Ruiz   {}",
        "Time",
        "14:40",
        "- **14:30** - {} restarted",
        "- **First Alert:** 14:30 - {}",
        "| 14:31 | {} | Sarah | noted |",
        "| Time | Action {} | Who | Notes |",
        "|---|---|---|---|",
        "| a | {} |",
        "2026-01-10T14:23:05.250Z ERROR {}",
        "Jan 10 14:23:05 host {}: failed",
        "22.08.2025 14:30 {}",
        "03/04/2025 02:10 {}",
        "[14:25] <sarah> {}",
        "sarah  2:25 PM",
        "{}  2:26 PM",
        "[22/08/2025 14:25] {}",
        "## Root Cause",
        "## {}",
        "# Timeline of {}",
        "### Action items",
        "Timeline",
        "What Went Wrong",
        "**{}:** value",
        "**Duration:** 75 minutes, {}",
        "**Severity:** {}",
        "Duration: 3 h {}",
        "Start: 10:00 {}",
        "MTTA: {}",
        "Impact: {} Status: {} Severity: {}",
        "HIGH {}",
        "- [x] {} (owner: Kim, due: 2025-09-01)",
        "1. **Why did it?** {}",
        "   - because {}",
        "    {}",
        "plain words and {}.",
        "{}",
        "```",
        "```sql",
        "SELECT {};",
        "> {}",
        "---",
        "",
        "Day 2",
        "Friday, August 22",
        "2025-08-22",
        "2025-08-23: {}",
        "January 10, 2026 • Duration: {} • Severity: P1",
        "14:23 {}: said",
        "14:23-15:10 {}",
        "~14:30 @{} acknowledged",
        "At 13:24 UTC, {} failed",
        "All times are UTC, {}",
        "Error rate: 23% → 2% {}",
        "T+5 {}",
        "<script>{}</script>",
        "[{}](https://a.example/)",
        "`{}` and *{}*",
        "Prepared by: {} (Lead)",
        "- {} - Senior Developer",
        "Owner | Action | {} |",
        "*List the {}*",
        "Services Affected: {}, other",
        "<tr><td>14:23</td><td>{} fired</td></tr>",
        "<table><tr><th>Time</th><th>{}</th></tr>",
        "</table>",
        "<li>14:24 - {}",
        "<p>{}<br>more</p>",
        "<h2>{}</h2>",
        "<pre>",
        "</pre>",
        "<a href=\"https://a.example/\">{}</a></p>",
        "ts=2026-01-10T14:23:05Z level=error msg=\"{} failed\" n=1",
        "{\"time\": \"14:23\", \"event\": \"",
        "[{\"time\": \"14:23\",",
        "\"event\": \"alert\", \"who\": {\"name\": \"Kim\"}}]",
        "- time: 14:25",
        "  event: {}",
        "Time,Event,Who",
        "14:23,\"{}",
        "and more\",Kim",
        "Time   Event   Who",
        "14:23  {}   Kim",
        "|===",
        "|Time |{} |Who",
        "{code}",
        "#+TITLE: {}",
        "** {}",
        "TTD 4m, {}",
        "T-5m {}",
        "Alert {} (14:23)",
        "At 14:02 UTC {} failed. By 14:10 it was back. {}",
        "kim commented on Mar 3, 2026, 2:25 PM UTC",
        "On Tue, Mar 3, 2026 at 2:25 PM Kim <kim@a.example> wrote:",
    ]);
    fixed.prop_map(str::to_owned)
}

proptest! {
    #![proptest_config(any::any_number(300))]

    #[test]
    fn any_text_is_read(text in "\\PC{0,300}|(\\PC{0,40}\n){0,20}|[ -~\n\r\t]{0,400}") {
        assert_sound(&text);
    }

    #[test]
    fn text_of_the_signs_that_mean_something_is_read(text in "[0-3: ./|*#>`\\[\\]()<>@,~+TZapmUTC\\-\n→–ข€โ]{0,300}") {
        assert_sound(&text);
    }

    #[test]
    fn no_line_is_lost(forms in prop::collection::vec(form(), 1..40)) {
        let mut text = String::new();
        let mut own = Vec::new();
        for (at, form) in forms.iter().enumerate() {
            let word = format!("qzword{at}x");
            if form.contains("{}") {
                own.push(word.clone());
            }
            writeln!(text, "{}", form.replace("{}", &word)).expect("a string takes it");
        }
        let shown = shown(&assert_sound(&text));
        for word in own {
            prop_assert!(shown.contains(&word), "{word} is lost of\n{text}\n{shown}");
        }
    }

    #[test]
    fn words_between_marks_are_kept(text in "(</?(table|tr|td|th|ul|li|p|div|h2|pre|a|b|script)>|[a-z]{6,9}[ .|\n]{1,2}|[0-9]{2}:[0-9]{2} |&amp;|<br>){0,60}") {
        let shown = shown(&assert_sound(&text));
        let known = ["script", "table"];
        for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 5 && !known.contains(word)) {
            prop_assert!(shown.contains(word), "{word} is lost of\n{text}");
        }
    }

    #[test]
    fn words_of_any_text_are_kept(text in "([a-z]{6,9}[ .,:|*`#>\\[\\]()\n\t-]{1,3}|[0-9]{1,4}[:. /-]{0,2}){0,60}") {
        let shown = shown(&assert_sound(&text));
        for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().all(char::is_alphabetic)) {
            prop_assert!(shown.contains(word), "{word} is lost of\n{text}");
        }
    }

    #[test]
    fn the_order_of_lines_does_not_matter_to_dated_entries(order in Just((0..12_u32).collect::<Vec<_>>()).prop_shuffle()) {
        let mut text = String::new();
        for at in &order {
            writeln!(text, "2025-08-22 1{}:{:02} entry{at}", at / 6, at % 6 * 10).expect("a string takes it");
        }
        let post = assert_sound(&text);
        let texts: Vec<&str> = post.timeline.iter().map(|item| item.text.as_str()).collect();
        let wanted: Vec<String> = (0..12).map(|at| format!("entry{at}")).collect();
        prop_assert_eq!(texts, wanted);
        prop_assert!(post.not_understood.is_empty());
    }
}

/// What draws found, and what stays of each.
#[test]
fn words_that_were_lost_once_are_kept() {
    for text in [
        "<table><tr><th>Time</th><th>What</th></tr>\n```\n<script>qzword</script>\n<tr><td>14:23</td><td>fired</td></tr>\n",
        "<table><tr><th>Time</th><th>What</th></tr>\n```\n[qzword](https://a.example/)\n<tr><td>14:23</td><td>fired</td></tr>\n",
        "</pre>\n<table><tr><th>Time</th><th>What</th></tr>\n```\n- **14:30** - qzword restarted\n{code}\n<tr><td>14:23</td><td>fired</td></tr>\n",
        "On Tue, Mar 3, 2026 at 2:25 PM Kim <kim@a.example> wrote: 2026-01-10T14:23:05Z ERROR qzword <lee@a.example> wrote:\n",
        "``` qzword\n14:23 a\n14:24 b\n```\n",
    ] {
        let shown = shown(&assert_sound(text));
        assert!(shown.contains("qzword"), "lost of\n{text}\n{shown}");
    }
}

#[test]
fn markup_stays_text() {
    let post = read("14:00 <script>alert(1)</script> alert fired\n14:05 <img src=x onerror=alert(2)> acknowledged\n");
    assert_eq!(post.timeline[0].text, "<script>alert(1)</script> alert fired");
    assert_eq!(post.timeline[1].text, "<img src=x onerror=alert(2)> acknowledged");
    assert_eq!(post.timeline[1].kind, Kind::Acknowledged);
}

/// Whatever might make a search begin again and again: 64 KB of each, and a megabyte of all.
#[test]
fn a_megabyte_of_junk_is_read() {
    let size = 1 << 16;
    let mut all = String::new();
    for piece in [
        "a",
        "[",
        "](",
        "`",
        "**",
        "*a",
        "|",
        "| a ",
        "\n",
        "```\n",
        "```x\n",
        "~~~\n",
        "A: ",
        "Duration: ",
        "(",
        "14:23 ",
        "14:23 x\n",
        "- 14:23 [a] <b> c: d\n",
        "# a\n",
        "## 2025-01-01\n",
        "@a ",
        "1.\n",
        "sarah  2:25 PM\n",
        "sarah  2:25 PM\nhello\n",
        "01/02/2025 14:00 x\n",
        "60 → 95 → ",
        "x 5% y 7 ms\n",
        "\u{e42}\u{20ac}\u{e02} ",
        "\t",
        "a\tb\n",
        "Time | a\n",
        "| Time | Event |\n|--|--|\n",
        "é",
        "> ",
        "why? ",
        "Timeline\n",
        "Action Items\nHIGH a\n",
        "Friday\n14:00 a\n",
        "\r",
        "<",
        "<td",
        "<td>",
        "<li><p>a\n",
        "<table>\n",
        "</p>&amp;",
        "&",
        "{",
        "{\n",
        "{\"a\":",
        "{\"time\": \"14:23\", \"event\": \"a\"}\n",
        "[{\"time\": \"14:23\", \"event\": \"a\"}, ",
        "a=b ",
        "a=\"",
        "- time: 14:23\n",
        "time: 14:23\nevent: a\n",
        "Time,Event\n14:23,\"a\n",
        "\"",
        "Time   Event\n14:23   a\n",
        "|===\n",
        "|===\n|a\n",
        "At 14:02 a. ",
        "#+a\n* b\n",
        "Alert (14:23)\n",
    ] {
        let text = piece.repeat(size / piece.len());
        assert!(shown(&assert_sound(&text)).len() < 100 * size, "{piece:?}");
        all.push_str(&text[..piece.len() * (text.len() / piece.len() / 3 + 1)]);
    }
    assert!(shown(&assert_sound(&all)).len() < 100 * all.len());
}
