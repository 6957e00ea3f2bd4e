//! Verifies the role or the user before it is registered.

use super::{Facts, Principal};
use crate::{
    aws::iam::Role,
    finding::{Code, Finding},
    identities,
    permissions::{self, Permissions},
    properties::{Method, PermissionCheck, Properties, UserProperties},
    trust::{self, ExpectedTrust, TrustVerdict},
};

/// Whether the role has just been made or changed, so that IAM may still show the state before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Age {
    /// Made with this request: it may not be found yet, but never in an older form.
    New,
    /// Changed with this request: an older form may still be shown.
    Changed,
}

/// What the verification found.
#[derive(Debug, Default)]
pub(super) struct Verified {
    pub(super) verdict: Option<TrustVerdict>,
    pub(super) refusals: Vec<Finding>,
    pub(super) warnings: Vec<Finding>,
    /// Whether IAM may only be late.
    pub(super) may_settle: bool,
}

impl Verified {
    /// Adds a reason that waiting does not take away.
    pub(super) fn refuse(&mut self, finding: Option<Finding>) {
        self.may_settle &= finding.is_none();
        self.refusals.extend(finding);
    }
}

pub(super) fn verify(properties: &Properties, facts: &Facts, age: Age) -> Verified {
    let mut verified = verify_method(properties, facts, age);
    verified.warnings.extend(other_partition(facts));
    verified
}

/// Qovery's engine writes ARNs of the partition `aws`.
fn other_partition(facts: &Facts) -> Option<Finding> {
    let partition = facts.stack.partition();
    (partition != "aws").then(|| {
        Finding::new(
            Code::PartitionWithoutQovery,
            format!("the stack is in the partition `{partition}`"),
        )
    })
}

fn verify_method(properties: &Properties, facts: &Facts, age: Age) -> Verified {
    match (&properties.method, &facts.principal) {
        (Method::AssumeRole(trust), Principal::Role(role)) => {
            verify_role(trust, role, properties.permission_check, facts, age)
        }
        (Method::AssumeRole(trust), _) => absent_role(trust, facts),
        (Method::StaticCredentials(_), Principal::User(keys)) => {
            verify_user(&keys.user.user_name, properties.permission_check, facts)
        }
        (Method::StaticCredentials(user), _) => absent_user(user),
    }
}

fn verify_role(
    trust: &ExpectedTrust,
    role: &Role,
    check: PermissionCheck,
    facts: &Facts,
    age: Age,
) -> Verified {
    let verdict = trust::evaluate(&role.trust_policy, trust);
    let another = another_role(trust, role, facts);
    let (denied, mut warnings) = lacking(check, &role.arn, facts);
    warnings.extend(short_session(role));
    let may_settle = identities::is_made_by(&facts.stack, &role.tags)
        && another.is_none()
        && (verdict.is_trusted() || age == Age::Changed)
        && denied.iter().all(may_be_late);
    let untrusted = (!verdict.is_trusted()).then(|| verdict.findings.clone());
    let refusals = another.into_iter().chain(untrusted.into_iter().flatten());
    Verified {
        refusals: refusals.chain(denied).collect(),
        verdict: Some(verdict),
        warnings,
        may_settle,
    }
}

/// Qovery's documentation says that its sessions last four hours.
const SESSION_SECONDS: u32 = 14_400;

/// Not certain: one sentence of Qovery's documentation says it.
fn short_session(role: &Role) -> Option<Finding> {
    let seconds = role.max_session_seconds?;
    (seconds < SESSION_SECONDS).then(|| {
        let arn = &role.arn;
        Finding::new(
            Code::SessionTooShort,
            format!("`MaxSessionDuration` of the role `{arn}` is {seconds} seconds"),
        )
    })
}

fn verify_user(user_name: &str, check: PermissionCheck, facts: &Facts) -> Verified {
    let (refusals, warnings) = lacking(check, user_name, facts);
    Verified {
        verdict: None,
        may_settle: refusals.iter().all(may_be_late),
        refusals,
        warnings,
    }
}

fn absent_role(trust: &ExpectedTrust, facts: &Facts) -> Verified {
    let elsewhere = role_elsewhere(trust, facts);
    let may_settle = elsewhere.is_none();
    let gone = || {
        let message = format!("there is no role `{}` in this account", trust.role);
        let hint = Code::RoleGone.doc().hint;
        Finding::new(Code::RoleGone, message).with_hint(format!(
            "where the parameter `RoleArn` names the role, correct it; else {hint}"
        ))
    };
    Verified {
        refusals: vec![elsewhere.unwrap_or_else(gone)],
        may_settle,
        ..Verified::default()
    }
}

fn role_elsewhere(trust: &ExpectedTrust, facts: &Facts) -> Option<Finding> {
    let (wanted, account) = (&trust.role, facts.stack.account());
    (wanted.account() != account).then(|| {
        Finding::new(
            Code::RoleInOtherAccount,
            format!("role `{wanted}` is not in account {account}, which this stack is in"),
        )
    })
}

fn absent_user(user: &UserProperties) -> Verified {
    let finding = Finding::new(
        Code::UserNotFound,
        format!("there is no user `{}` in this account", user.user_name),
    );
    Verified {
        refusals: vec![finding],
        may_settle: true,
        ..Verified::default()
    }
}

/// `GetRole` goes by name: the role that it finds may have another path or account.
fn another_role(trust: &ExpectedTrust, role: &Role, facts: &Facts) -> Option<Finding> {
    let wanted = &trust.role;
    let (name, arn) = (wanted.name(), &role.arn);
    let differs = || {
        let message = format!("the role `{name}` has the ARN `{arn}`, not `{wanted}`");
        Finding::new(Code::RoleArnDiffers, message)
    };
    let elsewhere = role_elsewhere(trust, facts);
    elsewhere.or_else(|| (arn != wanted.as_str()).then(differs))
}

/// What the principal lacks: what fails the stack, and what is only reported.
fn lacking(check: PermissionCheck, principal: &str, facts: &Facts) -> (Vec<Finding>, Vec<Finding>) {
    let found = match &facts.permissions {
        Permissions::Skipped => Vec::new(),
        Permissions::Simulated(simulated) => {
            let mut found = permissions::findings(principal, simulated);
            found.extend(permissions::wanted(principal, simulated));
            let undecided = permissions::undecided(principal, simulated);
            found.extend(undecided.map(|cause| {
                let hint = "read the conditions of the permissions boundary, which may allow it in Qovery's own requests";
                unknown(principal, &cause).with_hint(hint)
            }));
            found
        }
        Permissions::Unknown { cause, hint, .. } => {
            let finding = unknown(principal, cause);
            vec![match hint {
                Some(hint) => finding.with_hint(hint),
                None => finding,
            }]
        }
    };
    match check {
        PermissionCheck::Enforce => found.into_iter().partition(is_certain),
        PermissionCheck::Warn => (Vec::new(), found),
        PermissionCheck::Skip => (Vec::new(), Vec::new()),
    }
}

fn unknown(principal: &str, cause: &str) -> Finding {
    let message = format!(
        "whether `{principal}` has the permissions that Qovery needs is not known: {cause}"
    );
    Finding::new(Code::PermissionsUnknown, message)
}

/// The simulator judges the conditions of service control policies without saying what it lacked,
/// and a simulation that failed says nothing: neither fails a stack.
fn is_certain(finding: &Finding) -> bool {
    !matches!(
        finding.code,
        Code::PermissionDeniedByOrganization | Code::PermissionWanted | Code::PermissionsUnknown
    )
}

/// A policy that was attached seconds ago shows as not attached. A denial does not come from being
/// late.
fn may_be_late(denied: &Finding) -> bool {
    denied.code == Code::PermissionNotGranted
}
