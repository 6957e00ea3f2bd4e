//! Each message of a function stands on the page of messages.

use std::{fs, path::Path};

use crate::tidy::{files, relative, repository};

/// What a message's text follows in the sources.
const BEFORE_TEXTS: [&str; 6] = [
    "#[error(",
    "Error::call(",
    "Error::Call(",
    "Message::new(",
    "Message::of_error(",
    "Message::of_findings(",
];
/// One row stands for every call that failed.
const FAILED_CALLS: &str = "could not ";

#[test]
fn the_page_of_messages_has_each_one_in_its_own_words() {
    let page = fs::read_to_string(repository().join("docs/troubleshooting.md")).expect("a page");
    assert!(page.contains(&format!("`{FAILED_CALLS}…")));
    let (mut known, mut missing) = (0, Vec::new());
    for folder in ["crates/application/src", "functions"] {
        for path in files(&repository().join(folder), "rs") {
            for text in texts(&path) {
                known += 1;
                if !text.starts_with(FAILED_CALLS) && !page.contains(&text) {
                    missing.push(format!("{}: {text}", relative(&path)));
                }
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
    assert!(known > 50, "{known}");
}

/// The fixed words at the beginning of each message in a file.
fn texts(path: &Path) -> Vec<String> {
    let source = fs::read_to_string(path).expect("a file");
    let texts = BEFORE_TEXTS.iter().flat_map(|before| {
        let rests = source.split(before).skip(1).map(str::trim_start);
        rests.filter_map(|rest| {
            let rest = rest.strip_prefix("format!(").unwrap_or(rest).trim_start();
            let text = rest.strip_prefix('"')?.split(['"', '{']).next()?;
            Some(text.trim_end_matches([':', ' ', '`']).to_owned())
        })
    });
    texts.filter(|text| !text.is_empty()).collect()
}
