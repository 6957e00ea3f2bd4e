//! The account that a run acts on, and what it calls its things.

use std::{
    env::temp_dir,
    fs,
    path::{Path, PathBuf},
    process,
};

use anyhow::{Context, Result};
use domain::{aws::arn::SecretArn, qovery::OrganizationId};
use serde_json::Value;
use support::{
    aws::Aws,
    cloudformation::{Bucket, Stack, StackEvent, Template},
    repository, terminal,
};

pub(crate) use support::cloudformation::string as text;

use crate::qovery::Qovery;

/// The stack, and the beginning of every other name.
pub(crate) const NAME: &str = "qovery-acceptance";

/// What the caller says.
#[derive(Debug, Clone)]
pub struct Order {
    /// The CLI, with the rights to make all of it.
    pub aws: Aws,
    /// The region of the stack.
    pub region: String,
    /// A Qovery organization, best one without clusters.
    pub organization: OrganizationId,
    /// The secret with its API token.
    pub token_secret: SecretArn,
    /// The parameter `QoveryPrincipal`.
    pub principal: String,
    /// Every `CodeUri` of the template with what was built for it.
    pub code: Vec<(String, PathBuf)>,
    /// The parameter `Architecture`.
    pub architecture: String,
}

/// An account, ready to be acted on.
#[derive(Debug)]
pub struct Place {
    pub(crate) order: Order,
    pub(crate) account: String,
    pub(crate) qovery: Qovery,
    pub(crate) bucket: String,
    folder: PathBuf,
}

impl Place {
    /// Finds out which account it is, and reads the token. Makes nothing there.
    pub fn find(order: Order) -> Result<Self> {
        let identity = order.aws.run(&["sts", "get-caller-identity"])?;
        let account = text(&identity["Account"]);
        let qovery = Qovery::open(&order)?;
        let folder = temp_dir().join(format!("{NAME}-{account}-{}", process::id()));
        fs::create_dir_all(&folder)?;
        Ok(Self {
            bucket: format!("{NAME}-{account}-{}", order.region),
            order,
            account,
            qovery,
            folder,
        })
    }

    /// The 12 digits.
    #[must_use]
    pub fn account(&self) -> &str {
        &self.account
    }

    pub(crate) fn aws(&self) -> &Aws {
        &self.order.aws
    }

    /// Runs these words, with one at their end that may have blanks.
    pub(crate) fn call(&self, words: &str, last: &str) -> Result<Value> {
        let words: Vec<&str> = words.split_whitespace().chain([last]).collect();
        Ok(self.aws().run(&words)?)
    }

    /// A stack, whose failures are printed as they happen.
    pub(crate) fn stack(&self, name: &str) -> Stack {
        Stack::of(self.aws(), name).on_event(|event: &StackEvent| {
            if event.status.ends_with("_FAILED") {
                terminal::progress(&event.to_string());
            }
        })
    }

    /// A new role that the account's own principals may assume, and nobody else; its ARN.
    pub(crate) fn role(&self, name: &str) -> Result<String> {
        let account = format!("arn:aws:iam::{}:root", self.account);
        let trust = serde_json::json!({"Effect": "Allow", "Principal": {"AWS": account},
            "Action": "sts:AssumeRole"});
        let create = format!("iam create-role --role-name {name} --assume-role-policy-document");
        let made = self.call(&create, &document(&trust))?;
        Ok(text(&made["Role"]["Arn"]))
    }

    /// A template that is sent with the call.
    pub(crate) fn small_template(&self, name: &str, template: &Value) -> Result<Template> {
        let path = self.folder.join(format!("{name}.json"));
        fs::write(&path, template.to_string())?;
        Ok(Template::File(path))
    }

    /// Uploads template and code to a bucket of this run's own.
    pub(crate) fn package(&self) -> Result<Template> {
        let (aws, bucket, region) = (self.aws(), self.bucket.as_str(), &self.order.region);
        let mut create = vec!["s3api", "create-bucket", "--bucket", bucket];
        let constraint = format!("LocationConstraint={region}");
        // This region alone does not take its own name.
        if region != "us-east-1" {
            create.extend(["--create-bucket-configuration", &constraint]);
        }
        aws.run(&create)?;
        let place = Bucket {
            aws,
            name: bucket,
            url: &self.bucket_url(),
        };
        let code: Vec<(&str, &Path)> = self
            .order
            .code
            .iter()
            .map(|(uri, built)| (uri.as_str(), built.as_path()))
            .collect();
        let template = repository::root().join("template.yaml");
        Template::package_in(&place, &self.folder, &template, &code)
    }

    fn bucket_url(&self) -> String {
        let (bucket, region) = (&self.bucket, &self.order.region);
        let configured = self.aws().text(&["configure", "get", "endpoint_url"]);
        match configured.as_deref().map(str::trim) {
            Ok(endpoint) if !endpoint.is_empty() => format!("{endpoint}/{bucket}"),
            _ if region.starts_with("cn-") => {
                format!("https://{bucket}.s3.{region}.amazonaws.com.cn")
            }
            _ => format!("https://{bucket}.s3.{region}.amazonaws.com"),
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// What a list in the CLI's answer names in this field.
pub(crate) fn names(list: &Value, field: &str) -> Vec<String> {
    let items = list.as_array().into_iter().flatten();
    items.map(|item| text(&item[field])).collect()
}

/// A policy document of one statement.
pub(crate) fn document(statement: &Value) -> String {
    serde_json::json!({"Version": "2012-10-17", "Statement": statement}).to_string()
}

/// The output of that name.
pub(crate) fn output<'a>(
    result: &'a support::cloudformation::StackResult,
    name: &str,
) -> Result<&'a str> {
    let value = result.outputs.get(name).map(String::as_str);
    value.with_context(|| format!("the stack has no output `{name}`: {}", result.failure()))
}
