//! Secrets and topics: where they are asked for, and what Secrets Manager's errors mean.

use domain::{
    aws::arn::SecretArn,
    message,
    port_error::{PortError, PortErrorKind},
    ports::{Notifications, SecretDeletion, SecretVersions, Secrets},
};

use super::canned::{Answer, Canned};

fn secret() -> SecretArn {
    "arn:aws:secretsmanager:us-east-1:123456789012:secret:token-AbCdEf"
        .parse()
        .unwrap()
}

/// The errors of reading, of storing and of deleting where Secrets Manager answers so.
async fn errors(code: &'static str, text: &'static str) -> [Result<(), PortError>; 3] {
    let canned = Canned::new(move |_| Answer::json_error(code, text));
    let (adapters, secret) = (canned.adapters(), secret());
    let version = "0123456789abcdef0123456789abcdef".parse().unwrap();
    let value = "planted".to_owned().into();
    [
        adapters.get_secret_value(&secret).await.map(drop),
        adapters
            .put_secret_value(&secret, &version, &value, &[])
            .await,
        adapters.delete_secret(&secret).await,
    ]
}

#[tokio::test]
async fn a_secret_and_a_topic_are_asked_for_in_their_own_region() {
    let canned = Canned::new(|asked| match asked.header("x-amz-target") {
        Some(_) => Answer::new(200, r#"{"SecretString":"s"}"#),
        None => Answer::xml("Publish", "<MessageId>m</MessageId>"),
    });
    let (adapters, secret) = (canned.adapters(), secret());
    let version = "0123456789abcdef0123456789abcdef".parse().unwrap();
    adapters.get_secret_value(&secret).await.unwrap();
    adapters
        .get_secret_value_of(&secret, &version)
        .await
        .unwrap();
    adapters.describe_secret(&secret).await.unwrap();
    adapters.delete_secret(&secret).await.unwrap();
    let topic = "arn:aws:sns:us-west-2:123456789012:t".parse().unwrap();
    adapters.publish(&topic, "s", "m").await.unwrap();
    let hosts: Vec<_> = canned
        .asked()
        .iter()
        .map(|asked| asked.host().to_owned())
        .collect();
    assert_eq!(hosts[..4], ["secretsmanager.us-east-1.amazonaws.com"; 4]);
    assert_eq!(hosts[4], "sns.us-west-2.amazonaws.com");
}

#[tokio::test]
async fn a_secret_in_its_recovery_window_is_neither_missing_nor_invalid() {
    let text = "You can't perform this operation on the secret because it was marked for deletion.";
    let [read, stored, deleted] = errors("InvalidRequestException", text).await;
    let read = read.unwrap_err();
    assert_eq!(read.kind, PortErrorKind::PendingDeletion);
    assert!(read.hint.unwrap().contains("restore-secret"));
    assert_eq!(stored.unwrap_err().kind, PortErrorKind::Invalid);
    deleted.expect("it is scheduled already");
}

#[tokio::test]
async fn a_secret_with_replicas_is_not_taken_for_a_deleted_one() {
    let text = "You can't delete secret token that still has replica regions [eu-west-1].";
    let [_, _, deleted] = errors("InvalidRequestException", text).await;
    assert_eq!(deleted.unwrap_err().kind, PortErrorKind::Invalid);
}

#[tokio::test]
async fn a_kms_key_that_refuses_is_named_in_the_hint_and_a_missing_permission_is_not_a_key() {
    for (code, text) in [
        ("AccessDeniedException", "Access to KMS is not allowed"),
        ("DecryptionFailure", "can't decrypt"),
        ("EncryptionFailure", "can't encrypt"),
    ] {
        for error in errors(code, text).await {
            let error = error.unwrap_err();
            assert_eq!(error.kind, PortErrorKind::AccessDenied, "{code}");
            assert!(error.hint.unwrap().starts_with("set `KmsKeyArn`"), "{code}");
        }
    }
    let [read, ..] = errors("AccessDeniedException", "is not authorized").await;
    let hint = read.unwrap_err().hint.unwrap();
    assert_eq!(
        hint,
        "allow `secretsmanager:GetSecretValue` to this function's role"
    );
}

#[tokio::test]
async fn no_error_shows_the_value_that_was_to_be_stored() {
    let [_, stored, _] = errors("InvalidParameterException", "no").await;
    let error = stored.unwrap_err();
    let shown = format!("{error:?} {}", message::chain(&error));
    assert!(!shown.contains("planted"), "{shown}");
}

#[tokio::test]
async fn a_binary_secret_says_how_to_store_it() {
    let canned = Canned::new(|_| Answer::new(200, r#"{"SecretBinary":"AAAA"}"#));
    let error = canned
        .adapters()
        .get_secret_value(&secret())
        .await
        .unwrap_err();
    assert_eq!(
        error.hint.as_deref(),
        Some("store the value as a string, not as binary")
    );
}

#[tokio::test]
async fn a_date_that_cannot_be_read_is_not_taken_for_never() {
    for field in ["LastRotatedDate", "NextRotationDate", "LastChangedDate"] {
        let answer = format!(r#"{{"{field}":1e15}}"#);
        let canned = Canned::new(move |_| Answer::new(200, answer.clone()));
        let described = canned.adapters().describe_secret(&secret()).await;
        let shown = message::chain(&described.unwrap_err());
        assert!(
            shown.ends_with("a date beyond the year 9999"),
            "{field}: {shown}"
        );
    }
}
