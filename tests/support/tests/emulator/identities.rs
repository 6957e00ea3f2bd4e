//! What users and roles carry, and who may touch them.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use support::{
    account::Account,
    cloudformation::{Stack, Template},
};

use crate::world::{assert_status, assume, code, fixture, fresh_account, run};

struct World {
    account: Account,
    stack: Stack,
    outputs: BTreeMap<String, String>,
}

impl World {
    fn new() -> Self {
        let account = fresh_account();
        let stack = account.stack("identities");
        let created = stack.create(&template(), &[]).unwrap();
        assert_status(&created, "CREATE_COMPLETE");
        Self {
            account,
            stack,
            outputs: created.outputs,
        }
    }

    fn call(&self, line: &str) -> Value {
        run(self.account.aws(), line).unwrap()
    }

    fn tags(&self, kind: &str) -> BTreeMap<String, String> {
        let name = &self.outputs[if kind == "role" { "Role" } else { "User" }];
        let listed = self.call(&format!("iam list-{kind}-tags --{kind}-name {name}"));
        let tags = listed["Tags"].as_array().unwrap().iter();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        tags.map(|tag| (text(&tag["Key"]), text(&tag["Value"])))
            .collect()
    }
}

fn template() -> Template {
    Template::File(fixture("identities.yaml"))
}

#[test]
fn a_managed_policy_has_no_tags() {
    let account = fresh_account();
    let file = std::env::temp_dir().join(format!("{}-tagged.json", account.id()));
    let policy = json!({"Resources": {"Tagged": {"Type": "AWS::IAM::ManagedPolicy", "Properties": {
        "Tags": [], "PolicyDocument": {"Version": "2012-10-17", "Statement": []}}}}});
    std::fs::write(&file, policy.to_string()).unwrap();
    let refused = account.stack("tagged").create(&Template::File(file), &[]);
    let refused = refused.unwrap();
    assert_status(&refused, "ROLLBACK_COMPLETE");
    assert!(refused.failure().contains("extraneous key [Tags]"));
}

#[test]
fn a_stack_s_identities_have_the_tags_of_its_template_and_none_of_cloudformation_s() {
    let world = World::new();
    let id = world.call("cloudformation describe-stacks --stack-name identities");
    let id = id["Stacks"][0]["StackId"].as_str().unwrap().to_owned();
    for kind in ["role", "user"] {
        assert_eq!(
            world.tags(kind),
            [("test/stack".to_owned(), id.clone())].into()
        );
    }
}

#[test]
fn an_update_keeps_the_tags_that_somebody_else_has_put_there() {
    let world = World::new();
    let role = &world.outputs["Role"];
    world.call(&format!(
        "iam tag-role --role-name {role} --tags Key=note,Value=here"
    ));
    let shorter = [("MaxSessionDuration", "7200")];
    let updated = world.stack.update(&template(), &shorter).unwrap();
    assert_status(&updated, "UPDATE_COMPLETE");
    assert_eq!(world.tags("role")["note"], "here");
}

#[test]
fn a_role_tells_its_id_its_longest_session_and_its_last_use() {
    let world = World::new();
    let role = &world.outputs["Role"];
    let get = || world.call(&format!("iam get-role --role-name {role}"))["Role"].clone();
    assert_eq!(get()["RoleId"], world.outputs["RoleId"].as_str());
    assert_eq!(get()["MaxSessionDuration"], 14400);
    assert_eq!(get()["RoleLastUsed"], json!({}));
    let arn = &world.outputs["RoleArn"];
    let session = assume(&world.account, arn).unwrap();
    run(&session, "sts get-caller-identity").unwrap();
    assert_eq!(get()["RoleLastUsed"]["Region"], "us-east-1");
    assert!(get()["RoleLastUsed"]["LastUsedDate"].is_string());

    let longer = "--role-session-name test --duration-seconds 14401";
    let longer = format!("sts assume-role {longer} --role-arn {arn}");
    assert_eq!(code(run(world.account.aws(), &longer)), "ValidationError");
}

#[test]
fn rights_hang_on_the_tags_of_the_role_or_user() {
    let world = World::new();
    let keeper = assume(&world.account, &world.outputs["KeeperArn"]).unwrap();
    let (role, user) = (&world.outputs["Role"], &world.outputs["User"]);
    let permissions = &world.outputs["Permissions"];
    for allowed in [
        format!("iam get-role --role-name {role}"),
        format!("iam list-attached-role-policies --role-name {role}"),
        format!("iam detach-role-policy --role-name {role} --policy-arn {permissions}"),
        format!("iam delete-role --role-name {role}"),
        format!("iam get-user --user-name {user}"),
        format!("iam detach-user-policy --user-name {user} --policy-arn {permissions}"),
        format!("iam delete-user --user-name {user}"),
    ] {
        run(&keeper, &allowed).unwrap();
    }
    for refused in [
        "iam get-role --role-name keeper",
        "iam get-role --role-name nobody",
        "iam delete-role-policy --role-name keeper --policy-name marked",
    ] {
        assert_eq!(code(run(&keeper, refused)), "AccessDenied", "{refused}");
    }
}

#[test]
fn rights_hang_on_the_keys_and_values_of_the_tags_that_are_changed() {
    let world = World::new();
    let keeper = assume(&world.account, &world.outputs["KeeperArn"]).unwrap();
    for kind in ["role", "user"] {
        let name = &world.outputs[if kind == "role" { "Role" } else { "User" }];
        let tag = |tags: &str| format!("iam tag-{kind} --{kind}-name {name} --tags {tags}");
        let untag = |keys: &str| format!("iam untag-{kind} --{kind}-name {name} --tag-keys {keys}");
        run(
            &keeper,
            &tag("Key=test/note-1,Value=x Key=test/note-2,Value=y"),
        )
        .unwrap();
        run(&keeper, &untag("test/note-1")).unwrap();
        for refused in [
            tag("Key=test/note-1,Value=forbidden"),
            tag("Key=test/stack,Value=another"),
            tag("Key=test/note-3,Value=x Key=test/stack,Value=another"),
            untag("test/stack"),
            untag("test/note-2 test/stack"),
        ] {
            assert_eq!(code(run(&keeper, &refused)), "AccessDenied", "{refused}");
        }
    }
}

#[test]
fn an_identity_has_fifty_tags_at_most_and_none_that_iam_would_not_take() {
    let world = World::new();
    for kind in ["role", "user"] {
        let name = &world.outputs[if kind == "role" { "Role" } else { "User" }];
        let tag = |tags: &str| {
            let call = format!("iam tag-{kind} --{kind}-name {name} --tags {tags}");
            run(world.account.aws(), &call)
        };
        let room: Vec<_> = (0..49).map(|n| format!("Key=k{n},Value=v")).collect();
        tag(&room.join(" ")).unwrap();
        tag("Key=K1,Value=again").unwrap();
        tag("Key=k2,Value=").unwrap();
        assert_eq!(code(tag("Key=one-more,Value=v")), "LimitExceeded");
        assert_eq!(code(tag("Key=aws:mine,Value=v")), "InvalidInput");
        assert_eq!(code(tag("Key=k1,Value=a&b")), "ValidationError");
    }
}

#[test]
fn who_holds_a_policy_is_listed_by_use_and_in_pages() {
    let world = World::new();
    let arn = &world.outputs["Permissions"];
    let boundary = format!(
        "iam put-role-permissions-boundary --role-name keeper --permissions-boundary {arn}"
    );
    world.call(&boundary);
    let list = |options: Value| {
        let mut input = json!({"PolicyArn": arn});
        input
            .as_object_mut()
            .unwrap()
            .extend(options.as_object().unwrap().clone());
        let call = "iam list-entities-for-policy --no-paginate --cli-input-json";
        let listed = world.call(&format!("{call} {input}"));
        let count = |kind: &str| listed[kind].as_array().map_or(0, Vec::len);
        let counts = [count("PolicyRoles"), count("PolicyUsers")];
        (counts, listed["Marker"].clone())
    };
    let used_as = |usage: &str| list(json!({"PolicyUsageFilter": usage})).0;
    assert_eq!(used_as("PermissionsPolicy"), [1, 1]);
    assert_eq!(used_as("PermissionsBoundary"), [1, 0]);
    assert_eq!(list(json!({})), ([2, 1], Value::Null));
    let (first, marker) = list(json!({"MaxItems": 1}));
    assert_eq!(first, [1, 0]);
    assert_eq!(list(json!({"Marker": marker})), ([1, 1], Value::Null));
}
