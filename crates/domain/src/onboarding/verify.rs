//! Is the role what it should be?

use super::{Facts, Identity, finding};
use crate::permissions::Permissions;
use crate::{
    aws::iam::Role,
    finding::Finding,
    permissions::{self, Decision},
    properties::{Method, PermissionCheck, Properties, RoleProperties},
    trust::{self, TrustVerdict},
};

/// Whether the role has just been made or changed, so that IAM may still show the state before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Age {
    /// Made with this request: it may not be found yet, but never in an older form.
    New,
    /// Changed with this request: an older form may still be shown.
    Changed,
}

#[derive(Debug, Default)]
pub(super) struct Verified {
    pub(super) verdict: Option<TrustVerdict>,
    pub(super) refusals: Vec<Finding>,
    pub(super) warnings: Vec<Finding>,
    pub(super) may_settle: bool,
}

impl Verified {
    /// One more reason, which waiting does not take away.
    pub(super) fn refuse(&mut self, finding: Option<Finding>) {
        self.may_settle &= finding.is_none();
        self.refusals.extend(finding);
    }
}

pub(super) fn verify(properties: &Properties, facts: &Facts, age: Age) -> Verified {
    match (&properties.method, &facts.identity) {
        (Method::AssumeRole(role), Identity::Role(seen)) => {
            of_role(role, seen, properties.permission_check, facts, age)
        }
        (Method::AssumeRole(role), _) => absent(role),
        (Method::StaticCredentials(_), Identity::User { arn, .. }) => {
            of_user(arn.as_str(), properties.permission_check, facts)
        }
        (Method::StaticCredentials(user), _) => no_user(&user.user_name),
    }
}

fn of_role(
    role: &RoleProperties,
    seen: &Role,
    check: PermissionCheck,
    facts: &Facts,
    age: Age,
) -> Verified {
    let verdict = trust::evaluate(&seen.trust_policy, &role.trust);
    let identity = identity(role, seen, facts);
    let (denied, warnings) = permissions_of(check, &seen.arn, facts);
    let may_settle = role.is_managed
        && identity.is_none()
        && (verdict.is_trusted() || age == Age::Changed)
        && (denied.is_empty() || only_not_granted(facts));
    let mut refusals: Vec<Finding> = identity.into_iter().collect();
    if !verdict.is_trusted() {
        refusals.extend(verdict.findings.iter().cloned());
    }
    refusals.extend(denied);
    Verified {
        verdict: Some(verdict),
        refusals,
        warnings,
        may_settle,
    }
}

fn of_user(user_arn: &str, check: PermissionCheck, facts: &Facts) -> Verified {
    let (refusals, warnings) = permissions_of(check, user_arn, facts);
    Verified {
        verdict: None,
        may_settle: only_not_granted(facts),
        refusals,
        warnings,
    }
}

fn absent(role: &RoleProperties) -> Verified {
    let arn = &role.trust.role;
    Verified {
        refusals: vec![finding(
            "role-not-found",
            format!("there is no role `{arn}` in this account"),
            "check the parameter `RoleArn`: it names a role of the account that the stack is in"
                .to_owned(),
        )],
        may_settle: role.is_managed,
        ..Verified::default()
    }
}

fn no_user(user_name: &str) -> Verified {
    Verified {
        refusals: vec![finding(
            "user-not-found",
            format!("there is no user `{user_name}` in this account"),
            "check the parameter `UserName`".to_owned(),
        )],
        may_settle: true,
        ..Verified::default()
    }
}

/// `GetRole` goes by name: the role that it finds may have another path or account.
fn identity(role: &RoleProperties, seen: &Role, facts: &Facts) -> Option<Finding> {
    let wanted = &role.trust.role;
    if wanted.account() != &facts.account {
        return Some(finding(
            "role-in-other-account",
            format!(
                "role `{wanted}` is not in account {}, which this stack is in",
                facts.account
            ),
            "deploy the stack in the role's account, or name a role of this one".to_owned(),
        ));
    }
    (seen.arn != wanted.as_str()).then(|| {
        finding(
            "role-arn-differs",
            format!(
                "the role `{}` has the ARN `{}`, not `{wanted}`",
                wanted.name(),
                seen.arn
            ),
            format!("set the parameter `RoleArn` to `{}`", seen.arn),
        )
    })
}

fn permissions_of(
    check: PermissionCheck,
    role_arn: &str,
    facts: &Facts,
) -> (Vec<Finding>, Vec<Finding>) {
    let found = match &facts.permissions {
        Permissions::Skipped => Vec::new(),
        Permissions::Simulated(simulated) => permissions::findings(role_arn, simulated),
        Permissions::Unknown(cause) => vec![finding(
            "permissions-unknown",
            format!("whether `{role_arn}` has the permissions that Qovery needs is unknown: {cause}"),
            "allow `iam:SimulatePrincipalPolicy` to this function's role, or set the parameter `PermissionCheck` to `Warn` or `Skip`".to_owned(),
        )],
    };
    match check {
        PermissionCheck::Enforce => (found, Vec::new()),
        PermissionCheck::Warn => (Vec::new(), found),
        PermissionCheck::Skip => (Vec::new(), Vec::new()),
    }
}

/// A policy attached seconds ago shows as not attached; a denial does not come from being late.
fn only_not_granted(facts: &Facts) -> bool {
    match &facts.permissions {
        Permissions::Simulated(simulated) => simulated
            .iter()
            .all(|one| matches!(one.decision, Decision::Allowed | Decision::NotGranted)),
        Permissions::Skipped => true,
        Permissions::Unknown(_) => false,
    }
}
