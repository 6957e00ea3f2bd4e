//! One AWS account on an emulator.

use std::path::{Path, PathBuf};

use anyhow::Result;
use serde_json::Value;

use crate::aws::{Aws, AwsError, REGION};
use crate::cloudformation::Stack;
use crate::query_api::QueryApi;

/// An account and the two ways to talk to it: the CLI for what is done, the bare API for what is
/// watched.
#[derive(Clone, Debug)]
pub struct Account {
    id: String,
    aws: Aws,
    endpoint: String,
    folder: PathBuf,
}

impl Account {
    pub(crate) fn new(endpoint: &str, id: &str, folder: &Path) -> Result<Self> {
        let aws = Aws::new(endpoint, id)?;
        Ok(Self {
            id: id.to_owned(),
            aws,
            endpoint: endpoint.to_owned(),
            folder: folder.to_owned(),
        })
    }

    /// The 12 digits.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The CLI with the root's credentials.
    #[must_use]
    pub fn aws(&self) -> &Aws {
        &self.aws
    }

    /// Where the emulator listens.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// The region of everything in it.
    #[must_use]
    pub fn region(&self) -> &'static str {
        REGION
    }

    /// A stack of this name, deployed or not.
    #[must_use]
    pub fn stack(&self, name: &str) -> Stack {
        Stack::new(
            self.aws.clone(),
            QueryApi::new(&self.endpoint, &self.id),
            name,
        )
    }

    /// What is in a log group, oldest first; nothing when there is no such group.
    pub fn log_lines(&self, group: &str) -> Result<Vec<String>, AwsError> {
        let events = match self
            .aws
            .run(&["logs", "filter-log-events", "--log-group-name", group])
        {
            Err(error) if error.code.as_deref() == Some("ResourceNotFoundException") => Value::Null,
            events => events?,
        };
        Ok(strings(&events["events"], "message"))
    }

    /// The lines of every log group: where a test hunts for secrets.
    pub fn all_log_lines(&self) -> Result<Vec<String>, AwsError> {
        let groups = self.aws.run(&["logs", "describe-log-groups"])?;
        let mut lines = Vec::new();
        for group in strings(&groups["logGroups"], "logGroupName") {
            lines.extend(self.log_lines(&group)?);
        }
        Ok(lines)
    }

    /// A folder for this account's files, gone with the emulator.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }
}

fn strings(list: &Value, field: &str) -> Vec<String> {
    let items = list.as_array().into_iter().flatten();
    items
        .filter_map(|item| item[field].as_str())
        .map(str::to_owned)
        .collect()
}
