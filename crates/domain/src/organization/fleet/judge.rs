//! What is wrong with one account, and what of it is not known.

use super::{FleetAccount, Lists, Seen, Standing, Visit};
use crate::{
    aws::organization::{InstanceStatus, StackInstance},
    finding::Code,
    qovery::LinkedCredentials,
    reconciliation::{CheckName, Found, Unknown},
};

/// Collects what is said of one account.
pub(super) struct Judge<'a> {
    account: &'a FleetAccount<'a>,
    lists: &'a Lists,
    /// What is wrong.
    pub(super) findings: Vec<Found>,
    /// What could not be seen, and why.
    pub(super) unknown: Vec<String>,
}

impl<'a> Judge<'a> {
    /// Everything that is to be said.
    pub(super) fn of(account: &'a FleetAccount<'a>, lists: &'a Lists, visit: &Visit) -> Self {
        let mut judge = Self {
            account,
            lists,
            findings: Vec::new(),
            unknown: Vec::new(),
        };
        judge.membership();
        judge.instance();
        judge.credentials(visit);
        judge.visit(visit);
        judge
    }

    fn find(&mut self, code: Code, message: String) {
        let subject = self.account.id.as_str();
        self.findings.push(Found::new(code, subject, message));
    }

    fn miss(&mut self, why: impl Into<String>) {
        let why = why.into();
        if !self.unknown.contains(&why) {
            self.unknown.push(why);
        }
    }

    /// Is it an account of the organization, and has it ended?
    fn membership(&mut self) {
        let account = self.account;
        let Some(listed) = account.listed else {
            return match self.lists.accounts {
                Ok(_) => self.left(),
                Err(_) => self.miss("Organizations' accounts are unknown"),
            };
        };
        match listed.state {
            None => self.miss("its state is a word that this release does not know"),
            Some(state) if state.is_ended() && !account.credentials.is_empty() => {
                let state = state.as_str();
                let message = format!("it is {state}; {}", self.at_qovery());
                self.find(Code::AccountClosed, message);
            }
            Some(_) => {}
        }
    }

    fn left(&mut self) {
        let has = if self.account.credentials.is_empty() {
            "the StackSet has an instance for it".to_owned()
        } else {
            self.at_qovery()
        };
        let message = format!("it is not in the organization; {has}");
        self.find(Code::AccountLeft, message);
    }

    /// Is the `StackSet`'s instance well?
    fn instance(&mut self) {
        let Some(instance) = self.account.instance else {
            if self.lists.instances.is_err() {
                self.miss("the StackSet's instances are unknown");
            }
            return;
        };
        match instance.status {
            Some(InstanceStatus::Current) => {}
            Some(InstanceStatus::UnderWay) => self.miss("the StackSet is at work in it"),
            Some(InstanceStatus::Skipped) if self.account.has_ended() => {}
            Some(InstanceStatus::Skipped) => {
                self.miss("the StackSet passes it over as suspended");
            }
            Some(InstanceStatus::Outdated | InstanceStatus::Inoperable) => {
                self.find(Code::MemberStackFailed, failed(instance));
            }
            None => {
                self.miss("the StackSet's instance has a status that this release does not know");
            }
        }
    }

    /// Does Qovery have its credentials, once?
    fn credentials(&mut self, visit: &Visit) {
        let id = self.account.id.as_str();
        let is_mentioned = self.lists.unreadable().any(|entry| entry.mentions(id));
        if self.lists.organization.is_err() {
            self.miss(UNKNOWN_AT_QOVERY);
        } else if is_mentioned {
            self.miss("an entry of Qovery's list that mentions it could not be read");
        } else if self.account.credentials.is_empty() {
            self.without_credentials(visit);
        }
        if self.account.credentials.len() > 1 {
            self.find(Code::SeveralCredentials, self.at_qovery());
        }
    }

    /// Where it was looked at, the reconciliation's check says it better.
    fn without_credentials(&mut self, visit: &Visit) {
        let is_wanted = self.account.instance.is_some()
            && self.account.listed.is_some()
            && !self.account.has_ended();
        if is_wanted && !matches!(visit, Visit::Seen(_)) {
            let message = "the StackSet reaches it, and Qovery has no credentials of it";
            self.find(Code::AccountWithoutCredentials, message.to_owned());
        }
    }

    /// What did the look into it say?
    fn visit(&mut self, visit: &Visit) {
        match visit {
            Visit::NotNeeded => self.unlooked(),
            Visit::NotTried(why) => self.miss(why),
            Visit::NotAdmitted(unknown) => self.not_admitted(unknown),
            Visit::NotFound(why) if self.account.instance.is_some() => self.miss(why),
            Visit::NotFound(why) => self.without_stack(why),
            Visit::Seen(seen) => self.seen(seen),
        }
    }

    /// Something of it is there, and nothing says how to look at it.
    fn unlooked(&mut self) {
        let is_gone = self.account.listed.is_none() && self.lists.accounts.is_ok();
        if is_gone || self.account.has_ended() {
            return;
        }
        if self.account.instance.is_some() {
            self.miss("the StackSet has made no stack in it yet");
        } else if !self.account.credentials.is_empty() {
            self.without_stack("Qovery shows a key, and no role");
        }
    }

    /// STS denies a role that is not there, too.
    fn not_admitted(&mut self, unknown: &Unknown) {
        if !unknown.is_denied() {
            self.miss(&unknown.cause);
        } else if self.account.instance.is_some() {
            self.find(Code::ReaderUnreachable, unknown.cause.clone());
        } else {
            self.without_stack("the hub may not look into it");
        }
    }

    fn without_stack(&mut self, why: &str) {
        if self.lists.instances.is_err() {
            return self.miss(why);
        }
        let message = format!("{why}; {}", self.at_qovery());
        self.find(Code::AccountWithoutStack, message);
    }

    /// The reconciliation's checks, but two: the token is the hub's, which the report says once,
    /// and no `StackSet` can protect its stacks from termination.
    fn seen(&mut self, seen: &Seen) {
        let id = &seen.credentials;
        let is_of_account = |linked: &&LinkedCredentials| linked.credentials.id == *id;
        let is_elsewhere = self
            .lists
            .credentials()
            .any(|linked| is_of_account(&linked))
            && !self.account.credentials.iter().any(is_of_account);
        let checks = seen.checks.iter();
        for check in checks.filter(|check| check.name != CheckName::ApiToken) {
            for found in &check.findings {
                match found.finding.code {
                    Code::StackUnprotected => {}
                    Code::CredentialsGone if is_elsewhere => {}
                    _ => self.findings.push(found.clone()),
                }
            }
            for why in &check.unknown {
                self.miss(why);
            }
        }
        if is_elsewhere {
            let message = format!("the credentials {id} of its stack show another account");
            self.find(Code::CredentialsOfAnotherAccount, message);
        }
    }

    /// What Qovery has of the account, in words.
    fn at_qovery(&self) -> String {
        let credentials = self.account.credentials.iter().map(|linked| {
            let shown = &linked.credentials;
            let clusters = linked.clusters.iter().map(|one| one.name.as_str());
            let used = match clusters.collect::<Vec<_>>().as_slice() {
                [] => "unused".to_owned(),
                clusters => format!("used by {}", clusters.join(", ")),
            };
            format!("`{}` ({}), {used}", shown.name, shown.id)
        });
        let credentials: Vec<String> = credentials.collect();
        format!("Qovery has credentials of it: {}", credentials.join("; "))
    }

    /// How the account stands, given whether it was looked at.
    pub(super) fn standing(&self, is_seen: bool) -> Standing {
        if !self.findings.is_empty() {
            Standing::Finding
        } else if !self.unknown.is_empty() {
            Standing::Unknown
        } else if self.account.has_ended() {
            Standing::Ended
        } else if is_seen {
            Standing::Connected
        } else {
            Standing::NotConnected
        }
    }
}

/// Stands for the cause, which the report says once.
pub const UNKNOWN_AT_QOVERY: &str = "what Qovery has is unknown";

fn failed(instance: &StackInstance) -> String {
    let status = instance.status.map_or("unknown", InstanceStatus::as_str);
    let reason = instance.reason.as_ref();
    let reason = reason.map(|reason| format!(": {reason}"));
    format!(
        "the StackSet's instance is {status}{}",
        reason.unwrap_or_default()
    )
}
