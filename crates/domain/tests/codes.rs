//! Every code that the sources give a finding is explained on the page of findings.

#![cfg(test)]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs")
            && !path.ends_with("tests.rs")
        {
            found.push(path);
        }
    }
}

/// The literals behind `code: "` and behind an opening `finding(` or `Found::new(`.
fn codes(source: &str) -> BTreeSet<String> {
    let source = source.split("#[cfg(test)]").next().unwrap_or_default();
    let literal = |rest: &str| {
        let text = rest.trim_start().strip_prefix('"')?;
        text.split('"').next().map(str::to_owned)
    };
    ["code: ", "finding(", "Found::new("]
        .iter()
        .flat_map(|before| source.split(before).skip(1).filter_map(literal))
        .filter(|code| !code.is_empty())
        .collect()
}

#[test]
fn every_code_is_on_the_page_of_findings() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in ["src", "../../functions"] {
        sources(&root.join(folder), &mut files);
    }
    let page = domain::finding::reference();
    let mut used = 0;
    for file in files {
        for code in codes(&fs::read_to_string(&file).unwrap()) {
            used += 1;
            let heading = format!("### `{code}`\n");
            assert!(page.contains(&heading), "`{code}` of {}", file.display());
        }
    }
    assert!(used > 30, "the codes are found in the sources: {used}");
}
