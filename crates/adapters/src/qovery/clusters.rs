//! The states of an organization's clusters.

use std::collections::btree_map;

use domain::qovery::{ClusterLock, ClusterStatus, ClusterStatuses};
use serde::Deserialize;
use time::{OffsetDateTime, UtcOffset, format_description::well_known::Rfc3339};

use super::{
    form::FormError,
    results::{Fold, check_length},
};
use crate::text::readable;

/// Years in which a cluster can have been deployed. Arithmetic on a date near the year 9999 could
/// overflow.
const YEARS: std::ops::Range<i32> = 1970..9000;
/// What is not known is never at rest.
const UNKNOWN: ClusterStatus = ClusterStatus {
    state: None,
    last_deployment_at: None,
    lock: None,
};

/// What every `ClusterStatus` has, whatever else is wrong with it.
#[derive(Deserialize)]
struct Named {
    cluster_id: String,
}

/// `ClusterStatus`
#[derive(Deserialize)]
struct Shown {
    status: String,
    #[serde(default)]
    last_deployment_date: Option<String>,
    #[serde(default)]
    cluster_lock: Option<ShownLock>,
}

/// `ClusterLock`
#[derive(Deserialize)]
struct ShownLock {
    owner_name: String,
    reason: String,
    #[serde(default)]
    locked_at: Option<String>,
    #[serde(default)]
    ttl_in_days: Option<u16>,
}

/// The status of each cluster.
#[derive(Default)]
pub(super) struct StatusFold(ClusterStatuses);

impl Fold for StatusFold {
    /// A status without a readable id is left out: the caller finds no status for that cluster.
    fn add(&mut self, json: &str) -> Result<(), FormError> {
        let named = serde_json::from_str::<Named>(json).ok();
        let Some(id) = named.and_then(|named| named.cluster_id.parse().ok()) else {
            return Ok(());
        };
        match self.0.entry(id) {
            btree_map::Entry::Vacant(place) => {
                place.insert(read(json).unwrap_or(UNKNOWN));
            }
            // Two answers for one cluster are none.
            btree_map::Entry::Occupied(mut place) => {
                place.insert(UNKNOWN);
            }
        }
        check_length(self.0.len())
    }
}

impl From<StatusFold> for ClusterStatuses {
    fn from(fold: StatusFold) -> Self {
        fold.0
    }
}

/// `None` where any part that is there cannot be read.
fn read(json: &str) -> Option<ClusterStatus> {
    let shown: Shown = serde_json::from_str(json).ok()?;
    Some(ClusterStatus {
        state: Some(shown.status.parse().ok()?),
        last_deployment_at: match shown.last_deployment_date {
            Some(text) => Some(date(&text)?),
            None => None,
        },
        lock: shown.cluster_lock.map(Into::into),
    })
}

fn date(text: &str) -> Option<OffsetDateTime> {
    let at = OffsetDateTime::parse(text, &Rfc3339).ok()?;
    let at = at.checked_to_offset(UtcOffset::UTC)?;
    YEARS.contains(&at.year()).then_some(at)
}

/// `None` also where either cannot be read: a lock holds until it is not shown any more.
fn until(locked_at: Option<&str>, days: Option<u16>) -> Option<OffsetDateTime> {
    date(locked_at?)?.checked_add(time::Duration::days(days?.into()))
}

impl From<ShownLock> for ClusterLock {
    fn from(lock: ShownLock) -> Self {
        Self {
            owner: readable(&lock.owner_name),
            reason: readable(&lock.reason),
            until: until(lock.locked_at.as_deref(), lock.ttl_in_days),
        }
    }
}
