//! Writes that meet, quotas and throttling.

use std::collections::BTreeMap;

use domain::{
    aws::iam::KeyStatus,
    port_error::PortErrorKind,
    ports::{AccessKeys, Identities, IdentityTags, RoleTags},
};

use super::canned::{Answer, Canned};

fn met() -> Answer {
    Answer::xml_error(
        409,
        "ConcurrentModification",
        "submit the request again later",
    )
}

fn done() -> Answer {
    Answer::xml("Any", "")
}

#[tokio::test(start_paused = true)]
async fn each_write_that_may_be_repeated_is_asked_again_when_it_met_another() {
    let tags = BTreeMap::from([("k".to_owned(), "v".to_owned())]);
    let (keys, id) = (["k".to_owned()], "AKIAIOSFODNN7EXAMPLE".parse().unwrap());
    let policy = "arn:aws:iam::123456789012:policy/p".parse().unwrap();
    macro_rules! ends_well {
        ($call:ident($($argument:expr),*)) => {
            let canned = Canned::in_turn(&[met, met, done]);
            canned.adapters().$call($($argument),*).await.unwrap();
            assert_eq!(canned.asked().len(), 3, stringify!($call));
        };
    }
    ends_well!(tag_user("u", &tags));
    ends_well!(update_access_key("u", &id, KeyStatus::Inactive));
    ends_well!(delete_access_key("u", &id));
    ends_well!(tag_role("r", &tags));
    ends_well!(untag_role("r", &keys));
    ends_well!(detach_role_policy("r", &policy));
    ends_well!(detach_user_policy("u", &policy));
    ends_well!(delete_role("r"));
    ends_well!(delete_user("u"));
}

#[tokio::test(start_paused = true)]
async fn a_key_is_never_asked_for_twice() {
    let canned = Canned::in_turn(&[met]);
    let error = canned.adapters().create_access_key("u").await.unwrap_err();
    assert_eq!(error.kind, PortErrorKind::ConcurrentChange);
    assert_eq!(canned.asked().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_key_that_cannot_be_read_may_exist_all_the_same_and_is_not_shown() {
    for body in [
        "<CreateAccessKeyResponse><CreateAccessKeyResult/></CreateAccessKeyResponse>",
        "<Key><SecretAccessKey>planted</SecretAccessKey></Key>",
        "<CreateAccessKeyResponse><CreateAccessKeyResult><AccessKey><SecretAccessKey>planted",
    ] {
        let canned = Canned::new(move |_| Answer::new(200, body));
        let error = canned.adapters().create_access_key("u").await.unwrap_err();
        assert!(error.may_have_happened(), "{error:?}");
        assert_eq!(canned.asked().len(), 1, "{body}");
        let shown = format!("{error:?} {}", domain::message::chain(&error));
        assert!(!shown.contains("planted"), "{shown}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_identity_that_something_hangs_on_is_a_conflict_at_once() {
    let canned = Canned::new(|_| Answer::xml_error(409, "DeleteConflict", "detach first"));
    let error = canned.adapters().delete_role("r").await.unwrap_err();
    assert_eq!(error.kind, PortErrorKind::Conflict);
    assert_eq!(canned.asked().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn what_stays_throttled_says_try_again_and_not_allow() {
    let canned = Canned::new(|_| Answer::xml_error(400, "Throttling", "Rate exceeded"));
    let error = canned.adapters().get_user("u").await.unwrap_err();
    assert_eq!(error.kind, PortErrorKind::Throttled(None));
    assert_eq!(error.hint.as_deref(), Some("try again in some minutes"));
}

#[tokio::test(start_paused = true)]
async fn a_user_that_is_full_of_tags_is_a_quota_with_a_way_out() {
    let canned = Canned::new(|_| Answer::xml_error(409, "LimitExceeded", "50"));
    let tags = BTreeMap::from([("k".to_owned(), "v".to_owned())]);
    let error = canned.adapters().tag_user("u", &tags).await.unwrap_err();
    assert_eq!(error.kind, PortErrorKind::LimitExceeded);
    assert!(error.hint.unwrap().contains("IAM allows 50"));
}

#[tokio::test(start_paused = true)]
async fn what_a_service_says_is_one_line_of_2_kib_at_most() {
    let long = format!("first\nsecond {}", "x".repeat(10_000));
    let canned = Canned::new(move |_| Answer::xml_error(403, "AccessDenied", &long));
    let error = canned.adapters().get_user("u").await.unwrap_err();
    let said = error.source.unwrap().to_string();
    assert!(said.starts_with("AccessDenied: first second xxx"), "{said}");
    assert!(said.len() < 2_100, "{}", said.len());
}
