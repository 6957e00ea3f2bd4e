//! What Qovery needs, a line for each permission.
//!
//! Source: the permissions that Qovery documents for its AWS role; the template grants the same.

/// What the policy grants, and the one action that is asked about to prove it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Need {
    /// As the policy has it: an action or a service's wildcard.
    pub granted: &'static str,
    /// A single action that Qovery makes under that grant.
    pub action: &'static str,
    /// On what.
    pub on: On,
    /// Whether a first deployment works without it: Qovery documents the action as optional, or as
    /// reserved for what is to come, or its engine calls it for later changes only. A role of
    /// before 2026 lacks some of these.
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

/// One that no first deployment depends on.
const fn later(action: &'static str) -> Need {
    optional(action, action)
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
    later("es:AddTags"),
    later("es:CreateElasticsearchDomain"),
    later("es:DeleteElasticsearchDomain"),
    later("es:DescribeElasticsearchDomain"),
    later("es:ListTags"),
    later("es:RemoveTags"),
    exactly("events:DeleteRule"),
    exactly("events:DescribeRule"),
    exactly("events:ListRuleNamesByTarget"),
    exactly("events:ListTagsForResource"),
    exactly("events:ListTargetsByRule"),
    exactly("events:PutRule"),
    exactly("events:PutTargets"),
    exactly("events:RemoveTargets"),
    exactly("events:TagResource"),
    later("events:UntagResource"),
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
    later("servicequotas:GetServiceQuota"),
    exactly("tag:GetResources"),
    on(On::Buckets, "s3:*", "s3:CreateBucket"),
    on(On::Buckets, "s3:*", "s3:PutBucketVersioning"),
    on(On::Queues, "sqs:*", "sqs:CreateQueue"),
    on(On::Queues, "sqs:*", "sqs:SetQueueAttributes"),
];

pub(super) fn is_optional(action: &str) -> bool {
    let mut optional = NEEDED.iter().filter(|need| need.is_optional);
    optional.any(|need| need.action == action)
}
