//! Splitting a text into statements, by psql's rules.

use super::lexer::{Lexer, NoVariables, Stop};

/// A piece of a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// A statement with its semicolon.
    Statement(String),
    /// A backslash command without its backslash, to the end of its line.
    Command(String),
    /// What was left when the text ended: a statement without a semicolon.
    Rest(String),
}

/// Splits `lines` as psql would; variables are left alone.
pub fn split<'a>(lines: impl IntoIterator<Item = &'a str>) -> Vec<Piece> {
    let mut lexer = Lexer::default();
    let mut buffer = String::new();
    let mut pieces = Vec::new();
    for line in lines {
        if !buffer.is_empty() {
            buffer.push('\n');
        }
        lexer.set_input(line);
        loop {
            match lexer.scan(&mut buffer, &NoVariables).0 {
                Stop::Semicolon => pieces.push(Piece::Statement(std::mem::take(&mut buffer))),
                Stop::Backslash => {
                    let rest = lexer.rest();
                    let end = rest.find('\n').unwrap_or(rest.len());
                    pieces.push(Piece::Command(rest[..end].to_owned()));
                    lexer.at += end;
                }
                Stop::EndOfLine | Stop::Incomplete => break,
            }
        }
    }
    if !buffer.is_empty() {
        pieces.push(Piece::Rest(buffer));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn statements(text: &str) -> Vec<String> {
        split([text])
            .into_iter()
            .map(|piece| match piece {
                Piece::Statement(text) | Piece::Rest(text) => text,
                Piece::Command(text) => format!("\\{text}"),
            })
            .collect()
    }

    #[test]
    fn splits_like_psql() {
        let cases: &[(&str, &[&str])] = &[
            ("select 1;select 2; select 3", &["select 1;", "select 2;", "select 3"]),
            ("select ';';", &["select ';';"]),
            ("select 'it''s;';x;", &["select 'it''s;';", "x;"]),
            (r"select 'a\';select 2;", &[r"select 'a\';", "select 2;"]),
            (r"select E'a\';b';select 2;", &[r"select E'a\';b';", "select 2;"]),
            (r#"select U&'\0041;' , U&"a;b";x;"#, &[r#"select U&'\0041;' , U&"a;b";"#, "x;"]),
            (r#"select ";""a;";x;"#, &[r#"select ";""a;";"#, "x;"]),
            ("do $$ begin; end $$;x;", &["do $$ begin; end $$;", "x;"]),
            ("do $a$ $b$ ; $$ ; $a$;x;", &["do $a$ $b$ ; $$ ; $a$;", "x;"]),
            ("select a$b$;c$b$;", &["select a$b$;", "c$b$;"]),
            ("/* ; /* ; */ ; */ select 1;", &["/* ; /* ; */ ; */ select 1;"]),
            ("-- ; \nselect 1; -- x;", &["select 1;"]),
            ("select 1 -- ;\n+1;", &["select 1 -- ;\n+1;"]),
            ("create rule r as on x do (a; b);c;", &["create rule r as on x do (a; b);", "c;"]),
            (
                "create function f() returns int begin atomic select 1; select case when true then 2 end; end; x;",
                &[
                    "create function f() returns int begin atomic select 1; select case when true then 2 end; end;",
                    "x;",
                ],
            ),
            ("begin; select 1; end;", &["begin;", "select 1;", "end;"]),
            (r"select 1\; select 2;x;", &["select 1; select 2;", "x;"]),
            ("select 'a'\n 'b;' ;x;", &["select 'a'\n 'b;' ;", "x;"]),
            ("select E'a'\n 'b\\';' ;x;", &["select E'a'\n 'b\\';' ;", "x;"]),
            ("select 1 \\gx foo", &["\\gx foo", "select 1 "]),
            ("select $1;select $1 $x;", &["select $1;", "select $1 $x;"]),
            // Rubbish after a number opens no literal with escapes.
            (r"select 1E'';x;", &[r"select 1E'';", "x;"]),
            (r"select $1E'';x;", &[r"select $1E'';", "x;"]),
            ("select 1a$$;x;", &["select 1a$$;", "x;"]),
        ];
        for (text, expected) in cases {
            assert_eq!(statements(text), *expected, "{text}");
        }
    }

    #[test]
    fn a_literal_is_not_taken_up_again_in_the_next_line() {
        // As in psql, which scans line by line; the server sees one literal in both cases.
        assert_eq!(split(["select E'a'\n'b\\';c'"]).len(), 1);
        assert_eq!(split(["select E'a'", "'b\\';c'"]).len(), 2);
    }

    fn sqlish() -> impl Strategy<Value = String> {
        let token = prop_oneof![
            Just("select"),
            Just("'"),
            Just("''"),
            Just("\""),
            Just("$$"),
            Just("$a$"),
            Just("/*"),
            Just("*/"),
            Just("--"),
            Just("\n"),
            Just(" "),
            Just(";"),
            Just("("),
            Just(")"),
            Just("E'"),
            Just("\\'"),
            Just("\\;"),
            Just("create"),
            Just("function"),
            Just("begin"),
            Just("case"),
            Just("end"),
            Just(":x"),
            Just("é"),
            Just("1"),
            Just("$"),
            Just("U&"),
        ];
        proptest::collection::vec(token, 0..40).prop_map(|tokens| tokens.concat())
    }

    proptest! {
        #[test]
        fn never_panics(text in any::<String>()) {
            split(text.split('\n'));
            split([text.as_str()]);
        }

        #[test]
        fn cutting_into_lines_changes_nothing(text in sqlish().prop_filter("its literals go on in the next line", |t| !t.contains("E'"))) {
            prop_assert_eq!(split([text.as_str()]), split(text.split('\n')));
        }

        #[test]
        fn nothing_is_lost(text in sqlish().prop_filter("a backslash command isn't put back", |t| !t.contains('\\'))) {
            // What may go: white space and line comments before a statement.
            fn skip(mut text: &str) -> &str {
                loop {
                    text = text.trim_ascii_start();
                    let Some(comment) = text.strip_prefix("--") else { return text };
                    text = comment.find('\n').map_or("", |end| &comment[end..]);
                }
            }
            let mut rest = text.as_str();
            for piece in statements(&text) {
                rest = skip(rest);
                prop_assert!(rest.starts_with(&piece), "{piece:?} is not next in {rest:?}");
                rest = &rest[piece.len()..];
            }
            prop_assert_eq!(skip(rest), "");
        }
    }
}
