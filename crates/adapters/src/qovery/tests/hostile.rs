//! 8 MiB of anything: what is kept of it is bounded by what a list may be.

use domain::qovery::OrganizationCredentials;

use crate::qovery::{
    clusters::StatusFold,
    credentials::CredentialsFold,
    form::FormError,
    results::{ENTRY_LIMIT, Fold, Results},
};

const SIZE: usize = 8 << 20;
const PIECE: usize = 16 << 10;

/// Feeds `start` and then `filler` over and over until it is refused or 8 MiB are through. Returns
/// the reader with what it kept.
fn feed<F: Fold>(start: &str, filler: &str, fold: F) -> (Results<F>, Option<FormError>) {
    let mut results = Results::new(fold);
    let filler = filler.repeat(PIECE.div_ceil(filler.len()));
    let mut error = results.read(start.as_bytes()).err();
    let mut fed = start.len();
    while error.is_none() && fed < SIZE {
        error = results.read(filler.as_bytes()).err();
        fed += filler.len();
    }
    (results, error)
}

/// Start and filler of lists that are hostile each in its way.
const HOSTILE: [(&str, &str); 8] = [
    (r#"{"results":["#, "{},"),
    (r#"{"results":["#, "["),
    (r#"{"results":["#, r#"{"a":"#),
    (r#"{"results":[""#, "x"),
    (r#"{"results":[{"credential":{"id":""#, "x"),
    (
        r#"{"results":[{"credential":{"id":"a","name":"n","object_type":"OTHER"},"clusters":["#,
        r#"{"id":"c","name":""},"#,
    ),
    (r#"{""#, "x"),
    (r#"{"pagination":"#, "["),
];

#[test]
fn no_list_makes_us_keep_more_than_an_entry_and_what_a_list_may_hold() {
    for (start, filler) in HOSTILE {
        let (results, error) = feed(start, filler, CredentialsFold::default());
        assert!(error.is_some(), "{start}{filler}");
        assert!(results.kept_capacity() <= ENTRY_LIMIT, "{start}{filler}");
    }
}

#[test]
fn a_list_of_more_than_20_000_clusters_is_no_list() {
    let mut fold = StatusFold::default();
    let mut add = |n: u32| fold.add(&format!(r#"{{"cluster_id":"{n}","status":"READY"}}"#));
    for n in 0..20_000 {
        add(n).unwrap();
    }
    assert!(add(20_000).is_err());
}

#[test]
fn what_is_no_entry_is_not_kept_at_all() {
    let (mut results, error) = feed(r#"{"other":["#, "[],", CredentialsFold::default());
    assert!(error.is_none());
    assert_eq!(results.kept_capacity(), 0);
    results.read(br#"0],"results":[]}"#).unwrap();
    let list: OrganizationCredentials = results.end().unwrap().into();
    assert_eq!(list, OrganizationCredentials::default());
}
