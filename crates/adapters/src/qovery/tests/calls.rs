//! What goes out, and how often.

use domain::{
    aws::access_key::AccessKey,
    ports::CredentialRegistry,
    qovery::{CredentialsRequest, CredentialsValues, NewValues, RegistryForm},
};

use super::{
    ID, ORGANIZATION, access,
    registries::{REGISTRY, registry},
};
use crate::{
    qovery::OPERATIONS,
    tests::canned::{Answer, Asked, Canned},
};

const ONE: &str = r#"{"id":"0000a53d-0000-4000-8000-000000000001","name":"production","object_type":"AWS_ROLE","role_arn":"arn:aws:iam::123456789012:role/r"}"#;

fn role() -> CredentialsRequest {
    CredentialsRequest {
        name: "production".to_owned(),
        values: NewValues::Role("arn:aws:iam::123456789012:role/r".parse().unwrap()),
    }
}

fn success(asked: &Asked) -> Answer {
    let path = asked.url.trim_end_matches('/');
    match asked.method.as_str() {
        "DELETE" => Answer::new(204, ""),
        "PUT" if !path.contains("/aws/") => Answer::new(200, REGISTRY),
        "GET" if path.ends_with("/status") || !path.contains("/aws/") => {
            Answer::new(200, r#"{"results":[]}"#)
        }
        _ => Answer::new(200, ONE),
    }
}

#[tokio::test]
async fn every_call_is_made_as_published_and_none_besides() {
    let canned = Canned::new(success);
    let (adapters, at, id) = (canned.adapters(), access(), ID.parse().unwrap());
    adapters.list_organization_credentials(&at).await.unwrap();
    adapters.create_aws_credentials(&at, &role()).await.unwrap();
    adapters.get_aws_credentials(&at, &id).await.unwrap();
    adapters
        .edit_aws_credentials(&at, &id, &role())
        .await
        .unwrap();
    adapters.delete_aws_credentials(&at, &id).await.unwrap();
    adapters.list_cluster_statuses(&at).await.unwrap();
    adapters
        .deploy_cluster(&at, &ID.parse().unwrap())
        .await
        .unwrap();
    for form in [RegistryForm::Container, RegistryForm::Helm] {
        adapters.list_registries(&at, form).await.unwrap();
        let registry = registry(form);
        let edited = adapters.edit_registry(&at, &registry, &role().values).await;
        assert_eq!(edited.unwrap().form, form);
    }
    let called: Vec<_> = canned.asked().iter().map(name).collect();
    assert_eq!(called, OPERATIONS);
}

/// Method and path with `{id}` for each id.
fn name(asked: &Asked) -> String {
    let path = asked.url.strip_prefix("https://api.qovery.com").unwrap();
    let path = path.replace(ORGANIZATION, "{id}").replace(ID, "{id}");
    format!("{} {path}", asked.method)
}

#[tokio::test]
async fn a_call_carries_the_token_our_name_and_the_published_body() {
    let canned = Canned::new(success);
    let key = AccessKey {
        id: "AKIAIOSFODNN7EXAMPLE".parse().unwrap(),
        secret: "s/\"e".to_owned().into(),
    };
    let request = CredentialsRequest {
        name: "production".to_owned(),
        values: NewValues::Static(key),
    };
    let adapters = canned.adapters();
    adapters
        .create_aws_credentials(&access(), &request)
        .await
        .unwrap();
    adapters
        .create_aws_credentials(&access(), &role())
        .await
        .unwrap();
    let asked = canned.asked();
    assert_eq!(
        asked[0].header("authorization"),
        Some("Token planted/token-of-some-length")
    );
    assert_eq!(asked[0].header("content-type"), Some("application/json"));
    let name = asked[0].header("user-agent").unwrap();
    assert_eq!(
        name,
        format!("qovery-aws-connect/{}", env!("CARGO_PKG_VERSION"))
    );
    let expected = r#"{"type":"AWS_STATIC","name":"production","access_key_id":"AKIAIOSFODNN7EXAMPLE","secret_access_key":"s/\"e"}"#;
    assert_eq!(asked[0].body, expected);
    let expected =
        r#"{"type":"AWS_ROLE","name":"production","role_arn":"arn:aws:iam::123456789012:role/r"}"#;
    assert_eq!(asked[1].body, expected);
}

#[tokio::test]
async fn one_set_is_read_by_its_id() {
    let canned = Canned::new(|_| Answer::new(200, ONE));
    let id = ID.parse().unwrap();
    let shown = canned
        .adapters()
        .get_aws_credentials(&access(), &id)
        .await
        .unwrap();
    let role = CredentialsValues::Role("arn:aws:iam::123456789012:role/r".to_owned());
    assert_eq!((shown.id, shown.values), (id, role));
}

#[tokio::test(start_paused = true)]
async fn only_what_did_not_happen_or_may_happen_twice_is_asked_again() {
    let down = || Answer::new(503, r#"{"status":503,"detail":"down"}"#);
    let busy = || Answer::new(429, "").header("retry-after", "2");
    let one = || Answer::new(200, ONE);
    let (at, id) = (access(), ID.parse().unwrap());

    let canned = Canned::in_turn(&[down, busy, one]);
    canned
        .adapters()
        .edit_aws_credentials(&at, &id, &role())
        .await
        .unwrap();
    assert_eq!(canned.asked().len(), 3);

    let canned = Canned::in_turn(&[busy, one]);
    canned
        .adapters()
        .create_aws_credentials(&at, &role())
        .await
        .unwrap();
    assert_eq!(canned.asked().len(), 2);

    let canned = Canned::in_turn(&[down, one]);
    let lost = canned
        .adapters()
        .create_aws_credentials(&at, &role())
        .await
        .unwrap_err();
    assert!(lost.may_have_happened(), "{lost:?}");
    assert_eq!(canned.asked().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_write_whose_answer_cannot_be_read_may_have_happened() {
    for body in [
        "",
        "<html>",
        "{}",
        r#"{"id":7,"name":"n","object_type":"OTHER"}"#,
    ] {
        let canned = Canned::new(move |_| Answer::new(201, body));
        let (adapters, at, id) = (canned.adapters(), access(), ID.parse().unwrap());
        let made = adapters.create_aws_credentials(&at, &role()).await;
        assert!(made.unwrap_err().may_have_happened(), "{body}");
        assert_eq!(canned.asked().len(), 1, "{body}");
        let edited = adapters.edit_aws_credentials(&at, &id, &role()).await;
        assert!(edited.unwrap_err().may_have_happened(), "{body}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_page_in_place_of_an_answer_leaves_open_whether_something_was_deleted_or_deployed() {
    let canned = Canned::new(|_| Answer::new(200, "<html>Please log in</html>"));
    let (adapters, at) = (canned.adapters(), access());
    let deleted = adapters
        .delete_aws_credentials(&at, &ID.parse().unwrap())
        .await;
    let deployed = adapters.deploy_cluster(&at, &ID.parse().unwrap()).await;
    for outcome in [deleted, deployed] {
        assert!(outcome.unwrap_err().may_have_happened());
    }
}
