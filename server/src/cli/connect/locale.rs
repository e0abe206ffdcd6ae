//! What `client_encoding=auto` stands for: the encoding of the locale that the environment names.

use super::Environment;

/// Character sets as locales are called by them, without punctuation, and PostgreSQL's names.
const NAMES: [(&str, &str); 22] = [
    ("utf8", "UTF8"),
    ("iso88591", "LATIN1"),
    ("iso88592", "LATIN2"),
    ("iso88593", "LATIN3"),
    ("iso88594", "LATIN4"),
    ("iso88595", "ISO_8859_5"),
    ("iso88596", "ISO_8859_6"),
    ("iso88597", "ISO_8859_7"),
    ("iso88598", "ISO_8859_8"),
    ("iso88599", "LATIN5"),
    ("iso885913", "LATIN7"),
    ("iso885915", "LATIN9"),
    ("iso885916", "LATIN10"),
    ("koi8r", "KOI8R"),
    ("koi8u", "KOI8U"),
    ("cp1251", "WIN1251"),
    ("eucjp", "EUC_JP"),
    ("euckr", "EUC_KR"),
    ("gb2312", "EUC_CN"),
    ("gbk", "GBK"),
    ("gb18030", "GB18030"),
    ("big5", "BIG5"),
];

/// PostgreSQL's name of the encoding; UTF8 for one that has none.
pub(in crate::cli) fn encoding(environment: Environment<'_>) -> &'static str {
    let named =
        ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|name| environment(name).filter(|text| !text.is_empty()));
    let Some(locale) = named.filter(|name| name != "C" && name != "POSIX") else { return "SQL_ASCII" };
    let set = locale.split('@').next().and_then(|name| name.split_once('.')).map_or("", |(_, set)| set);
    let plain: String = set.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    NAMES.iter().find(|(name, _)| *name == plain).map_or("UTF8", |(_, encoding)| encoding)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_that_is_set_counts() {
        let of = |all: &'static [(&str, &str)]| {
            encoding(&move |name| all.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()))
        };
        assert_eq!(of(&[]), "SQL_ASCII");
        assert_eq!(of(&[("LANG", "C")]), "SQL_ASCII");
        assert_eq!(of(&[("LANG", "C.UTF-8")]), "UTF8");
        assert_eq!(of(&[("LANG", "C"), ("LC_ALL", ""), ("LC_CTYPE", "de_DE.ISO-8859-15@euro")]), "LATIN9");
        assert_eq!(of(&[("LC_ALL", "POSIX"), ("LANG", "en_US.utf8")]), "SQL_ASCII");
    }
}
