//! `ride psql --help`.

/// What is shown, with the defaults of this machine in it.
pub fn usage(database: &str, host: &str, port: &str, user: &str) -> String {
    format!(
        "\
ride psql is ride's console for any PostgreSQL; it takes psql's options.

Usage:
  ride psql [OPTION]... [DBNAME [USERNAME]]

General options:
  -c, --command=COMMAND    run this one command (SQL or internal) and exit
  -d, --dbname=DBNAME      database or connection string (default: \"{database}\")
  -f, --file=FILENAME      run the commands in this file, then exit
  -l, --list               list the databases, then exit
  -v, --set=, --variable=NAME=VALUE
                           set the psql variable NAME to VALUE
                           (such as -v ON_ERROR_STOP=1)
  -V, --version            show the version, then exit
  -X, --no-psqlrc          don't read the startup file (~/.psqlrc)
  -1 (\"one\"), --single-transaction
                           run everything as one transaction (with -c, -f or a script)
  -?, --help[=options]     show this help, then exit
      --help=commands      list the backslash commands, then exit
      --help=variables     list the special variables, then exit

Input and output options:
  -a, --echo-all           echo all input from a script
  -b, --echo-errors        echo commands that failed
  -e, --echo-queries       echo commands that are sent to the server
  -E, --echo-hidden        show the queries that internal commands make
  -L, --log-file=FILENAME  write queries and results to this file as well
  -n, --no-readline        no line editing
  -o, --output=FILENAME    send results to this file (or |pipe)
  -q, --quiet              run quietly (no messages, only query output)
  -s, --single-step        confirm each query
  -S, --single-line        a line's end ends an SQL command

Output format options:
  -A, --no-align           unaligned tables
      --csv                CSV (Comma-Separated Values) tables
  -F, --field-separator=STRING
                           field separator for unaligned output (default: \"|\")
  -H, --html               HTML tables
  -P, --pset=VAR[=ARG]     set the print option VAR to ARG (see \\pset)
  -R, --record-separator=STRING
                           record separator for unaligned output (default: newline)
  -t, --tuples-only        print rows only
  -T, --table-attr=TEXT    attributes of HTML's table tag (such as width, border)
  -x, --expanded           expanded tables
  -z, --field-separator-zero
                           a zero byte separates fields in unaligned output
  -0, --record-separator-zero
                           a zero byte separates records in unaligned output

Connection options:
  -h, --host=HOSTNAME      server's host or socket directory (default: \"{host}\")
  -p, --port=PORT          server's port (default: \"{port}\")
  -U, --username=USERNAME  user (default: \"{user}\")
  -w, --no-password        never ask for a password
  -W, --password           ask for a password (happens by itself where one is needed)

Type \"\\?\" for backslash commands and \"\\h\" for SQL commands at the prompt.
"
    )
}
