//! Roles, as far as they are read to verify them.

use aws_sdk_iam::types::{
    ContextEntry as SdkContextEntry, ContextKeyTypeEnum, EvaluationResult,
    PolicyEvaluationDecisionType, ResourceSpecificResult, Role as SdkRole,
};
use domain::{
    aws::{arn::RoleArn, iam::Role},
    permissions::{ContextEntry, ContextValue, Decision, Simulated, Simulation},
    port_error::{PortError, PortErrorKind},
    ports::Roles,
};

use super::{all, tag_map};
use crate::{
    Adapters,
    aws::{listed, port_error, to_offset_date_time, unreadable},
};

const GET: &str = listed(<Adapters as Roles>::OPERATIONS, "iam:GetRole");
const SIMULATE: &str = listed(
    <Adapters as Roles>::OPERATIONS,
    "iam:SimulatePrincipalPolicy",
);

impl Roles for Adapters {
    /// IAM judges a role by its real ARN. A role of another path or account is denied, not missing,
    /// where the function's policy names the ARN that was expected.
    async fn get_role(&self, role: &RoleArn) -> Result<Role, PortError> {
        let call = self.iam().get_role().role_name(role.name());
        let output = call.send().await.map_err(|error| {
            let error = port_error(GET, role.as_str(), error);
            match error.kind {
                PortErrorKind::AccessDenied => PortError {
                    hint: Some(format!(
                        "check the role's ARN, its path and account included: IAM denies `{GET}` of another role, or of one that is not there; else allow `{GET}` to this function's role"
                    )),
                    ..error
                },
                _ => error,
            }
        })?;
        output.role.and_then(read_role).ok_or_else(|| {
            unreadable(
                GET,
                role.as_str(),
                "no trust policy, or a date beyond the year 9999",
            )
        })
    }

    async fn simulate_principal_policy(
        &self,
        simulation: &Simulation,
    ) -> Result<Vec<Simulated>, PortError> {
        let actions = simulation.actions.iter().map(ToString::to_string);
        let call = self
            .iam()
            .simulate_principal_policy()
            .policy_source_arn(&simulation.principal_arn)
            .set_action_names(Some(actions.collect()))
            .set_resource_arns(simulation.resource_arn.clone().map(|arn| vec![arn]))
            .set_context_entries(Some(simulation.context.iter().map(context_entry).collect()));
        let pages = call.into_paginator().items().send();
        let results = all(SIMULATE, &simulation.principal_arn, pages).await?;
        let simulated = results.into_iter().map(|result| Simulated {
            decision: decision(&result),
            missing_context: missing_context(&result),
            action: result.eval_action_name,
        });
        Ok(simulated.collect())
    }
}

/// `None` means that the trust policy is missing or a date is not readable.
fn read_role(role: SdkRole) -> Option<Role> {
    let last_used = role.role_last_used.and_then(|used| used.last_used_date);
    let last_used_at = match last_used {
        Some(at) => Some(to_offset_date_time(&at)?),
        None => None,
    };
    Some(Role {
        arn: role.arn,
        id: role.role_id,
        created_at: to_offset_date_time(&role.create_date)?,
        trust_policy: role.assume_role_policy_document?,
        max_session_seconds: role.max_session_duration.and_then(|s| s.try_into().ok()),
        tags: tag_map(role.tags.unwrap_or_default()),
        last_used_at,
    })
}

fn context_entry(entry: &ContextEntry) -> SdkContextEntry {
    let (kind, value) = match &entry.value {
        ContextValue::Text(text) => (ContextKeyTypeEnum::String, text.clone()),
        ContextValue::Flag(flag) => (ContextKeyTypeEnum::Boolean, flag.to_string()),
    };
    SdkContextEntry::builder()
        .context_key_name(entry.key)
        .context_key_type(kind)
        .context_key_values(value)
        .build()
}

/// Where resources are asked about, they are named for each resource instead.
fn missing_context(result: &EvaluationResult) -> Vec<String> {
    let of_resources = result.resource_specific_results().iter();
    let of_resources = of_resources.flat_map(ResourceSpecificResult::missing_context_values);
    let all = result.missing_context_values().iter().chain(of_resources);
    all.cloned().collect()
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
