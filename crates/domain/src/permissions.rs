//! The permissions that Qovery needs, and what IAM says when asked for them.
//!
//! Source: the permissions that Qovery documents for its AWS role; the template grants the same.

use std::collections::BTreeMap;

use crate::{
    aws::arn::AccountId,
    finding::{Code, Finding},
};

/// What the policy grants, and the one action that is asked about to prove it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Need {
    /// As the policy has it: an action or a service's wildcard.
    pub granted: &'static str,
    /// A single action that Qovery makes under that grant.
    pub action: &'static str,
    /// On what.
    pub on: On,
    /// Whether Qovery works without it: it documents the action as optional, or as reserved for
    /// what is to come.
    pub is_optional: bool,
}

/// The resources of a grant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum On {
    /// `*`
    Everything,
    /// Buckets named `qovery…`
    Buckets,
    /// Queues named `qovery…`
    Queues,
}

/// What IAM's policy simulator says of the needed permissions.
#[derive(Debug, Clone)]
pub enum Permissions {
    /// The operator skips the check.
    Skipped,
    /// An answer for each action.
    Simulated(Vec<Simulated>),
    /// A simulation failed, with its cause. Never to be taken for a yes.
    Unknown(String),
}

const fn need(granted: &'static str, action: &'static str) -> Need {
    Need {
        granted,
        action,
        on: On::Everything,
        is_optional: false,
    }
}

const fn on(on: On, granted: &'static str, action: &'static str) -> Need {
    Need {
        on,
        ..need(granted, action)
    }
}

const fn optional(granted: &'static str, action: &'static str) -> Need {
    Need {
        is_optional: true,
        ..need(granted, action)
    }
}

/// Actions that are granted one by one stand for themselves.
const fn exactly(action: &'static str) -> Need {
    need(action, action)
}

/// Everything that Qovery needs: of each service what the first deployment of a cluster calls.
///
/// Source: Qovery's engine, `lib/aws` (network, cluster, node groups, keys, queue of interruptions).
pub const NEEDED: &[Need] = &[
    need(
        "application-autoscaling:*",
        "application-autoscaling:RegisterScalableTarget",
    ),
    need("autoscaling:*", "autoscaling:CreateAutoScalingGroup"),
    exactly("cloudtrail:LookupEvents"),
    need("cloudwatch:*", "cloudwatch:PutMetricAlarm"),
    need("dynamodb:*", "dynamodb:CreateTable"),
    need("ec2:*", "ec2:CreateVpc"),
    need("ec2:*", "ec2:RunInstances"),
    need("ecr:*", "ecr:CreateRepository"),
    optional("ecs:*", "ecs:CreateCluster"),
    need("eks:*", "eks:CreateCluster"),
    need("eks:*", "eks:CreateNodegroup"),
    need("elasticache:*", "elasticache:CreateCacheCluster"),
    need(
        "elasticloadbalancing:*",
        "elasticloadbalancing:CreateLoadBalancer",
    ),
    exactly("es:AddTags"),
    exactly("es:CreateElasticsearchDomain"),
    exactly("es:DeleteElasticsearchDomain"),
    exactly("es:DescribeElasticsearchDomain"),
    exactly("es:ListTags"),
    exactly("es:RemoveTags"),
    exactly("events:DeleteRule"),
    exactly("events:DescribeRule"),
    exactly("events:ListRuleNamesByTarget"),
    exactly("events:ListTagsForResource"),
    exactly("events:ListTargetsByRule"),
    exactly("events:PutRule"),
    exactly("events:PutTargets"),
    exactly("events:RemoveTargets"),
    exactly("events:TagResource"),
    exactly("events:UntagResource"),
    need("iam:*", "iam:CreateOpenIDConnectProvider"),
    need("iam:*", "iam:CreateRole"),
    need("iam:*", "iam:CreateServiceLinkedRole"),
    need("iam:*", "iam:PassRole"),
    need("kms:*", "kms:CreateGrant"),
    need("kms:*", "kms:CreateKey"),
    need("logs:*", "logs:CreateLogGroup"),
    exactly("organizations:DescribeAccount"),
    exactly("organizations:DescribeOrganization"),
    exactly("organizations:DescribeOrganizationalUnit"),
    exactly("organizations:DescribePolicy"),
    exactly("organizations:ListChildren"),
    exactly("organizations:ListParents"),
    exactly("organizations:ListPolicies"),
    exactly("organizations:ListPoliciesForTarget"),
    exactly("organizations:ListRoots"),
    exactly("organizations:ListTargetsForPolicy"),
    need("rds:*", "rds:CreateDBInstance"),
    exactly("s3:ListAllMyBuckets"),
    optional(
        "servicequotas:GetServiceQuota",
        "servicequotas:GetServiceQuota",
    ),
    exactly("tag:GetResources"),
    on(On::Buckets, "s3:*", "s3:CreateBucket"),
    on(On::Buckets, "s3:*", "s3:PutBucketVersioning"),
    on(On::Queues, "sqs:*", "sqs:CreateQueue"),
    on(On::Queues, "sqs:*", "sqs:SetQueueAttributes"),
];

fn is_optional(action: &str) -> bool {
    let mut optional = NEEDED.iter().filter(|need| need.is_optional);
    optional.any(|need| need.action == action)
}

/// One question to `iam:SimulatePrincipalPolicy`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Simulation {
    /// The role or user asked about.
    pub principal_arn: String,
    /// The actions, all on the same resource.
    pub actions: Vec<&'static str>,
    /// `None` means `*`.
    pub resource_arn: Option<String>,
}

/// The questions that cover [`NEEDED`]: one for each kind of resource.
#[must_use]
pub fn simulations(principal_arn: &str, partition: &str, account: &AccountId) -> Vec<Simulation> {
    [
        (On::Everything, None),
        (
            On::Buckets,
            Some(format!("arn:{partition}:s3:::qovery-permission-check")),
        ),
        (
            On::Queues,
            Some(format!(
                "arn:{partition}:sqs:us-east-1:{account}:qovery-permission-check"
            )),
        ),
    ]
    .into_iter()
    .map(|(on, resource_arn)| Simulation {
        principal_arn: principal_arn.to_owned(),
        actions: NEEDED
            .iter()
            .filter(|need| need.on == on)
            .map(|need| need.action)
            .collect(),
        resource_arn,
    })
    .collect()
}

/// IAM's answer for one action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Simulated {
    /// The action asked about.
    pub action: String,
    /// What stands in its way.
    pub decision: Decision,
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
                "ask the administrator of your AWS organization to exempt the account or these actions".to_owned(),
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

/// A finding for each cause, naming the needed actions that it takes away.
#[must_use]
pub fn findings(principal_arn: &str, simulated: &[Simulated]) -> Vec<Finding> {
    let mut by_decision: BTreeMap<Decision, Vec<&str>> = BTreeMap::new();
    for one in simulated.iter().filter(|one| !is_optional(&one.action)) {
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

    #[test]
    fn each_cause_is_one_finding_that_names_its_actions() {
        let simulated = |action: &str, decision| Simulated {
            action: action.to_owned(),
            decision,
        };
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
        let denied = |need: &Need| Simulated {
            action: need.action.to_owned(),
            decision: Decision::DeniedExplicitly,
        };
        let all: Vec<Simulated> = NEEDED.iter().map(denied).collect();
        let needed = &findings("arn", &all)[0].message;
        let wanted = wanted("arn", &all).unwrap();
        assert_eq!(
            wanted.message,
            "`arn` may not ecs:CreateCluster, servicequotas:GetServiceQuota"
        );
        assert!(needed.contains("iam:PassRole") && !needed.contains("servicequotas"));
        assert_eq!(super::wanted("arn", &[]), None);
    }

    #[test]
    fn every_need_is_asked_about_once() {
        let account = "123456789012".parse().unwrap();
        let simulations = simulations("arn", "aws-cn", &account);
        let asked: usize = simulations.iter().map(|s| s.actions.len()).sum();
        assert_eq!(asked, NEEDED.len());
        assert_eq!(
            simulations[1].resource_arn.as_deref(),
            Some("arn:aws-cn:s3:::qovery-permission-check")
        );
    }
}
