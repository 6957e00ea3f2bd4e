//! The role, as it is now.

use domain::{
    message::Message,
    onboarding::Identity,
    permissions::{self, Simulation},
    ports::Roles,
    properties::RoleProperties,
};

use super::failed;

pub(super) async fn role(iam: &impl Roles, role: &RoleProperties) -> Result<Identity, Message> {
    match iam.get_role(&role.trust.role).await {
        Ok(seen) => Ok(Identity::Role(seen)),
        Err(error) if error.is_not_found() => Ok(Identity::Absent),
        Err(error) => Err(failed("could not read the role", &error)),
    }
}

pub(super) fn simulations(role: &RoleProperties) -> Vec<Simulation> {
    let arn = &role.trust.role;
    permissions::simulations(arn.as_str(), arn.partition(), arn.account())
}
