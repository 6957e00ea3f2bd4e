//! Do superseded keys, roles and users go, and what holds those that stay?

use std::time::Duration;

use super::super::{Assessment, Check, CheckName, Found, Observed};
use crate::{
    finding::{Code, Finding},
    rotation::Facts,
};

/// A key that is still not quiet after this many grace periods stands in the way of the next
/// rotation.
const GRACE_PERIODS: u32 = 3;

/// Whether something stands in the way of a superseded access's end.
pub(super) fn retirement(observed: &Observed, assessment: &Assessment) -> Check {
    let mut check = Check::new(CheckName::Retirement);
    check.seen(&observed.superseded);
    if let Some(keys) = &observed.keys {
        check.seen(keys);
    }
    if let Err(unknown) = &observed.organization {
        check.miss(&unknown.cause);
    }
    for (id, step) in &assessment.keys {
        for finding in step.as_ref().err().into_iter().flatten() {
            let is_late = observed.key_facts().is_some_and(is_late);
            report(id.as_str(), finding, is_late, &mut check);
        }
    }
    for identity in &assessment.identities {
        for finding in identity.step.as_ref().err().into_iter().flatten() {
            report(&identity.name.to_string(), finding, false, &mut check);
        }
    }
    check
}

/// Time alone lets go of a waiting access: nothing is wrong, unless it has taken too long already.
fn report(subject: &str, finding: &Finding, is_late: bool, check: &mut Check) {
    match finding.code {
        Code::KeyNotQuiet if is_late => check.find(Found::of(subject, finding.clone())),
        Code::KeyNotQuiet | Code::KeyInGracePeriod | Code::IdentityNotQuiet => {}
        Code::KeyUseUnknown | Code::IdentityUseUnknown => check.miss(&finding.message),
        _ => check.find(Found::of(subject, finding.clone())),
    }
}

/// Whether several grace periods have passed since something superseded the key.
fn is_late(facts: &Facts) -> bool {
    let pushed = facts.ledger.pushed.as_ref().map(|pushed| pushed.at);
    let since = facts.superseded_at.or(pushed);
    let limit: Duration = facts.grace.saturating_mul(GRACE_PERIODS);
    since.is_some_and(|since| facts.observed_at > crate::leaving::later(since, limit))
}
