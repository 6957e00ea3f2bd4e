//! Users, keys and roles.

use std::collections::BTreeMap;

use serde_json::json;
use support::{
    account::Account,
    cloudformation::{Stack, Template},
};

use crate::world::{assert_status, assume, code, fixture, fresh_account, grant, role, run};

struct World {
    account: Account,
    stack: Stack,
    outputs: BTreeMap<String, String>,
}

fn world() -> World {
    let account = fresh_account();
    let stack = account.stack("iam");
    let created = stack.create(&Template::File(fixture("iam.yaml")), &[]);
    let created = created.unwrap();
    assert_status(&created, "CREATE_COMPLETE");
    World {
        account,
        stack,
        outputs: created.outputs,
    }
}

#[test]
fn a_role_comes_with_its_trust_policy_percent_encoded_its_boundary_and_its_last_use() {
    let World {
        account, outputs, ..
    } = world();
    let credential = format!("{}/20200101/us-east-1/iam/aws4_request", account.id());
    let authorization =
        format!("AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders=host, Signature=0");
    let form = [
        ("Action", "GetRole"),
        ("Version", "2010-05-08"),
        ("RoleName", "limited"),
    ];
    let request = ureq::post(account.endpoint()).header("authorization", authorization);
    let raw = request
        .send_form(form)
        .unwrap()
        .body_mut()
        .read_to_string()
        .unwrap();
    assert!(raw.contains("%22sts%3AExternalId%22"), "{raw}");
    assert!(raw.contains("a%20b%2Fc"), "{raw}");

    let role = run(account.aws(), "iam get-role --role-name limited").unwrap();
    assert_eq!(role["Role"]["Arn"], outputs["Role"].as_str());
    assert_eq!(role["Role"]["RoleLastUsed"], json!({}));
    assert!(role["Role"]["PermissionsBoundary"]["PermissionsBoundaryArn"].is_string());
}

#[test]
fn a_role_is_read_by_the_arn_that_it_really_has() {
    let World { account, .. } = world();
    let id = account.id();
    let read = |arn: &str| json!({"Effect": "Allow", "Action": "iam:GetRole", "Resource": arn});
    let without_path = format!("arn:aws:iam::{id}:role/limited");
    let reader = role(&account, "reader", &read(&without_path));
    let reader = assume(&account, &reader).unwrap();
    let get = || run(&reader, "iam get-role --role-name limited");
    assert_eq!(code(get()), "AccessDenied");
    let with_path = format!("arn:aws:iam::{id}:role/qovery/limited");
    grant(&account, "reader", &read(&with_path));
    get().unwrap();
}

#[test]
fn a_role_is_not_made_over_another_stack_s_role() {
    let World { account, .. } = world();
    let second = account.stack("second");
    let refused = second
        .create(&Template::File(fixture("iam.yaml")), &[])
        .unwrap();
    assert_status(&refused, "ROLLBACK_COMPLETE");
    assert!(
        refused.failure().contains("already exists"),
        "{}",
        refused.failure()
    );
    run(account.aws(), "iam get-role --role-name limited").unwrap();
}

#[test]
fn a_user_has_two_keys_at_most_and_each_tells_its_last_use() {
    let World {
        account, outputs, ..
    } = world();
    let root = account.aws();
    let create = "iam create-access-key --user-name person";
    let key = run(root, create).unwrap();
    let id = key["AccessKey"]["AccessKeyId"].as_str().unwrap();
    let secret = key["AccessKey"]["SecretAccessKey"].as_str().unwrap();
    let last_used = format!("iam get-access-key-last-used --access-key-id {id}");
    let before = run(root, &last_used).unwrap();
    assert_eq!(
        before["AccessKeyLastUsed"],
        json!({"Region": "N/A", "ServiceName": "N/A"})
    );

    let user = root.with_credentials(id, secret, None);
    let caller = run(&user, "sts get-caller-identity").unwrap();
    assert_eq!(caller["Arn"], outputs["User"].as_str());
    let after = run(root, &last_used).unwrap();
    assert!(
        after["AccessKeyLastUsed"]["LastUsedDate"].is_string(),
        "{after}"
    );

    run(root, create).unwrap();
    let third = run(root, create).unwrap_err();
    assert_eq!(third.code.as_deref(), Some("LimitExceeded"));
    let deactivate = "iam update-access-key --user-name person --status Inactive --access-key-id";
    run(root, &format!("{deactivate} {id}")).unwrap();
    let refused = run(&user, "sts get-caller-identity").unwrap_err();
    assert_eq!(refused.code.as_deref(), Some("InvalidClientTokenId"));
}

#[test]
fn a_user_carries_tags_and_cannot_be_deleted_while_a_key_is_left() {
    let World { account, stack, .. } = world();
    let aws = account.aws();
    run(
        aws,
        "iam tag-user --user-name person --tags Key=a,Value=1 Key=b,Value=2",
    )
    .unwrap();
    run(aws, "iam untag-user --user-name person --tag-keys a").unwrap();
    let tags = run(aws, "iam list-user-tags --user-name person").unwrap();
    let tags = tags["Tags"].as_array().unwrap();
    assert!(
        tags.contains(&json!({"Key": "b", "Value": "2"})),
        "{tags:?}"
    );
    assert!(!tags.iter().any(|tag| tag["Key"] == "a"), "{tags:?}");

    run(aws, "iam create-access-key --user-name person").unwrap();
    let refused = stack.delete().unwrap();
    assert_status(&refused, "DELETE_FAILED");
    assert!(refused.failure().contains("must delete access keys first"));
}
