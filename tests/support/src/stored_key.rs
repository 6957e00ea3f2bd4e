//! The secret with a stack's key, as its operator sees and rotates it. Ids only: no secret leaves.

use std::{
    collections::{BTreeMap, BTreeSet},
    thread::sleep,
    time::Duration,
};

use anyhow::Result;
use serde_json::Value;

use crate::{
    account::Account,
    aws::{Aws, AwsError},
};

const POLL: Duration = Duration::from_millis(200);
/// Polls, so at least twelve seconds; a rotation takes one.
const MOST_POLLS: u32 = 60;

/// A user's secret.
#[derive(Debug, Clone)]
pub struct StoredKey {
    aws: Aws,
    user: String,
    secret: String,
}

/// Where the user's keys are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keys {
    /// At IAM: `Active` or `Inactive`.
    pub of_user: BTreeMap<String, String>,
    /// In the secret: the key under each staging label.
    pub labelled: BTreeMap<String, String>,
}

/// A rotation under way.
#[derive(Debug, Clone)]
pub struct Rotation {
    secret: StoredKey,
    version: String,
    /// How often a last step had ended before.
    last_steps: usize,
}

impl StoredKey {
    /// The secret of that ARN, with a key of that user.
    #[must_use]
    pub fn new(account: &Account, user: &str, secret: &str) -> Self {
        Self::of(account.aws(), user, secret)
    }

    /// The same in the account that this CLI acts on.
    #[must_use]
    pub fn of(aws: &Aws, user: &str, secret: &str) -> Self {
        Self {
            aws: aws.clone(),
            user: user.to_owned(),
            secret: secret.to_owned(),
        }
    }

    /// Looks at IAM and into the secret.
    pub fn keys(&self) -> Result<Keys> {
        let listed = self
            .aws
            .run(&["iam", "list-access-keys", "--user-name", &self.user])?;
        let listed = listed["AccessKeyMetadata"].as_array().into_iter().flatten();
        let of_user = listed.map(|key| (text(&key["AccessKeyId"]), text(&key["Status"])));
        let of_user = of_user.collect();
        let mut labelled = BTreeMap::new();
        for (version, labels) in self.versions()? {
            if let Some(key) = self.key_in(&version)? {
                labelled.extend(labels.into_iter().map(|label| (label, key.clone())));
            }
        }
        Ok(Keys { of_user, labelled })
    }

    /// Starts a rotation.
    pub fn rotate(&self) -> Result<Rotation, AwsError> {
        self.wait_for_test()?;
        self.start(&[])
    }

    /// Waits until the test is over that Secrets Manager runs when rotation is turned on or its
    /// schedule changes: until then it refuses to start another one.
    pub fn wait_for_test(&self) -> Result<(), AwsError> {
        for _ in 0..MOST_POLLS {
            let is_pending = |labels: &Vec<String>| {
                let has = |label: &str| labels.iter().any(|one| one == label);
                has("AWSPENDING") && !has("AWSCURRENT")
            };
            if !self.versions()?.values().any(is_pending) {
                break;
            }
            sleep(POLL);
        }
        Ok(())
    }

    /// Takes up the rotation that broke off. Secrets Manager does so by itself some time later,
    /// under the same token; the emulator is asked to.
    pub fn rotate_again(&self) -> Result<Rotation, AwsError> {
        let versions = self.versions()?;
        let is_pending = |labels: &[String]| labels.contains(&"AWSPENDING".to_owned());
        let pending = versions.iter().find(|(_, labels)| is_pending(labels));
        let token = pending.map(|(version, _)| version.as_str());
        self.start(&["--client-request-token", token.unwrap_or_default()])
    }

    fn start(&self, options: &[&str]) -> Result<Rotation, AwsError> {
        let last_steps = self.last_steps()?;
        let started = self.call("rotate-secret", options)?;
        Ok(Rotation {
            secret: self.clone(),
            version: text(&started["VersionId"]),
            last_steps,
        })
    }

    /// How many invocations for `finishSecret` have ended, from the function's log:
    /// `LastRotatedDate` has whole seconds, and two rotations fit into one.
    fn last_steps(&self) -> Result<usize, AwsError> {
        let function = text(&self.describe()?["RotationLambdaARN"]);
        let get = ["lambda", "get-function-configuration", "--function-name"];
        let configuration = self.aws.run(&[&get[..], &[&function]].concat())?;
        let group = text(&configuration["LoggingConfig"]["LogGroup"]);
        let filter = ["logs", "filter-log-events", "--log-group-name", &group];
        let logged = self.aws.run(&filter)?;
        let mut under_way = BTreeSet::new();
        let mut ended = 0;
        for event in logged["events"].as_array().into_iter().flatten() {
            let (stream, line) = (text(&event["logStreamName"]), text(&event["message"]));
            if line.contains(r#""rotation.step":"finishSecret""#) {
                under_way.insert(stream);
            } else if line.starts_with("END RequestId") && under_way.remove(&stream) {
                ended += 1;
            }
        }
        Ok(ended)
    }

    fn describe(&self) -> Result<Value, AwsError> {
        self.call("describe-secret", &[])
    }

    /// Every version with its labels.
    fn versions(&self) -> Result<BTreeMap<String, Vec<String>>, AwsError> {
        let described = self.describe()?;
        let versions = described["VersionIdsToStages"].as_object().cloned();
        let versions = versions.unwrap_or_default().into_iter();
        let labels = |labels: &Value| labels.as_array().into_iter().flatten().map(text).collect();
        Ok(versions.map(|(id, all)| (id, labels(&all))).collect())
    }

    /// The id of the key in a version; none: it holds nothing, or no key.
    fn key_in(&self, version: &str) -> Result<Option<String>> {
        let read = match self.call("get-secret-value", &["--version-id", version]) {
            Err(error) if error.code.as_deref() == Some("ResourceNotFoundException") => {
                return Ok(None);
            }
            read => read?,
        };
        let held: Value = serde_json::from_str(&text(&read["SecretString"]))?;
        Ok(held["access_key_id"].as_str().map(str::to_owned))
    }

    fn call(&self, operation: &str, options: &[&str]) -> Result<Value, AwsError> {
        let call = ["secretsmanager", operation, "--secret-id", &self.secret];
        self.aws.run(&[&call, options].concat())
    }
}

impl Keys {
    /// The key in `AWSCURRENT`.
    #[must_use]
    pub fn current(&self) -> &str {
        self.labelled.get("AWSCURRENT").map_or("", String::as_str)
    }

    /// The key that is to be the next one; `AWSPENDING` stays where a rotation has ended.
    #[must_use]
    pub fn pending(&self) -> Option<&str> {
        let pending = self.labelled.get("AWSPENDING").map(String::as_str);
        pending.filter(|key| *key != self.current())
    }

    /// The user's other keys.
    pub fn but_current(&self) -> impl Iterator<Item = &str> {
        let all = self.of_user.keys().map(String::as_str);
        all.filter(|key| *key != self.current())
    }
}

impl Rotation {
    /// Waits until it has come to its end; false: that is not to be expected any more.
    pub fn ends(&self) -> Result<bool, AwsError> {
        for _ in 0..MOST_POLLS {
            if self.has_ended()? {
                return Ok(true);
            }
            sleep(POLL);
        }
        Ok(false)
    }

    /// Whether it came to its end.
    pub fn has_ended(&self) -> Result<bool, AwsError> {
        let now = self.secret.describe()?;
        let labels = now["VersionIdsToStages"][&self.version].to_string();
        Ok(labels.contains("AWSCURRENT") && self.secret.last_steps()? > self.last_steps)
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
