//! The hub: its functions, its queue and two workers.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use domain::organization::{MOST_DELIVERIES, VISIBILITY};
use serde_json::{Value, json};
use support::world::{RateLimit, Received, World};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use tokio::time::sleep;

use super::settings::{TOKEN_SECRET, variable};
use crate::custom_resource::{ORGANIZATION, TOKEN};

/// The function's timeout.
const TIMEOUT: Duration = Duration::from_mins(1);

/// How often the queue is looked at.
const PASS: Duration = Duration::from_secs(1);

/// What is done to a process before it starts: the how many-th it is, and its world.
type Arrange = fn(usize, &World);

/// The hub of an organization.
pub(super) struct Scene {
    pub(super) world: World,
    pub(super) registrar: registrar::Config,
    intake: intake::Config,
    arrange: Arrange,
    pub(super) began_at: OffsetDateTime,
    seen: Mutex<Seen>,
}

/// What was seen of the workers.
#[derive(Default)]
struct Seen {
    processes: usize,
    /// Calls to Qovery by operation.
    requests: BTreeMap<&'static str, usize>,
    /// How many answers there were.
    answers: usize,
    /// When each answer was first there, by its URL.
    answered_at: BTreeMap<String, OffsetDateTime>,
}

impl Scene {
    /// A hub, and an organization at Qovery with the limit that Qovery publishes. A call takes 100
    /// ms.
    pub(super) fn new() -> Self {
        Self::with(|_, _| {})
    }

    pub(super) fn with(arrange: Arrange) -> Self {
        let world = World::new();
        world.edit(|state| {
            "999999999999".clone_into(&mut state.account);
            // Qovery is asked nothing about the members' roles here.
            state.qovery.known = support::world::Known::All;
            state.add_organization(ORGANIZATION, TOKEN);
            state.add_secret(TOKEN_SECRET, Some(TOKEN));
            state.limit_rate(RateLimit::default());
        });
        world.delay_calls(Duration::from_millis(100));
        Self {
            began_at: world.now(),
            world,
            registrar: registrar::Config::read(&variable).expect("a configuration"),
            intake: intake::Config::read(&variable).expect("a configuration"),
            arrange,
            seen: Mutex::default(),
        }
    }

    /// `CloudFormation` publishes requests now.
    pub(super) async fn publish(&self, requests: impl IntoIterator<Item = Value>) {
        let at = self.world.now().format(&Rfc3339).expect("a time");
        // Not what is measured.
        let intake = self.world.another_process();
        intake.delay_calls(Duration::ZERO);
        for request in requests {
            let notification = json!({ "Message": request.to_string(), "Timestamp": at });
            let event = json!({ "Records": [{ "EventSource": "aws:sns", "Sns": notification }] });
            let event = serde_json::from_value(event).expect("an event of SNS");
            let queued = intake::handle(event, &intake, &self.intake).await;
            queued.expect("SQS takes it");
        }
    }

    /// Two workers, until the queue is empty.
    pub(super) async fn work(&self) {
        tokio::join!(self.worker(self.start()), self.worker(self.start()));
    }

    /// One worker, until the queue is empty; that process is its first.
    pub(super) async fn work_with(&self, first: World) {
        self.worker(first).await;
    }

    async fn worker(&self, mut process: World) {
        let mut noted = 0;
        let mut memory = registrar::Memory::default();
        loop {
            let receive = |state: &mut support::world::State| {
                let received = state.receive_messages(VISIBILITY, MOST_DELIVERIES);
                (received, state.next_message_at(), state.now)
            };
            let (received, next_at, now) = self.world.edit(receive);
            if received.is_empty() {
                let Some(next_at) = next_at else { break };
                // A pass of Lambda's poller, at most.
                let wait = Duration::try_from(next_at - now).ok();
                let wait = wait.filter(|wait| !wait.is_zero()).unwrap_or(PASS);
                sleep(wait.min(PASS)).await;
                continue;
            }
            let undone = self.invoke(&process, &memory, &received).await;
            noted += self.note(&process, noted);
            let Some(undone) = undone else {
                (process, memory, noted) = (self.start(), registrar::Memory::default(), 0);
                continue;
            };
            for one in received.iter().filter(|one| !undone.contains(&one.id)) {
                self.world.edit(|state| state.delete_message(&one.id));
            }
        }
    }

    fn start(&self) -> World {
        let process = self.world.another_process();
        let mut seen = self.seen();
        seen.processes += 1;
        (self.arrange)(seen.processes, &process);
        process
    }

    /// The ids of the messages that are not done. `None`: the process was killed.
    async fn invoke(
        &self,
        process: &World,
        memory: &registrar::Memory,
        received: &[Received],
    ) -> Option<Vec<String>> {
        let records = received.iter().map(|one| {
            json!({
                "messageId": one.id,
                "receiptHandle": one.id,
                "body": one.body,
                "attributes": {
                    "MessageGroupId": one.group,
                    "ApproximateReceiveCount": one.receives.to_string(),
                },
            })
        });
        let event = json!({ "Records": records.collect::<Vec<_>>() });
        let event = serde_json::from_value(event).expect("an event of SQS");
        let clock = || process.now();
        let handle = registrar::handle(event, process, &self.registrar, memory, TIMEOUT, &clock);
        let answer = tokio::select! {
            answer = handle => answer,
            () = process.killed() => return None,
            () = sleep(TIMEOUT) => return None,
        };
        let answer = serde_json::to_value(answer).expect("JSON");
        let failures = answer["batchItemFailures"].as_array().expect("a list");
        let id = |failure: &Value| failure["itemIdentifier"].as_str().map(str::to_owned);
        Some(failures.iter().filter_map(id).collect())
    }

    /// Notes what the process did after its first `noted` calls; how many those were.
    fn note(&self, process: &World, noted: usize) -> usize {
        let mut seen = self.seen();
        let calls = process.calls();
        let news = &calls[noted..];
        let to_qovery = news.iter().map(|call| call.operation);
        for operation in to_qovery.filter(|operation| operation.contains(" /organization")) {
            *seen.requests.entry(operation).or_default() += 1;
        }
        let now = self.world.now();
        let answers = seen.answers;
        let urls: Vec<String> = self.world.edit(|state| {
            let news = state.answers[answers..].iter();
            news.map(|(url, _)| url.clone()).collect()
        });
        seen.answers += urls.len();
        for url in urls {
            seen.answered_at.entry(url).or_insert(now);
        }
        news.len()
    }

    fn seen(&self) -> std::sync::MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How often Qovery was asked.
    pub(super) fn requests(&self) -> usize {
        self.seen().requests.values().sum()
    }

    /// How many processes were started.
    pub(super) fn processes(&self) -> usize {
        self.seen().processes
    }

    /// When the last answer came, and how many requests have one.
    pub(super) fn last_answer(&self) -> (usize, Option<OffsetDateTime>) {
        let seen = self.seen();
        let times = seen.answered_at.values();
        (seen.answered_at.len(), times.copied().max())
    }

    pub(super) fn answered_at(&self, url: &str) -> Option<OffsetDateTime> {
        self.seen().answered_at.get(url).copied()
    }

    /// The answers to a request, in the order in which they came.
    pub(super) fn answers(&self, url: &str) -> Vec<Value> {
        self.world.edit(|state| {
            let answers = state.answers.iter().filter(|(to, _)| to == url);
            let read = |(_, body): &(String, String)| serde_json::from_str(body).expect("JSON");
            answers.map(read).collect()
        })
    }

    /// The one answer to a request.
    pub(super) fn answer(&self, url: &str) -> Value {
        let mut answers = self.answers(url);
        assert_eq!(answers.len(), 1, "one answer: {answers:?}");
        answers.remove(0)
    }

    /// The role ARNs that Qovery holds.
    pub(super) fn held(&self) -> Vec<String> {
        self.world.edit(|state| {
            let credentials = state.organizations[ORGANIZATION].credentials.iter();
            let arns = credentials.filter_map(|one| one.values.identity());
            arns.map(str::to_owned).collect()
        })
    }

    /// What ended in the dead-letter queue.
    pub(super) fn dead(&self) -> usize {
        self.world.edit(|state| state.queue.dead.len())
    }
}
