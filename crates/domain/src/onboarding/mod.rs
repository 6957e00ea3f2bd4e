//! Connecting an account: what to do with the credentials, given what was seen.
//!
//! `(Request, Facts) -> Plan`, or a refusal with findings. Nothing here acts.

mod codes;
mod register;
mod remove;
mod switch;
mod verify;

use crate::{
    aws::{
        access_key::AccessKeyId,
        arn::{AccountId, UserArn},
        iam::Role,
    },
    finding::Finding,
    permissions::Permissions,
    physical_id::{Ownership, PhysicalId},
    properties::{DeleteProperties, Properties},
    qovery::{CredentialsId, LinkedCredentials},
    trust::TrustVerdict,
};

pub use codes::CODES;
pub use remove::{Removal, decide_removal};
pub use switch::{LeftBehind, left_behind};

/// What `CloudFormation` asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    /// Connect.
    Create(Box<Properties>),
    /// Connect differently.
    Update {
        /// What was answered before.
        physical_id: PhysicalId,
        /// What is wanted now.
        properties: Box<Properties>,
        /// What was wanted before, as far as it can be read.
        old: Option<Box<Properties>>,
    },
    /// Disconnect.
    Delete {
        /// What was answered before.
        physical_id: PhysicalId,
        /// What the deletion needs of the properties.
        properties: Box<DeleteProperties>,
    },
}

impl Request {
    /// What was wanted before, where something was.
    #[must_use]
    pub fn old(&self) -> Option<&Properties> {
        match self {
            Self::Update { old, .. } => old.as_deref(),
            Self::Create(_) | Self::Delete { .. } => None,
        }
    }
}

/// What was seen of the account and of Qovery.
#[derive(Debug, Clone)]
pub struct Facts {
    /// The account that this function runs in.
    pub account: AccountId,
    /// Who Qovery gets in as.
    pub identity: Identity,
    /// What IAM says of its permissions.
    pub permissions: Permissions,
    /// All credentials of the organization.
    pub registered: Vec<LinkedCredentials>,
    /// Whether a cluster has taken the key that Qovery was given last; none: not asked or not
    /// known.
    pub key_is_taken: Option<bool>,
}

/// Who Qovery gets in as.
#[derive(Debug, Clone)]
pub enum Identity {
    /// Not there, or not there yet.
    Absent,
    /// The role.
    Role(Role),
    /// The user's keys.
    User {
        /// The ARN of the user.
        arn: UserArn,
        /// Every key of the user.
        key_ids: Vec<AccessKeyId>,
        /// The key in `AWSCURRENT`; none: none was issued yet.
        current: Option<AccessKeyId>,
    },
}

/// What to do, and what to say with it.
#[derive(Debug, Clone)]
pub struct Plan {
    /// What to do with the credentials.
    pub registration: Registration,
    /// What was found of the trust policy; none where there is no role.
    pub verdict: Option<TrustVerdict>,
    /// Findings that do not stop the plan.
    pub warnings: Vec<Finding>,
}

/// What to do with the credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Registration {
    /// Make them under this name.
    Create(String),
    /// They are right already.
    Keep(CredentialsId, Ownership),
    /// Give them this name and the present values, under the same id: clusters are linked to it.
    Edit(CredentialsId, Ownership, String),
}

/// Why nothing is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Every reason.
    pub findings: Vec<Finding>,
    /// Whether IAM may only be late: all reasons could vanish by looking again.
    pub may_settle: bool,
}

/// Decides a Create: `properties` against the facts.
pub fn decide_create(properties: &Properties, facts: &Facts) -> Result<Plan, Refusal> {
    let verified = verify::verify(properties, facts, verify::Age::New);
    let registration = register::look_first(properties, facts);
    conclude(verified, registration)
}

/// Decides an Update of what `physical_id` names.
///
/// A roll-back is an Update with the old values: where Qovery holds them still, it restores
/// nothing and must not fail, whatever has become of the role since.
pub fn decide_update(
    physical_id: &PhysicalId,
    properties: &Properties,
    old: Option<&Properties>,
    facts: &Facts,
) -> Result<Plan, Refusal> {
    let mut verified = verify::verify(properties, facts, verify::Age::Changed);
    let registration = register::in_place(physical_id, properties, facts);
    verified.refuse(switch::refusal(physical_id, properties, old, facts));
    if register::is_roll_back(&registration, old, facts) {
        verified.warnings.append(&mut verified.refusals);
    }
    conclude(verified, registration)
}

fn conclude(
    verified: verify::Verified,
    registration: Result<Registration, Finding>,
) -> Result<Plan, Refusal> {
    let mut findings = verified.refusals;
    let may_settle = verified.may_settle && registration.is_ok();
    match registration {
        Ok(registration) if findings.is_empty() => Ok(Plan {
            registration,
            verdict: verified.verdict,
            warnings: verified.warnings,
        }),
        registration => {
            findings.extend(registration.err());
            Err(Refusal {
                findings,
                may_settle,
            })
        }
    }
}

/// A finding about the whole, not about a statement.
fn finding(code: &'static str, message: String, hint: String) -> Finding {
    Finding {
        code,
        statement: None,
        sid: None,
        message,
        hint,
    }
}

#[cfg(test)]
mod tests;
