//! The answer of a custom resource.

use domain::{port_error::PortErrorKind, ports::Answers};

use super::canned::{Answer, Canned};

#[tokio::test]
async fn an_answer_goes_to_its_url_as_it_is_and_with_an_empty_content_type() {
    let canned = Canned::new(|_| Answer::new(200, ""));
    let url = "https://bucket.s3.amazonaws.com/a%2Fb?X-Amz-Signature=0a1b".to_owned();
    let body = r#"{"Status":"SUCCESS"}"#;
    let secret = url.clone().into();
    canned
        .adapters()
        .put_answer(&secret, body.to_owned())
        .await
        .unwrap();
    let asked = &canned.asked()[0];
    assert_eq!((asked.method.as_str(), &asked.url), ("PUT", &url));
    assert_eq!(asked.header("content-type"), Some(""));
    assert_eq!(asked.body, body);
}

#[tokio::test]
async fn only_a_2xx_is_an_answer_that_arrived_and_no_error_shows_the_url() {
    for (status, expected) in [
        (403, PortErrorKind::Other),
        (302, PortErrorKind::Other),
        (429, PortErrorKind::Unavailable),
        (503, PortErrorKind::Unavailable),
    ] {
        let canned = Canned::new(move |_| Answer::new(status, "<Error>planted</Error>"));
        let url = "https://bucket.s3.amazonaws.com/?X-Amz-Signature=planted".to_owned();
        let sent = canned.adapters();
        let error = sent
            .put_answer(&url.into(), String::new())
            .await
            .unwrap_err();
        assert_eq!(error.kind, expected, "{status}");
        let shown = format!("{error:?} {}", domain::message::chain(&error));
        assert!(!shown.contains("planted"), "{shown}");
    }
}
