//! Answers the requests of an organization's accounts: a batch at a time, each in its own account.
//!
//! What does not come to its end is reported by its message's id and comes again; the rest of its
//! account's requests behind it.

mod config;
mod event;

use std::time::Duration;

use application::{Clock, organization::serve};

pub use application::organization::{HubWorld, Memory};
pub use config::Config;
pub use event::{BatchResponse, SqsEvent};

/// Serves one batch. `memory` is the process's own; `time_left` is what Lambda leaves for it.
pub async fn handle(
    event: SqsEvent,
    world: &impl HubWorld,
    config: &Config,
    memory: &Memory,
    time_left: Duration,
    clock: &impl Clock,
) -> BatchResponse {
    let deliveries = event.into_deliveries();
    let undone = serve(
        deliveries,
        world,
        &config.settings,
        memory,
        time_left,
        clock,
    )
    .await;
    BatchResponse::of(undone)
}
