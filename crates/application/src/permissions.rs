//! Asking IAM's policy simulator.

use domain::{
    message::chain,
    permissions::{Permissions, Simulation},
    ports::Roles,
    properties::PermissionCheck,
};
use futures_util::future::try_join_all;

/// Runs the simulations side by side. A simulation that fails makes the permissions unknown, never
/// allowed.
pub async fn simulate(
    roles: &impl Roles,
    check: PermissionCheck,
    simulations: &[Simulation],
) -> Permissions {
    if check == PermissionCheck::Skip {
        return Permissions::Skipped;
    }
    let asked = simulations
        .iter()
        .map(|simulation| roles.simulate_principal_policy(simulation));
    match try_join_all(asked).await {
        Ok(answers) => Permissions::Simulated(answers.into_iter().flatten().collect()),
        Err(error) => Permissions::Unknown(chain(&error)),
    }
}
