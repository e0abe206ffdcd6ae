//! Help texts.

/// What `\copyright` prints, with the year of the server's major version.
pub(super) fn copyright(server_version: u32) -> String {
    COPYRIGHT.replacen("2022", &(2007 + (server_version / 10_000).clamp(15, 18)).to_string(), 1)
}

const COPYRIGHT: &str = "\
PostgreSQL Database Management System
(also known as Postgres, formerly known as Postgres95)

Portions Copyright (c) 1996-2022, PostgreSQL Global Development Group

Portions Copyright (c) 1994, The Regents of the University of California

Permission to use, copy, modify, and distribute this software and its
documentation for any purpose, without fee, and without a written agreement
is hereby granted, provided that the above copyright notice and this
paragraph and the following two paragraphs appear in all copies.

IN NO EVENT SHALL THE UNIVERSITY OF CALIFORNIA BE LIABLE TO ANY PARTY FOR
DIRECT, INDIRECT, SPECIAL, INCIDENTAL, OR CONSEQUENTIAL DAMAGES, INCLUDING
LOST PROFITS, ARISING OUT OF THE USE OF THIS SOFTWARE AND ITS
DOCUMENTATION, EVEN IF THE UNIVERSITY OF CALIFORNIA HAS BEEN ADVISED OF THE
POSSIBILITY OF SUCH DAMAGE.

THE UNIVERSITY OF CALIFORNIA SPECIFICALLY DISCLAIMS ANY WARRANTIES,
INCLUDING, BUT NOT LIMITED TO, THE IMPLIED WARRANTIES OF MERCHANTABILITY
AND FITNESS FOR A PARTICULAR PURPOSE.  THE SOFTWARE PROVIDED HEREUNDER IS
ON AN \"AS IS\" BASIS, AND THE UNIVERSITY OF CALIFORNIA HAS NO OBLIGATIONS TO
PROVIDE MAINTENANCE, SUPPORT, UPDATES, ENHANCEMENTS, OR MODIFICATIONS.

";

/// Every command's name, but for the describing ones.
pub(super) const NAMES: &[&str] = &[
    "?",
    "!",
    "bind",
    "bind_named",
    "cd",
    "close_prepared",
    "copy",
    "crosstabview",
    "gdesc",
    "html",
    "restrict",
    "unrestrict",
    "getenv",
    "lo_export",
    "lo_import",
    "lo_unlink",
    "parse",
    "password",
    "s",
    "setenv",
    "C",
    "H",
    "T",
    "a",
    "c",
    "connect",
    "conninfo",
    "copyright",
    "e",
    "echo",
    "edit",
    "elif",
    "else",
    "ef",
    "encoding",
    "endif",
    "errverbose",
    "ev",
    "f",
    "g",
    "gexec",
    "gset",
    "gx",
    "h",
    "help",
    "i",
    "if",
    "include",
    "include_relative",
    "ir",
    "o",
    "out",
    "p",
    "print",
    "prompt",
    "pset",
    "q",
    "qecho",
    "quit",
    "r",
    "reset",
    "set",
    "t",
    "timing",
    "unset",
    "w",
    "warn",
    "watch",
    "write",
    "x",
];

/// The describing commands and the listings, without what may follow their names.
const DESCRIBING: &str = "d da dA dAc dAf dAo dAp db dc dC dconfig dd dD ddp dE des det deu dew df dF dFd dFp dFt dg di dl dL \
     dm dn do dO dp dP dPi dPt drds drg dRp dRs ds dt dT du dv dx dX dy l list lo_list sf sv z";

/// Every command's name.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    NAMES.iter().copied().chain(DESCRIBING.split_ascii_whitespace())
}

/// `\?` with its topic; `lab` says whether the lab's commands are among them.
pub fn commands(topic: Option<&str>, lab: bool) -> String {
    match topic {
        Some("variables") => return VARIABLES.to_owned(),
        Some("options") => return "Run \"ride psql --help\" for the options.\n".to_owned(),
        _ => {}
    }
    let lab = if lab { LAB } else { "" };
    format!("{lab}{COMMANDS}")
}

const LAB: &str = "\
Lab
  \\brief                 what is going on, and what is asked of you
  \\hint                  show the next hint
  \\action [NAME [VALUE]] list the levers outside SQL, or pull one
  \\diagnose              hand in what you think is the cause
  \\score                 hand in your work and see the score
  \\postmortem            what happened, by the journal; after the score
  \\reset                 begin again with a fresh sandbox

";

const COMMANDS: &str = "\
General
  \\copyright             show usage and distribution terms
  \\errverbose            show most recent error message at maximum verbosity
  \\g [(OPTIONS)] [FILE]  execute query (and send result to file);
                         \\g with no arguments is equivalent to a semicolon
  \\gexec                 execute query, then execute each value in its result
  \\gset [PREFIX]         execute query and store result in psql variables
  \\gx [(OPTIONS)] [FILE] as \\g, but forces expanded output mode
  \\q                     quit psql
  \\watch [SEC]           execute query every SEC seconds

Help
  \\? [commands]          show help on backslash commands
  \\? variables           show help on special variables
  \\h [NAME]              where to read about SQL commands

Query Buffer
  \\e                     edit the query buffer with external editor
  \\p                     show the contents of the query buffer
  \\r                     reset (clear) the query buffer
  \\w FILE                write query buffer to file

Input/Output
  \\echo [-n] [STRING]    write string to standard output (-n for no newline)
  \\i FILE                execute commands from file
  \\ir FILE               as \\i, but relative to location of current script
  \\o [FILE]              send all query results to file
  \\qecho [-n] [STRING]   write string to \\o output stream (-n for no newline)
  \\warn [-n] [STRING]    write string to standard error (-n for no newline)

Conditional
  \\if EXPR               begin conditional block
  \\elif EXPR             alternative within current conditional block
  \\else                  final alternative within current conditional block
  \\endif                 end conditional block

Informational
  (options: S = show system objects, + = additional detail, x = expanded, from 18 on)
  \\d[S+]                 list tables, views, and sequences
  \\d[S+]  NAME           describe table, view, sequence, or index
  \\da[S]  [PATTERN]      list aggregates
  \\dA[+]  [PATTERN]      list access methods
  \\dAc[+] [AM [TYPE]]    list operator classes
  \\dAf[+] [AM [TYPE]]    list operator families
  \\dAo[+] [AM [FAMILY]]  list operators of operator families
  \\dAp[+] [AM [FAMILY]]  list support functions of operator families
  \\db[+]  [PATTERN]      list tablespaces
  \\dc[S+] [PATTERN]      list conversions
  \\dconfig[+] [PATTERN]  list settings
  \\dC[+]  [PATTERN]      list casts
  \\dd[S]  [PATTERN]      list comments that no other command shows
  \\dD[S+] [PATTERN]      list domains
  \\ddp    [PATTERN]      list default privileges
  \\dE[S+] [PATTERN]      list foreign tables, as relations
  \\des[+] [PATTERN]      list foreign servers
  \\det[+] [PATTERN]      list foreign tables
  \\deu[+] [PATTERN]      list user mappings
  \\dew[+] [PATTERN]      list foreign-data wrappers
  \\df[anptw][S+] [NAME [TYPE]...]
                         list functions (aggregate, normal, procedure, trigger, window)
  \\dF[+]  [PATTERN]      list text search configurations
  \\dFd[+] [PATTERN]      list text search dictionaries
  \\dFp[+] [PATTERN]      list text search parsers
  \\dFt[+] [PATTERN]      list text search templates
  \\di[S+] [PATTERN]      list indexes
  \\dl[+]                 list large objects
  \\dL[S+] [PATTERN]      list procedural languages
  \\dm[S+] [PATTERN]      list materialized views
  \\dn[S+] [PATTERN]      list schemas
  \\do[S+] [NAME [TYPE [TYPE]]]
                         list operators
  \\dO[S+] [PATTERN]      list collations
  \\dp[S]  [PATTERN]      list privileges of tables, views and sequences; also \\z
  \\dP[itn+] [PATTERN]    list partitioned relations (indexes, tables, nested)
  \\drds   [ROLE [DATABASE]]
                         list settings of roles and databases
  \\drg[S] [PATTERN]      list grants of roles (16 and later)
  \\dRp[+] [PATTERN]      list publications
  \\dRs[+] [PATTERN]      list subscriptions
  \\ds[S+] [PATTERN]      list sequences
  \\dt[S+] [PATTERN]      list tables
  \\dT[S+] [PATTERN]      list types
  \\du[S+] [PATTERN]      list roles; also \\dg
  \\dv[S+] [PATTERN]      list views
  \\dx[+]  [PATTERN]      list extensions
  \\dX     [PATTERN]      list extended statistics
  \\dy[+]  [PATTERN]      list event triggers
  \\l[+]   [PATTERN]      list databases
  \\sf[+]  FUNCTION       show how a function was made
  \\sv[+]  VIEW           show how a view was made

Formatting
  \\a                     toggle between unaligned and aligned output mode
  \\C [STRING]            set table title, or unset if none
  \\f [STRING]            show or set field separator for unaligned query output
  \\H                     switch between HTML and aligned output
  \\pset [NAME [VALUE]]   set table output option
  \\t [on|off]            show only rows
  \\T [STRING]            set what stands in HTML's table tag, or nothing
  \\x [on|off|auto]       toggle expanded output

Connection
  \\c[onnect] {[DBNAME|- USER|- HOST|- PORT|-]}
                         connect to new database
  \\conninfo              display information about current connection
  \\encoding [ENCODING]   show or set client encoding

Operating System
  \\timing [on|off]       toggle timing of commands

Variables
  \\prompt [TEXT] NAME    prompt user to set internal variable
  \\set [NAME [VALUE]]    set internal variable, or list all if no parameters
  \\unset NAME            unset (delete) internal variable
";

const VARIABLES: &str = "\
psql variables, set by \\set NAME VALUE:

  AUTOCOMMIT          if set, successful SQL commands are automatically committed
  ECHO                controls what input is written to standard output [all, errors, none, queries]
  ECHO_HIDDEN         if set, display internal queries executed by backslash commands; noexec: just show them
  ENCODING            current client character set encoding
  ERROR               \"true\" if last query failed, else \"false\"
  IGNOREEOF           number of EOFs needed to terminate an interactive session
  LAST_ERROR_MESSAGE, LAST_ERROR_SQLSTATE
                      message and SQLSTATE of last error, or empty string and \"00000\" if none
  ON_ERROR_ROLLBACK   if set, an error doesn't stop a transaction (uses implicit savepoints)
  ON_ERROR_STOP       stop batch execution after error
  PROMPT1, PROMPT2, PROMPT3
                      the prompts
  QUIET               run quietly (same as -q option)
  ROW_COUNT           number of rows returned or affected by last query, or 0
  SERVER_VERSION_NAME, SERVER_VERSION_NUM
                      server's version (in short string or numeric format)
  SHOW_ALL_RESULTS    show all results of a combined query (\\;) instead of only the last
  SHOW_CONTEXT        controls display of message context fields [never, errors, always]
  SINGLELINE          if set, end of line terminates SQL commands (same as -S option)
  SQLSTATE            SQLSTATE of last query, or \"00000\" if no error
  VERBOSITY           controls verbosity of error reports [default, verbose, terse, sqlstate]
";
