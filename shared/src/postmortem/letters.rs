//! Letters and numbers of all scripts, as far as a timeline's words need them.
//!
//! std's tables know every character there is, and weigh four kilobytes in the page. Here what isn't a letter is listed by blocks,
//! and every other character is one: marks that stand on letters, too, which std parts from them.

/// Whether it is a letter.
#[inline(never)]
pub fn is_letter(c: char) -> bool {
    match c {
        '\0'..='\u{7f}' => c.is_ascii_alphabetic(),
        'ª' | 'µ' | 'º' | 'Ⅰ'..='\u{2188}' => true,
        // Punctuation of Greek, Cyrillic, Armenian, Hebrew, Arabic, Devanagari and Thai.
        '\u{375}'
        | '\u{37e}'
        | '΄'..='΅'
        | '\u{387}'
        | '϶'
        | '҂'
        | '՚'..='՟'
        | '։'..='֏'
        | '־'
        | '׀'
        | '׃'
        | '׆'
        | '׳'..='״'
        | '،'
        | '؛'..='؟'
        | '٪'..='٭'
        | '۔'
        | '।'..='॥'
        | '॰'
        | '฿'
        | '๏'
        | '๚'..='๛' => false,
        // Signs of Latin-1; punctuation, arrows, boxes and other signs; those of Chinese, Japanese and Korean; what is private.
        '\u{80}'..='¿'
        | '×'
        | '÷'
        | '\u{2000}'..='\u{2bff}'
        | '\u{2e00}'..='\u{2e7f}'
        | '\u{2ff0}'..='\u{3004}'
        | '\u{3008}'..='\u{3020}'
        | '\u{3030}'
        | '\u{30a0}'
        | '・'
        | '\u{3200}'..='\u{33ff}'
        | '\u{e000}'..='\u{f8ff}'
        | '\u{fe00}'..='\u{fe6f}'
        | '\u{feff}'..='\u{ff20}'
        | '\u{ff3b}'..='\u{ff40}'
        | '\u{ff5b}'..='\u{ff65}'
        | '\u{ffe0}'..='\u{ffff}'
        | '\u{1f000}'..='\u{1fbff}'
        | '\u{e0000}'.. => false,
        _ => !is_number(c),
    }
}

/// Whether it is a digit, or a number in one character.
#[inline(never)]
pub fn is_number(c: char) -> bool {
    matches!(
        c,
        '0'..='9' | '²' | '³' | '¹' | '¼'..='¾' | '\u{660}'..='\u{669}' | '\u{6f0}'..='\u{6f9}' | '\u{966}'..='\u{96f}'
            | '⁰' | '⁴'..='⁹' | '₀'..='₉' | '⅐'..='\u{2189}' | '①'..='⒛' | '⓪'..='⓿' | '❶'..='➓' | '〇' | '０'..='９'
    )
}

/// Whether it is one of the two.
#[inline(never)]
pub fn is_either(c: char) -> bool {
    is_letter(c) || is_number(c)
}

/// Whether it is a capital letter, where a script has such.
#[inline(never)]
pub fn is_capital(c: char) -> bool {
    is_cased(c) == Some(true)
}

/// Whether it is a small letter, where a script has capitals.
#[inline(never)]
pub fn is_small(c: char) -> bool {
    is_cased(c) == Some(false)
}

/// Whether a letter of the Latin, Greek, Cyrillic or Armenian script is a capital.
fn is_cased(c: char) -> Option<bool> {
    let even = u32::from(c) % 2 == 0;
    Some(match c {
        'A'..='Z' | 'À'..='Ö' | 'Ø'..='Þ' | 'Ÿ' | 'Ά' | 'Έ'..='Ώ' | 'Α'..='Ϋ' | 'Ѐ'..='Я' | 'Ա'..='Ֆ' => {
            true
        }
        'a'..='z'
        | 'ª'
        | 'µ'
        | 'º'
        | 'ß'..='ö'
        | 'ø'..='ÿ'
        | 'ĸ'
        | 'ŉ'
        | 'ſ'
        | 'ΐ'
        | 'ά'..='ώ'
        | 'а'..='џ'
        | 'ՠ'..='ֈ' => false,
        // Here each capital stands before its small letter: by even numbers, and by odd ones.
        'Ā'..='ķ'
        | 'Ŋ'..='ŷ'
        | 'Ǟ'..='ǯ'
        | 'Ǹ'..='ȟ'
        | 'Ȣ'..='ȳ'
        | 'Ѡ'..='ҁ'
        | 'Ҋ'..='ҿ'
        | 'Ӑ'..='ԯ'
        | 'Ḁ'..='ẕ'
        | 'Ạ'..='ỿ' => even,
        'Ĺ'..='ň' | 'Ź'..='ž' | 'Ǎ'..='ǜ' | 'Ӂ'..='ӎ' => !even,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_is_what_std_says() {
        let scripts = [
            '\0'..='\u{2b8}',
            'Ͱ'..='ͷ',
            'Ά'..='҂',
            'Ҋ'..='Ֆ',
            'א'..='ת',
            'ؠ'..='ي',
            '\u{660}'..='\u{669}',
            'अ'..='ह',
            'ก'..='ะ',
            'Ḁ'..='ỿ',
            '\u{2000}'..='\u{2070}',
            '₠'..='\u{20ff}',
            '←'..='\u{245f}',
            '─'..='❵',
            '➔'..='\u{2bff}',
            '\u{3000}'..='\u{3020}',
            'ぁ'..='ゖ',
            'ァ'..='ヿ',
            '一'..='\u{9fff}',
            '가'..='힣',
            '！'..='｠',
            '\u{1f300}'..='\u{1faff}',
        ];
        // Numbers that nobody has given to a character, a number that is a letter too, and a letter whose small one stands elsewhere.
        let usual = |c: &char| !"\u{38b}\u{38d}\u{3a2}\u{530}〇Ӏӏ".contains(*c);
        for c in scripts.into_iter().flatten().filter(usual) {
            assert_eq!(is_either(c), c.is_alphanumeric(), "{c:?} {:x}", u32::from(c));
            assert_eq!(is_letter(c), c.is_alphabetic(), "{c:?} {:x}", u32::from(c));
            assert_eq!(is_number(c), c.is_numeric(), "{c:?} {:x}", u32::from(c));
        }
        let cased =
            ['\0'..='ſ', 'Ǎ'..='ǜ', 'Ǹ'..='ȟ', 'Ά'..='ώ', 'Ѐ'..='ԯ', 'Ա'..='Ֆ', 'ՠ'..='ֈ', 'Ḁ'..='ẕ', 'Ạ'..='ỿ'];
        for c in cased.into_iter().flatten().filter(usual) {
            assert_eq!(is_capital(c), c.is_uppercase(), "{c:?} {:x}", u32::from(c));
            assert_eq!(is_small(c), c.is_lowercase(), "{c:?} {:x}", u32::from(c));
        }
        assert!(!is_capital('本') && !is_small('本') && is_letter('\u{301}'));
    }
}
