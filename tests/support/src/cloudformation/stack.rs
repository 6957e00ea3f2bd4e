//! One stack: create, update, delete, each watched to its end.

use std::{
    collections::HashSet,
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    thread::sleep,
    time::Duration,
};

use roxmltree::Node;

use crate::{
    aws::{Aws, AwsError},
    cloudformation::{StackEvent, StackResult, Template},
    query_api::{QueryApi, elements, text},
};

const POLL: Duration = Duration::from_millis(50);
/// Polls, so about ten minutes: a stack that takes longer hangs.
const MOST_POLLS: u32 = 12_000;

/// A stack of one account.
#[derive(Clone)]
pub struct Stack {
    aws: Aws,
    api: QueryApi,
    name: String,
    on_event: Arc<dyn Fn(&StackEvent) + Send + Sync>,
}

impl Stack {
    pub(crate) fn new(aws: Aws, api: QueryApi, name: &str) -> Self {
        Self {
            aws,
            api,
            name: name.to_owned(),
            on_event: Arc::new(|_| ()),
        }
    }

    /// Calls `on_event` with each event as it happens.
    #[must_use]
    pub fn on_event(mut self, on_event: impl Fn(&StackEvent) + Send + Sync + 'static) -> Self {
        self.on_event = Arc::new(on_event);
        self
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Creates the stack. An error is a refusal before the start, an `AllowedPattern` for one.
    pub fn create(
        &self,
        template: &Template,
        parameters: &[(&str, &str)],
    ) -> Result<StackResult, AwsError> {
        let parameters = parameters
            .iter()
            .map(|(key, value)| given(key, value))
            .collect();
        let answer = self.deploy("create-stack", template, parameters)?;
        self.watch(answer)
    }

    /// Updates it. Parameters that are not given keep their values.
    pub fn update(
        &self,
        template: &Template,
        parameters: &[(&str, &str)],
    ) -> Result<StackResult, AwsError> {
        let keys = |described: Node<'_, '_>| -> Vec<String> {
            let keys = elements(described, "ParameterKey").filter_map(|key| key.text());
            keys.map(str::to_owned).collect()
        };
        let before = self.describe(&self.name, keys)?;
        let kept = before
            .iter()
            .filter(|key| !parameters.iter().any(|(given, _)| given == key));
        let given = parameters.iter().map(|(key, value)| given(key, value));
        let all = kept
            .map(|key| format!("ParameterKey={key},UsePreviousValue=true"))
            .chain(given);
        let answer = self.deploy("update-stack", template, all.collect())?;
        self.watch(answer)
    }

    /// Deletes it.
    pub fn delete(&self) -> Result<StackResult, AwsError> {
        let id = self.describe(&self.name, |described| text(described, "StackId"))?;
        let token = unique_token();
        let names = ["--stack-name", &self.name, "--client-request-token", &token];
        self.aws
            .run(&[&["cloudformation", "delete-stack"], &names[..]].concat())?;
        self.watch(Operation {
            stack_id: id,
            token,
        })
    }

    /// The physical id that a resource has now.
    pub fn physical_id(&self, logical_id: &str) -> Result<String, AwsError> {
        let call = ["cloudformation", "describe-stack-resource"];
        let which = ["--stack-name", &self.name];
        let resource = ["--logical-resource-id", logical_id];
        let answer = self.aws.run(&[call, which, resource].concat())?;
        let id = answer["StackResourceDetail"]["PhysicalResourceId"].as_str();
        Ok(id.unwrap_or_default().to_owned())
    }

    fn deploy(
        &self,
        command: &str,
        template: &Template,
        parameters: Vec<String>,
    ) -> Result<Operation, AwsError> {
        let token = unique_token();
        let mut arguments: Vec<String> = [
            ["cloudformation", command].as_slice(),
            &["--stack-name", &self.name, "--client-request-token", &token],
            &[
                "--capabilities",
                "CAPABILITY_NAMED_IAM",
                "CAPABILITY_AUTO_EXPAND",
            ],
        ]
        .concat()
        .into_iter()
        .map(str::to_owned)
        .collect();
        arguments.extend(template.option());
        if !parameters.is_empty() {
            arguments.push("--parameters".to_owned());
            arguments.extend(parameters);
        }
        let answer = self.aws.run(&arguments)?;
        let stack_id = answer["StackId"].as_str().unwrap_or(&self.name).to_owned();
        Ok(Operation { stack_id, token })
    }

    fn watch(&self, operation: Operation) -> Result<StackResult, AwsError> {
        let mut seen = HashSet::new();
        let mut events = Vec::new();
        for _ in 0..MOST_POLLS {
            // The status first: the events read after it are complete when it is final.
            let result = self.describe(&operation.stack_id, StackResult::read)?;
            for event in self.news(&operation, &mut seen)? {
                (self.on_event)(&event);
                events.push(event);
            }
            if !events.is_empty() && !result.status.ends_with("_IN_PROGRESS") {
                let id = operation.stack_id;
                return Ok(StackResult {
                    id,
                    events,
                    ..result
                });
            }
            sleep(POLL);
        }
        Err(AwsError::of(
            &["cloudformation", "describe-stacks"],
            "the stack did not end in ten minutes",
        ))
    }

    /// The events of this operation that were not seen before, oldest first. Pages are newest
    /// first, so the first page with something seen is the last one to read.
    fn news(
        &self,
        operation: &Operation,
        seen: &mut HashSet<String>,
    ) -> Result<Vec<StackEvent>, AwsError> {
        let mut news = Vec::new();
        let mut next = String::new();
        loop {
            let read = |xml: Node<'_, '_>| (StackEvent::read(xml), text(xml, "NextToken"));
            let id = &operation.stack_id;
            let (page, token) = self.api.page("DescribeStackEvents", id, &next, read)?;
            let all = page.len();
            let new = page
                .into_iter()
                .filter(|event| seen.insert(event.id.clone()));
            let before = news.len();
            news.extend(new);
            next = token;
            if next.is_empty() || news.len() - before < all {
                news.retain(|event| event.token == operation.token);
                news.reverse();
                return Ok(news);
            }
        }
    }

    fn describe<T>(
        &self,
        stack: &str,
        read: impl FnOnce(Node<'_, '_>) -> T,
    ) -> Result<T, AwsError> {
        self.api.page("DescribeStacks", stack, "", read)
    }
}

impl fmt::Debug for Stack {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Stack")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// An operation under way: its events carry its token.
struct Operation {
    stack_id: String,
    token: String,
}

/// The CLI's shorthand splits values at commas; inside double quotes it does not.
fn given(key: &str, value: &str) -> String {
    let value = value.replace('\\', r"\\").replace('"', r#"\""#);
    format!(r#"ParameterKey={key},ParameterValue="{value}""#)
}

fn unique_token() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    format!("operation-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}
