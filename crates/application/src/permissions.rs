//! Asking IAM's policy simulator.

use domain::{
    aws::arn::StackArn,
    message::chain,
    permissions::{Permissions, simulations},
    ports::Roles,
    properties::{Method, PermissionCheck, Properties},
};
use futures_util::future::try_join_all;

/// Simulates what Qovery needs of the role or user that the properties name, side by side. A
/// simulation that fails makes the permissions unknown, never allowed.
pub async fn simulate(
    roles: &impl Roles,
    stack: &StackArn,
    properties: &Properties,
) -> Permissions {
    if properties.permission_check == PermissionCheck::Skip {
        return Permissions::Skipped;
    }
    let arn = match &properties.method {
        Method::AssumeRole(trust) => trust.role.to_string(),
        // The template makes the user without a path.
        Method::StaticCredentials(user) => {
            let (partition, account) = (stack.partition(), stack.account());
            format!("arn:{partition}:iam::{account}:user/{}", user.user_name)
        }
    };
    let simulations = simulations(&arn, stack);
    let asked = simulations
        .iter()
        .map(|simulation| roles.simulate_principal_policy(simulation));
    match try_join_all(asked).await {
        Ok(answers) => Permissions::Simulated(answers.into_iter().flatten().collect()),
        Err(error) => Permissions::Unknown {
            cause: chain(&error),
            may_pass: error.may_pass(),
            hint: error.hint,
        },
    }
}
