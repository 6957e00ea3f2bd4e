//! The permissions that Qovery needs, and what IAM says when asked for them.

mod needed;
mod simulation;

use std::collections::{BTreeMap, BTreeSet};

use crate::finding::{Code, Finding};

use needed::is_optional;
pub use needed::{NEEDED, Need, On};
pub use simulation::{ContextEntry, ContextValue, Simulation, simulations};

/// What IAM's policy simulator says of the needed permissions.
#[derive(Debug, Clone)]
pub enum Permissions {
    /// The operator skips the check.
    Skipped,
    /// An answer for each action.
    Simulated(Vec<Simulated>),
    /// A simulation failed. Never to be taken for a yes.
    Unknown {
        /// Why.
        cause: String,
        /// What an operator can change, where that is known.
        hint: Option<String>,
        /// Whether the same question may be answered soon.
        may_pass: bool,
    },
}

impl Permissions {
    /// Whether the same question may be answered soon.
    #[must_use]
    pub fn may_settle(&self) -> bool {
        matches!(self, Self::Unknown { may_pass: true, .. })
    }
}

/// IAM's answer for one action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Simulated {
    /// The action asked about.
    pub action: String,
    /// What stands in its way.
    pub decision: Decision,
    /// The context keys that policies of the principal or its boundary depend on and that the
    /// simulation did not have, whether or not they matter to this action.
    pub missing_context: Vec<String>,
}

impl Simulated {
    /// Whether the boundary may allow the action in a request with its whole context.
    fn is_undecided(&self) -> bool {
        self.decision == Decision::OutsideBoundary && !self.missing_context.is_empty()
    }
}

/// Why an action is allowed or not, the most specific reason first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Decision {
    /// Nothing.
    Allowed,
    /// A service control policy of the organization.
    DeniedByOrganization,
    /// A permissions boundary.
    OutsideBoundary,
    /// A `Deny` statement.
    DeniedExplicitly,
    /// No policy grants it, or not yet.
    NotGranted,
}

impl Decision {
    /// A finding about the actions that were decided like this. `None` means that they are allowed.
    fn finding(self, principal_arn: &str, actions: &str) -> Option<Finding> {
        let (code, cause, hint) = match self {
            Self::Allowed => return None,
            Self::DeniedByOrganization => (
                Code::PermissionDeniedByOrganization,
                "denied by a service control policy of the organization",
                "ask the administrator of your AWS organization to exempt the account or these actions; where the policy has conditions, IAM may judge them wrongly here, because it does not know the whole request".to_owned(),
            ),
            Self::OutsideBoundary => (
                Code::PermissionOutsideBoundary,
                "outside the permissions boundary",
                format!("widen the permissions boundary of `{principal_arn}`, or choose another one"),
            ),
            Self::DeniedExplicitly => (
                Code::PermissionDeniedExplicitly,
                "denied by a `Deny` statement in a policy",
                format!("remove the `Deny` from the policies attached to `{principal_arn}`"),
            ),
            Self::NotGranted => (
                Code::PermissionNotGranted,
                "granted by no policy",
                format!("attach Qovery's permissions to `{principal_arn}`"),
            ),
        };
        let message = format!("{cause} for `{principal_arn}`: {actions}");
        Some(Finding::new(code, message).with_hint(hint))
    }
}

/// A finding about optional actions that are not allowed, for whatever cause.
#[must_use]
pub fn wanted(principal_arn: &str, simulated: &[Simulated]) -> Option<Finding> {
    let lacking = simulated
        .iter()
        .filter(|one| is_optional(&one.action) && one.decision != Decision::Allowed);
    let actions: Vec<&str> = lacking.map(|one| one.action.as_str()).collect();
    (!actions.is_empty()).then(|| {
        Finding::new(
            Code::PermissionWanted,
            format!("`{principal_arn}` may not {}", actions.join(", ")),
        )
    })
}

/// Why it is not known whether the boundary allows all needed actions. `None` means that it is known.
#[must_use]
pub fn undecided(principal_arn: &str, simulated: &[Simulated]) -> Option<String> {
    let undecided: Vec<&Simulated> = needed(simulated).filter(|one| one.is_undecided()).collect();
    let actions: Vec<&str> = undecided.iter().map(|one| one.action.as_str()).collect();
    let missing = undecided.iter().flat_map(|one| &one.missing_context);
    let missing: BTreeSet<String> = missing.map(|key| format!("`{key}`")).collect();
    let missing: Vec<String> = missing.into_iter().collect();
    (!actions.is_empty()).then(|| {
        format!(
            "IAM does not know {}, which policies of `{principal_arn}` or its permissions boundary depend on, when it is asked about {}",
            missing.join(", "),
            actions.join(", "),
        )
    })
}

fn needed(simulated: &[Simulated]) -> impl Iterator<Item = &Simulated> {
    simulated.iter().filter(|one| !is_optional(&one.action))
}

/// A finding for each cause, naming the needed actions that it takes away.
#[must_use]
pub fn findings(principal_arn: &str, simulated: &[Simulated]) -> Vec<Finding> {
    let mut by_decision: BTreeMap<Decision, Vec<&str>> = BTreeMap::new();
    for one in needed(simulated).filter(|one| !one.is_undecided()) {
        by_decision
            .entry(one.decision)
            .or_default()
            .push(&one.action);
    }
    let findings = by_decision.into_iter();
    findings
        .filter_map(|(decision, actions)| decision.finding(principal_arn, &actions.join(", ")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn simulated(action: &str, decision: Decision) -> Simulated {
        Simulated {
            action: action.to_owned(),
            decision,
            missing_context: Vec::new(),
        }
    }

    #[test]
    fn each_cause_is_one_finding_that_names_its_actions() {
        let findings = findings(
            "arn:aws:iam::123456789012:role/qovery",
            &[
                simulated("ec2:CreateVpc", Decision::Allowed),
                simulated("eks:CreateCluster", Decision::DeniedByOrganization),
                simulated("sqs:CreateQueue", Decision::DeniedByOrganization),
                simulated("kms:CreateKey", Decision::NotGranted),
            ],
        );
        let codes: Vec<_> = findings.iter().map(|f| f.code).collect();
        assert_eq!(
            codes,
            [
                Code::PermissionDeniedByOrganization,
                Code::PermissionNotGranted
            ]
        );
        assert!(
            findings[0]
                .message
                .ends_with("eks:CreateCluster, sqs:CreateQueue")
        );
    }

    #[test]
    fn what_is_optional_is_wanted_and_never_lacking() {
        let denied = |need: &Need| simulated(need.action, Decision::DeniedExplicitly);
        let all: Vec<Simulated> = NEEDED.iter().map(denied).collect();
        let needed = &findings("arn", &all)[0].message;
        let wanted = wanted("arn", &all).unwrap();
        for optional in [
            "ecs:CreateCluster",
            "es:AddTags",
            "events:UntagResource",
            "servicequotas:GetServiceQuota",
        ] {
            assert!(wanted.message.contains(optional), "{}", wanted.message);
            assert!(!needed.contains(optional), "{needed}");
        }
        assert!(needed.contains("iam:PassRole"), "{needed}");
        assert_eq!(super::wanted("arn", &[]), None);
    }

    #[test]
    fn a_boundary_is_taken_at_its_word_only_where_it_knew_the_whole_context() {
        let missing = |decision| Simulated {
            missing_context: vec!["aws:SourceVpc".to_owned()],
            ..simulated("eks:CreateCluster", decision)
        };
        let outside = [missing(Decision::OutsideBoundary)];
        assert_eq!(findings("arn", &outside), []);
        let cause = undecided("arn", &outside).unwrap();
        assert!(cause.contains("`aws:SourceVpc`") && cause.contains("eks:CreateCluster"));

        for decision in [Decision::DeniedExplicitly, Decision::NotGranted] {
            assert_eq!(findings("arn", &[missing(decision)]).len(), 1);
            assert_eq!(undecided("arn", &[missing(decision)]), None);
        }
        let whole = [simulated("eks:CreateCluster", Decision::OutsideBoundary)];
        assert_eq!(findings("arn", &whole).len(), 1);
        assert_eq!(undecided("arn", &whole), None);
    }
}
