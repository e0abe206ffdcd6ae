//! The little Markdown that briefings and hints are written in: paragraphs, lists, fenced code, `code` and **bold**.
//! It is turned into elements, never into HTML text.

use crate::dom::{El, el, txt};

/// A block of text.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Block {
    Paragraph(Vec<Span>),
    List(Vec<Vec<Span>>),
    Code(String),
}

/// A run of text.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Span {
    Plain(String),
    Code(String),
    Bold(String),
}

/// Text as elements.
pub fn markdown(text: &str) -> Vec<El> {
    let one = |block: &Block| match block {
        Block::Paragraph(content) => spans_in(el("p", ""), content),
        Block::List(items) => el("ul", "").with(items.iter().map(|item| spans_in(el("li", ""), item)).collect()),
        Block::Code(code) => el("pre", "").attr("tabindex", "0").with(vec![txt("code", "", code)]),
    };
    blocks(text).iter().map(one).collect()
}

fn spans_in(element: El, content: &[Span]) -> El {
    content.iter().fold(element, |element, span| match span {
        Span::Plain(text) => element.text(text),
        Span::Code(text) => element.with(vec![txt("code", "", text)]),
        Span::Bold(text) => element.with(vec![txt("strong", "", text)]),
    })
}

fn blocks(text: &str) -> Vec<Block> {
    let mut out: Vec<Block> = Vec::new();
    let mut paragraph = String::new();
    let mut fence: Option<String> = None;
    let flush = |paragraph: &mut String, out: &mut Vec<Block>| {
        if !paragraph.is_empty() {
            out.push(Block::Paragraph(spans(paragraph)));
            paragraph.clear();
        }
    };
    for line in text.lines() {
        if let Some(code) = &mut fence {
            if line.trim_start().starts_with("```") {
                out.push(Block::Code(fence.take().unwrap_or_default()));
            } else {
                if !code.is_empty() {
                    code.push('\n');
                }
                code.push_str(line);
            }
            continue;
        }
        let trimmed = line.trim();
        if trimmed.starts_with("```") {
            flush(&mut paragraph, &mut out);
            fence = Some(String::new());
        } else if trimmed.is_empty() {
            flush(&mut paragraph, &mut out);
        } else if let Some(item) = trimmed.strip_prefix("- ").or_else(|| trimmed.strip_prefix("* ")) {
            flush(&mut paragraph, &mut out);
            match out.last_mut() {
                Some(Block::List(items)) => items.push(spans(item)),
                _ => out.push(Block::List(vec![spans(item)])),
            }
        } else {
            if !paragraph.is_empty() {
                paragraph.push(' ');
            }
            paragraph.push_str(trimmed);
        }
    }
    flush(&mut paragraph, &mut out);
    out.extend(fence.map(Block::Code));
    out
}

fn spans(text: &str) -> Vec<Span> {
    let mut out = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let marked = ["`", "**"].into_iter().find_map(|mark| {
            let inner = rest.strip_prefix(mark)?;
            let end = inner.find(mark).filter(|end| *end > 0)?;
            Some((mark, &inner[..end], &inner[end + mark.len()..]))
        });
        if let Some((mark, inner, after)) = marked {
            if !plain.is_empty() {
                out.push(Span::Plain(std::mem::take(&mut plain)));
            }
            out.push(if mark == "`" { Span::Code(inner.to_owned()) } else { Span::Bold(inner.to_owned()) });
            rest = after;
        } else {
            plain.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    if !plain.is_empty() {
        out.push(Span::Plain(plain));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> Span {
        Span::Plain(text.into())
    }

    #[test]
    fn paragraphs_and_lists() {
        let got = blocks("One\ntwo.\n\n- a\n- b\n\nThree");
        assert_eq!(
            got,
            [
                Block::Paragraph(vec![plain("One two.")]),
                Block::List(vec![vec![plain("a")], vec![plain("b")]]),
                Block::Paragraph(vec![plain("Three")]),
            ]
        );
    }

    #[test]
    fn code_and_bold() {
        assert_eq!(
            spans("see `pg_stat_activity` **now** `"),
            [plain("see "), Span::Code("pg_stat_activity".into()), plain(" "), Span::Bold("now".into()), plain(" `")]
        );
    }

    #[test]
    fn fences_even_unclosed_keep_their_lines() {
        assert_eq!(blocks("```sql\na\n  b\n```"), [Block::Code("a\n  b".into())]);
        assert_eq!(blocks("```\na"), [Block::Code("a".into())]);
    }

    #[test]
    fn markup_stays_text() {
        assert_eq!(spans("<b>x</b>"), [plain("<b>x</b>")]);
    }
}
