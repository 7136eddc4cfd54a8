//! An import as it crosses the wire.

use crate::base::{ClientId, ImportId, Moment, stored};
use serde::{Deserialize, Serialize};

stored! {
    /// How far an import is.
    ImportState {
        Judging = "judging",
        Ready = "ready",
        Running = "running",
        Finished = "finished",
        Cancelled = "cancelled",
        Stopped = "stopped",
        ThrownAway = "thrown_away",
    }
}

stored! {
    /// What becomes of a row.
    Verdict { Add = "add", There = "there", Error = "error", Added = "added" }
}

stored! {
    /// Why a file was not taken at all.
    NotTaken {
        Nothing = "nothing",
        TooLarge = "too_large",
        TooMany = "too_many",
        Workbook = "workbook",
        NotText = "not_text",
        Wide = "utf16",
        NoNames = "no_names",
        Unreadable = "unreadable",
        Failed = "failed",
        Denied = "denied",
    }
}

impl NotTaken {
    pub fn words(self) -> &'static str {
        match self {
            NotTaken::Nothing => say!("Choose a file with a line of headings and at least one client below it, or paste one."),
            NotTaken::TooLarge => say!("This file is larger than 20 MB. Divide it into several."),
            NotTaken::TooMany => say!("This file has more than 50,000 rows. Divide it into several."),
            NotTaken::Workbook => say!("This is a spreadsheet workbook. Open it, choose Save As, and save it as CSV."),
            NotTaken::NotText => say!("This is no text file. Save the list as CSV, then choose that file."),
            NotTaken::Wide => say!("This file is saved as “Unicode text” (UTF-16). Save it again as “CSV UTF-8”."),
            NotTaken::NoNames => {
                say!("The first line must name the columns, and among them first_name and last_name. Download the template to see how.")
            }
            NotTaken::Unreadable => say!("This file can’t be read as a table. Save it again as CSV."),
            NotTaken::Failed => say!("The file could not be taken. Nothing was changed. Try again in a moment."),
            NotTaken::Denied => say!("You may not import clients. An administrator can change that."),
        }
    }
}

impl ImportState {
    /// Something is being done with it.
    pub fn moves(self) -> bool {
        matches!(self, ImportState::Judging | ImportState::Running)
    }

    pub fn words(self) -> &'static str {
        match self {
            ImportState::Judging => say!("Being looked at"),
            ImportState::Ready => say!("Not imported yet"),
            ImportState::Running => say!("Importing"),
            ImportState::Finished => say!("Finished"),
            ImportState::Cancelled => say!("Cancelled"),
            ImportState::Stopped => say!("Stopped"),
            ImportState::ThrownAway => say!("Thrown away"),
        }
    }
}

impl Verdict {
    pub const ALL: [Verdict; 4] = [Verdict::Add, Verdict::There, Verdict::Error, Verdict::Added];
}

/// One of one's imports, in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportBrief {
    pub id: ImportId,
    pub file: String,
    pub state: ImportState,
    pub total: i64,
    /// Rows that would be added, or are still to be.
    pub adds: i64,
    pub there: i64,
    pub errors: i64,
    pub added: i64,
    /// How many were to be added when it was begun.
    pub wanted: i64,
    pub judged: i64,
    pub created_at: Moment,
    pub ended_at: Option<Moment>,
}

impl ImportBrief {
    /// Of what is being done now.
    pub fn percent(&self) -> i64 {
        let (done, of) = match self.state {
            ImportState::Judging => (self.judged, self.total),
            _ => (self.wanted - self.adds, self.wanted),
        };
        if of <= 0 { 100 } else { (done * 100 / of).clamp(0, 100) }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportRow {
    pub line: i64,
    pub verdict: Verdict,
    pub name: String,
    pub birth_date: String,
    pub email: String,
    /// What is wrong, or who is there already.
    pub reason: String,
    /// The heading of the cell that is wrong.
    pub field: String,
    pub client: Option<ClientId>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportSeen {
    pub import: ImportBrief,
    pub why: String,
    /// Columns of the file that mean nothing here.
    pub unknown: Vec<String>,
    pub rows: Vec<ImportRow>,
    /// The line after which the next page begins.
    pub next: Option<i64>,
    /// The rows were thrown away.
    pub gone: bool,
    /// Whose they are: everyone's, or assigned to the one who imports.
    pub assigns_self: bool,
}

/// One's latest imports, and what has to be known before one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportsSeen {
    pub imports: Vec<ImportBrief>,
    pub locations: Vec<String>,
    pub groups: Vec<String>,
    /// Why no therapist, or no group, may be named.
    pub why_not_therapist: Option<String>,
    pub why_not_group: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_is_read_again() {
        for verdict in Verdict::ALL {
            assert_eq!(verdict.key().parse(), Ok(verdict));
        }
        assert_eq!("thrown_away".parse(), Ok(ImportState::ThrownAway));
        assert_eq!("utf16".parse(), Ok(NotTaken::Wide));
    }
}
