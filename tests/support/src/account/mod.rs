//! One AWS account on an emulator.

mod faults;

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Result, ensure};
use serde_json::Value;

use crate::{
    aws::{Aws, AwsError, REGION},
    cloudformation::Stack,
    processes,
    query_api::QueryApi,
};

pub use faults::Fault;

/// An account and the two ways to talk to it: the CLI for what is done, the bare API for what is
/// watched.
#[derive(Debug, Clone)]
pub struct Account {
    id: String,
    region: String,
    aws: Aws,
    endpoint: String,
    folder: PathBuf,
}

impl Account {
    pub(crate) fn new(endpoint: &str, id: &str, folder: &Path) -> Result<Self> {
        let aws = Aws::new(endpoint, id)?;
        Ok(Self {
            id: id.to_owned(),
            region: REGION.to_owned(),
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

    /// The region of what is made in it.
    #[must_use]
    pub fn region(&self) -> &str {
        &self.region
    }

    /// The same account in another region.
    #[must_use]
    pub fn in_region(&self, region: &str) -> Self {
        Self {
            region: region.to_owned(),
            aws: self.aws.in_region(region),
            ..self.clone()
        }
    }

    /// A stack of this name, deployed or not.
    #[must_use]
    pub fn stack(&self, name: &str) -> Stack {
        Stack::new(self.aws.clone(), self.api(), name)
    }

    fn api(&self) -> QueryApi {
        QueryApi::new(&self.endpoint, &self.id, &self.region)
    }

    /// Makes this account the management account of an AWS organization with these members.
    pub fn found_organization(&self, id: &str, members: &[Self]) -> Result<()> {
        let members: Vec<&str> = members.iter().map(Self::id).collect();
        let query = [("id", id), ("members", &members.join(","))];
        self.api().ask("organization", &query)
    }

    /// Invokes a function without an event, as a person does. Returns its answer.
    pub fn invoke(&self, function: &str) -> Result<Value> {
        let file = self.folder.join(format!("{}-answer.json", self.id));
        let path = file.to_string_lossy();
        let call = ["lambda", "invoke", "--function-name", function, &path];
        let called = self.aws.run(&call)?;
        let answer = fs::read_to_string(&file)?;
        ensure!(called["FunctionError"].is_null(), "{function}: {answer}");
        Ok(serde_json::from_str(&answer)?)
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

    /// What a function itself logged, oldest first: its lines are JSON, Lambda's are not.
    pub fn log_records(&self, group: &str) -> Result<Vec<Value>, AwsError> {
        let lines = self.log_lines(group)?.into_iter();
        let records = lines.filter_map(|line| serde_json::from_str(&line).ok());
        Ok(records.filter(Value::is_object).collect())
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

    /// Kills the processes of a function, given by its name in AWS; tells how many there were.
    pub fn kill(&self, function: &str) -> Result<usize> {
        let arn = format!(
            "arn:aws:lambda:{}:{}:function:{function}",
            self.region, self.id
        );
        processes::kill(&self.endpoint, &arn)
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
