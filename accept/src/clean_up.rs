//! Deletes whatever is called `qovery-acceptance…`, however far a run came.

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use support::{cloudformation::Stack, terminal};

use crate::place::{NAME, Place, names, text};

/// As often as a deletion is tried: what refuses is kept the next time.
const ATTEMPTS: u32 = 3;

/// Deletes it all, and fails with what could not be deleted.
pub(crate) fn clean_up(place: &Place) -> Result<()> {
    let mut left = Vec::new();
    let mut attempt = |what: &str, done: Result<()>| {
        if let Err(error) = done {
            left.push(format!("{what}: {error:#}"));
        }
    };
    for stack in ["", "-dependency", "-topic"] {
        let name = format!("{NAME}{stack}");
        attempt(&name, stack_goes(place, &name));
    }
    attempt("roles", roles_go(place));
    attempt("users", users_go(place));
    attempt("policies", policies_go(place));
    attempt("secrets", secrets_go(place));
    attempt("log groups", log_groups_go(place));
    attempt("the bucket", bucket_goes(place));
    attempt("credentials at Qovery", credentials_go(place));
    ensure!(left.is_empty(), "left behind:\n  {}", left.join("\n  "));
    terminal::done("nothing is left");
    Ok(())
}

fn stack_goes(place: &Place, name: &str) -> Result<()> {
    let stack = place.stack(name);
    for _ in 0..ATTEMPTS {
        let Ok(status) = at_rest(&stack) else {
            return Ok(());
        };
        let mut options = Vec::new();
        let failed = failed_resources(place, name)?;
        if status == "DELETE_FAILED" {
            options.push("--retain-resources");
            options.extend(failed.iter().map(String::as_str));
        }
        let deleted = stack.watch(stack.start("delete-stack", &options)?)?;
        if deleted.status == "DELETE_COMPLETE" {
            return Ok(());
        }
    }
    Err(anyhow::anyhow!("the stack `{name}` cannot be deleted"))
}

/// Its status, once nothing is under way. An error: there is no such stack.
fn at_rest(stack: &Stack) -> Result<String> {
    loop {
        let status = stack.status()?;
        match status.as_str() {
            "DELETE_COMPLETE" => return Err(anyhow::anyhow!("it is deleted")),
            running if running.ends_with("_IN_PROGRESS") => stack.pause(),
            _ => return Ok(status),
        }
    }
}

fn failed_resources(place: &Place, name: &str) -> Result<Vec<String>> {
    let list = "cloudformation list-stack-resources --stack-name";
    let listed = place.call(list, name)?;
    let resources = listed["StackResourceSummaries"].as_array().cloned();
    let failed = resources.into_iter().flatten();
    let failed = failed.filter(|one| one["ResourceStatus"] == "DELETE_FAILED");
    Ok(failed.map(|one| text(&one["LogicalResourceId"])).collect())
}

/// What a list has that begins with our name.
fn ours(list: &Value, field: &str) -> Vec<String> {
    let all = names(list, field).into_iter();
    all.filter(|name| name.starts_with(NAME)).collect()
}

fn roles_go(place: &Place) -> Result<()> {
    for role in ours(&place.call("iam", "list-roles")?["Roles"], "RoleName") {
        let of = format!("--role-name {role}");
        let attached = place.call("iam list-attached-role-policies --role-name", &role)?;
        for policy in names(&attached["AttachedPolicies"], "PolicyArn") {
            place.call(
                &format!("iam detach-role-policy {of} --policy-arn"),
                &policy,
            )?;
        }
        let inline = place.call("iam list-role-policies --role-name", &role)?;
        for policy in inline["PolicyNames"].as_array().into_iter().flatten() {
            let delete = format!("iam delete-role-policy {of} --policy-name");
            place.call(&delete, &text(policy))?;
        }
        place.call("iam delete-role --role-name", &role)?;
    }
    Ok(())
}

fn users_go(place: &Place) -> Result<()> {
    for user in ours(&place.call("iam", "list-users")?["Users"], "UserName") {
        let of = format!("--user-name {user}");
        let keys = place.call("iam list-access-keys --user-name", &user)?;
        for key in names(&keys["AccessKeyMetadata"], "AccessKeyId") {
            place.call(&format!("iam delete-access-key {of} --access-key-id"), &key)?;
        }
        let attached = place.call("iam list-attached-user-policies --user-name", &user)?;
        for policy in names(&attached["AttachedPolicies"], "PolicyArn") {
            place.call(
                &format!("iam detach-user-policy {of} --policy-arn"),
                &policy,
            )?;
        }
        let inline = place.call("iam list-user-policies --user-name", &user)?;
        for policy in inline["PolicyNames"].as_array().into_iter().flatten() {
            let delete = format!("iam delete-user-policy {of} --policy-name");
            place.call(&delete, &text(policy))?;
        }
        place.call("iam delete-user --user-name", &user)?;
    }
    Ok(())
}

/// After roles and users, which they are attached to.
fn policies_go(place: &Place) -> Result<()> {
    let list = place.call("iam list-policies --scope", "Local")?;
    let policies = list["Policies"].as_array().into_iter().flatten();
    for policy in policies.filter(|one| text(&one["PolicyName"]).starts_with(NAME)) {
        place.call("iam delete-policy --policy-arn", &text(&policy["Arn"]))?;
    }
    Ok(())
}

/// `CloudFormation` names them after the resource; the template tags them with the stack.
fn secrets_go(place: &Place) -> Result<()> {
    let list = place.call("secretsmanager", "list-secrets")?;
    let stack = format!(":stack/{NAME}/");
    let is_ours = |secret: &&Value| {
        let mut tags = secret["Tags"].as_array().into_iter().flatten();
        tags.any(|tag| text(&tag["Value"]).contains(&stack))
    };
    let secrets = list["SecretList"].as_array().into_iter().flatten();
    for secret in secrets.filter(is_ours) {
        let arn = text(&secret["ARN"]);
        let delete = "secretsmanager delete-secret --force-delete-without-recovery --secret-id";
        place.call(delete, &arn)?;
    }
    Ok(())
}

fn log_groups_go(place: &Place) -> Result<()> {
    let list = place.call("logs", "describe-log-groups")?;
    let all = names(&list["logGroups"], "logGroupName");
    for group in all.iter().filter(|name| name.contains(NAME)) {
        place.call("logs delete-log-group --log-group-name", group)?;
    }
    Ok(())
}

fn bucket_goes(place: &Place) -> Result<()> {
    let list = place.call("s3api", "list-buckets")?;
    if ours(&list["Buckets"], "Name").contains(&place.bucket) {
        let address = format!("s3://{}", place.bucket);
        place.aws().text(&["s3", "rb", "--force", &address])?;
    }
    Ok(())
}

fn credentials_go(place: &Place) -> Result<()> {
    for one in place.qovery.registered()? {
        place.qovery.delete(&one.id).context("delete them")?;
    }
    Ok(())
}
