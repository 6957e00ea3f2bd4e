//! IAM, as far as a role is verified.

use aws_sdk_iam::types::{EvaluationResult, PolicyEvaluationDecisionType};
use domain::{
    aws::{arn::RoleArn, iam::Role},
    permissions::{Decision, Simulated, Simulation},
    port_error::{PortError, PortErrorKind},
    ports::Roles,
};

use crate::{Adapters, sdk_error::port_error};

impl Roles for Adapters {
    async fn get_role(&self, role: &RoleArn) -> Result<Role, PortError> {
        const OPERATION: &str = "iam:GetRole";
        let output = self
            .iam
            .get_role()
            .role_name(role.name())
            .send()
            .await
            .map_err(|error| port_error(OPERATION, role.as_str(), error))?;
        output
            .role
            .and_then(|seen| {
                Some(Role {
                    trust_policy: seen.assume_role_policy_document?,
                    arn: seen.arn,
                })
            })
            .ok_or_else(|| PortError {
                operation: OPERATION,
                resource: role.to_string(),
                kind: PortErrorKind::Other,
                hint: None,
                source: Some("the answer has no trust policy".into()),
            })
    }

    /// Pages until the end: one page holds a hundred results at most.
    async fn simulate_principal_policy(
        &self,
        simulation: &Simulation,
    ) -> Result<Vec<Simulated>, PortError> {
        let mut pages = self
            .iam
            .simulate_principal_policy()
            .policy_source_arn(&simulation.principal_arn)
            .set_action_names(Some(
                simulation.actions.iter().map(ToString::to_string).collect(),
            ))
            .set_resource_arns(simulation.resource_arn.clone().map(|arn| vec![arn]))
            .into_paginator()
            .items()
            .send();
        let mut simulated = Vec::with_capacity(simulation.actions.len());
        while let Some(result) = pages.next().await {
            let result = result.map_err(|error| {
                port_error(
                    "iam:SimulatePrincipalPolicy",
                    &simulation.principal_arn,
                    error,
                )
            })?;
            simulated.push(Simulated {
                decision: decision(&result),
                action: result.eval_action_name,
            });
        }
        Ok(simulated)
    }
}

/// The outermost wall first: what an organization denies, no policy of the account can grant.
fn decision(result: &EvaluationResult) -> Decision {
    if result.eval_decision == PolicyEvaluationDecisionType::Allowed {
        return Decision::Allowed;
    }
    let organization = result.organizations_decision_detail.as_ref();
    let boundary = result.permissions_boundary_decision_detail.as_ref();
    if organization.is_some_and(|detail| !detail.allowed_by_organizations) {
        Decision::DeniedByOrganization
    } else if boundary.is_some_and(|detail| !detail.allowed_by_permissions_boundary) {
        Decision::OutsideBoundary
    } else if result.eval_decision == PolicyEvaluationDecisionType::ExplicitDeny {
        Decision::DeniedExplicitly
    } else {
        Decision::NotGranted
    }
}
