//! Refusals, and answers that are not Qovery's.

use domain::{
    aws::access_key::AccessKey,
    message,
    port_error::{PortError, PortErrorKind},
    ports::CredentialRegistry,
    qovery::{Access, CredentialsRequest, NewValues},
};

use super::{ID, access};
use crate::{
    Adapters,
    tests::canned::{Answer, Canned},
};

async fn list(adapters: &Adapters, at: &Access) -> PortError {
    let list = adapters.list_organization_credentials(at).await;
    list.unwrap_err()
}

async fn by_id(adapters: &Adapters, at: &Access) -> PortError {
    let one = adapters.get_aws_credentials(at, &ID.parse().unwrap()).await;
    one.unwrap_err()
}

/// The errors of the list and of one set by its id.
async fn both(status: u16, body: &'static str) -> [PortError; 2] {
    let canned = Canned::new(move |_| Answer::new(status, body));
    let (adapters, at) = (canned.adapters(), access());
    [list(&adapters, &at).await, by_id(&adapters, &at).await]
}

#[tokio::test(start_paused = true)]
async fn qoverys_own_json_says_what_is_missing_and_nothing_else_does() {
    use PortErrorKind::{AccessDenied, Conflict, Invalid, NotFound, Unauthenticated, Unavailable};
    const FORBIDDEN: &str = r#"{"status":403,"error":"Forbidden","detail":"Access is denied"}"#;
    const MISSING: &str =
        r#"{"status":400,"error":"Bad Request","detail":"Credentials does not exist"}"#;
    const TAKEN: &str = r#"{"status":400,"error":"Bad Request","detail":"Name already exists"}"#;
    const OTHER: &str = r#"{"status":400,"error":"Bad Request","detail":"name is required"}"#;
    const PAGE: &str = "<html><title>404 Not Found: does not exist</title></html>";
    for (status, body, of_list, of_one) in [
        (404, FORBIDDEN, NotFound, NotFound),
        (403, FORBIDDEN, AccessDenied, NotFound),
        (400, MISSING, Invalid, NotFound),
        (400, TAKEN, Invalid, Invalid),
        (400, OTHER, Invalid, Invalid),
        (401, FORBIDDEN, Unauthenticated, Unauthenticated),
        (401, "", Unauthenticated, Unauthenticated),
        (402, OTHER, AccessDenied, AccessDenied),
        (409, OTHER, Conflict, Conflict),
        (410, OTHER, Invalid, Invalid),
        (500, OTHER, Unavailable, Unavailable),
        (301, "", Unavailable, Unavailable),
        (403, "", AccessDenied, AccessDenied),
        (404, "", Unavailable, Unavailable),
        (400, PAGE, Unavailable, Unavailable),
        (401, PAGE, Unavailable, Unavailable),
        (403, PAGE, Unavailable, Unavailable),
        (404, PAGE, Unavailable, Unavailable),
        (404, "does not exist", Unavailable, Unavailable),
        (404, "{}", Unavailable, Unavailable),
        (404, r#"{"detail":7}"#, Unavailable, Unavailable),
        (404, r#"["detail"]"#, Unavailable, Unavailable),
    ] {
        let kinds = both(status, body).await.map(|error| error.kind);
        assert_eq!(kinds, [of_list, of_one], "{status} {body}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_message_is_the_detail_or_else_what_there_is() {
    for (body, expected) in [
        (
            r#"{"status":400,"error":"e","detail":"d","message":"m"}"#,
            "d",
        ),
        (r#"{"error":"e","detail":null,"message":"m"}"#, "m"),
        (r#"{"timestamp":1,"error":"e"}"#, "e"),
        (r#"{"title":"t"}"#, "t"),
        (r#"{"detail":"one\nline\u0000"}"#, "one line"),
    ] {
        let [error, _] = both(400, body).await;
        let said = error.source.unwrap().to_string();
        assert_eq!(said, format!("Qovery answered 400: {expected}"));
    }
}

#[tokio::test(start_paused = true)]
async fn a_hint_names_every_cause_that_qovery_does_not_tell_apart() {
    const BODY: &str = r#"{"detail":"Access is denied"}"#;
    let hint = |error: &PortError| error.hint.clone().unwrap();
    let [of_list, of_one] = both(403, BODY).await;
    for cause in ["`QoveryOrganizationId`", "Admin or DevOps"] {
        assert!(hint(&of_list).contains(cause), "{}", hint(&of_list));
    }
    assert!(hint(&of_one).contains("Admin or DevOps"));
    let [refused, _] = both(401, BODY).await;
    for cause in ["unknown", "expired", "policy that denies"] {
        assert!(hint(&refused).contains(cause), "{}", hint(&refused));
    }
    let [page, _] = both(403, "<html>").await;
    assert!(hint(&page).contains("proxy"), "{}", hint(&page));
}

#[tokio::test(start_paused = true)]
async fn a_full_hour_says_when_the_next_one_begins() {
    let next = crate::clock::now().unix_timestamp() + 1_800;
    let canned = Canned::new(move |_| {
        Answer::new(429, r#"{"detail":"Too many requests"}"#)
            .header("x-ratelimit-reset", next.to_string())
    });
    let error = list(&canned.adapters(), &access()).await;
    let PortErrorKind::Throttled(Some(pause)) = error.kind else {
        panic!("{error:?}");
    };
    assert!((1_700..=1_800).contains(&pause.as_secs()), "{pause:?}");
    assert!(error.hint.unwrap().starts_with("try again at 20"));
    assert_eq!(canned.asked().len(), 1, "half an hour is not waited for");
}

#[tokio::test(start_paused = true)]
async fn no_error_shows_what_was_sent_or_quotes_what_came() {
    for (status, body) in [
        (400, r#"{"detail":"bad: planted/token-of-some-length"}"#),
        (400, r#"{"detail":"bad: planted\/token-of-some-length"}"#),
        (
            400,
            r#"{"detail":"bad: pl\u0061nted\u002Ftoken-of-some-length"}"#,
        ),
        (
            400,
            r#"{"detail":"{\"token\":\"planted\\/token-of-some-length\"}"}"#,
        ),
        (400, r#"{"detail":"bad: planted/token-of…"}"#),
        (400, r#"{"echo":"planted\/token-of-some-length"}"#),
        (400, "planted/token-of-some-length"),
        (502, "<title>planted/token-of-some-length</title>"),
        (200, r#""planted/token-of-some-length""#),
        (200, r#"{"results":"planted/token-of-some-length"}"#),
        (
            200,
            r#"{"id":"planted/token","name":"n","object_type":"AWS"}"#,
        ),
        (200, r#"{"id":{"planted/token-of-some-length":1}}"#),
        (200, r#"{"planted/token":1,"planted\/token":2}"#),
    ] {
        for error in both(status, body).await {
            let shown = format!("{error:?} {:?} {}", error.hint, message::chain(&error));
            assert!(!shown.contains("planted"), "{status} {body}: {shown}");
        }
    }
}

#[tokio::test]
async fn no_error_shows_the_key_that_was_written() {
    let key = AccessKey {
        id: "AKIAIOSFODNN7EXAMPLE".parse().unwrap(),
        secret: "planted/secret/of/a/key".to_owned().into(),
    };
    let request = CredentialsRequest {
        name: "production".to_owned(),
        values: NewValues::Static(key),
    };
    let canned = Canned::new(|asked| {
        let detail = asked.body.replace('/', "\\/").replace('"', "'");
        Answer::new(400, format!(r#"{{"detail":"{detail}"}}"#))
    });
    let (adapters, at) = (canned.adapters(), access());
    let made = adapters.create_aws_credentials(&at, &request).await;
    let error = made.unwrap_err();
    let shown = format!("{error:?} {}", message::chain(&error));
    assert!(shown.contains("[redacted"), "{shown}");
    assert!(!shown.contains("planted"), "{shown}");
}

#[tokio::test(start_paused = true)]
async fn a_long_message_is_cut_and_a_cut_body_is_not_qoverys() {
    let detail = |length| format!(r#"{{"detail":"{}"}}"#, "x".repeat(length));
    let canned = Canned::new(move |_| Answer::new(400, detail(10_000)));
    let said = list(&canned.adapters(), &access())
        .await
        .source
        .unwrap()
        .to_string();
    assert!(said.len() < 2_100, "{}", said.len());
    assert!(said.ends_with("x […]"), "{said}");
    let canned = Canned::new(move |_| Answer::new(400, detail(100_000)));
    let error = list(&canned.adapters(), &access()).await;
    assert_eq!(error.kind, PortErrorKind::Unavailable);
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_is_too_large_is_not_said_to_be_out_of_reach() {
    let canned = Canned::new(|_| Answer::new(200, "x".repeat(100_000)));
    let error = by_id(&canned.adapters(), &access()).await;
    let hint = error.hint.as_deref().unwrap();
    assert!(
        hint.ends_with("the secret with the API token says where it is"),
        "{hint}"
    );
    assert!(message::chain(&error).contains("larger than 65536 bytes"));
}

#[tokio::test(start_paused = true)]
async fn what_is_wrong_in_an_answer_of_several_lines_is_found_by_line_and_column() {
    let [_, error] = both(200, "{\n  \"id\": 7,\n  \"name\": \"n\"\n}").await;
    let shown = message::chain(&error);
    assert!(shown.ends_with("at line 2, column 9"), "{shown}");
}
