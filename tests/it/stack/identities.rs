//! Roles and users of the account, whoever made them.

use serde_json::Value;
use support::aws::AwsError;

use super::scene::Scene;

impl Scene {
    /// The ARN of the account's role of that name, made by this stack or not.
    pub(crate) fn role_arn(&self, name: &str) -> String {
        format!("arn:aws:iam::{}:role/{name}", self.account.id())
    }

    /// A role made by hand, with Qovery's permissions.
    pub(crate) fn role(&self, name: &str, trust_policy: &Value) -> Result<String, AwsError> {
        let aws = self.account.aws();
        let trust_policy = trust_policy.to_string();
        aws.run(&[
            "iam",
            "create-role",
            "--role-name",
            name,
            "--assume-role-policy-document",
            &trust_policy,
        ])?;
        let all = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;
        aws.run(&[
            "iam",
            "put-role-policy",
            "--role-name",
            name,
            "--policy-name",
            "all",
            "--policy-document",
            all,
        ])?;
        Ok(self.role_arn(name))
    }

    /// IAM has that `user` or `role`.
    pub(super) fn assert_is_there(&self, kind: &str, name: &str) {
        let (get, by_name) = (format!("get-{kind}"), format!("--{kind}-name"));
        let found = self.account.aws().run(&["iam", &get, &by_name, name]);
        assert!(found.is_ok(), "{kind} {name}: {found:?}");
    }

    /// IAM has no such `user` or `role`.
    pub(super) fn assert_is_gone(&self, kind: &str, name: &str) {
        let (get, by_name) = (format!("get-{kind}"), format!("--{kind}-name"));
        assert_ne!(name, "", "nothing has no name");
        let gone = self.account.aws().run(&["iam", &get, &by_name, name]);
        assert_eq!(gone.unwrap_err().code.as_deref(), Some("NoSuchEntity"));
    }
}
