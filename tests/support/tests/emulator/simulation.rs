//! What the policy simulator says, and what it leaves out.

use serde_json::{Value, json};
use support::{
    account::Account,
    aws::{Aws, AwsError},
    cloudformation::Template,
};

use crate::world::{assert_status, document, fixture, fresh_account, role, run};

fn simulate(aws: &Aws, input: &Value) -> Result<Value, AwsError> {
    let call = ["iam", "simulate-principal-policy", "--no-paginate"];
    aws.run(&[&call[..], &["--cli-input-json", &input.to_string()]].concat())
}

/// Of each action: the decision, and whether the boundary and the organization allow it.
fn decisions(answer: &Value) -> Vec<(&str, Option<bool>, Option<bool>)> {
    let results = answer["EvaluationResults"].as_array().unwrap().iter();
    let allowed = |detail: &Value, field| detail[field].as_bool();
    let decision = results.map(|result| {
        let boundary = &result["PermissionsBoundaryDecisionDetail"];
        let organization = &result["OrganizationsDecisionDetail"];
        (
            result["EvalDecision"].as_str().unwrap(),
            allowed(boundary, "AllowedByPermissionsBoundary"),
            allowed(organization, "AllowedByOrganizations"),
        )
    });
    decision.collect()
}

/// The answer's keys that were missing, for each action.
fn missing(answer: &Value) -> Vec<&Value> {
    let results = answer["EvaluationResults"].as_array().unwrap().iter();
    results
        .map(|result| &result["MissingContextValues"])
        .collect()
}

/// An account and a role in it that is limited by a boundary.
fn limited() -> (Account, String) {
    let account = fresh_account();
    let stack = account.stack("iam");
    let created = stack.create(&Template::File(fixture("iam.yaml")), &[]);
    let created = created.unwrap();
    assert_status(&created, "CREATE_COMPLETE");
    (account, created.outputs["Role"].clone())
}

/// Attaches a service control policy to an account.
fn limit(account: &Account, statement: &Value) {
    let policy = json!({"Type": "SERVICE_CONTROL_POLICY", "Name": "limit",
        "Description": "", "Content": document(statement)});
    let create = format!("organizations create-policy --cli-input-json {policy}");
    let policy = run(account.aws(), &create).unwrap();
    let id = policy["Policy"]["PolicySummary"]["Id"].as_str().unwrap();
    let target = account.id();
    let attach = format!("organizations attach-policy --policy-id {id} --target-id {target}");
    run(account.aws(), &attach).unwrap();
}

/// The region that a request is made to, as an entry of its context.
fn requested_region(region: &str) -> Value {
    json!([{"ContextKeyName": "aws:RequestedRegion", "ContextKeyType": "string",
        "ContextKeyValues": [region]}])
}

#[test]
fn the_simulator_tells_which_limit_denies() {
    let (account, role) = limited();
    let input = json!({
        "PolicySourceArn": role,
        "ActionNames": ["s3:GetObject", "s3:DeleteBucket", "ec2:RunInstances", "sqs:SendMessage"],
        "ResourceArns": ["arn:aws:s3:::open"],
    });
    let answer = simulate(account.aws(), &input).unwrap();
    let expected = [
        ("allowed", Some(true), None),
        ("explicitDeny", Some(true), None),
        ("implicitDeny", Some(false), None),
        ("implicitDeny", Some(false), None),
    ];
    assert_eq!(decisions(&answer), expected);

    let reading = json!({"Effect": "Deny", "Action": "s3:Get*", "Resource": "*"});
    limit(&account, &reading);
    let answer = simulate(account.aws(), &input).unwrap();
    let expected = [
        ("explicitDeny", Some(true), Some(false)),
        ("explicitDeny", Some(true), Some(true)),
    ];
    assert_eq!(decisions(&answer)[..2], expected);
}

#[test]
fn the_simulator_answers_in_pages_and_for_each_resource() {
    let (account, role) = limited();
    let mut input = json!({
        "PolicySourceArn": role,
        "ActionNames": ["s3:GetObject", "s3:PutObject", "ec2:RunInstances"],
        "ResourceArns": ["arn:aws:s3:::open/1", "arn:aws:s3:::closed/1"],
        "MaxItems": 2,
    });
    let first = simulate(account.aws(), &input).unwrap();
    assert_eq!(first["EvaluationResults"].as_array().unwrap().len(), 2);
    let resources = &first["EvaluationResults"][0]["ResourceSpecificResults"];
    assert_eq!(resources[0]["EvalResourceDecision"], "allowed");
    assert_eq!(resources[1]["EvalResourceName"], "arn:aws:s3:::closed/1");
    assert_eq!(resources[1]["EvalResourceDecision"], "implicitDeny");
    input["Marker"] = first["Marker"].clone();
    let last = simulate(account.aws(), &input).unwrap();
    assert_eq!(
        last["EvaluationResults"][0]["EvalActionName"],
        "ec2:RunInstances"
    );
    assert_eq!(last["IsTruncated"], false);

    input["PolicySourceArn"] = json!(role.replace("limited", "nobody"));
    let unknown = simulate(account.aws(), &input).unwrap_err();
    assert_eq!(unknown.code.as_deref(), Some("NoSuchEntity"));
}

#[test]
fn a_boundary_knows_no_region_but_the_one_that_is_given() {
    let account = fresh_account();
    let arn = role(
        &account,
        "locked",
        &json!([
            {"Effect": "Allow", "Action": "s3:*", "Resource": "*"},
            {"Effect": "Allow", "Action": "ec2:*", "Resource": "arn:aws:ec2:*:*:${aws:username}"},
        ]),
    );
    let boundary = document(&json!({"Effect": "Allow", "Action": "*", "Resource": "*",
        "Condition": {"StringEquals": {"aws:RequestedRegion": ["us-east-1", "eu-west-3"]}}}));
    let create = format!("iam create-policy --policy-name lock --policy-document {boundary}");
    let lock = run(account.aws(), &create).unwrap();
    let lock = lock["Policy"]["Arn"].as_str().unwrap();
    let put = "iam put-role-permissions-boundary --role-name locked --permissions-boundary";
    run(account.aws(), &format!("{put} {lock}")).unwrap();

    let mut input = json!({"PolicySourceArn": arn, "ActionNames": ["s3:GetObject"]});
    let without = simulate(account.aws(), &input).unwrap();
    assert_eq!(decisions(&without), [("implicitDeny", Some(false), None)]);
    let both = json!(["aws:RequestedRegion", "aws:username"]);
    assert_eq!(missing(&without), [&both]);

    input["ContextEntries"] = requested_region("eu-west-3");
    let with = simulate(account.aws(), &input).unwrap();
    assert_eq!(decisions(&with), [("allowed", Some(true), None)]);
    assert_eq!(missing(&with), [&json!(["aws:username"])]);

    input["ResourceArns"] = json!(["arn:aws:s3:::bucket/key"]);
    let of_resource = simulate(account.aws(), &input).unwrap();
    assert_eq!(missing(&of_resource), [&json!([])]);
    let specific = &of_resource["EvaluationResults"][0]["ResourceSpecificResults"][0];
    assert_eq!(specific["MissingContextValues"], json!(["aws:username"]));
}

#[test]
fn a_service_control_policy_denies_for_want_of_a_context_that_nobody_names() {
    let account = fresh_account();
    let rights = json!({"Effect": "Allow", "Action": "*", "Resource": "*"});
    let arn = role(&account, "free", &rights);
    limit(
        &account,
        &json!({"Effect": "Deny", "NotAction": "iam:*", "Resource": "*",
            "Condition": {"StringNotEquals": {"aws:RequestedRegion": "us-east-1"}}}),
    );
    let mut input = json!({"PolicySourceArn": arn, "ActionNames": ["s3:GetObject"]});
    let without = simulate(account.aws(), &input).unwrap();
    assert_eq!(decisions(&without), [("explicitDeny", None, Some(false))]);
    assert_eq!(missing(&without), [&json!([])]);

    input["ContextEntries"] = requested_region("us-east-1");
    let with = simulate(account.aws(), &input).unwrap();
    assert_eq!(decisions(&with), [("allowed", None, Some(true))]);
}
