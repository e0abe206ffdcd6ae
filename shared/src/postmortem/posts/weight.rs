//! How Twitter counts: Latin and its like weigh one, everything else two, an address 23 whatever its length.

/// The weight of an address.
const ADDRESS: usize = 23;

/// The weight of a text, never less than Twitter's own count. (An emoji of several code points weighs two there and more
/// here.)
pub fn weight(text: &str) -> usize {
    let mut total = 0;
    for (at, word) in text.split(' ').enumerate() {
        total += usize::from(at > 0) + word_weight(word);
    }
    total
}

fn word_weight(word: &str) -> usize {
    let own: usize = word.chars().map(char_weight).sum();
    // What looks like a domain becomes an address, even without a scheme.
    let parts: Vec<&str> = word.split('.').collect();
    let domains = parts.windows(2).filter(|w| {
        w[0].ends_with(char::is_alphanumeric) && w[1].chars().take_while(|c| c.is_alphabetic()).count() >= 2
    });
    let domains = domains.count();
    let plain = |rest: &str| rest.chars().all(|c| c.is_ascii_alphanumeric() || "-._~/?#=&%+".contains(c));
    let whole = word.strip_prefix("https://").or_else(|| word.strip_prefix("http://"));
    if domains > 0 && whole.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphanumeric()) && plain(rest)) {
        return ADDRESS;
    }
    // Not sure where an address in it would begin and end: both it and the rest are counted.
    own + domains * ADDRESS
}

fn char_weight(c: char) -> usize {
    match c {
        '\0'..='\u{10ff}' | '\u{2000}'..='\u{200d}' | '\u{2010}'..='\u{201f}' | '\u{2032}'..='\u{2037}' => 1,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counted_as_twitter_does() {
        assert_eq!(weight("hello world"), 11);
        assert_eq!(weight("日本"), 4);
        assert_eq!(weight("fine 👍"), 7);
        assert_eq!(weight(&format!("see https://example.com/{}", "a".repeat(200))), 4 + 23);
        assert_eq!(weight("“quoted” – so"), 13);
        assert_eq!(weight("45.7 % of v2.3.1"), 16);
        assert!(weight("a.io") >= 23);
        assert!(weight("connection.close()") >= 23, "close is a top-level domain");
    }
}
