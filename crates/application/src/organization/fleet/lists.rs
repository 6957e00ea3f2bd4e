//! Reads the three lists, side by side.

use domain::{
    organization::fleet::{KeyOwners, Lists},
    ports::{CredentialRegistry, KeyAccounts, OrganizationAccounts, Secrets},
    reconciliation::Unknown,
};
use futures_util::{StreamExt, stream};

use super::{FleetSettings, FleetWorld};
use crate::reconciliation::QoveryLook;

/// Keys that STS is asked about at once.
const AT_ONCE: usize = 8;

/// Reads the lists. What could not be read has its reason.
pub(super) async fn observe(
    world: &impl FleetWorld,
    accounts: &impl OrganizationAccounts,
    hub: &(impl CredentialRegistry + Secrets),
    settings: &FleetSettings,
) -> (Lists, QoveryLook) {
    let instances = async {
        match &settings.stack_set {
            Some(stack_set) => world.list_stack_instances(stack_set).await,
            None => Ok(Vec::new()),
        }
    };
    let (accounts, instances, at_qovery) = tokio::join!(
        accounts.list_accounts(),
        instances,
        at_qovery(hub, settings)
    );
    let lists = Lists {
        accounts: accounts.map_err(Unknown::from),
        instances: instances.map_err(Unknown::from),
        keys: owners(world, &at_qovery).await,
        organization: at_qovery.organization.clone(),
    };
    (lists, at_qovery)
}

/// One look at everything that Qovery has, its registries too: something in some account may have
/// been superseded.
pub(super) async fn at_qovery(
    hub: &(impl CredentialRegistry + Secrets),
    settings: &FleetSettings,
) -> QoveryLook {
    let (token, organization) = (&settings.hub.api_token_secret, &settings.hub.organization);
    let mut seen = QoveryLook::at(hub, token, organization).await;
    seen.look_at_registries(hub).await;
    seen
}

/// Whose the static keys at Qovery are.
async fn owners(accounts: &impl KeyAccounts, at_qovery: &QoveryLook) -> KeyOwners {
    let organization = at_qovery.organization.iter();
    let entries = organization.flat_map(|seen| &seen.credentials.entries);
    let keys = entries.filter_map(|linked| linked.credentials.values.key_id());
    let asked = stream::iter(keys).map(|key| async {
        let account = accounts.get_access_key_info(&key).await;
        (key, account.map_err(Unknown::from))
    });
    asked.buffered(AT_ONCE).collect().await
}
