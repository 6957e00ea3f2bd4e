//! The page of codes is the code's.

use std::{fs, path::Path};

use domain::findings_page::findings_page;

#[test]
fn the_page_of_codes_is_the_one_that_the_code_makes() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/findings.md");
    let page = fs::read_to_string(page).unwrap();
    assert_eq!(page, findings_page(), "run `cargo xtask docs`");
}
