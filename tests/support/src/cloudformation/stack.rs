//! One stack: create, update, delete, each watched to its end.

use std::{
    collections::{BTreeMap, HashSet},
    fmt,
    sync::Arc,
    thread::sleep,
    time::Duration,
};

use serde_json::Value;

use super::reader::Reader;
use crate::{
    aws::{Aws, AwsError},
    cloudformation::{Operation, StackEvent, StackResult, Template},
    query_api::QueryApi,
};

/// An operation that has taken long is looked at less often: by so much of the time that it took.
const POLL_SHARE: u32 = 10;

type OnEvent = Arc<dyn Fn(&StackEvent) + Send + Sync>;

/// A stack of one account.
#[derive(Clone)]
pub struct Stack {
    pub(super) aws: Aws,
    pub(super) reader: Reader,
    pub(super) name: String,
    pub(super) options: Vec<String>,
    /// Parameters that an update does not keep, because its template has none of these names.
    pub(super) dropped: Vec<String>,
    on_event: Option<OnEvent>,
}

impl Stack {
    pub(crate) fn new(aws: Aws, api: QueryApi, name: &str) -> Self {
        Self::read_by(Reader::Api(api), aws, name)
    }

    /// A stack of the account that this CLI acts on, wherever that is.
    #[must_use]
    pub fn of(aws: &Aws, name: &str) -> Self {
        Self::read_by(Reader::Cli(aws.clone()), aws.clone(), name)
    }

    fn read_by(reader: Reader, aws: Aws, name: &str) -> Self {
        Self {
            aws,
            reader,
            name: name.to_owned(),
            options: Vec::new(),
            dropped: Vec::new(),
            on_event: None,
        }
    }

    /// Calls `on_event` with each event as it happens.
    #[must_use]
    pub fn on_event(mut self, on_event: impl Fn(&StackEvent) + Send + Sync + 'static) -> Self {
        self.on_event = Some(Arc::new(on_event));
        self
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Gives these options to every create and update, `--disable-rollback` for one.
    #[must_use]
    pub fn with_options(mut self, options: &[&str]) -> Self {
        self.options = options.iter().map(ToString::to_string).collect();
        self
    }

    /// Lets an update keep no value of these parameters: to a template that does not have them.
    #[must_use]
    pub fn without_parameters(mut self, names: &[&str]) -> Self {
        self.dropped = names.iter().map(ToString::to_string).collect();
        self
    }

    /// Creates the stack. An error is a refusal before the start, an `AllowedPattern` for one.
    pub fn create(
        &self,
        template: &Template,
        parameters: &[(&str, &str)],
    ) -> Result<StackResult, AwsError> {
        self.watch(self.start_create(template, parameters)?)
    }

    /// Updates it. Parameters that are not given keep their values.
    pub fn update(
        &self,
        template: &Template,
        parameters: &[(&str, &str)],
    ) -> Result<StackResult, AwsError> {
        self.watch(self.start_update(template, parameters)?)
    }

    /// Deletes it.
    pub fn delete(&self) -> Result<StackResult, AwsError> {
        self.watch(self.start("delete-stack", &[])?)
    }

    /// The status that it has now.
    pub fn status(&self) -> Result<String, AwsError> {
        Ok(self.reader.describe(&self.name)?.result.status)
    }

    /// Waits as long as between two looks at it.
    pub fn pause(&self) {
        sleep(self.reader.pause());
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

    /// The physical ids that all resources have now, by their names in the template.
    pub fn physical_ids(&self) -> Result<BTreeMap<String, String>, AwsError> {
        let call = ["cloudformation", "describe-stack-resources"];
        let answer = self
            .aws
            .run(&[call, ["--stack-name", &self.name]].concat())?;
        let resources = answer["StackResources"].as_array().into_iter().flatten();
        let text = |resource: &Value, name: &str| resource[name].as_str().map(str::to_owned);
        let ids = resources.filter_map(|resource| {
            let logical_id = text(resource, "LogicalResourceId")?;
            Some((logical_id, text(resource, "PhysicalResourceId")?))
        });
        Ok(ids.collect())
    }

    /// Waits until an operation has ended.
    pub fn watch(&self, operation: Operation) -> Result<StackResult, AwsError> {
        let mut seen = HashSet::new();
        let mut events = Vec::new();
        let mut waited = Duration::ZERO;
        while waited < self.reader.longest() {
            // The status first: the events read after it are complete when it is final.
            let result = self.reader.describe(&operation.stack_id)?.result;
            let is_final = !result.status.ends_with("_IN_PROGRESS");
            if is_final || self.on_event.is_some() {
                events.extend(self.news(&operation, &mut seen)?);
            }
            if is_final && !events.is_empty() {
                let id = operation.stack_id;
                return Ok(StackResult {
                    id,
                    events,
                    ..result
                });
            }
            let pause = self.reader.pause().max(waited / POLL_SHARE);
            sleep(pause);
            waited += pause;
        }
        Err(AwsError::of(
            &["cloudformation", "describe-stacks"],
            "the stack takes longer than any that ends",
        ))
    }

    /// The events of this operation that were not seen before, oldest first. Pages are newest
    /// first, so the last one to read is the first with something seen, or with the events of the
    /// operation before.
    fn news(
        &self,
        operation: &Operation,
        seen: &mut HashSet<String>,
    ) -> Result<Vec<StackEvent>, AwsError> {
        let is_ours = |event: &StackEvent| event.token == operation.token;
        let mut news = Vec::new();
        let mut next = String::new();
        loop {
            let (page, token) = self.reader.events(&operation.stack_id, &next)?;
            let all = page.len();
            let new = page
                .into_iter()
                .filter(|event| seen.insert(event.id.clone()));
            let before = news.len();
            news.extend(new);
            next = token;
            let is_known = news.len() - before < all;
            let is_past =
                news.iter().any(is_ours) && news.last().is_some_and(|oldest| !is_ours(oldest));
            if next.is_empty() || is_known || is_past {
                break;
            }
        }
        news.retain(is_ours);
        news.reverse();
        if let Some(on_event) = &self.on_event {
            for event in &news {
                on_event(event);
            }
        }
        Ok(news)
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
