//! `cargo xtask docs`: pages that the code writes.

use std::fs;

use anyhow::{Context, Result, ensure};
use release::{Publisher, page, parameters_page, set::TEMPLATES, template};
use serde_json::Value;
use support::{repository, terminal};

/// A page, and who writes it.
type Page = (&'static str, fn() -> Result<String>);

const PAGES: &[Page] = &[
    ("docs/findings.md", || {
        Ok(domain::findings_page::findings_page())
    }),
    ("docs/parameters.md", parameters),
    ("docs/launch/index.html", launch_page),
];

fn source(template: &str) -> Result<Value> {
    template::read(&repository::root().join(template))
}

fn parameters() -> Result<String> {
    let titles = ["One account", "A hub", "A member of a hub"].into_iter();
    let sources = titles.zip(TEMPLATES.iter());
    let read = sources.map(|(title, (_, template))| Ok((title, source(template)?)));
    Ok(parameters_page::parameters_page(
        &read.collect::<Result<Vec<_>>>()?,
    ))
}

fn launch_page() -> Result<String> {
    let publisher = Publisher::of_this_repository()?;
    let version = crate::release::version()?;
    let template = template::released(source("template.yaml")?, &publisher, &version);
    Ok(page::preview(&template, &publisher, &version))
}

/// Writes them.
pub(crate) fn write() -> Result<()> {
    for (page, text) in PAGES {
        let path = repository::root().join(page);
        let folder = path.parent().context("a folder")?;
        fs::create_dir_all(folder)?;
        fs::write(&path, text()?).with_context(|| format!("write {page}"))?;
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
            written == text()?,
            "{page} is not what the code says: run `cargo xtask docs` and commit the page"
        );
        terminal::done(page);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_pages_are_what_the_code_says() {
        super::check().unwrap();
    }
}
