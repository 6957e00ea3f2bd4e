use std::collections::BTreeMap;

use serde_json::{Value, json};
use support::account::Account;
use support::aws::Aws;
use support::cloudformation::{Stack, Template};

use crate::world::{assert_status, fixture, fresh_account};

struct World {
    account: Account,
    stack: Stack,
    outputs: BTreeMap<String, String>,
}

fn world() -> World {
    let account = fresh_account();
    let stack = account.stack("iam");
    let created = stack
        .create(&Template::File(fixture("iam.yaml")), &[])
        .unwrap();
    assert_status(&created, "CREATE_COMPLETE");
    World {
        account,
        stack,
        outputs: created.outputs,
    }
}

fn simulate(aws: &Aws, input: &Value) -> Value {
    let input = input.to_string();
    aws.run(&[
        "iam",
        "simulate-principal-policy",
        "--no-paginate",
        "--cli-input-json",
        &input,
    ])
    .unwrap()
}

/// Decision, within the boundary, within the organization's policies: of each action.
fn decisions(answer: &Value) -> Vec<(&str, Option<bool>, Option<bool>)> {
    let results = answer["EvaluationResults"].as_array().unwrap().iter();
    results
        .map(|result| {
            let boundary = &result["PermissionsBoundaryDecisionDetail"];
            let organization = &result["OrganizationsDecisionDetail"];
            (
                result["EvalDecision"].as_str().unwrap(),
                boundary["AllowedByPermissionsBoundary"].as_bool(),
                organization["AllowedByOrganizations"].as_bool(),
            )
        })
        .collect()
}

#[test]
fn the_simulator_tells_which_limit_denies() {
    let World {
        account, outputs, ..
    } = world();
    let aws = account.aws();
    let input = json!({
        "PolicySourceArn": outputs["Role"],
        "ActionNames": ["s3:GetObject", "s3:DeleteBucket", "ec2:RunInstances", "sqs:SendMessage"],
        "ResourceArns": ["arn:aws:s3:::open"],
    });
    let within = Some(true);
    let expected = [
        ("allowed", within, None),
        ("explicitDeny", within, None),
        ("implicitDeny", Some(false), None),
        ("implicitDeny", Some(false), None),
    ];
    assert_eq!(decisions(&simulate(aws, &input)), expected);

    let denied = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "s3:Get*", "Resource": "*"}}"#;
    let policy = [
        "organizations",
        "create-policy",
        "--type",
        "SERVICE_CONTROL_POLICY",
        "--name",
        "no",
        "--description",
        "",
        "--content",
        denied,
    ];
    let policy = aws.run(&policy).unwrap();
    let policy = policy["Policy"]["PolicySummary"]["Id"].as_str().unwrap();
    aws.run(&[
        "organizations",
        "attach-policy",
        "--policy-id",
        policy,
        "--target-id",
        account.id(),
    ])
    .unwrap();
    let answer = simulate(aws, &input);
    assert_eq!(decisions(&answer)[0], ("explicitDeny", within, Some(false)));
    assert_eq!(decisions(&answer)[1], ("explicitDeny", within, Some(true)));
}

#[test]
fn the_simulator_answers_in_pages_and_for_each_resource() {
    let World {
        account, outputs, ..
    } = world();
    let mut input = json!({
        "PolicySourceArn": outputs["Role"],
        "ActionNames": ["s3:GetObject", "s3:PutObject", "ec2:RunInstances"],
        "ResourceArns": ["arn:aws:s3:::open/1", "arn:aws:s3:::closed/1"],
        "MaxItems": 2,
    });
    let first = simulate(account.aws(), &input);
    assert_eq!(first["EvaluationResults"].as_array().unwrap().len(), 2);
    let resources = &first["EvaluationResults"][0]["ResourceSpecificResults"];
    assert_eq!(resources[0]["EvalResourceDecision"], "allowed");
    assert_eq!(resources[1]["EvalResourceName"], "arn:aws:s3:::closed/1");
    assert_eq!(resources[1]["EvalResourceDecision"], "implicitDeny");
    input["Marker"] = first["Marker"].clone();
    let last = simulate(account.aws(), &input);
    assert_eq!(
        last["EvaluationResults"][0]["EvalActionName"],
        "ec2:RunInstances"
    );
    assert_eq!(last["IsTruncated"], false);
    input["PolicySourceArn"] = json!(outputs["Role"].replace("limited", "nobody"));
    let input = input.to_string();
    let unknown = account.aws().run(&[
        "iam",
        "simulate-principal-policy",
        "--cli-input-json",
        &input,
    ]);
    assert_eq!(unknown.unwrap_err().code.as_deref(), Some("NoSuchEntity"));
}

#[test]
fn a_role_comes_with_its_trust_policy_percent_encoded_its_boundary_and_its_last_use() {
    let World {
        account, outputs, ..
    } = world();
    let credential = format!(
        "Credential={}/20200101/us-east-1/iam/aws4_request",
        account.id()
    );
    let raw = ureq::post(account.endpoint())
        .header(
            "authorization",
            format!("AWS4-HMAC-SHA256 {credential}, SignedHeaders=host, Signature=0"),
        )
        .send_form([
            ("Action", "GetRole"),
            ("Version", "2010-05-08"),
            ("RoleName", "limited"),
        ])
        .unwrap()
        .body_mut()
        .read_to_string()
        .unwrap();
    assert!(raw.contains("%22sts%3AExternalId%22"), "{raw}");
    assert!(raw.contains("a%20b%2Fc"), "{raw}");
    let role = account
        .aws()
        .run(&["iam", "get-role", "--role-name", "limited"])
        .unwrap();
    assert_eq!(role["Role"]["Arn"], outputs["Role"].as_str());
    assert_eq!(role["Role"]["RoleLastUsed"], json!({}));
    assert!(role["Role"]["PermissionsBoundary"]["PermissionsBoundaryArn"].is_string());
}

#[test]
fn a_user_has_two_keys_at_most_and_each_tells_its_last_use() {
    let World {
        account, outputs, ..
    } = world();
    let (root, create) = (
        account.aws(),
        ["iam", "create-access-key", "--user-name", "person"],
    );
    let key = root.run(&create).unwrap();
    let id = key["AccessKey"]["AccessKeyId"].as_str().unwrap();
    let secret = key["AccessKey"]["SecretAccessKey"].as_str().unwrap();
    let last_used = ["iam", "get-access-key-last-used", "--access-key-id", id];
    let before = root.run(&last_used).unwrap();
    assert_eq!(
        before["AccessKeyLastUsed"],
        json!({"Region": "N/A", "ServiceName": "N/A"})
    );

    let user = root.with_credentials(id, secret, None);
    let caller = user.run(&["sts", "get-caller-identity"]).unwrap();
    assert_eq!(caller["Arn"], outputs["User"].as_str());
    assert!(root.run(&last_used).unwrap()["AccessKeyLastUsed"]["LastUsedDate"].is_string());

    root.run(&create).unwrap();
    assert_eq!(
        root.run(&create).unwrap_err().code.as_deref(),
        Some("LimitExceeded")
    );
    root.run(&[
        "iam",
        "update-access-key",
        "--user-name",
        "person",
        "--access-key-id",
        id,
        "--status",
        "Inactive",
    ])
    .unwrap();
    let refused = user.run(&["sts", "get-caller-identity"]).unwrap_err();
    assert_eq!(refused.code.as_deref(), Some("InvalidClientTokenId"));
}

#[test]
fn a_user_carries_tags_and_cannot_be_deleted_while_a_key_is_left() {
    let World { account, stack, .. } = world();
    let aws = account.aws();
    aws.run(&[
        "iam",
        "tag-user",
        "--user-name",
        "person",
        "--tags",
        "Key=a,Value=1",
        "Key=b,Value=2",
    ])
    .unwrap();
    aws.run(&[
        "iam",
        "untag-user",
        "--user-name",
        "person",
        "--tag-keys",
        "a",
    ])
    .unwrap();
    let tags = aws
        .run(&["iam", "list-user-tags", "--user-name", "person"])
        .unwrap();
    let tags = tags["Tags"].as_array().unwrap();
    assert!(
        tags.contains(&json!({"Key": "b", "Value": "2"})),
        "{tags:?}"
    );
    assert!(!tags.iter().any(|tag| tag["Key"] == "a"), "{tags:?}");
    aws.run(&["iam", "create-access-key", "--user-name", "person"])
        .unwrap();
    let refused = stack.delete().unwrap();
    assert_status(&refused, "DELETE_FAILED");
    assert!(
        refused.failure().contains("must delete access keys first"),
        "{}",
        refused.failure()
    );
}
