//! One batch: observe what its requests share, decide whose turn it is, serve each, say which come
//! again.

use std::{sync::atomic::AtomicBool, time::Duration};

use domain::organization::{Hour, Turn};
use futures_util::future::join_all;
use time::OffsetDateTime;

use super::{
    Delivery, HubSettings, HubWorld, Memory, RegistrarSettings,
    asked::member,
    batch::{Asked, Batch},
    one::One,
};
use crate::Clock;

/// Serves a batch, each account on its own: what one of them waits for delays no other. Returns the
/// ids of the messages that are not done.
pub async fn serve(
    batch: Vec<Delivery>,
    world: &impl HubWorld,
    settings: &RegistrarSettings,
    memory: &Memory,
    time_left: Duration,
    clock: &impl Clock,
) -> Vec<String> {
    let started_at = clock();
    let mut shared = Batch::new(world, &settings.hub, memory, clock);
    shared.open(&asked(&batch, &settings.hub)).await;
    let hours: Vec<Hour> = batch.iter().map(|delivery| hour(delivery, clock)).collect();
    let turns = settings
        .hub
        .budget
        .turns(&hours, world.quota().as_ref(), clock());
    let mut groups: Vec<Vec<(Delivery, Turn)>> = Vec::new();
    for (delivery, turn) in batch.into_iter().zip(turns) {
        let of_group = groups
            .iter_mut()
            .find(|group| group[0].0.group == delivery.group);
        match of_group {
            Some(group) => group.push((delivery, turn)),
            None => groups.push(vec![(delivery, turn)]),
        }
    }
    let served = groups
        .into_iter()
        .map(|group| serve_group(&shared, settings, group, started_at + time_left));
    join_all(served).await.into_iter().flatten().collect()
}

fn asked(batch: &[Delivery], settings: &HubSettings) -> Asked {
    let requests = batch
        .iter()
        .filter_map(|delivery| delivery.request.as_ref().ok());
    let members = requests
        .clone()
        .filter_map(|request| member(request, settings));
    Asked {
        accounts: members.map(|member| member.account().clone()).collect(),
        only_create: requests
            .into_iter()
            .all(|request| request.kind() == "Create"),
    }
}

/// An unreadable message has no hour, and no turn matters to it.
fn hour(delivery: &Delivery, clock: &impl Clock) -> Hour {
    match &delivery.request {
        Ok(request) => request.hour(),
        Err(_) => Hour::since(clock()),
    }
}

/// The requests of one account, one after the other. The first that is not done stops the rest:
/// they come again behind it.
async fn serve_group(
    batch: &Batch<'_, impl HubWorld, impl Clock>,
    settings: &RegistrarSettings,
    group: Vec<(Delivery, Turn)>,
    ends_at: OffsetDateTime,
) -> Vec<String> {
    let has_written = AtomicBool::new(false);
    let mut group = group.into_iter();
    while let Some((delivery, turn)) = group.next() {
        let one = One {
            batch,
            settings,
            delivery: &delivery,
            turn,
            has_written: &has_written,
            time_left: (ends_at - (batch.clock)()).try_into().unwrap_or_default(),
        };
        if one.is_done().await {
            continue;
        }
        let rest = group.map(|(delivery, _)| delivery.message_id);
        return [delivery.message_id].into_iter().chain(rest).collect();
    }
    Vec::new()
}
