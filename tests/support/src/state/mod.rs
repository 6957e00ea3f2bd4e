//! What there is: one AWS account and one Qovery.
//!
//! Plain data. Tests arrange it, the [`faces`](crate::faces) act on it, tests read it back. What an
//! operation does, and when it is refused, stands here once, whatever face it comes through.

pub mod aws;
pub mod qovery;
mod shared;

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use domain::{
    aws::{
        organization::{OrganizationAccount, StackInstance},
        stack::Stack,
    },
    permissions::Decision,
};
use time::{OffsetDateTime, macros::datetime};
use tokio::time::Instant;

use aws::{PolicyState, Propagation, Queue, RoleState, SecretState, UserState};
use qovery::{Behaviour, Limits, Organization, RateLimit};

pub(crate) use shared::{Shared, lock, machine_time};

/// The organization that tests use where any will do.
pub const ORGANIZATION: &str = "11111111-2222-4333-8444-555555555555";

/// Everything there is.
#[derive(Debug, Clone)]
pub struct State {
    /// The clock of AWS and Qovery. It goes with tokio's, and a test may set it.
    pub now: OffsetDateTime,
    /// The AWS account that everything is in.
    pub account: String,
    /// Roles by name.
    pub roles: BTreeMap<String, RoleState>,
    /// Users by name.
    pub users: BTreeMap<String, UserState>,
    /// Customer managed policies by ARN.
    pub policies: BTreeMap<String, PolicyState>,
    /// Actions that IAM's simulation does not allow. It allows all others.
    pub denied: BTreeMap<String, Decision>,
    /// How late IAM and STS are with what is new.
    pub propagation: Propagation,
    /// The tag that a role or user must have for its keys, policies and existence to be changed:
    /// the condition on `aws:ResourceTag` in the functions' policies. `None` means that every
    /// change is allowed.
    pub rights_hang_on: Option<(String, String)>,
    /// Secrets by ARN.
    pub secrets: BTreeMap<String, SecretState>,
    /// Stacks by ARN.
    pub stacks: BTreeMap<String, Stack>,
    /// Accounts of the organization.
    pub accounts: Vec<OrganizationAccount>,
    /// Instances of the one `StackSet`.
    pub stack_instances: Vec<StackInstance>,
    /// The one queue, a FIFO queue.
    pub queue: Queue,
    /// Messages that SNS was given: topic, subject and message.
    pub notifications: Vec<(String, String, String)>,
    /// Lines that `CloudWatch` takes metrics from.
    pub metrics: Vec<String>,
    /// Answers that `CloudFormation` got: URL and body.
    pub answers: Vec<(String, String)>,
    /// Addresses of Qovery's API that a token was sent to.
    pub token_sent_to: BTreeSet<String>,
    /// Qovery's organizations by id.
    pub organizations: BTreeMap<String, Organization>,
    /// How Qovery behaves where it publishes nothing, or behaves differently from time to time.
    pub qovery: Behaviour,
    pub(crate) limits: Option<Limits>,
    clock: Clock,
    ids: Ids,
}

/// What moves [`State::now`].
#[derive(Debug, Clone)]
struct Clock {
    /// Whether nothing but a test moves it.
    is_stopped: bool,
    looked_at: Instant,
}

/// What the ids of new things are counted from.
#[derive(Debug, Clone, Default)]
struct Ids {
    /// Users, keys, credentials and clusters.
    made: u32,
    /// Roles, counted apart: the first credentials after a role have the first UUID.
    roles: u32,
    /// Tells apart the ids of two stand-ins for Qovery.
    server: u16,
}

impl Default for State {
    fn default() -> Self {
        Self {
            now: datetime!(2026-03-01 12:00 UTC),
            account: "123456789012".to_owned(),
            roles: BTreeMap::new(),
            users: BTreeMap::new(),
            policies: BTreeMap::new(),
            denied: BTreeMap::new(),
            propagation: Propagation::default(),
            rights_hang_on: None,
            secrets: BTreeMap::new(),
            stacks: BTreeMap::new(),
            accounts: Vec::new(),
            stack_instances: Vec::new(),
            queue: Queue::default(),
            notifications: Vec::new(),
            metrics: Vec::new(),
            answers: Vec::new(),
            token_sent_to: BTreeSet::new(),
            organizations: BTreeMap::new(),
            qovery: Behaviour::default(),
            limits: None,
            clock: Clock {
                is_stopped: false,
                looked_at: Instant::now(),
            },
            ids: Ids::default(),
        }
    }
}

impl State {
    /// Moves the clock on.
    pub fn advance(&mut self, by: Duration) {
        self.now += by;
    }

    /// Limits the requests of each token from now on.
    pub fn limit_rate(&mut self, limit: RateLimit) {
        self.limits = Some(Limits::new(limit));
    }

    /// Stops the clock at that time.
    pub(crate) fn stop_clock(&mut self, at: OffsetDateTime) {
        self.now = at;
        self.clock.is_stopped = true;
    }

    /// Lets the clock catch up with tokio's.
    fn tick(&mut self) {
        let now = Instant::now();
        let passed = now.saturating_duration_since(self.clock.looked_at);
        self.clock.looked_at = now;
        if !self.clock.is_stopped {
            self.now += passed;
        }
    }

    pub(crate) fn distinguish_ids(&mut self, server: u16) {
        self.ids.server = server;
    }

    fn next_number(&mut self) -> u32 {
        self.ids.made += 1;
        self.ids.made
    }

    fn next_uuid(&mut self) -> String {
        let (server, number) = (self.ids.server, self.next_number());
        format!("0000{server:04x}-0000-4000-8000-{number:012}")
    }
}

/// `Debug` without the secrets: a test's own output is a log, too.
macro_rules! redacted_debug {
    ($($name:ident { $($field:ident),* }),* $(,)?) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($name))$(.field(stringify!($field), &self.$field))*
                    .finish_non_exhaustive()
            }
        }
    )*};
}

use redacted_debug;
