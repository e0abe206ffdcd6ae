//! Writing into one text. In the page each `format!`, each text that lives for a line and each list that is joined weighs more than
//! what it says: outputs put all they have into one growing text, by these.

/// Puts a text behind what there is.
#[inline(never)]
pub fn put(out: &mut String, text: &str) {
    out.push_str(text);
}

/// Puts a number behind what there is.
#[inline(never)]
pub fn number(out: &mut String, number: i64) {
    put(out, &number.to_string());
}

/// Puts texts behind what there is.
#[inline(never)]
pub fn all(out: &mut String, texts: &[&str]) {
    for text in texts {
        put(out, text);
    }
}

/// Whether a word is one of those that stand in a list, parted by spaces.
#[inline(never)]
pub fn one_of(list: &str, word: &str) -> bool {
    list.split(' ').any(|one| one == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_list_are_whole_words() {
        assert!(one_of("to and fro", "and") && one_of("to", "to"));
        assert!(!one_of("to and fro", "an") && !one_of("to and fro", "to and"));
    }
}
