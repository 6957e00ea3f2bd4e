//! Ways for Qovery to be away, or to say something that is no proof of anything.

use domain::port_error::PortErrorKind;
use support::world::{Access, At, Fault, World};

use super::account::{ORGANIZATION, TOKEN, TOKEN_SECRET};

/// Every call to Qovery.
const CALLS: [&str; 6] = [
    "GET /organization/{id}/credentials",
    "GET /organization/{id}/cluster/status",
    "GET /organization/{id}/aws/credentials/{id}",
    "POST /organization/{id}/aws/credentials",
    "PUT /organization/{id}/aws/credentials/{id}",
    "DELETE /organization/{id}/aws/credentials/{id}",
];

/// In words, and how it comes about.
pub(super) type Away = (&'static str, fn(&World));

/// Ways for Qovery to be away.
pub(super) const AWAY: [Away; 10] = [
    ("down", |world| {
        strike(world, Fault::Fail(PortErrorKind::Unavailable));
    }),
    ("silent", |world| strike(world, Fault::Hang)),
    ("an error page", |world| {
        strike(world, Fault::Fail(PortErrorKind::Other));
    }),
    ("401", |world| {
        strike(world, Fault::Fail(PortErrorKind::Unauthenticated));
    }),
    ("403", |world| {
        strike(world, Fault::Fail(PortErrorKind::AccessDenied));
    }),
    ("404", |world| {
        strike(world, Fault::Fail(PortErrorKind::NotFound));
    }),
    ("a revoked token", |world| {
        world.edit(|state| {
            for known in state.organizations.values_mut() {
                known.tokens.remove(TOKEN);
            }
        });
    }),
    ("a token without rights", |world| {
        world.edit(|state| {
            let known = state
                .organizations
                .get_mut(ORGANIZATION)
                .expect("it is there");
            known.tokens.insert(TOKEN.to_owned(), Access::Forbidden);
        });
    }),
    ("no secret with a token", |world| {
        world.edit(|state| state.secrets.remove(TOKEN_SECRET));
    }),
    ("no token in the secret", |world| {
        world.edit(|state| state.add_secret(TOKEN_SECRET, Some("two words")));
    }),
];

/// Every call to Qovery from now on, more of each than a request makes.
fn strike(world: &World, fault: Fault) {
    world.forget_calls();
    for operation in CALLS {
        for call in 1..=12 {
            world.inject(At::Operation(operation, call), fault);
        }
    }
}
