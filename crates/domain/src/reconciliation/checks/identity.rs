//! Is whom Qovery gets in as still what it should be?

use super::super::{Check, CheckName, Expected, Found, Seen};
use crate::{
    aws::iam::Role,
    permissions::{self, Permissions},
    properties::Method,
    trust::{self, ExpectedTrust},
};

/// The trust verdict; none where there is no role.
pub(super) fn trust_policy(expected: &Expected, seen: &Seen) -> Option<Check> {
    let Method::AssumeRole(role) = &expected.properties.method else {
        return None;
    };
    let mut check = Check::new(CheckName::TrustPolicy);
    match check.seen(seen.role.as_ref()?) {
        None => {}
        Some(Some(seen)) => of_role(&role.trust, seen, &mut check),
        Some(None) => {
            let arn = &role.trust.role;
            let message = format!("there is no role `{}` in this account", arn.name());
            check.find(Found::new("role-gone", arn.as_str(), message));
        }
    }
    Some(check)
}

fn of_role(expected: &ExpectedTrust, seen: &Role, check: &mut Check) {
    let wanted = &expected.role;
    if seen.arn != wanted.as_str() {
        let message = format!(
            "the role `{}` has the ARN `{}`, not `{wanted}`",
            wanted.name(),
            seen.arn
        );
        check.find(Found::new("role-arn-changed", wanted.as_str(), message));
    }
    let verdict = trust::evaluate(&seen.trust_policy, expected);
    let is_trusted = verdict.is_trusted();
    for finding in verdict.findings {
        check.find(Found::of(wanted.as_str(), finding));
    }
    if !is_trusted && check.findings.is_empty() {
        check.miss("the trust policy is not trusted, and nothing says why");
    }
}

/// The permissions; none where nobody is to ask.
pub(super) fn permissions(expected: &Expected, seen: &Seen) -> Option<Check> {
    let mut check = Check::new(CheckName::Permissions);
    match &seen.permissions {
        Permissions::Skipped => return None,
        Permissions::Unknown(cause) => check.miss(cause),
        Permissions::Simulated(simulated) => {
            let subject = subject(expected, seen);
            for finding in permissions::findings(&subject, simulated) {
                check.find(Found::of(subject.clone(), finding));
            }
        }
    }
    Some(check)
}

fn subject(expected: &Expected, seen: &Seen) -> String {
    let user = seen.keys.as_ref().and_then(|keys| keys.user.as_ref().ok());
    match (expected.role(), user) {
        (Some(role), _) => role.to_string(),
        (None, Some(user)) => user.arn.to_string(),
        (None, None) => "the user".to_owned(),
    }
}
