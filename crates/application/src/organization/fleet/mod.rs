//! All accounts of an organization: reads the lists, looks into every account as the reconciliation
//! looks at its own, repairs what is the members', and says how each stands.

mod lists;
mod visit;

use std::{sync::atomic::AtomicBool, time::Duration};

use domain::{
    aws::organization::StackSet,
    organization::fleet::{Lists, Row, join},
    ports::{
        CredentialRegistry, KeyAccounts, MemberAccounts, OrganizationAccounts, RequestQuota,
        Secrets, StackInstances,
    },
    reconciliation::{Known, Unknown},
};
use futures_util::{StreamExt, stream};
use time::OffsetDateTime;
use tokio::time::timeout;

use super::{HubSettings, MemberAccount, Memory, batch::Batch, hub_side::HubSide};
use crate::{Clock, reconciliation::QoveryLook};
use visit::Visits;

/// As many accounts are looked into at once.
const AT_ONCE: usize = 16;
/// As many accounts are looked into beside one look at Qovery.
const WAVE: usize = 4 * AT_ONCE;
/// A look at Qovery that is older when a wave begins is made again.
const CURRENT: Duration = Duration::from_mins(1);
/// On a look that is older nothing is repaired or taken away, so none may take longer. In a wave that
/// no call holds up, none becomes so old.
const OLDEST: Duration = Duration::from_mins(2);

/// Everything outside that a look after all accounts needs.
pub trait FleetWorld:
    CredentialRegistry
    + KeyAccounts
    + MemberAccounts<Account: MemberAccount>
    + RequestQuota
    + Secrets
    + StackInstances
{
}

impl<T> FleetWorld for T where
    T: CredentialRegistry
        + KeyAccounts
        + MemberAccounts<Account: MemberAccount>
        + RequestQuota
        + Secrets
        + StackInstances
{
}

/// What the hub's template says to the fleet.
#[derive(Debug, Clone)]
pub struct FleetSettings {
    /// What it says to every function that goes into members' accounts.
    pub hub: HubSettings,
    /// The set of the member stacks. `None`: each account has deployed its own.
    pub stack_set: Option<StackSet>,
    /// Say what would be done, and do nothing.
    pub dry_run: bool,
}

/// What was seen and done.
#[derive(Debug)]
pub struct Fleet {
    /// Whether there is a token for Qovery.
    pub token: Known<()>,
    /// The three lists.
    pub lists: Lists,
    /// Every account, in the order of their ids.
    pub rows: Vec<Row>,
}

/// Looks at every account once and repairs what is the members', until `ends_at`. What is not
/// reached by then is unknown.
pub async fn look_after(
    world: &impl FleetWorld,
    accounts: &impl OrganizationAccounts,
    settings: &FleetSettings,
    clock: &impl Clock,
    ends_at: OffsetDateTime,
) -> Fleet {
    let (memory, has_written) = (Memory::default(), AtomicBool::default());
    // Never opened: nothing of it is read twice, and the budget is kept.
    let batch = Batch::new(world, &settings.hub, &memory, clock);
    let hub = HubSide::new(&batch, &has_written);
    let mut read_at = clock();
    let (lists, mut at_qovery) = Box::pin(lists::observe(world, accounts, &hub, settings)).await;
    let token = at_qovery.token.clone();
    let joined = join(&lists);
    let mut rows = Vec::with_capacity(joined.len());
    for wave in joined.chunks(WAVE) {
        let (now, was_seen) = (clock(), at_qovery.organization.is_ok());
        if was_seen && now > read_at + CURRENT && now + OLDEST <= ends_at {
            read_at = now;
            let looked = timeout(OLDEST, lists::at_qovery(&hub, settings)).await;
            at_qovery = looked.unwrap_or_else(|_elapsed| QoveryLook {
                organization: Err(Unknown::because("Qovery gave no answer in time")),
                ..at_qovery
            });
        }
        let visits = Visits {
            batch: &batch,
            has_written: &has_written,
            settings,
            lists: &lists,
            at_qovery: &at_qovery,
            current_until: read_at + OLDEST,
            ends_at,
        };
        let looks = stream::iter(wave).map(|account| visits.row(account));
        rows.extend(looks.buffered(AT_ONCE).collect::<Vec<_>>().await);
    }
    drop(joined);
    Fleet { token, lists, rows }
}
