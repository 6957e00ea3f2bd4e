//! The list of an organization's credentials.

use domain::{
    port_error::PortErrorKind,
    ports::CredentialRegistry,
    qovery::{CredentialsValues, OrganizationCredentials},
};

use super::access;
use crate::{
    qovery::{
        credentials::CredentialsFold,
        form::FormError,
        results::{Fold, Results},
    },
    tests::canned::{Answer, Canned},
};

const OURS: &str = r#"{"credential":{"id":"a","name":"ours","object_type":"AWS_ROLE","role_arn":"arn:aws:iam::123456789012:role/r"},"clusters":[{"id":"c","name":"live","cloud_provider":"AWS"}]}"#;

/// Reads the list in pieces of that length.
fn read(list: &str, piece: usize) -> Result<OrganizationCredentials, FormError> {
    let mut results = Results::new(CredentialsFold::default());
    for piece in list.as_bytes().chunks(piece) {
        results.read(piece)?;
    }
    results.end().map(Into::into)
}

/// The list with ours and that entry.
fn with(entry: &str) -> OrganizationCredentials {
    let list = format!(r#"{{"results":[{OURS},{entry}]}}"#);
    read(&list, list.len()).unwrap()
}

#[test]
fn an_entry_without_the_published_form_is_kept_as_text_and_ours_is_read_all_the_same() {
    let credential = r#"{"id":"b","name":"theirs","object_type":"AWS","access_key_id":"AKIA"}"#;
    for entry in [
        "null".to_owned(),
        "{}".to_owned(),
        "7".to_owned(),
        "[[[".to_owned() + "]]]",
        format!(r#"{{"credential":{credential}}}"#),
        format!(r#"{{"credential":{credential},"clusters":null}}"#),
        format!(r#"{{"credential":{credential},"clusters":[{{"id":"c","name":null}}]}}"#),
        format!(r#"{{"credential":{credential},"clusters":[{{"id":7,"name":"n"}}]}}"#),
        format!(r#"{{"credential":{credential},"clusters":[{{"id":"a/b","name":"n"}}]}}"#),
        r#"{"credential":null,"clusters":[]}"#.to_owned(),
        r#"{"credential":{"id":null,"name":"n","object_type":"SCW"},"clusters":[]}"#.to_owned(),
        r#"{"credential":{"id":7,"name":"n","object_type":"SCW"},"clusters":[]}"#.to_owned(),
        r#"{"credential":{"id":"b","name":null,"object_type":"SCW"},"clusters":[]}"#.to_owned(),
        r#"{"credential":{"id":"b","object_type":"SCW"},"clusters":[]}"#.to_owned(),
        r#"{"credential":{"id":"b","name":"n"},"clusters":[]}"#.to_owned(),
        r#"{"credential":{"id":"b","name":"n","object_type":"AWS"},"clusters":[]}"#.to_owned(),
        r#"{"credential":{"id":"b","name":"n","object_type":"AWS_ROLE","access_key_id":"k"},"clusters":[]}"#.to_owned(),
        r#"{"credential":{"id":"b","name":"n","object_type":"NEW","access_key_id":"k","role_arn":"r"},"clusters":[]}"#.to_owned(),
    ] {
        let list = with(&entry);
        assert_eq!(list.entries.len(), 1, "{entry}");
        assert!(list.unreadable[0].mentions(&entry), "{entry}");
    }
}

#[test]
fn every_published_kind_is_read_and_whatever_holds_a_role_or_a_key_counts_as_its_holder() {
    let other = CredentialsValues::Other;
    let role = CredentialsValues::Role("r".to_owned());
    let key = CredentialsValues::Static("k".to_owned());
    for (object_type, fields, expected) in [
        ("AWS_ROLE", r#""role_arn":"r""#, &role),
        ("AWS", r#""access_key_id":"k""#, &key),
        (
            "EKS_ANYWHERE_VSPHERE",
            r#""vsphere_user":"u","role_arn":"r","access_key_id":null"#,
            &role,
        ),
        (
            "EKS_ANYWHERE_VSPHERE",
            r#""vsphere_user":"u","access_key_id":"k","role_arn":null"#,
            &key,
        ),
        ("EKS_ANYWHERE_VSPHERE", r#""vsphere_user":"u""#, &other),
        ("SCW", r#""scaleway_access_key":"s""#, &other),
        ("AZURE", r#""azure_tenant_id":"t""#, &other),
        ("GCP", r#""role_arn":null"#, &other),
        (
            "GCP_WORKLOAD_IDENTITY_FEDERATION",
            r#""token_lifetime_seconds":14400"#,
            &other,
        ),
        ("OTHER", r#""note":1"#, &other),
        ("OF_TOMORROW", r#""role_arn":"r""#, &role),
    ] {
        let entry = format!(
            r#"{{"credential":{{"id":"b","name":"n","object_type":"{object_type}",{fields}}},"clusters":[]}}"#
        );
        let list = with(&entry);
        assert_eq!(list.entries[1].credentials.values, *expected, "{entry}");
    }
}

#[test]
fn escapes_do_not_hide_an_arn_in_an_entry_that_cannot_be_read() {
    let arn = "arn:aws:iam::123456789012:role/r";
    for written in [
        arn.replace('/', r"\/"),
        arn.replace('/', r"\u002F"),
        arn.replace("role", r"\u0072\u006f\u006C\u0065"),
    ] {
        let list = with(&format!(r#"{{"holder":"{written}"}}"#));
        assert!(list.unreadable[0].mentions(arn), "{written}");
    }
}

#[test]
fn a_list_reads_the_same_wherever_it_is_cut() {
    let list = format!(
        r#" {{ "pagination" : {{"total_pages":1}}, "note":"]}},\"[" , "results" : [ {OURS} , {{"b":"\\\"]"}} ] , "more":[{{}}] }} "#
    );
    let whole = read(&list, list.len()).unwrap();
    assert_eq!((whole.entries.len(), whole.unreadable.len()), (1, 1));
    for piece in 1..40 {
        assert_eq!(read(&list, piece).unwrap(), whole, "{piece}");
    }
}

#[test]
fn names_of_others_are_one_line() {
    let list = with(
        r#"{"credential":{"id":"b","name":"a\nhint: run","object_type":"OTHER"},"clusters":[{"id":"c","name":"\u001b[31mred"}]}"#,
    );
    assert_eq!(list.entries[1].credentials.name, "a hint: run");
    assert_eq!(list.entries[1].clusters[0].name, "[31mred");
}

#[tokio::test(start_paused = true)]
async fn a_list_that_is_not_whole_is_no_list() {
    for (body, expected) in [
        (r"{}", PortErrorKind::Other),
        (r#"{"results":null}"#, PortErrorKind::Other),
        (r#"{"results":{}}"#, PortErrorKind::Other),
        (r#"{"results":[],"results":[]}"#, PortErrorKind::Other),
        (r#"{"result":[]}"#, PortErrorKind::Other),
        (
            r#"{"results":[],"pagination":{"total_pages":2}}"#,
            PortErrorKind::Other,
        ),
        (
            r#"{"pagination":{"total_pages":"2"},"results":[]}"#,
            PortErrorKind::Other,
        ),
        ("", PortErrorKind::Unavailable),
        ("[]", PortErrorKind::Unavailable),
        ("<html>{}</html>", PortErrorKind::Unavailable),
        (r#"{"results":["#, PortErrorKind::Unavailable),
        (r#"{"results":[]"#, PortErrorKind::Unavailable),
        (r#"{"results":[}]}"#, PortErrorKind::Unavailable),
        (r#"{"results":[,]}"#, PortErrorKind::Unavailable),
        (r#"{"results":[]}{}"#, PortErrorKind::Unavailable),
        (r"{results:[]}", PortErrorKind::Unavailable),
    ] {
        let canned = Canned::new(move |_| Answer::new(200, body));
        let list = canned
            .adapters()
            .list_organization_credentials(&access())
            .await;
        assert_eq!(list.unwrap_err().kind, expected, "{body}");
    }
}

#[test]
fn an_empty_list_is_a_list() {
    for list in [r#"{"results":[]}"#, r#"{"pagination":null,"results":[ ]}"#] {
        assert_eq!(read(list, 1).unwrap(), OrganizationCredentials::default());
    }
}

#[test]
fn a_list_of_more_than_20_000_entries_is_no_list() {
    let mut fold = CredentialsFold::default();
    for _ in 0..20_000 {
        fold.add("{}").unwrap();
    }
    assert!(fold.add("{}").is_err());
    let clusters = vec![r#"{"id":"c","name":"n"}"#; 20_000].join(",");
    let entry = OURS.replace(
        r#"{"id":"c","name":"live","cloud_provider":"AWS"}"#,
        &clusters,
    );
    assert!(CredentialsFold::default().add(&entry).is_err());
}
