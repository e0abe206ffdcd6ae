use proptest::prelude::*;

use super::*;

fn table(columns: &[(&str, u32)], rows: &[&[Option<&str>]]) -> Table {
    Table::new(
        columns.iter().map(|(name, oid)| Column { name: (*name).into(), type_oid: *oid }).collect(),
        rows.iter().map(|row| row.iter().map(|cell| cell.map(Into::into)).collect()).collect(),
    )
}

/// The columns that a line takes.
fn width(line: &str) -> usize {
    line.chars().map(|c| Unicode::default().width(c).unwrap_or(0)).sum()
}

fn with(settings: &[(&str, &str)]) -> PrintOptions {
    let mut options = PrintOptions::default();
    for (name, value) in settings {
        options.pset(name, Some(value)).unwrap_or_else(|e| panic!("{name}={value}: {e}"));
    }
    options
}

/// A name, a table, settings, and what is printed.
type Case<'a> = (&'a str, Table, &'a [(&'a str, &'a str)], &'a str);

const INT: u32 = 23;
const TEXT: u32 = 25;

fn people() -> Table {
    table(&[("id", INT), ("name", TEXT)], &[&[Some("1"), Some("one")], &[Some("22"), None]])
}

fn multiline() -> Table {
    table(&[("t", TEXT), ("n", INT)], &[&[Some("a\nbc"), Some("1")], &[Some("d"), Some("2")]])
}

#[test]
fn flat_tables_look_as_psql_prints_them() {
    let cases: &[Case<'_>] = &[
        ("plain", people(), &[], " id | name \n----+------\n  1 | one\n 22 | \n(2 rows)\n\n"),
        ("border 0", people(), &[("border", "0")], "id name \n-- ----\n 1 one\n22 \n(2 rows)\n\n"),
        (
            "border 2 and null",
            people(),
            &[("border", "2"), ("null", "(null)")],
            "+----+--------+\n| id |  name  |\n+----+--------+\n|  1 | one    |\n| 22 | (null) |\n+----+--------+\n\
             (2 rows)\n\n",
        ),
        (
            "unicode",
            people(),
            &[("border", "2"), ("linestyle", "unicode")],
            "┌────┬──────┐\n│ id │ name │\n├────┼──────┤\n│  1 │ one  │\n│ 22 │      │\n└────┴──────┘\n(2 rows)\n\n",
        ),
        ("several lines", multiline(), &[], " t  | n \n----+---\n a +| 1\n bc | \n d  | 2\n(2 rows)\n\n"),
        (
            "several lines in the old style",
            multiline(),
            &[("linestyle", "old-ascii")],
            " t  | n \n----+---\n a  | 1\n bc   \n d  | 2\n(2 rows)\n\n",
        ),
        ("rows only", people(), &[("tuples_only", "on")], "  1 | one\n 22 | \n\n"),
        ("no columns", table(&[], &[&[]]), &[], "--\n(1 row)\n\n"),
        ("no rows", table(&[("a", TEXT)], &[]), &[], " a \n---\n(0 rows)\n\n"),
        (
            "escapes",
            table(&[("a", TEXT)], &[&[Some("x\ty\r\u{1}\u{85}")]]),
            &[],
            "           a           \n-----------------------\n x       y\\r\\x01\\u0085\n(1 row)\n\n",
        ),
        (
            "wide and combining",
            table(&[("a", TEXT), ("b", INT)], &[&[Some("日本"), Some("1")], &[Some("e\u{301}"), Some("2")]]),
            &[],
            "  a   | b \n------+---\n 日本 | 1\n e\u{301}    | 2\n(2 rows)\n\n",
        ),
        (
            "title",
            people(),
            &[("title", "T"), ("footer", "off")],
            "     T\n id | name \n----+------\n  1 | one\n 22 | \n\n",
        ),
        (
            "digits in groups",
            table(&[("a", INT), ("b", TEXT)], &[&[Some("1234567"), Some("1234567")]]),
            &[("numericlocale", "on")],
            "     a     |    b    \n-----------+---------\n 1,234,567 | 1234567\n(1 row)\n\n",
        ),
        (
            "wrapped",
            table(&[("a", TEXT), ("b", INT)], &[&[Some("hello world"), Some("1")]]),
            &[("format", "wrapped"), ("columns", "12")],
            "   a    | b \n--------+---\n hello .| 1\n.world  | \n(1 row)\n\n",
        ),
    ];
    for (name, table, settings, expected) in cases {
        assert_eq!(print(table, &with(settings)), *expected, "{name}");
    }
}

#[test]
fn expanded_tables_look_as_psql_prints_them() {
    let cases: &[Case<'_>] = &[
        ("plain", people(), &[], "-[ RECORD 1 ]\nid   | 1\nname | one\n-[ RECORD 2 ]\nid   | 22\nname | \n\n"),
        ("border 0", people(), &[("border", "0")], "* Record 1\nid   1\nname one\n* Record 2\nid   22\nname \n\n"),
        (
            "border 2",
            table(&[("a", TEXT)], &[&[Some("x")]]),
            &[("border", "2")],
            "+-[ RECORD 1 ]-+\n| a | x        |\n+---+----------+\n\n",
        ),
        (
            "several lines",
            multiline(),
            &[],
            "-[ RECORD 1 ]\nt | a       +\n  | bc\nn | 1\n-[ RECORD 2 ]\nt | d\nn | 2\n\n",
        ),
        ("no rows", table(&[("a", TEXT)], &[]), &[], "(0 rows)\n\n"),
        ("rows only", people(), &[("tuples_only", "on")], "id   | 1\nname | one\n-----+----\nid   | 22\nname | \n\n"),
        ("csv", people(), &[("format", "csv")], "id,1\nname,one\nid,22\nname,\n"),
        ("unaligned", people(), &[("format", "unaligned")], "id|1\nname|one\n\nid|22\nname|\n"),
    ];
    for (name, table, settings, expected) in cases {
        let mut options = with(settings);
        options.expanded = Expanded::On;
        assert_eq!(print(table, &options), *expected, "{name}");
    }
}

#[test]
fn plain_formats_look_as_psql_prints_them() {
    let odd = table(&[("a,b", TEXT), ("c", TEXT)], &[&[Some("say \"hi\""), Some("x\ny")], &[Some("\\."), None]]);
    for (name, table, settings, expected) in [
        ("unaligned", people(), &[("format", "unaligned")][..], "id|name\n1|one\n22|\n(2 rows)\n"),
        (
            "separators",
            people(),
            &[("format", "unaligned"), ("fieldsep", "; "), ("recordsep", "!")],
            "id; name!1; one!22; !(2 rows)\n",
        ),
        ("csv", odd.clone(), &[("format", "csv")], "\"a,b\",c\n\"say \"\"hi\"\"\",\"x\ny\"\n\"\\.\",\n"),
        (
            "csv with a semicolon",
            odd,
            &[("format", "csv"), ("csv_fieldsep", ";"), ("t", "on")],
            "\"say \"\"hi\"\"\";\"x\ny\"\n\"\\.\";\n",
        ),
    ] {
        assert_eq!(print(&table, &with(settings)), expected, "{name}");
    }
}

#[test]
fn formats_for_other_programs_look_as_psql_prints_them() {
    let odd = || table(&[("a_b", TEXT), ("n", INT)], &[&[Some("<x>|\\\n "), None]]);
    let titled = |format| [("format", format), ("title", "T&")];
    for (settings, flat, expanded) in [
        (
            titled("html"),
            "<table border=\"1\">\n  <caption>T&amp;</caption>\n  <tr>\n    <th align=\"center\">a_b</th>\n    <th \
             align=\"center\">n</th>\n  </tr>\n  <tr valign=\"top\">\n    <td align=\"left\">&lt;x&gt;|\\<br />\n </td>\n    \
             <td align=\"right\">&nbsp; </td>\n  </tr>\n</table>\n<p>(1 row)<br />\n</p>\n",
            "<table border=\"1\">\n  <caption>T&amp;</caption>\n\n  <tr><td colspan=\"2\" align=\"center\">Record \
             1</td></tr>\n  <tr valign=\"top\">\n    <th>a_b</th>\n    <td align=\"left\">&lt;x&gt;|\\<br />\n </td>\n  \
             </tr>\n  <tr valign=\"top\">\n    <th>n</th>\n    <td align=\"right\">&nbsp; </td>\n  </tr>\n</table>\n\n",
        ),
        (
            titled("asciidoc"),
            "\n.T&\n[options=\"header\",cols=\"<l,>l\",frame=\"none\"]\n|====\n^l|a_b ^l|n\n|<x>\\|\\\n  \
             |\n|====\n\n....\n(1 row)\n....\n",
            "\n.T&\n[cols=\"h,l\",frame=\"none\"]\n|====\n2+^|Record 1\n<l|a_b <l|<x>\\|\\\n \n<l|n >l| \n|====\n",
        ),
        (
            titled("latex"),
            "\\begin{center}\nT\\&\n\\end{center}\n\n\\begin{tabular}{l | r}\n\\textit{a\\_b} & \\textit{n} \
             \\\\\n\\hline\n\\textless{}x\\textgreater{}\\textbar{}\\textbackslash{}\\\\  &  \
             \\\\\n\\end{tabular}\n\n\\noindent (1 row) \\\\\n\n",
            "\\begin{center}\nT\\&\n\\end{center}\n\n\\begin{tabular}{c|l}\n\\multicolumn{2}{c}{\\textit{Record 1}} \
             \\\\\n\\hline\na\\_b & \\textless{}x\\textgreater{}\\textbar{}\\textbackslash{}\\\\  \\\\\nn &  \
             \\\\\n\\end{tabular}\n\n\\noindent \n",
        ),
        (
            titled("troff-ms"),
            ".LP\n.DS C\nT&\n.DE\n.LP\n.TS\ncenter;\nl | r.\n\\fIa_b\\fP\t\\fIn\\fP\n_\n<x>|\\(rs\n \t\n.TE\n.DS L\n(1 \
             row)\n.DE\n",
            ".LP\n.DS C\nT&\n.DE\n.LP\n.TS\ncenter;\nc s.\n\\fIRecord 1\\fP\n_\n.T&\nc | l.\na_b\t<x>|\\(rs\n \
             \nn\t\n.TE\n.DS L\n.DE\n",
        ),
    ] {
        let mut options = with(&settings);
        assert_eq!(print(&odd(), &options), flat, "{settings:?}");
        options.expanded = Expanded::On;
        assert_eq!(print(&odd(), &options), expanded, "{settings:?} expanded");
    }
    let long = with(&[("format", "latex-longtable"), ("tableattr", "0.4")]);
    let printed = print(&odd(), &long);
    assert!(
        printed.starts_with("\\begin{longtable}{p{0.4\\textwidth} | r}\n\\small\\textbf{\\textit{a\\_b}} & "),
        "{printed}"
    );
    assert!(printed.ends_with("\n&\n\\raggedright{} \\tabularnewline\n\\end{longtable}\n"), "{printed}");
}

#[test]
fn record_headings_are_as_wide_as_the_version_has_them() {
    let narrow = table(&[("a", TEXT)], &[&[Some("x")]]);
    for (major, settings, expected) in [
        (15, &[("border", "2")][..], "+-[ RECORD 1 ]-+\n| a | x        |\n+---+----------+\n\n"),
        (18, &[("border", "2")], "+-[ RECORD 1 ]-+\n| a | x        |\n+---+----------+\n\n"),
        (17, &[("border", "2"), ("xheader_width", "column")], "+-[ RECORD 1 ]\n| a | x        |\n+---+\n\n"),
        (15, &[("border", "3")], "+-[ RECORD 1 ]-+\n| a | x        |\n+---+----------+\n\n"),
    ] {
        let mut options = with(settings);
        options.expanded = Expanded::On;
        options.major = major;
        assert_eq!(print(&narrow, &options), expected, "{major} {settings:?}");
    }
    let mut options = PrintOptions { expanded: Expanded::On, widens_records: false, ..with(&[("border", "2")]) };
    let before = "+-[ RECORD 1 ]-+\n| a | x |\n+---+---+\n\n";
    assert_eq!(print(&narrow, &options), before);
    options.format = Format::Wrapped;
    assert_ne!(print(&narrow, &options), before, "the wrapped format always did");
}

#[test]
fn expanded_auto_takes_the_form_that_fits() {
    let mut options = PrintOptions { expanded: Expanded::Auto, ..PrintOptions::default() };
    options.screen_columns = Some(11);
    assert!(print(&people(), &options).starts_with(" id"), "eleven columns are enough");
    options.screen_columns = Some(10);
    assert!(print(&people(), &options).starts_with("-[ RECORD 1 ]"));
    options.columns = 80;
    assert!(print(&people(), &options).starts_with(" id"), "what \\pset says comes first");
    options.columns = 0;
    let one = table(&[("a rather long heading", TEXT)], &[&[Some("x")]]);
    assert!(print(&one, &options).starts_with(" a rather"), "a single column is never expanded");
}

#[test]
fn tables_override_options() {
    let options = with(&[("title", "of the session"), ("expanded", "on")]);
    let mut own = people();
    own.title = Some("its own".into());
    own.footers = vec!["first".into(), "second".into()];
    own.expanded = Some(Expanded::Off);
    assert_eq!(print(&own, &options), "  its own\n id | name \n----+------\n  1 | one\n 22 | \nfirst\nsecond\n\n");
    own.footers.clear();
    own.default_footer = Some(false);
    assert!(print(&own, &options).ends_with("22 | \n\n"));
}

#[test]
fn pset_answers_as_psql_does() {
    let mut options = PrintOptions::default();
    for (name, value, expected) in [
        ("x", None, Ok("Expanded display is on.")),
        ("expanded", Some("auto"), Ok("Expanded display is used automatically.")),
        ("expanded", None, Ok("Expanded display is off.")),
        ("x", Some("maybe"), Err("unrecognized value \"maybe\" for \"x\"\nAvailable values are: on, off, auto.")),
        ("tuples_only", None, Ok("Tuples only is on.")),
        ("t", Some("off"), Ok("")),
        ("t", Some("o"), Err("unrecognized value \"o\" for \"t\": Boolean expected")),
        ("format", Some("una"), Ok("Output format is unaligned.")),
        ("format", Some("a"), Err("\\pset: ambiguous abbreviation \"a\" matches both \"aligned\" and \"asciidoc\"")),
        ("border", Some("2"), Ok("Border style is 2.")),
        ("border", Some("two"), Ok("Border style is 0.")),
        ("null", Some("∅"), Ok("Null display is \"∅\".")),
        ("fieldsep_zero", None, Ok("Field separator is zero byte.")),
        ("recordsep", None, Ok("Record separator is <newline>.")),
        ("csv_fieldsep", Some("ü"), Err("\\pset: csv_fieldsep must be a single one-byte character")),
        ("title", Some("x"), Ok("Title is \"x\".")),
        ("title", None, Ok("Title is unset.")),
        ("columns", Some("0"), Ok("Target width is unset.")),
        ("colour", Some("red"), Err("\\pset: unknown option: colour")),
    ] {
        let answer = options.pset(name, value);
        assert_eq!(answer.as_deref().map_err(String::as_str), expected, "{name} {value:?}");
    }
    assert!(options.list().contains("fieldsep_zero            on\n"));
}

prop_compose! {
    fn any_options()(
        format in 0..9_usize, border in 0..5_u16, expanded in 0..3_usize, style in 0..3_usize, null in ".{0,4}",
        columns in -2..60_i32, header in -2..20_i32, major in 14..19_u32, switches in any::<[bool; 6]>(), title in proptest::option::of("\\PC{0,30}"),
    ) -> PrintOptions {
        PrintOptions {
            format: [
                Format::Aligned,
                Format::Wrapped,
                Format::Unaligned,
                Format::Csv,
                Format::Html,
                Format::Asciidoc,
                Format::Latex,
                Format::LatexLongtable,
                Format::TroffMs,
            ][format],
            border,
            expanded: [Expanded::Off, Expanded::On, Expanded::Auto][expanded],
            linestyle: [LineStyle::Ascii, LineStyle::OldAscii, LineStyle::Unicode][style],
            null,
            columns,
            title,
            footer: switches[0],
            tuples_only: switches[1],
            numericlocale: switches[2],
            major,
            xheader_width: match header {
                -2 => HeaderWidth::Full,
                -1 => HeaderWidth::Column,
                0 => HeaderWidth::Page,
                width => HeaderWidth::Exact(width),
            },
            unicode_double: [switches[3], switches[4], switches[5]],
            ..PrintOptions::default()
        }
    }
}

fn any_table(cell: &'static str) -> impl Strategy<Value = Table> {
    (0..5_usize).prop_flat_map(move |columns| {
        let heading = (cell, prop_oneof![Just(TEXT), Just(INT)]);
        let row = proptest::collection::vec(proptest::option::of(cell), columns);
        (proptest::collection::vec(heading, columns), proptest::collection::vec(row, 0..6)).prop_map(
            |(headings, rows)| {
                let columns = headings.into_iter().map(|(name, type_oid)| Column { name, type_oid }).collect();
                Table::new(columns, rows)
            },
        )
    })
}

proptest! {
    /// Whatever the cells and options, something is printed.
    #[test]
    fn never_panics(table in any_table("(?s).{0,12}"), options in any_options()) {
        print(&table, &options);
    }

    /// Every line of a boxed table without control characters has the same width.
    #[test]
    fn boxes_are_straight(table in any_table("[ -~äß日本語ｆ한😀]{0,9}"), mut options in any_options(), on in any::<bool>()) {
        options.format = Format::Aligned;
        options.border = 2;
        options.major = 15;
        options.expanded = if on { Expanded::On } else { Expanded::Off };
        options.title = None;
        options.footer = false;
        options.null.clear();
        let printed = print(&table, &options);
        let mut widths = printed.lines().filter(|l| !l.is_empty()).map(width);
        let first = widths.next();
        prop_assert!(widths.all(|w| Some(w) == first), "{printed}");
    }

    /// Each cell comes out of CSV as it went in, but for the noncharacters that psql leaves out.
    #[test]
    fn csv_keeps_every_cell(cells in proptest::collection::vec("(?s).{0,12}", 1..5)) {
        let columns = cells.iter().map(|_| Column::text("c")).collect();
        let table = Table::new(columns, vec![cells.iter().cloned().map(Some).collect()]);
        let options = PrintOptions { format: Format::Csv, tuples_only: true, ..PrintOptions::default() };
        let printed = print(&table, &options);
        let mut read = vec![String::new()];
        let mut quoted = false;
        let mut chars = printed.strip_suffix('\n').expect("a line ends").chars().peekable();
        while let Some(c) = chars.next() {
            let last = read.last_mut().expect("there is one");
            match c {
                '"' if quoted && chars.peek() == Some(&'"') => { chars.next(); last.push('"'); }
                '"' => quoted = !quoted,
                ',' if !quoted => read.push(String::new()),
                _ => last.push(c),
            }
        }
        let kept = |cell: &String| cell.chars().filter(|c| !super::text::is_noncharacter(*c)).collect::<String>();
        prop_assert_eq!(read, cells.iter().map(kept).collect::<Vec<_>>());
    }
}
