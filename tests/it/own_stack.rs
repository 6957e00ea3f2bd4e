//! The stack that the tests in memory are about.

use std::time::Duration;

use application::identities::OwnStack;
use support::world::State;

/// The stack's id, which the sample events carry.
pub(crate) const STACK: &str = "arn:aws:cloudformation:eu-west-3:123456789012:stack/qovery/51af3dc0-da77-11e4-872e-1234567db123";
/// The stack's policy, `QoveryPermissions`.
pub(crate) const PERMISSIONS: &str =
    "arn:aws:iam::123456789012:policy/qovery-QoveryPermissions-1A2B3C4D5E6F";
/// `RetirementGraceDays`
pub(crate) const GRACE: Duration = Duration::from_hours(7 * 24);

/// What the template says to every function that looks after roles and users.
pub(crate) fn own_stack() -> OwnStack {
    OwnStack {
        id: STACK.parse().expect("an ARN"),
        permissions: PERMISSIONS.parse().expect("an ARN"),
        grace: GRACE,
    }
}

/// The stack has made the roles and users of those names.
pub(crate) fn made(state: &mut State, names: &[&str]) {
    state.made_by_stack(STACK, PERMISSIONS, names);
}
