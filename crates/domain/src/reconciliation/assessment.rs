//! What is concluded from a look, once: everything after it reads this.

use super::{Check, Expected, Observed, checks};
use crate::{
    aws::access_key::AccessKeyId,
    finding::Finding,
    identities::{self, IdentityName, IdentityStep, Present},
    properties::Method,
    rotation::{Action, is_superseded, retirement_step},
    trust::{self, TrustVerdict},
};

/// The next step of a superseded key, or what holds it.
pub type KeyStep = Result<Action, Vec<Finding>>;
/// A role or user that something has superseded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssessedIdentity {
    /// Its name.
    pub name: IdentityName,
    /// Its next step, or what holds it.
    pub step: Result<IdentityStep, Vec<Finding>>,
}

/// What is concluded from a look.
#[derive(Debug, Clone)]
pub struct Assessment {
    /// The verdict on the role's trust policy. `None` means that there is no role, or it was not
    /// seen.
    pub verdict: Option<TrustVerdict>,
    /// Each superseded key.
    pub keys: Vec<(AccessKeyId, KeyStep)>,
    /// Each superseded role and user.
    pub identities: Vec<AssessedIdentity>,
    /// Every check that applies.
    pub checks: Vec<Check>,
}

/// Runs every check and decides the next step of each superseded key, role and user.
#[must_use]
pub fn assess(expected: &Expected, observed: &Observed) -> Assessment {
    let mut assessment = Assessment {
        verdict: verdict(expected, observed),
        keys: key_steps(observed),
        identities: identity_steps(expected, observed),
        checks: Vec::new(),
    };
    assessment.checks = checks::all(expected, observed, &assessment);
    assessment
}

fn verdict(expected: &Expected, observed: &Observed) -> Option<TrustVerdict> {
    let Method::AssumeRole(trust) = &expected.properties.method else {
        return None;
    };
    match &observed.role {
        super::SeenRole::Present(role) => Some(trust::evaluate(&role.trust_policy, trust)),
        _ => None,
    }
}

fn key_steps(observed: &Observed) -> Vec<(AccessKeyId, KeyStep)> {
    let Some(facts) = observed.key_facts() else {
        return Vec::new();
    };
    let superseded = facts.keys.iter().filter(|key| is_superseded(key, facts));
    superseded
        .map(|key| (key.id.clone(), retirement_step(key, facts, observed.at)))
        .collect()
}

fn identity_steps(expected: &Expected, observed: &Observed) -> Vec<AssessedIdentity> {
    let (Ok(superseded), Ok(organization)) = (&observed.superseded, &observed.organization) else {
        return Vec::new();
    };
    let access = observed.present_access(expected);
    let present = Present {
        credentials: &expected.credentials,
        access: access.as_ref(),
        organization,
        grace: expected.grace,
        now: observed.at,
    };
    let assessed = superseded.iter().map(|identity| AssessedIdentity {
        name: identity.name(),
        step: identities::next_step(identity, &present),
    });
    assessed.collect()
}
