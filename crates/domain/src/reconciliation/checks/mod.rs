//! Every check, given what was seen and what is concluded from it.

mod clusters;
mod identity;
mod keys;
mod registration;
mod retirement;
mod rotation;
mod stack;

use super::{Assessment, Check, Expected, Observed};

pub(crate) use registration::api_token;

/// All checks that apply to the stack.
pub(super) fn all(expected: &Expected, observed: &Observed, assessment: &Assessment) -> Vec<Check> {
    let checks = [
        Some(stack::stack(expected, observed)),
        identity::trust_policy(expected, observed, assessment),
        identity::permissions(expected, observed),
        Some(api_token(
            &expected.properties.organization,
            &observed.token,
            &observed.organization,
        )),
        Some(registration::credentials(expected, observed)),
        Some(clusters::clusters(expected, observed)),
        Some(registration::other_credentials(expected, observed)),
        rotation::rotation(expected, observed),
        keys::keys(observed),
        Some(retirement::retirement(observed, assessment)),
    ];
    checks.into_iter().flatten().collect()
}
