//! Callgrind, which counts the instructions of a program.

use std::{
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

/// Valgrind on this machine, and the file that it writes.
#[derive(Debug)]
pub(crate) struct Callgrind {
    valgrind: PathBuf,
    counts: PathBuf,
}

impl Callgrind {
    /// Writes below that folder. `None` means that valgrind is not installed.
    pub(crate) fn find(output: &Path) -> Option<Self> {
        let mut look = Command::new("sh");
        let found = look.args(["-c", "command -v valgrind"]).output();
        let path = String::from_utf8(found.ok()?.stdout).ok()?;
        (!path.trim().is_empty()).then(|| Self {
            valgrind: path.trim().into(),
            counts: output.join("callgrind.out"),
        })
    }

    /// The words of a command that runs this program and counts.
    pub(crate) fn program(&self, program: &[OsString]) -> Vec<OsString> {
        let mut counted: Vec<OsString> = vec![
            self.valgrind.clone().into(),
            "--tool=callgrind".into(),
            format!("--callgrind-out-file={}", self.counts.display()).into(),
        ];
        counted.extend(program.iter().cloned());
        counted
    }

    /// The instructions of the program that ended last.
    pub(crate) fn total(&self) -> Result<u64> {
        let text = fs::read_to_string(&self.counts)?;
        total(&text).context("callgrind counted nothing")
    }
}

/// Source: valgrind's manual, "Callgrind Format Specification".
fn total(counts: &str) -> Option<u64> {
    let line = counts
        .lines()
        .find_map(|line| line.strip_prefix("totals:"))?;
    line.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_total_is_read_and_never_guessed() {
        assert_eq!(total("events: Ir\n0 5\ntotals: 1234\n"), Some(1234));
        assert_eq!(total("events: Ir\n0 5\n"), None);
        assert_eq!(total("totals: many\n"), None);
    }
}
