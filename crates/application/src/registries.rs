//! Giving registries what the stack uses now.

use std::collections::BTreeMap;

use domain::{
    message::chain,
    ports::CredentialRegistry,
    qovery::{Access, NewValues, Registry, RegistryId},
};
use futures_util::future::join_all;

/// Writes that are under way at once.
const AT_ONCE: usize = 8;

/// Which registries took the values, and which did not.
#[derive(Debug, Default)]
pub struct Given {
    /// Those that took the values, as they are now.
    pub shown: Vec<Registry>,
    /// Those that did not, each with the cause. Whatever they show stays in use.
    pub refused: BTreeMap<RegistryId, String>,
}

/// Gives each registry the values, and looks at what it shows then. A registry that fails does not
/// keep the others from theirs.
pub async fn give(
    world: &impl CredentialRegistry,
    access: &Access,
    registries: &[&Registry],
    values: &NewValues,
) -> Given {
    let mut given = Given::default();
    for some in registries.chunks(AT_ONCE) {
        let writes = some
            .iter()
            .map(|registry| world.edit_registry(access, registry, values));
        for (registry, written) in some.iter().zip(join_all(writes).await) {
            let cause = match written {
                Ok(now) if values.shown_by(&now.values) => {
                    given.shown.push(now);
                    continue;
                }
                Ok(_) => "it shows something else than it was given".to_owned(),
                Err(error) => chain(&error),
            };
            tracing::warn!(registry = registry.name, cause, "a registry stays as it is");
            given.refused.insert(registry.id.clone(), cause);
        }
    }
    given
}
