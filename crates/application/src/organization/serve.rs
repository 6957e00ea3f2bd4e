//! One batch: decide whose turn it is, serve each request, say which come again.

use std::{iter, sync::atomic::AtomicBool, time::Duration};

use domain::organization::{Hour, Turn};
use futures_util::future::join_all;
use tokio::time::Instant;

use super::{
    Delivery, HubSettings, HubWorld, Memory, RegistrarSettings,
    asked::member,
    batch::{Batch, Scope},
    one::One,
};
use crate::Clock;

/// Kept back from Lambda's deadline for putting requests back.
const FOR_PUTTING_BACK: Duration = Duration::from_secs(2);
/// Kept back from it for saying which come again.
const FOR_THE_END: Duration = Duration::from_millis(500);

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
    let ends_at = Instant::now() + time_left.saturating_sub(FOR_THE_END);
    let shared = Batch::new(world, &settings.hub, memory, clock);
    let scope = scope(&batch, &settings.hub);
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
        .map(|group| serve_group(&shared, &scope, settings, group, ends_at));
    join_all(served).await.into_iter().flatten().collect()
}

fn scope(batch: &[Delivery], settings: &HubSettings) -> Scope {
    let requests = batch
        .iter()
        .filter_map(|delivery| delivery.request.as_ref().ok());
    let members = requests
        .clone()
        .filter_map(|request| member(request, settings));
    Scope {
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
/// they come again behind it, after the same pause, since one that stays away locks its group.
async fn serve_group(
    batch: &Batch<'_, impl HubWorld, impl Clock>,
    scope: &Scope,
    settings: &RegistrarSettings,
    group: Vec<(Delivery, Turn)>,
    ends_at: Instant,
) -> Vec<String> {
    let has_written = AtomicBool::new(false);
    let deadline = ends_at.checked_sub(FOR_PUTTING_BACK).unwrap_or(ends_at);
    let ones = group.iter().map(|(delivery, turn)| One {
        batch,
        scope,
        settings,
        delivery,
        turn: *turn,
        has_written: &has_written,
        deadline,
    });
    let mut ones = ones.collect::<Vec<_>>().into_iter();
    while let Some(one) = ones.next() {
        let Some(pause) = one.serve().await else {
            continue;
        };
        let undone: Vec<_> = iter::once(one).chain(ones).collect();
        join_all(undone.iter().map(|one| one.put_back(pause, ends_at))).await;
        let ids = undone.iter().map(|one| one.delivery.message_id.clone());
        return ids.collect();
    }
    Vec::new()
}
