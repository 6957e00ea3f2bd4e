//! The page of codes is the code's.

use std::{collections::HashSet, fs, path::Path};

use domain::trust::CODES;

#[test]
fn the_page_of_codes_is_the_one_that_the_code_makes() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/findings.md");
    let page = fs::read_to_string(page).unwrap();
    assert_eq!(page, domain::finding::reference(), "run `cargo xtask docs`");
}

#[test]
fn every_code_is_kebab_case_and_stands_once() {
    let codes: HashSet<_> = CODES.iter().map(|doc| doc.code).collect();
    assert_eq!(codes.len(), CODES.len());
    for doc in CODES {
        let clean = |b: u8| b.is_ascii_lowercase() || b == b'-';
        assert!(doc.code.bytes().all(clean), "{}", doc.code);
        assert!(
            !doc.hint.ends_with('.') && doc.meaning.ends_with('.'),
            "{}",
            doc.code
        );
    }
}
