//! What is concluded about one account.

use serde::Serialize;

use super::{FleetAccount, Lists, judge::Judge};
use crate::{
    aws::{
        arn::StackArn,
        organization::{AccountState, InstanceStatus},
    },
    qovery::CredentialsId,
    reconciliation::{Change, Check, CredentialsSummary, Found, Unknown, summary},
    trust::Verdict,
};

/// The result of a look into an account.
#[derive(Debug)]
pub enum Visit {
    /// There is nothing to look at.
    NotNeeded,
    /// It was not tried, for that reason.
    NotTried(String),
    /// The role that it has for the hub could not be assumed.
    NotAdmitted(Unknown),
    /// Its stack does not say which role and credentials it has, for that reason.
    NotFound(String),
    /// It was looked at.
    Seen(Box<Seen>),
}

/// The checks and repairs of one account.
#[derive(Debug)]
pub struct Seen {
    /// The member stack.
    pub stack: StackArn,
    /// The credentials that the stack says it has.
    pub credentials: CredentialsId,
    /// The verdict on the role's trust policy. `None` means no role, or not seen.
    pub verdict: Option<Verdict>,
    /// Every check of the reconciliation that applies.
    pub checks: Vec<Check>,
    /// What was repaired, or would have been.
    pub changes: Vec<Change>,
}

/// The state of an account, in one word of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Something is not as it should be.
    Finding,
    /// Nothing is wrong as far as could be seen, and not all could.
    Unknown,
    /// No stack and no credentials.
    NotConnected,
    /// The account is suspended or closed, and Qovery has nothing of it.
    Ended,
    /// All was seen, and all is as it should be.
    Connected,
}

/// What the report says of one account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// Its id.
    pub account: String,
    /// Its name. `None` means that Organizations does not list it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// How it stands.
    pub standing: Standing,
    /// `State` of Organizations. `None` means not listed, or a word that is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<&'static str>,
    /// Status of the `StackSet`'s instance. `None` means that there is none, or a word that is not
    /// known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stack_instance: Option<&'static str>,
    /// ARN of the member stack. `None` means that none was seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stack: Option<String>,
    /// The verdict on the role's trust policy. `None` means no role, or not seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
    /// The credentials at Qovery that show a role or a key of the account.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub credentials: Vec<CredentialsSummary>,
    /// What is wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Found>,
    /// What could not be seen, and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unknown: Vec<String>,
    /// What was repaired, or would have been.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
}

/// Builds the report's row for one account.
#[must_use]
pub fn row(account: &FleetAccount<'_>, lists: &Lists, visit: Visit) -> Row {
    let judge = Judge::of(account, lists, &visit);
    let seen = match visit {
        Visit::Seen(seen) => Some(seen),
        _ => None,
    };
    let instance = account.instance;
    let made = instance.and_then(|instance| instance.stack.as_ref());
    let stack = seen.as_ref().map(|seen| &seen.stack).or(made);
    let status = instance.and_then(|instance| instance.status);
    let state = account.listed.and_then(|listed| listed.state);
    let credentials = account.credentials.iter();
    Row {
        account: account.id.to_string(),
        name: account.listed.map(|listed| listed.name.clone()),
        standing: judge.standing(seen.is_some()),
        state: state.map(AccountState::as_str),
        stack_instance: status.map(InstanceStatus::as_str),
        stack: stack.map(ToString::to_string),
        verdict: seen.as_ref().and_then(|seen| seen.verdict),
        credentials: credentials.map(|one| summary::credentials(one)).collect(),
        findings: judge.findings,
        unknown: judge.unknown,
        changes: seen.map(|seen| seen.changes).unwrap_or_default(),
    }
}
