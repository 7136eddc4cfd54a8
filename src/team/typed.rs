//! What is typed into the roster's search: its words, and the part of the statement that finds members by them.

use sqlx::{Postgres, QueryBuilder};

/// Present members with a word that begins as the longest that was typed.
pub const BEGINNINGS: &str = "select w.sort_key, w.member_id as id from member_prefix w
    where w.practice_id = $2 and w.prefix = (select left(q.w[1], 4) from q)";

/// The same of everyone there ever was.
pub const EVERYONE: &str = "select distinct w.sort_key, w.member_id as id from member_word w
    where w.practice_id = $2 and w.word >= (select q.w[1] from q) and w.word < (select q.w[1] || chr(1114111) from q)";

/// What was typed, as far as the statement's shape depends on it: what it need not ask is left out, for even a question
/// that is never reached costs time.
pub struct Typed {
    /// As `words_of()` makes them, where that can be told without the database.
    told: Option<Vec<String>>,
    /// Up to four are looked at.
    words: usize,
    /// Some word is longer than the beginnings that are kept.
    long: bool,
}

impl Typed {
    pub fn of(typed: &str) -> Typed {
        if !typed.is_ascii() {
            return Typed { told: None, words: if typed.chars().any(char::is_alphanumeric) { 4 } else { 0 }, long: true };
        }
        let words = plain_words(typed);
        Typed { words: words.len().min(4), long: words.iter().any(|word| word.len() > 4), told: Some(words) }
    }

    pub fn any(&self) -> bool {
        self.words > 0
    }

    /// The words, where they can be told without the database; once.
    pub fn told(&mut self) -> Option<Vec<String>> {
        self.told.take()
    }

    /// The longest is compared in full where its beginning may not be all of it.
    pub fn whole(&self, sql: &mut QueryBuilder<Postgres>) {
        if self.long {
            sql.push(" and ((select length(q.w[1]) <= 4 from q) or ");
            has_word(sql, 1);
            sql.push(")");
        }
    }

    /// Every other word that was typed begins some word of the member's.
    pub fn others(&self, sql: &mut QueryBuilder<Postgres>) {
        for n in 2..=self.words {
            sql.push(format_args!(" and ((select q.w[{n}] from q) is null or "));
            has_word(sql, n);
            sql.push(")");
        }
    }
}

/// A word of `w`'s member begins as the nth that was typed.
fn has_word(sql: &mut QueryBuilder<Postgres>, n: usize) {
    sql.push(format_args!(
        "exists (select from member_word x where x.practice_id = $2 and x.member_id = w.member_id
           and x.word >= (select q.w[{n}] from q) and x.word < (select q.w[{n}] || chr(1114111) from q))"
    ));
}

/// `words_of()` of the database, for plain text; a test compares the two.
pub fn plain_words(typed: &str) -> Vec<String> {
    let words = typed.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let mut words: Vec<String> = words.map(|word| word[..word.len().min(60)].to_ascii_lowercase()).collect();
    words.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
    words.dedup();
    words
}
