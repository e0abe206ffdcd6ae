//! The prompt.

use super::lexer::Continuation;
use super::variables::Variables;

/// What a prompt is made from.
#[derive(Debug)]
pub struct Situation<'a> {
    /// Where in a statement the next line falls.
    pub continuation: Continuation,
    /// `I`, `T`, `E`; none without a connection.
    pub transaction: Option<char>,
    /// The connection's database.
    pub database: &'a str,
    /// The session's role.
    pub user: &'a str,
    /// Host or socket directory.
    pub host: &'a str,
    /// Port.
    pub port: &'a str,
    /// The backend's process id.
    pub pid: i32,
    /// What `%P` shows.
    pub pipeline: &'a str,
    /// Whether the role is a superuser.
    pub superuser: bool,
    /// The statement so far, for the line's number within it.
    pub buffer: &'a str,
    /// Whether an `\if` has turned input off.
    pub inactive: bool,
    /// Whether the host wants marks, as [`super::Engine::mark_prompts`] says.
    pub marks: bool,
    /// The last PROMPT1, for `%w`.
    pub first: &'a str,
}

/// As many spaces as a prompt is wide, but for its marks.
fn blank(prompt: &str) -> String {
    let mut hidden = false;
    let mut out = String::new();
    for c in prompt.chars() {
        match c {
            '\u{1}' => hidden = true,
            '\u{2}' => hidden = false,
            '\n' => out.clear(),
            c if !hidden => {
                out.extend(std::iter::repeat_n(' ', super::widths::Unicode::of_major(15).width(c).unwrap_or(0)));
            }
            _ => {}
        }
    }
    out
}

/// Makes the prompt from PROMPT1, PROMPT2 or PROMPT3.
pub fn prompt(situation: &Situation<'_>, variables: &Variables) -> String {
    let name = match situation.continuation {
        Continuation::Ready => "PROMPT1",
        Continuation::Copy => "PROMPT3",
        _ => "PROMPT2",
    };
    let connected = situation.transaction.is_some();
    let mut out = String::new();
    let mut chars = variables.get(name).unwrap_or("").chars();
    while let Some(c) = chars.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        match chars.next() {
            None => break,
            Some('/') if connected => out.push_str(situation.database),
            Some('~') if connected => {
                let default = situation.database == situation.user;
                out.push_str(if default { "~" } else { situation.database });
            }
            Some('n') if connected => out.push_str(situation.user),
            Some('m' | 'M') if connected && situation.host.starts_with('/') => out.push_str("[local]"),
            Some('m') if connected => out.push_str(situation.host.split('.').next().unwrap_or("")),
            Some('M') if connected => out.push_str(situation.host),
            Some('>') if connected => out.push_str(situation.port),
            Some('p') if connected => out.push_str(&situation.pid.to_string()),
            Some('/' | '~' | 'n' | 'm' | 'M' | '>' | 'p') => {}
            Some('R') => match situation.continuation {
                Continuation::Ready if situation.inactive => out.push('@'),
                Continuation::Ready if !connected => out.push('!'),
                Continuation::Ready if variables.single_line => out.push('^'),
                Continuation::Ready => out.push('='),
                Continuation::Statement => out.push('-'),
                Continuation::SingleQuote => out.push('\''),
                Continuation::DoubleQuote => out.push('"'),
                Continuation::DollarQuote => out.push('$'),
                Continuation::Comment => out.push('*'),
                Continuation::Paren => out.push('('),
                Continuation::Copy => {}
            },
            Some('x') => match situation.transaction {
                Some('T') => out.push('*'),
                Some('E') => out.push('!'),
                Some(_) => {}
                None => out.push('?'),
            },
            // Not counted before it is asked for: there may be many lines.
            Some('l') => out.push_str(&(1 + situation.buffer.matches('\n').count()).to_string()),
            // Since 18, as pipelines are.
            #[cfg(not(target_arch = "wasm32"))]
            Some('s') if situation.pipeline != "P" => out.push_str(variables.get("SERVICE").unwrap_or("")),
            Some('P') => out.push_str(situation.pipeline),
            Some('#') => out.push(if situation.superuser { '#' } else { '>' }),
            Some(':') => {
                let name: String = chars.by_ref().take_while(|c| *c != ':').collect();
                out.push_str(variables.get(&name).unwrap_or(""));
            }
            Some('w') => out.push_str(&blank(situation.first)),
            // Around what takes no room on the screen.
            Some('[') if situation.marks => out.push('\u{1}'),
            Some(']') if situation.marks => out.push('\u{2}'),
            Some('[' | ']') => {}
            Some('`') => {
                let command: String = chars.by_ref().take_while(|c| *c != '`').collect();
                if situation.marks {
                    out.extend(["\u{3}", command.as_str(), "\u{3}"]);
                }
            }
            Some(first @ '0'..='7') => {
                let mut value = first.to_digit(8).unwrap_or(0);
                for _ in 0..2 {
                    let Some(digit) = chars.clone().next().and_then(|c| c.to_digit(8)) else { break };
                    value = value * 8 + digit;
                    chars.next();
                }
                out.extend(char::from_u32(value & 0xff));
            }
            Some(other) => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(continuation: Continuation, transaction: Option<char>, variables: &Variables) -> String {
        let situation = Situation {
            continuation,
            transaction,
            database: "shop",
            user: "oncall",
            host: "/tmp",
            port: "5432",
            pid: 7,
            pipeline: "off",
            superuser: false,
            buffer: "select\n1,",
            inactive: false,
            marks: true,
            first: "a\u{1}b\u{2}\u{4e00}> ",
        };
        prompt(&situation, variables)
    }

    fn at(continuation: Continuation, transaction: Option<char>) -> String {
        with(continuation, transaction, &Variables::default())
    }

    #[cfg(not(target_arch = "wasm32"))]
    #[test]
    fn a_services_name() {
        let mut variables = Variables::default();
        variables.set("PROMPT1", "[%s]").unwrap();
        assert_eq!(with(Continuation::Ready, Some('I'), &variables), "[]");
        variables.tell("SERVICE", "shop");
        assert_eq!(with(Continuation::Ready, Some('I'), &variables), "[shop]");
    }

    #[test]
    fn default_prompts() {
        assert_eq!(at(Continuation::Ready, Some('I')), "shop=> ");
        assert_eq!(at(Continuation::Ready, Some('T')), "shop=*> ");
        assert_eq!(at(Continuation::Statement, Some('E')), "shop-!> ");
        assert_eq!(at(Continuation::SingleQuote, Some('I')), "shop'> ");
        assert_eq!(at(Continuation::DoubleQuote, Some('I')), "shop\"> ");
        assert_eq!(at(Continuation::DollarQuote, Some('I')), "shop$> ");
        assert_eq!(at(Continuation::Paren, Some('I')), "shop(> ");
        assert_eq!(at(Continuation::Comment, Some('I')), "shop*> ");
        assert_eq!(at(Continuation::Copy, Some('I')), ">> ");
        assert_eq!(at(Continuation::Ready, None), "!?> ");
    }

    #[test]
    fn marks_widths_and_programs() {
        let mut variables = Variables::default();
        variables.set("PROMPT1", "%[%033[1m%]%~ %`date`%# ").unwrap();
        variables.set("PROMPT2", "%w|").unwrap();
        let shown = with(Continuation::Ready, Some('I'), &variables);
        assert_eq!(shown, "\u{1}\u{1b}[1m\u{2}shop \u{3}date\u{3}> ");
        assert_eq!(with(Continuation::Statement, Some('I'), &variables), "     |");
        variables.set("PROMPT2", "%l> ").unwrap();
        assert_eq!(with(Continuation::Statement, Some('I'), &variables), "2> ");
    }
}
