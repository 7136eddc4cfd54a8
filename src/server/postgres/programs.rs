//! PostgreSQL's programs: where they are, and as which user of the system they run.

use crate::server::{Fault, config};
use std::{
    fs, io,
    os::unix::{
        fs::{MetadataExt, chown},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::Command,
};

/// The oldest PostgreSQL whose SQL we speak.
pub(crate) const OLDEST: u32 = 14;

pub(super) struct Programs {
    dir: PathBuf,
    /// 15, 16, …
    pub version: u32,
    /// PostgreSQL refuses to run as root; then it runs as this user.
    pub user: Option<OsUser>,
}

pub(super) struct OsUser {
    name: String,
    pub uid: u32,
    gid: u32,
}

impl Programs {
    /// The newest installed, or for data that are there already the one that fits them.
    ///
    /// # Errors
    /// If none is installed that will do, or root finds no user to run it as.
    pub fn find(data: &Path) -> Result<Self, Fault> {
        let wanted: Option<u32> = fs::read_to_string(data.join("PG_VERSION")).ok().and_then(|v| v.trim().parse().ok());
        let mut seen = Vec::new();
        for dir in candidates() {
            let Some(version) = version_in(&dir) else { continue };
            if wanted.map_or(version >= OLDEST, |w| w == version) {
                return Ok(Programs { dir, version, user: OsUser::to_run_as(data)? });
            }
            seen.push(version.to_string());
        }
        Err(match wanted {
            Some(wanted) => Fault::new(format!(
                "The database in {} was written by PostgreSQL {wanted}, which is not installed (found: {}). Install it, or upgrade the data with pg_upgrade.",
                data.display(),
                if seen.is_empty() { "none".into() } else { seen.join(", ") }
            )),
            None => {
                Fault::new("Caseload needs PostgreSQL 14 or newer: install it (Debian: apt-get install postgresql) or set DATABASE_URL.")
            }
        })
    }

    /// One of its programs, to be run in a directory it can reach, with nothing of our environment: that holds secrets.
    pub fn command(&self, program: &str, at: &Path) -> Command {
        let mut command = Command::new(self.dir.join(program));
        command.env_clear().current_dir(at);
        for kept in ["PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TMPDIR"] {
            if let Some(value) = std::env::var_os(kept) {
                command.env(kept, value);
            }
        }
        if let Some(user) = &self.user {
            command.uid(user.uid).gid(user.gid);
        }
        command
    }

    /// Makes it the property of the user PostgreSQL runs as.
    pub fn give(&self, path: &Path) -> io::Result<()> {
        self.user.as_ref().map_or(Ok(()), |user| chown(path, Some(user.uid), Some(user.gid)))
    }

    /// Can that user get there at all?
    ///
    /// # Errors
    /// If not, with the directory that bars the way.
    pub fn reach(&self, dir: &Path) -> Result<(), Fault> {
        let (Some(user), Err(cause)) = (&self.user, self.command("postgres", dir).arg("--version").output()) else { return Ok(()) };
        let barred = |dir: &&Path| fs::metadata(dir).is_ok_and(|m| m.uid() != user.uid && m.mode() & 0o001 == 0);
        let parents: Vec<_> = dir.ancestors().skip(1).collect();
        let bar = parents.into_iter().rev().find(barred).unwrap_or(dir);
        Err(Fault::new(format!(
            "PostgreSQL does not run as root, so it runs as the user {}, who can't pass through {} ({cause}). Open it (chmod a+x), or set DATA_DIR to a place that is open, such as /var/lib/caseload.",
            user.name,
            bar.display()
        )))
    }
}

impl OsUser {
    /// The owner of the data if there are any; otherwise the user that PostgreSQL's package makes, or the one that owns nothing.
    fn to_run_as(data: &Path) -> Result<Option<Self>, Fault> {
        if config::user_id()? != 0 {
            return Ok(None);
        }
        if let Some(owner) = fs::metadata(data).ok().filter(|m| m.uid() != 0) {
            return Ok(Some(OsUser { name: format!("number {}", owner.uid()), uid: owner.uid(), gid: owner.gid() }));
        }
        let users = fs::read_to_string("/etc/passwd").unwrap_or_default();
        let found = ["postgres", "_postgres", "nobody"].iter().find_map(|name| users.lines().find_map(|line| Self::named(name, line)));
        found.map(Some).ok_or_else(|| {
            Fault::new("PostgreSQL does not run as root, and there is no user postgres to run it as: make one (useradd --system postgres) or set DATABASE_URL.")
        })
    }

    /// A line of /etc/passwd is `name:password:uid:gid:…`.
    fn named(name: &str, line: &str) -> Option<Self> {
        let mut fields = line.split(':');
        if fields.next()? != name {
            return None;
        }
        Some(OsUser { name: name.into(), uid: fields.nth(1)?.parse().ok().filter(|uid| *uid != 0)?, gid: fields.next()?.parse().ok()? })
    }
}

/// Directories that may hold the programs, the likeliest first.
fn candidates() -> Vec<PathBuf> {
    let mut dirs: Vec<PathBuf> = std::env::var_os("PG_BIN").filter(|v| !v.is_empty()).map(PathBuf::from).into_iter().collect();
    let path = std::env::var_os("PATH").unwrap_or_default();
    // A program on the PATH is often a link to where the others are.
    dirs.extend(std::env::split_paths(&path).filter_map(|dir| dir.join("initdb").canonicalize().ok()?.parent().map(Path::to_path_buf)));
    for (parent, tail) in [
        ("/usr/lib/postgresql", "bin"),
        ("/usr", "bin"),
        ("/opt/homebrew/opt", "bin"),
        ("/usr/local/opt", "bin"),
        ("/Applications/Postgres.app/Contents/Versions", "bin"),
    ] {
        dirs.extend(versions_in(Path::new(parent)).into_iter().map(|dir| dir.join(tail)));
    }
    dirs
}

/// Sub-directories named by a version (`15`, `pgsql-16`, `postgresql@17`), newest first.
fn versions_in(parent: &Path) -> Vec<PathBuf> {
    let number = |name: &str| -> Option<u32> {
        let bare = name.strip_prefix("pgsql-").or_else(|| name.strip_prefix("postgresql@")).unwrap_or(name);
        bare.parse().ok()
    };
    let mut found: Vec<(u32, PathBuf)> = fs::read_dir(parent)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((number(entry.file_name().to_str()?)?, entry.path())))
        .collect();
    found.sort_by_key(|(version, _)| std::cmp::Reverse(*version));
    found.into_iter().map(|(_, path)| path).collect()
}

/// `postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)` is 15.
fn version_in(dir: &Path) -> Option<u32> {
    if !["initdb", "postgres", "pg_ctl"].iter().all(|program| dir.join(program).is_file()) {
        return None;
    }
    let said = Command::new(dir.join("postgres")).arg("--version").output().ok()?;
    let text = String::from_utf8(said.stdout).ok()?;
    text.split_whitespace().nth(2)?.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}
