//! A publisher on an emulator: with the stacks that the real one has.

use std::{fs, path::PathBuf};

use anyhow::{Result, ensure};
use serde_json::json;
use support::{account::Account, aws::Aws, cloudformation::Template, repository};

use crate::{Publisher, template};

/// Deploys `publisher/bucket.yaml` in each region of the publisher; the CLI of whoever may write
/// there.
pub fn deploy(account: &Account, publisher: &Publisher) -> Result<Aws> {
    let template = Template::File(bucket_template(publisher)?);
    let arn = |what| format!("arn:aws:iam::{}:{what}", account.id());
    let parameters = [
        // As GitHub names a repository since July 2026.
        ("Repository", "qovery@4000/qovery-aws-connect@8000"),
        ("HomeRegion", &publisher.regions[0]),
        ("BreakGlassRoleArn", &arn("role/break-glass")),
        (
            "OidcProviderArn",
            &arn("oidc-provider/token.actions.githubusercontent.com"),
        ),
    ];
    for region in &publisher.regions {
        let stack = account.in_region(region).stack("publisher");
        let created = stack.create(&template, &parameters)?;
        let failure = created.failure();
        ensure!(created.status == "CREATE_COMPLETE", "{region}: {failure}");
    }
    writer(account)
}

/// The template with what the emulator knows: no name that is made of a prefix, and no identity
/// provider, which the condition leaves out here.
fn bucket_template(publisher: &Publisher) -> Result<PathBuf> {
    let mut template = template::read(&repository::root().join("publisher/bucket.yaml"))?;
    let resources = &mut template["Resources"];
    let bucket = &mut resources["Releases"]["Properties"];
    ensure!(
        bucket["BucketNamePrefix"] == "qovery-aws-connect"
            && bucket["BucketNamespace"] == "account-regional",
        "the bucket is not called what the publisher's are"
    );
    bucket["BucketName"] = json!({"Fn::Sub": publisher.bucket("${AWS::Region}")});
    let condition = resources["GitHub"]["Condition"].clone();
    resources["GitHub"] =
        json!({"Type": "AWS::CloudFormation::WaitConditionHandle", "Condition": condition});
    let folder = repository::root().join("target/package");
    fs::create_dir_all(&folder)?;
    let path = folder.join(format!("{}-bucket.json", publisher.account));
    fs::write(&path, template.to_string())?;
    Ok(path)
}

/// Somebody with the rights of the workflow's role, which GitHub's identity alone may take on.
fn writer(account: &Account) -> Result<Aws> {
    let aws = account.aws();
    let of_role = [
        "--role-name",
        "qovery-aws-connect-writer",
        "--policy-name",
        "write",
    ];
    let policy = aws.run(&[&["iam", "get-role-policy"][..], &of_role].concat())?;
    let policy = policy["PolicyDocument"].to_string();
    let named = ["--user-name", "writer"];
    aws.run(&[&["iam", "create-user"][..], &named].concat())?;
    let put = ["iam", "put-user-policy", "--policy-name", "write"];
    aws.run(&[&put[..], &named, &["--policy-document", &policy]].concat())?;
    let made = aws.run(&[&["iam", "create-access-key"][..], &named].concat())?;
    let part = |name| made["AccessKey"][name].as_str().unwrap_or_default();
    Ok(aws.with_credentials(part("AccessKeyId"), part("SecretAccessKey"), None))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_first_deployment_that_fails_leaves_nothing_in_the_way_of_the_second() {
        let path = repository::root().join("publisher/bucket.yaml");
        let resources = template::read(&path).unwrap()["Resources"].clone();
        let kept = &resources["Releases"]["DeletionPolicy"];
        assert_eq!(kept, "RetainExceptOnCreate");
        let lock = &resources["Releases"]["Properties"]["ObjectLockConfiguration"];
        assert_eq!(lock["Rule"]["DefaultRetention"]["Mode"], "GOVERNANCE");
        // What cannot be removed any more comes after what may fail.
        let policy = resources["ReleasesPolicy"].to_string();
        assert!(
            policy.contains(r#"{"Fn::GetAtt":["Writer","Arn"]}"#),
            "{policy}"
        );
        let trust = resources["Writer"].to_string();
        assert!(trust.contains(r#"{"Ref":"GitHub"}"#), "{trust}");
    }
}
