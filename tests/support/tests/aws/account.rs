//! What the modules above share.

use domain::port_error::{PortError, PortErrorKind};
use support::world::World;

pub(crate) const ROLE: &str = "qovery-role";
pub(crate) const ROLE_ARN: &str = "arn:aws:iam::123456789012:role/qovery-role";
pub(crate) const USER: &str = "qovery";
pub(crate) const USER_ARN: &str = "arn:aws:iam::123456789012:user/qovery";
pub(crate) const POLICY: &str = "arn:aws:iam::123456789012:policy/qovery-permissions";

/// A role and a user with one policy, and nothing else.
pub(crate) fn account() -> World {
    let world = World::new();
    world.edit(|state| {
        state.add_role(ROLE_ARN, "{}");
        state.add_user(USER_ARN);
        state.add_policy(POLICY, &[ROLE, USER]);
    });
    world
}

pub(crate) fn kind<T>(result: Result<T, PortError>) -> Option<PortErrorKind> {
    result.err().map(|error| error.kind)
}
