//! What a client finds on the wire.

use axum::body::to_bytes;
use domain::aws::stack::StackStatus;
use serde_json::json;

use super::*;
use crate::faces::ports::{At, Fault};

const ROLE: &str = "arn:aws:iam::123456789012:role/team/qovery-role";
const POLICY: &str = "arn:aws:iam::123456789012:policy/qovery";
const SECRET: &str = "arn:aws:secretsmanager:eu-west-3:123456789012:secret:key-AbCdEf";
const STACK: &str = "arn:aws:cloudformation:eu-west-3:123456789012:stack/qovery/0a1b2c3d";

fn account() -> Arc<World> {
    let world = World::new();
    world.edit(|state| {
        state.add_role(ROLE, "{}");
        state.add_user("arn:aws:iam::123456789012:user/qovery");
        state.add_policy(POLICY, &["qovery-role", "qovery"]);
        state.add_secret(SECRET, Some("value"));
        state.add_stack(STACK, StackStatus::UpdateComplete);
    });
    Arc::new(world)
}

async fn ask(world: &Arc<World>, target: Option<&str>, body: String) -> (u16, String) {
    let mut headers = HeaderMap::new();
    if let Some(target) = target {
        headers.insert("x-amz-target", target.parse().unwrap());
    }
    let answer = answer(State(Arc::clone(world)), headers, body.into()).await;
    let status = answer.status().as_u16();
    let body = to_bytes(answer.into_body(), 1 << 20).await.unwrap();
    (status, String::from_utf8(body.into()).unwrap())
}

async fn query(world: &Arc<World>, form: &str) -> (u16, String) {
    ask(world, None, format!("Action={form}")).await
}

async fn secret(world: &Arc<World>, operation: &str) -> (u16, String) {
    let target = format!("secretsmanager.{operation}");
    let body = json!({ "SecretId": SECRET }).to_string();
    ask(world, Some(&target), body).await
}

/// The text of each element of that name.
fn texts<'a>(xml: &'a str, name: &str) -> Vec<&'a str> {
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    let rest = xml.split(&*open).skip(1);
    rest.filter_map(|rest| Some(rest.split_once(&*close)?.0))
        .collect()
}

#[tokio::test]
async fn a_role_is_shown_with_path_id_session_tags_and_last_use() {
    let world = account();
    world.edit(|state| {
        let now = state.now;
        let role = state.roles.get_mut("qovery-role").unwrap();
        role.last_used_at = Some(now);
        role.max_session_seconds = 14_400;
        role.tags.insert("stack".to_owned(), "a&b".to_owned());
    });
    let (status, xml) = query(&world, "GetRole&RoleName=qovery-role").await;
    assert_eq!(status, 200);
    for (name, text) in [
        ("Path", "/team/"),
        ("RoleId", "AROAFAKE000000000001"),
        ("MaxSessionDuration", "14400"),
        ("Key", "stack"),
        ("Value", "a&amp;b"),
    ] {
        assert_eq!(texts(&xml, name), [text], "{name}");
    }
    assert_eq!(texts(&xml, "LastUsedDate").len(), 1);
}

#[tokio::test]
async fn a_list_comes_in_pages_and_each_entity_once() {
    let world = account();
    let list = format!("ListEntitiesForPolicy&PolicyArn={POLICY}&MaxItems=1");
    let (_, first) = query(&world, &list).await;
    assert_eq!(texts(&first, "IsTruncated"), ["true"]);
    assert_eq!(texts(&first, "RoleName"), ["qovery-role"]);
    let marker = texts(&first, "Marker")[0];
    let (_, second) = query(&world, &format!("{list}&Marker={marker}")).await;
    assert_eq!(texts(&second, "IsTruncated"), ["false"]);
    assert_eq!(texts(&second, "UserName"), ["qovery"]);
    assert_eq!(texts(&second, "RoleName"), [""; 0]);
}

#[tokio::test]
async fn what_hangs_on_a_role_is_listed_and_holds_it_and_what_is_gone_is_an_error() {
    let world = account();
    let attached = "ListAttachedRolePolicies&RoleName=qovery-role";
    assert_eq!(
        texts(&query(&world, attached).await.1, "PolicyArn"),
        [POLICY]
    );
    let delete = "DeleteRole&RoleName=qovery-role";
    let (status, xml) = query(&world, delete).await;
    assert_eq!(
        (status, &*texts(&xml, "Code")),
        (409, &["DeleteConflict"][..])
    );
    let detach = format!("DetachRolePolicy&RoleName=qovery-role&PolicyArn={POLICY}");
    assert_eq!(query(&world, &detach).await.0, 200);
    for (call, code) in [(&*detach, 404), (delete, 200), (delete, 404)] {
        assert_eq!(query(&world, call).await.0, code, "{call}");
    }
    let profile = "GetLoginProfile&UserName=qovery";
    assert_eq!(query(&world, profile).await.0, 404);
}

#[tokio::test]
async fn a_fault_of_the_ports_has_the_services_own_code() {
    let world = account();
    let code = Code::ConcurrentModification;
    world.inject(At::Call(1), Fault::Refuse(code));
    let (status, xml) = query(&world, "GetUser&UserName=qovery").await;
    let said = texts(&xml, "Code");
    assert_eq!((status, &*said), (409, &["ConcurrentModification"][..]));
    world.inject(At::Call(2), Fault::Refuse(Code::Throttled));
    let (status, json) = secret(&world, "GetSecretValue").await;
    assert_eq!(status, 400);
    assert!(json.contains("ThrottlingException"), "{json}");
}

#[tokio::test]
async fn a_stack_is_described_by_its_id_and_one_that_does_not_exist_is_a_validation_error() {
    let world = account();
    let describe = |id: &str| format!("DescribeStacks&StackName={id}");
    let (status, xml) = query(&world, &describe(STACK)).await;
    assert_eq!(status, 200);
    assert_eq!(texts(&xml, "StackId"), [STACK]);
    assert_eq!(texts(&xml, "StackStatus"), ["UPDATE_COMPLETE"]);
    assert_eq!(texts(&xml, "LastUpdatedTime"), [""; 0]);
    assert_eq!(texts(&xml, "EnableTerminationProtection"), ["false"]);
    let (status, xml) = query(&world, &describe(&format!("{STACK}4e"))).await;
    assert_eq!(
        (status, &*texts(&xml, "Code")),
        (400, &["ValidationError"][..])
    );
}

#[tokio::test]
async fn a_secret_in_its_recovery_window_is_an_invalid_request() {
    let world = account();
    assert_eq!(secret(&world, "DeleteSecret").await.0, 200);
    for operation in ["GetSecretValue", "DeleteSecret"] {
        let (status, json) = secret(&world, operation).await;
        assert_eq!(status, 400);
        assert!(json.contains("InvalidRequestException"), "{json}");
    }
    assert_eq!(secret(&world, "DescribeSecret").await.0, 200);
}
