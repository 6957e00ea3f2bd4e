//! Qovery's published specification as a judge: Prism, a proxy between client and stand-in that
//! compares every request and every answer with the OpenAPI document.
//!
//! The document is not part of this project: `QOVERY_OPENAPI` names it, and without it a contract
//! test says that it is skipped.

use std::{
    io::{self, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

pub use log::{Severity, Violation};

use log::Log;

mod install;
mod log;

/// Names the published specification.
const SPECIFICATION: &str = "QOVERY_OPENAPI";

/// Prism reads the document and starts within a second; a busy machine gets more.
const START_TIMEOUT: Duration = Duration::from_mins(1);

/// A running Prism; stops when dropped.
#[derive(Debug)]
pub struct Prism {
    child: Child,
    url: String,
    log: Log,
}

impl Prism {
    /// Puts Prism with the published specification in front of `upstream`. Nothing, and a line on
    /// the terminal that says so, when `QOVERY_OPENAPI` does not name the specification.
    pub fn in_front_of(upstream: &str) -> io::Result<Option<Self>> {
        let Some(path) = specification() else {
            // Not `eprintln!`, which the test harness keeps to itself when the test passes.
            writeln!(
                io::stderr(),
                "contract test skipped: {SPECIFICATION} is not set"
            )?;
            return Ok(None);
        };
        Self::start(&path, upstream).map(Some)
    }

    /// Puts Prism with the given specification in front of `upstream`. Requests and answers pass
    /// unchanged, right or wrong; [`Prism::take_violations`] tells what was wrong with them.
    pub fn start(specification: &Path, upstream: &str) -> io::Result<Self> {
        let mut child = Command::new("node")
            .arg(install::entry_point()?)
            .arg("proxy")
            .arg(specification)
            .arg(upstream)
            .args(["--host", "127.0.0.1", "--port", "0"])
            .env("NO_COLOR", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let log = Log::follow(&mut child);
        let mut prism = Self {
            child,
            url: String::new(),
            log,
        };
        prism.url = prism.log.wait_for_address(START_TIMEOUT)?;
        Ok(prism)
    }

    /// The base URL for the client, without a trailing slash.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What was wrong with the requests and answers since the last call, in their order.
    pub fn take_violations(&self) -> io::Result<Vec<Violation>> {
        self.log.violations_before_mark(&self.url)
    }
}

impl Drop for Prism {
    fn drop(&mut self) {
        // Both fail only when it is gone already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place that reads where the document is"
)]
fn specification() -> Option<PathBuf> {
    std::env::var_os(SPECIFICATION)
        .filter(|path| !path.is_empty())
        .map(PathBuf::from)
}
