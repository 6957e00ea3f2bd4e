//! Every check, given what was seen.

mod clusters;
mod identity;
mod keys;
mod registration;
mod retirement;
mod rotation;

use super::{Check, Expected, Seen};

pub(super) use retirement::retirement_steps;

/// All checks that apply to the stack.
pub(super) fn all(expected: &Expected, seen: &Seen) -> Vec<Check> {
    let checks = [
        identity::trust_policy(expected, seen),
        identity::permissions(expected, seen),
        Some(registration::api_token(expected, seen)),
        Some(registration::credentials(expected, seen)),
        Some(clusters::clusters(expected, seen)),
        Some(registration::other_credentials(expected, seen)),
        rotation::rotation(expected, seen),
        keys::keys(expected, seen),
        retirement::retirement(expected, seen),
    ];
    checks.into_iter().flatten().collect()
}
