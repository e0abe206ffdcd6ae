//! Finds in what somebody wrote by hand whether it mentions a name, a figure, a moment, a length of time or a matter: in
//! whatever spelling, and never by a model.

use super::points::Mention;

/// Words that say nothing about a matter.
const COMMON: [&str; 84] = [
    "about",
    "after",
    "again",
    "against",
    "also",
    "another",
    "anything",
    "back",
    "because",
    "been",
    "before",
    "behind",
    "being",
    "between",
    "came",
    "come",
    "comes",
    "could",
    "does",
    "doesn't",
    "done",
    "down",
    "each",
    "every",
    "everybody",
    "everything",
    "from",
    "gave",
    "gets",
    "give",
    "given",
    "goes",
    "good",
    "have",
    "held",
    "here",
    "holds",
    "into",
    "itself",
    "just",
    "keep",
    "keeps",
    "kept",
    "know",
    "last",
    "like",
    "little",
    "longer",
    "made",
    "make",
    "many",
    "more",
    "most",
    "much",
    "must",
    "need",
    "needs",
    "never",
    "nobody",
    "nothing",
    "once",
    "only",
    "other",
    "over",
    "people",
    "same",
    "since",
    "some",
    "someone",
    "such",
    "than",
    "that",
    "them",
    "then",
    "there",
    "they",
    "this",
    "those",
    "until",
    "were",
    "what",
    "when",
    "which",
    "with",
];

const NUMBERS: [&str; 13] =
    ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

/// A sentence, taken apart.
pub(super) struct Sentence {
    /// As it was written.
    pub text: String,
    tokens: Vec<Token>,
}

enum Token {
    Word {
        /// Letters and digits only, so that `deploy-worker` is `deploy_worker`.
        squashed: String,
        /// What a hyphen or a slash joins; an underscore joins for good.
        pieces: Vec<String>,
    },
    Number {
        value: f64,
        /// What stands right behind it: `85%`, `35s`.
        unit: String,
    },
    /// Seconds since midnight.
    Time(i64),
}

/// A text's sentences.
pub(super) fn sentences(text: &str) -> Vec<Sentence> {
    let mut sentences = Vec::new();
    for paragraph in text.lines() {
        let mut words: Vec<&str> = Vec::new();
        for word in paragraph.split_whitespace() {
            words.push(word);
            if word.ends_with(['.', '!', '?', ';']) {
                sentences.push(sentence(&words));
                words.clear();
            }
        }
        if !words.is_empty() {
            sentences.push(sentence(&words));
        }
    }
    sentences
}

fn sentence(words: &[&str]) -> Sentence {
    Sentence { text: words.join(" "), tokens: words.iter().filter_map(|word| token(word)).collect() }
}

fn token(word: &str) -> Option<Token> {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '%');
    if let Some(time) = time(word) {
        return Some(Token::Time(time));
    }
    if word.starts_with(|c: char| c.is_ascii_digit())
        && let Some((value, unit)) = number(word)
    {
        return Some(Token::Number { value, unit });
    }
    let lower = word.to_lowercase();
    if let Some(value) = NUMBERS.iter().position(|n| *n == lower) {
        return Some(Token::Number { value: value as f64, unit: String::new() });
    }
    let squashed: String = lower.chars().filter(|c| c.is_alphanumeric() || *c == '%').collect();
    let piece = |c: char| !c.is_alphanumeric() && c != '_' && c != '\'';
    let pieces = lower.split(piece).filter(|p| !p.is_empty()).map(str::to_owned).collect();
    (!squashed.is_empty()).then_some(Token::Word { squashed, pieces })
}

/// `14:23` or `14:23:05`, as seconds since midnight.
fn time(word: &str) -> Option<i64> {
    let word = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let parts: Vec<&str> = word.split(':').collect();
    let [hour, minute, rest @ ..] = parts.as_slice() else { return None };
    let part = |text: &str, below: i64| {
        let number = text.len() <= 2 && text.bytes().all(|b| b.is_ascii_digit());
        text.parse::<i64>().ok().filter(|n| number && *n < below)
    };
    let second = match rest {
        [] => 0,
        [second] => part(second.split('.').next().unwrap_or_default(), 60)?,
        _ => return None,
    };
    Some(part(hour, 24)? * 3600 + part(minute, 60)? * 60 + second)
}

/// A number and what is written right behind it. A comma, an apostrophe or an underscore parts thousands.
fn number(word: &str) -> Option<(f64, String)> {
    let end = word.find(|c: char| !c.is_ascii_digit() && !matches!(c, ',' | '.' | '\'' | '_')).unwrap_or(word.len());
    let (digits, unit) = word.split_at(end);
    let digits: String =
        digits.trim_end_matches([',', '.']).chars().filter(|c| c.is_ascii_digit() || *c == '.').collect();
    // An address or a version is no figure, and neither is what no session could count.
    let value: f64 = digits.parse().ok().filter(|_| digits.len() <= 15)?;
    let unit = unit.to_lowercase();
    Some(if unit == "k" { (value * 1000.0, String::new()) } else { (value, unit) })
}

/// Words of a text that say what it is about, each once, in their order.
pub(super) fn telling(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for sentence in sentences(text) {
        for token in sentence.tokens {
            let Token::Word { pieces, .. } = token else { continue };
            for piece in pieces {
                let long = piece.chars().count() >= 4;
                if long && !COMMON.contains(&piece.as_str()) && !out.iter().any(|known| alike(known, &piece)) {
                    out.push(piece);
                }
            }
        }
    }
    out
}

/// Whether two words are forms of one: `reconnects` and `reconnecting`, `pool` and `pooling`.
pub(super) fn alike(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let (a_long, b_long) = (a.chars().count(), b.chars().count());
    let (short, long) = (a_long.min(b_long), a_long.max(b_long));
    let common = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
    match short {
        0..=3 => false,
        4 => common == 4 && long <= 7,
        _ => common >= 5 && common + 2 >= short && long - common <= 4,
    }
}

/// The first sentence that mentions it.
pub(super) fn find<'t>(sentences: &'t [Sentence], mentions: &[Mention]) -> Option<&'t Sentence> {
    sentences
        .iter()
        .find(|sentence| mentions.iter().any(|mention| sentence.mentions(mention)))
        .or_else(|| across(sentences, mentions))
}

/// A matter may be spread over several sentences; the first that has to do with it stands for all.
fn across<'t>(sentences: &'t [Sentence], mentions: &[Mention]) -> Option<&'t Sentence> {
    for mention in mentions {
        let Mention::Words { words, at_least } = mention else { continue };
        let found = words.iter().filter(|word| sentences.iter().any(|s| s.has_word(word))).count();
        if found >= *at_least as usize && *at_least > 0 {
            return sentences.iter().find(|s| words.iter().any(|word| s.has_word(word)));
        }
    }
    None
}

impl Sentence {
    fn mentions(&self, mention: &Mention) -> bool {
        match mention {
            Mention::Name { name } => self.has_name(name),
            Mention::Words { words, at_least } => {
                *at_least > 0 && words.iter().filter(|word| self.has_word(word)).count() >= *at_least as usize
            }
            Mention::Count { least, most } => {
                let inside = |value: f64| value >= *least && value <= *most;
                self.numbers().any(|(value, unit)| inside(value) && !is_percent(unit) && milliseconds(unit).is_none())
            }
            Mention::Percent { least, most } => {
                self.numbers().any(|(value, unit)| value >= *least && value <= *most && is_percent(unit))
            }
            Mention::Moment { at } => {
                // Whoever looks at another clock is an hour or several off, and means the same moment.
                let second = at.div_euclid(1000).rem_euclid(3600);
                self.tokens.iter().any(|token| match token {
                    Token::Time(time) => {
                        let apart = (time.rem_euclid(3600) - second).rem_euclid(3600);
                        apart <= 60 || apart >= 3540
                    }
                    _ => false,
                })
            }
            Mention::Duration { least_ms, most_ms } => {
                self.durations().iter().any(|ms| *ms >= *least_ms as f64 && *ms <= *most_ms as f64)
            }
        }
    }

    fn has_word(&self, word: &str) -> bool {
        self.tokens.iter().any(|token| match token {
            Token::Word { pieces, .. } => pieces.iter().any(|piece| alike(piece, word)),
            _ => false,
        })
    }

    /// The name as one word, or as several in a row.
    fn has_name(&self, name: &str) -> bool {
        let wanted: String = name.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
        if wanted.is_empty() {
            return false;
        }
        let is = |text: &str| text == wanted || text.strip_suffix('s') == Some(&wanted);
        (0..self.tokens.len()).any(|from| {
            let mut joined = String::new();
            for token in &self.tokens[from..] {
                let Token::Word { squashed, .. } = token else { return false };
                joined.push_str(squashed);
                if is(&joined) {
                    return true;
                }
                if joined.len() > wanted.len() {
                    return false;
                }
            }
            false
        })
    }

    /// Every number with its unit: what stands right behind it, or the word that follows.
    fn numbers(&self) -> impl Iterator<Item = (f64, &str)> {
        self.tokens.iter().enumerate().filter_map(|(at, token)| {
            let Token::Number { value, unit } = token else { return None };
            let next = match self.tokens.get(at + 1) {
                Some(Token::Word { squashed, .. }) => squashed.as_str(),
                _ => "",
            };
            Some((*value, if unit.is_empty() { next } else { unit.as_str() }))
        })
    }

    /// Lengths of time in milliseconds; what follows each other in falling units is one: `1 minute 30 seconds`.
    fn durations(&self) -> Vec<f64> {
        let mut out: Vec<f64> = Vec::new();
        let mut before = 0.0;
        for (value, unit) in self.numbers() {
            let Some(ms) = milliseconds(unit) else {
                before = 0.0;
                continue;
            };
            if ms < before
                && let Some(last) = out.last_mut()
            {
                *last += value * ms;
            } else {
                out.push(value * ms);
            }
            before = ms;
        }
        out
    }
}

fn is_percent(unit: &str) -> bool {
    matches!(unit, "%" | "percent" | "pct")
}

fn milliseconds(unit: &str) -> Option<f64> {
    match unit {
        "ms" | "millisecond" | "milliseconds" => Some(1.0),
        "s" | "sec" | "secs" | "second" | "seconds" => Some(1000.0),
        "m" | "min" | "mins" | "minute" | "minutes" => Some(60_000.0),
        "h" | "hr" | "hrs" | "hour" | "hours" => Some(3_600_000.0),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mentioned(text: &str, mention: Mention) -> bool {
        find(&sentences(text), &[mention]).is_some()
    }

    #[test]
    fn a_name_is_found_however_it_is_spelt_and_not_within_another() {
        let name = |name: &str| Mention::Name { name: name.to_owned() };
        for text in ["deploy_worker took all", "the deploy workers", "Deploy-Worker!", "it was (deployworker)."] {
            assert!(mentioned(text, name("deploy_worker")), "{text}");
        }
        assert!(!mentioned("a deploy, and then its worker", name("deploy_worker")));
        assert!(!mentioned("deploy_worker", name("deploy")));
        assert!(!mentioned("anything", name("")));
    }

    #[test]
    fn figures_are_found_with_their_unit() {
        let count = Mention::Count { least: 950.0, most: 1050.0 };
        for text in ["1,000 calls failed", "about 1k calls", "1000.", "some 980 failed"] {
            assert!(mentioned(text, count.clone()), "{text}");
        }
        for text in ["1000 seconds", "1000 %", "v1000", "10.0.0.1", "nothing"] {
            assert!(!mentioned(text, count.clone()), "{text}");
        }
        let percent = Mention::Percent { least: 60.0, most: 70.0 };
        assert!(mentioned("65% failed", percent.clone()) && mentioned("65 percent of", percent.clone()));
        assert!(!mentioned("65 calls", percent));
    }

    #[test]
    fn moments_and_lengths_of_time() {
        let at = Mention::Moment { at: 14 * 3_600_000 + 23 * 60_000 };
        assert!(mentioned("since 14:23 UTC", at.clone()) && mentioned("since 16:22:30,", at.clone()));
        assert!(!mentioned("since 14:33", at.clone()) && !mentioned("14:99", at));
        let lasted = Mention::Duration { least_ms: 80_000, most_ms: 100_000 };
        for text in ["for 1 minute 30 seconds", "90s", "for 1.5 min", "1 min and 25 sec"] {
            assert!(mentioned(text, lasted.clone()), "{text}");
        }
        assert!(!mentioned("90 calls in 3 min", lasted));
    }

    #[test]
    fn a_matter_may_be_spread_over_sentences() {
        let words = ["reconnect", "storm", "jitter", "backoff"].map(str::to_owned).to_vec();
        let matter = Mention::Words { words, at_least: 2 };
        assert!(mentioned("All reconnected. It was a storm.", matter.clone()));
        assert!(!mentioned("All reconnected.", matter));
        assert!(!mentioned("x", Mention::Words { words: Vec::new(), at_least: 0 }));
    }

    #[test]
    fn forms_of_one_word_are_alike_and_others_are_not() {
        for (a, b) in
            [("reconnects", "reconnecting"), ("pool", "pooling"), ("release", "released"), ("limit", "limits")]
        {
            assert!(alike(a, b), "{a} {b}");
        }
        for (a, b) in [("dead", "deadlock"), ("index", "indeed"), ("set", "sets"), ("connection", "connoisseur")] {
            assert!(!alike(a, b), "{a} {b}");
        }
    }
}
