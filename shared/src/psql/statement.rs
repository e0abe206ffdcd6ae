//! A statement under way: what is wished of its result, what it is for, and what has come of it so far.

use std::collections::VecDeque;

use bytes::BytesMut;

use super::complete::Question;
use super::copy::{CopyData, Reading};
use super::describe::QueryResult;
use super::extended::Described;
use super::extras::Describing;
use super::fetching::Fetching;
use super::largeobject::LargeObject;
use super::render::{Column, Part, PrintOptions};
use super::report::Report;
use super::wording::first_word;

/// What one result may take in memory; rows beyond are dropped, and a line says so.
pub(super) const MAX_RESULT: usize = 100 << 20;

/// What is done with a statement's result.
#[derive(Debug, Default)]
pub(super) struct Wishes {
    /// `\g FILE`.
    pub file: Option<String>,
    /// `\gx` and `\g (option=value)`.
    pub print: Option<PrintOptions>,
    /// `\gset PREFIX`.
    pub gset: Option<String>,
    /// `\gexec`.
    pub gexec: bool,
    /// `\watch`.
    pub watch: Option<Watch>,
    /// `\gdesc`.
    pub gdesc: bool,
    /// `\crosstabview` with its arguments.
    pub crosstab: Option<Vec<String>>,
    /// `\copy ... to`: the file.
    pub copy: Option<String>,
    /// `\copy ... from` a file: its bytes, or where they come from.
    pub copy_data: Option<CopyData>,
    /// Its command tag isn't printed.
    pub quiet: bool,
    /// `\copy` from `pstdin` or to `pstdout`.
    pub copy_own: bool,
}

/// What `\watch` was told.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Watch {
    pub seconds: f64,
    /// Runs that are left, where they were counted (`c=`).
    pub left: Option<u64>,
    /// With fewer rows than these it ends (`m=`).
    pub min_rows: u64,
}

/// A statement with everything that psql does around it.
#[derive(Debug)]
pub(super) struct Statement {
    pub text: String,
    pub wishes: Wishes,
    /// Text for `\g FILE`.
    pub file_text: Vec<u8>,
    /// Data for `\copy ... to` a file that wasn't handed on yet.
    pub copied: Vec<u8>,
    /// Whether its output is COPY data.
    pub copies_out: bool,
    /// Whether the file for either is open already, with the first of it written.
    pub file_begun: bool,
    /// What a `\copy` read from, and why it couldn't go on.
    pub copy_failed: Option<(String, String)>,
    /// Whether that has been told.
    pub failed_to_read: bool,
    /// What the data of a `\copy` is read by, piece by piece.
    pub reading: Option<Reading>,
    /// Whether there is anything for that file: psql opens it only then.
    pub file_wanted: bool,
    /// `COPY ... FROM STDIN`s in it whose data the server hasn't asked for.
    pub copies: usize,
    pub savepoint: bool,
    pub savepoint_gone: bool,
    pub elapsed_us: u64,
    pub ok: bool,
    /// Rows of its last result.
    pub rows: u64,
    /// Statements that `\gexec` still has to run.
    pub queue: VecDeque<String>,
    pub executing: bool,
    /// How many rows `\gexec` took its statements from, and by which.
    pub executed: Option<(u64, String)>,
}

/// What a query is for.
#[derive(Debug)]
pub(super) enum Purpose {
    /// The statement itself.
    Statement,
    /// A statement prepared or given up, for `\parse` and `\close_prepared`.
    Prepared,
    /// The statement's description alone, for `\gdesc`.
    Gdesc(Vec<Described>),
    /// The results of a pipeline that were asked for.
    Pipeline,
    /// BEGIN, where AUTOCOMMIT is off.
    Begin,
    /// The savepoint of ON_ERROR_ROLLBACK.
    Savepoint,
    /// Its release or rollback.
    AfterSavepoint,
    /// A command on a large object.
    LargeObject(LargeObject),
    /// `\encoding NAME`; a browser has one encoding.
    #[cfg(not(target_arch = "wasm32"))]
    Encoding(String),
    /// A step of fetching the statement's rows by a cursor.
    Fetch(Box<Fetching>),
    /// A describing command.
    Describe(Box<dyn Describing>),
    /// Tab.
    Complete(Question),
    /// BEGIN or COMMIT around a script (`-1`).
    Script,
}

#[derive(Debug, Default)]
pub(super) struct Collected {
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<Option<String>>>,
    pub bytes: usize,
    pub dropped: usize,
    /// Whether there are rows at all, or only a tag.
    pub tuples: bool,
    pub tag: String,
    pub empty: bool,
    /// How much of it has been printed.
    pub part: Part,
}

/// A query that is with the server.
#[derive(Debug)]
pub(super) struct Run {
    pub text: String,
    pub purpose: Purpose,
    pub started_us: u64,
    pub building: Option<Collected>,
    /// Rows after which a piece of a result is printed; 0 where it is printed whole.
    pub piece: usize,
    /// The last complete result: printed when the next one comes, since psql must know whether it is the last.
    pub held: Option<Collected>,
    pub results: Vec<QueryResult>,
    pub ok: bool,
    pub error: Option<Report>,
    pub copy_in: Option<CopyIn>,
    pub copy_out: bool,
    pub ready: Option<u8>,
    pub cancelled: bool,
}

#[derive(Debug, Default)]
pub(super) struct CopyIn {
    pub data: BytesMut,
    pub ended: bool,
    pub error: Option<Report>,
}

impl Run {
    pub(super) fn wants_copy_data(&self) -> bool {
        self.copy_in.as_ref().is_some_and(|copy| !copy.ended)
    }

    /// Whether it is the statement itself, or the part of it that counts.
    pub(super) fn is_statement(&self) -> bool {
        match &self.purpose {
            Purpose::Statement | Purpose::Prepared | Purpose::Gdesc(_) | Purpose::Pipeline => true,
            Purpose::Fetch(fetching) => fetching.is_statement(),
            _ => false,
        }
    }

    /// Whether the result under way is printed piece by piece.
    pub(super) fn in_pieces(&self) -> bool {
        self.piece != 0 && self.building.as_ref().is_some_and(|b| !b.part.first || !b.rows.is_empty())
    }

    /// Whether nobody wants to hear of its errors.
    pub(super) fn is_silent(&self) -> bool {
        #[cfg(not(target_arch = "wasm32"))]
        if matches!(self.purpose, Purpose::Encoding(_)) {
            return true;
        }
        matches!(&self.purpose, Purpose::Fetch(fetching) if fetching.is_silent())
    }

    pub(super) fn is_hidden(&self) -> bool {
        matches!(self.purpose, Purpose::Complete(_))
    }
}

impl Statement {
    /// Whether the user's own statement did away with the savepoint.
    pub(super) fn text_releases_savepoint(&self) -> bool {
        let word = first_word(&self.text);
        matches!(word.as_str(), "savepoint" | "release" | "rollback" | "commit" | "end" | "abort" | "prepare")
    }
}
