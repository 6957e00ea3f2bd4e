//! `cargo xtask docs`: pages that the code writes.

use std::fs;

use anyhow::{Context, Result, ensure};
use support::{repository, terminal};

/// A page, and who writes it.
type Page = (&'static str, fn() -> String);

const PAGES: &[Page] = &[("docs/findings.md", domain::findings_page::findings_page)];

/// Writes them.
pub(crate) fn write() -> Result<()> {
    for (page, text) in PAGES {
        let path = repository::root().join(page);
        fs::write(&path, text()).with_context(|| format!("write {page}"))?;
        terminal::done(page);
    }
    Ok(())
}

/// Fails where a page differs from what the code would write.
pub(crate) fn check() -> Result<()> {
    for (page, text) in PAGES {
        let path = repository::root().join(page);
        let written = fs::read_to_string(&path).with_context(|| format!("read {page}"))?;
        ensure!(
            written == text(),
            "{page} is not what the code says: run `cargo xtask docs` and commit the page"
        );
        terminal::done(page);
    }
    Ok(())
}
