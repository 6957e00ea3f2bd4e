//! Connecting an account: what to do with the credentials, given what was seen.
//!
//! `(Request, Facts) -> Plan`, or a refusal with findings. Nothing here acts.

mod deletion;
mod left;
mod register;
mod superseding;
mod verify;

use crate::{
    aws::{arn::StackArn, iam::Role},
    finding::{Code, Finding},
    permissions::Permissions,
    physical_id::{Ownership, PhysicalId},
    properties::{DeleteProperties, Properties},
    qovery::{CredentialsId, Organization},
    rotation,
    trust::TrustVerdict,
};

pub use crate::account::{KeyAccount, key_to_ask_about};
pub use deletion::{Deletion, DeletionFacts, DeletionRule, cleanup, decide_deletion};
pub use left::{Left, judge_left};
pub use superseding::superseded_by;

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

/// What was seen of the account and of Qovery.
#[derive(Debug, Clone)]
pub struct Facts {
    /// The stack that this function is part of.
    pub stack: StackArn,
    /// The role or user that Qovery uses.
    pub principal: Principal,
    /// What IAM says of its permissions.
    pub permissions: Permissions,
    /// The organization that the properties name.
    pub organization: Organization,
    /// Whether the credentials of the physical id are known to be gone: Qovery does not list them
    /// and denies that they are there.
    pub is_gone: bool,
    /// The use of the stack's access in another organization, which this Update leaves. `None`
    /// means that it leaves none.
    pub left_organization: Option<Left>,
    /// The account of the key that the credentials of the physical id show.
    pub key_account: KeyAccount,
}

/// The role or user that Qovery uses, as it was seen.
#[derive(Debug, Clone)]
pub enum Principal {
    /// Not there, or not there yet.
    Absent,
    /// The role.
    Role(Box<Role>),
    /// The user, with everything about its keys.
    User(Box<rotation::Facts>),
}

/// What to do, and what to say with it.
#[derive(Debug, Clone)]
pub struct Plan {
    /// What to do with the credentials.
    pub registration: Registration,
    /// What was found of the trust policy. `None` means that there is no role.
    pub verdict: Option<TrustVerdict>,
    /// Findings that do not stop the plan.
    pub warnings: Vec<Finding>,
}

/// What to do with the credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Registration {
    /// Create them under this name.
    Create(String),
    /// They are right already.
    Keep(CredentialsId, Ownership),
    /// Give them this name and the present values, under the same id: clusters are linked to it.
    Edit(CredentialsId, Ownership, String),
}

/// What an Update that takes back one that failed does with the credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RollBack {
    /// The credentials.
    pub id: CredentialsId,
    /// Whose they are.
    pub ownership: Ownership,
    /// The name that they get with the old values. `None`: Qovery holds both.
    pub name: Option<String>,
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
    let registration = register::match_existing(properties, facts);
    conclude(verified, registration)
}

/// Whether Qovery has no credentials that show the role, or a key of the user.
#[must_use]
pub fn is_unregistered(properties: &Properties, facts: &Facts) -> bool {
    let matched = register::match_existing(properties, facts);
    matches!(matched, Ok(Registration::Create(_)))
}

/// Decides an Update of what `physical_id` names, towards new values.
pub fn decide_update(
    physical_id: &PhysicalId,
    properties: &Properties,
    facts: &Facts,
) -> Result<Plan, Refusal> {
    let mut verified = verify::verify(properties, facts, verify::Age::Changed);
    let registration = register::update_existing(physical_id, properties, facts);
    verified.refuse(facts.left_organization.as_ref().and_then(left::refusal));
    conclude(verified, registration)
}

/// Decides an Update that takes back one that failed, or says why there is nothing to write the old
/// values to. Nothing is verified, since the old values have been before, and nothing is created.
pub fn decide_roll_back(
    physical_id: &PhysicalId,
    properties: &Properties,
    facts: &Facts,
) -> Result<RollBack, Finding> {
    let (id, ownership, name) = match register::update_existing(physical_id, properties, facts)? {
        Registration::Keep(id, ownership) => (id, ownership, None),
        Registration::Edit(id, ownership, name) => (id, ownership, Some(name)),
        Registration::Create(name) => {
            let gone = format!("Qovery holds no credentials `{name}` of the old role or user");
            return Err(Finding::new(Code::CredentialsGone, gone));
        }
    };
    Ok(RollBack {
        id,
        ownership,
        name,
    })
}

/// The stack's own credentials that hold the values of `properties` already.
#[must_use]
pub fn already_held(properties: &Properties, facts: &Facts) -> Option<CredentialsId> {
    match register::match_existing(properties, facts) {
        Ok(Registration::Keep(id, Ownership::Created)) => Some(id),
        _ => None,
    }
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

#[cfg(test)]
mod tests;
