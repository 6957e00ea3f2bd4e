//! Calls to Qovery that must not hold up what a deletion does at AWS.

use std::{panic::AssertUnwindSafe, time::Duration};

use domain::{
    port_error::{PortError, PortErrorKind},
    ports::CredentialRegistry,
    qovery::{Access, CredentialsId},
};
use futures_util::FutureExt;
use tokio::time::timeout;

use crate::qovery;

/// The longest wait of a deletion for Qovery, unless half of its own time is less.
const MOST_FOR_QOVERY: Duration = Duration::from_secs(20);

/// Qovery's answer. `None` means that none came in time, or that it made this function panic:
/// neither may hold up what happens at AWS. `time` is what the whole request has.
pub(super) async fn of_qovery<T>(time: Duration, call: impl Future<Output = T>) -> Option<T> {
    let call = AssertUnwindSafe(call).catch_unwind();
    timeout(MOST_FOR_QOVERY.min(time / 2), call)
        .await
        .ok()?
        .ok()
}

/// Deletes credentials at Qovery.
pub(super) async fn delete(
    time: Duration,
    registry: &impl CredentialRegistry,
    access: &Access,
    id: &CredentialsId,
) -> Result<(), PortError> {
    let deleted = of_qovery(time, qovery::delete(registry, access, id)).await;
    deleted.unwrap_or_else(|| {
        Err(PortError {
            operation: "DELETE /organization/{id}/aws/credentials/{id}",
            resource: id.to_string(),
            kind: PortErrorKind::Unanswered,
            hint: None,
            source: None,
        })
    })
}
