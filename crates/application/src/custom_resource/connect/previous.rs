//! What an Update supersedes, and the registries that still show it.

use domain::{
    finding::Finding,
    leaving,
    properties::PresentIdentity,
    qovery::NewValues,
    registries::{outdated_by_update, unmoved},
};

use super::{Registered, note::Change, observe::Looked};
use crate::{
    Clock, Error,
    custom_resource::{RequestContext, World, superseded},
    registries::give,
};

/// The identity that a request supersedes. Nothing, unless it supersedes one.
#[derive(Debug, Default)]
pub(super) struct Previous {
    /// Whether the stack has made it.
    pub(super) is_ours: bool,
    /// What registries may show of it.
    pub(super) accesses: Vec<leaving::Access>,
}

/// Looks at the identity that this request supersedes.
pub(super) async fn previous(
    context: &RequestContext<'_, impl World, impl Clock>,
    superseded: Option<&PresentIdentity>,
) -> Result<Previous, Error> {
    let Some(identity) = superseded else {
        return Ok(Previous::default());
    };
    let (is_ours, accesses) = tokio::join!(
        superseded::is_ours(context, identity),
        accesses(context, identity),
    );
    Ok(Previous {
        is_ours: is_ours?,
        accesses,
    })
}

/// Keys that cannot be listed are left to the reconciliation.
async fn accesses(
    context: &RequestContext<'_, impl World, impl Clock>,
    identity: &PresentIdentity,
) -> Vec<leaving::Access> {
    match identity {
        PresentIdentity::Role(role) => vec![leaving::Access::Role(role.clone())],
        PresentIdentity::User(user) => {
            let keys = context.world.list_access_keys(&user.user_name).await;
            let keys = keys.unwrap_or_default().into_iter();
            keys.map(|key| leaving::Access::Key(key.id)).collect()
        }
    }
}

/// Gives the values to the registries that show what the request supersedes. A finding for each
/// that did not take them: the reconciliation tries again.
pub(super) async fn move_registries(
    context: &RequestContext<'_, impl World, impl Clock>,
    looked: &Looked,
    registered: &Registered,
    values: &NewValues,
) -> Vec<Finding> {
    if registered.change != Change::Edited {
        return Vec::new();
    }
    let Previous { is_ours, accesses } = &looked.previous;
    let seen = &looked.facts.organization;
    let outdated = outdated_by_update(seen, &registered.id, accesses, *is_ours);
    if outdated.is_empty() || context.is_waited_for().await.is_err() {
        return Vec::new();
    }
    let given = give(context.world, &looked.access, &outdated, values).await;
    let refused = outdated.into_iter().filter_map(|registry| {
        let cause = given.refused.get(&registry.id)?;
        Some(unmoved(&registry.name, cause))
    });
    refused.collect()
}
