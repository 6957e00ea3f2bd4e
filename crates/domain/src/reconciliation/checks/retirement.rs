//! Do old keys go, and what holds those that stay?

use super::super::{Check, CheckName, Expected, Found, Seen};
use crate::{
    aws::access_key::AccessKeyId,
    finding::Finding,
    rotation::{Action, Facts, is_superseded, retirement_step},
};

/// Codes of a key that stays for the time being: nothing is wrong, time has to pass.
const WAITING: &[&str] = &["key-not-quiet", "key-in-grace-period"];
/// The code of a key whose use could not be seen.
const UNKNOWN: &str = "key-use-unknown";

/// The next step of each superseded key, or why it stays.
pub(crate) fn retirement_steps(
    expected: &Expected,
    seen: &Seen,
    facts: &Facts,
) -> Vec<(AccessKeyId, Result<Action, Finding>)> {
    let clusters = seen.cluster_uses(expected);
    let superseded = facts.keys.iter().filter(|key| is_superseded(key, facts));
    superseded
        .map(|key| {
            let retirement_step = retirement_step(key, clusters.as_deref(), facts, seen.at);
            (key.id.clone(), retirement_step)
        })
        .collect()
}

/// Whether something stands in the way of a superseded key's end; none where there are no keys.
pub(super) fn retirement(expected: &Expected, seen: &Seen) -> Option<Check> {
    expected.keys.as_ref()?;
    let mut check = Check::new(CheckName::Retirement);
    let facts = match seen.facts(expected)? {
        Ok(facts) => facts,
        Err(unseen) => {
            // With a role, a user that is gone left nothing to retire.
            let is_over = expected.role().is_some() && is_gone(seen);
            if !is_over {
                check.miss(unseen.cause);
            }
            return Some(check);
        }
    };
    if let Err(unseen) = &seen.linked {
        check.miss(&unseen.cause);
    }
    for (id, retirement_step) in retirement_steps(expected, seen, &facts) {
        match retirement_step {
            Ok(_) => {}
            Err(finding) if WAITING.contains(&finding.code) => {}
            Err(finding) if finding.code == UNKNOWN => check.miss(finding.message),
            Err(finding) => check.find(Found::of(id.as_str(), finding)),
        }
    }
    Some(check)
}

fn is_gone(seen: &Seen) -> bool {
    let user = seen.keys.as_ref().map(|keys| &keys.user);
    let kind = user.and_then(|user| user.as_ref().err()?.kind);
    kind == Some(crate::port_error::PortErrorKind::NotFound)
}
