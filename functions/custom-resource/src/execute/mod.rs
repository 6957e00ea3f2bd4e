//! Writes: registers with Qovery, takes back, removes.

mod connect;
mod disconnect;
mod keys;

use std::time::Duration;

use domain::{message::Message, ports::CredentialRegistry};
use tokio::time::timeout;

use crate::journal::Journal;

pub(crate) use connect::connect;
pub(crate) use disconnect::disconnect;

/// A request that failed leaves nothing that it made; what cannot be taken back is named.
pub(crate) async fn roll_back(
    registry: &impl CredentialRegistry,
    journal: &Journal,
    mut report: Message,
    time: Duration,
) -> Message {
    let Some((access, id)) = journal.take_made() else {
        return report;
    };
    let removed = timeout(time, registry.delete_aws_credentials(&access, &id)).await;
    if !matches!(&removed, Ok(Ok(()))) {
        report.details.push(format!(
            "the credentials {id} were made and could not be taken back"
        ));
        report
            .hints
            .push(format!("delete the credentials {id} in the Qovery console"));
    }
    report
}
