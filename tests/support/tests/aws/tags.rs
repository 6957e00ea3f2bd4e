//! Tags of roles and users.

use std::collections::BTreeMap;

use domain::{
    port_error::PortErrorKind,
    ports::{AccessKeys, IdentityTags, RoleTags},
};

use crate::account::{ROLE, USER, account, kind};

fn tags(keys: impl IntoIterator<Item = String>) -> BTreeMap<String, String> {
    keys.into_iter()
        .map(|key| (key, "value".to_owned()))
        .collect()
}

fn numbered(numbers: std::ops::Range<u32>) -> BTreeMap<String, String> {
    tags(numbers.map(|number| format!("key-{number}")))
}

#[tokio::test]
async fn there_is_room_for_fifty_tags_and_a_call_beyond_them_changes_nothing() {
    let world = account();
    world.tag_user(USER, &numbered(0..49)).await.unwrap();
    world.tag_role(ROLE, &numbered(0..49)).await.unwrap();
    let beyond = numbered(48..51);
    let refusals = [
        world.tag_user(USER, &beyond).await,
        world.tag_role(ROLE, &beyond).await,
    ];
    for refusal in refusals {
        assert_eq!(kind(refusal), Some(PortErrorKind::LimitExceeded));
    }
    assert_eq!(world.state().users[USER].tags.len(), 49);
    assert_eq!(world.state().roles[ROLE].tags.len(), 49);
    let gone = ["key-0".to_owned(), "never-there".to_owned()];
    world.untag_role(ROLE, &gone).await.unwrap();
    world.tag_role(ROLE, &beyond).await.unwrap();
    assert_eq!(world.state().roles[ROLE].tags.len(), 50);
}

#[tokio::test]
async fn a_tag_that_no_caller_may_set_is_refused_with_all_that_come_with_it() {
    let world = account();
    let long = "k".repeat(129);
    for key in ["aws:cloudformation:stack-id", "", "what?", &long] {
        let given = tags([key.to_owned(), "sound".to_owned()]);
        let refused = world.tag_user(USER, &given).await;
        assert_eq!(kind(refused), Some(PortErrorKind::Invalid), "{key}");
    }
    assert_eq!(world.state().users[USER].tags, BTreeMap::new());
}

#[tokio::test]
async fn a_role_that_does_not_exist_has_no_tags() {
    let world = account();
    let refusals = [
        kind(world.tag_role("nobody", &numbered(0..1)).await),
        kind(world.untag_role("nobody", &[]).await),
        kind(world.list_role_tags("nobody").await),
        kind(world.tag_user("nobody", &numbered(0..1)).await),
    ];
    assert_eq!(refusals, [Some(PortErrorKind::NotFound); 4]);
}

#[tokio::test]
async fn rights_that_hang_on_a_tag_end_where_the_tag_has_another_value() {
    let world = account();
    let stack = ("stack".to_owned(), "arn:of:ours".to_owned());
    world.edit(|state| state.rights_hang_on = Some(stack.clone()));
    let denied = [
        kind(world.create_access_key(USER).await),
        kind(world.tag_user(USER, &numbered(0..1)).await),
        kind(world.untag_role(ROLE, &[]).await),
    ];
    assert_eq!(denied, [Some(PortErrorKind::AccessDenied); 3]);
    world.edit(|state| state.users.get_mut(USER).unwrap().tags.extend([stack]));
    world.create_access_key(USER).await.unwrap();
    assert!(world.get_user(USER).await.is_ok(), "reading needs no tag");
}

#[tokio::test]
async fn a_change_of_tags_is_seen_some_reads_later() {
    let world = account();
    world.edit(|state| state.propagation.tags = 2);
    world.tag_user(USER, &numbered(0..1)).await.unwrap();
    let mut seen = Vec::new();
    for _ in 0..3 {
        seen.push(world.get_user(USER).await.unwrap().tags.len());
    }
    assert_eq!(seen, [0, 0, 1]);
}
