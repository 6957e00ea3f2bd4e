//! Qovery is given a key, and the time of it is written down.

use time::OffsetDateTime;

use super::{Action, Entry, Facts, Next, Pushed, PushedValue, next::proven, refusal};
use crate::aws::secret::VersionId;
use crate::qovery::CredentialsValues;

/// Until Qovery shows the key in that version, which is proven first; none: it does.
///
/// The note must never be older than the push: what clusters took before counts as the old key.
pub(super) fn push(version: &VersionId, facts: &Facts, now: OffsetDateTime) -> Option<Next> {
    let id = match proven(facts, version) {
        Ok(id) => id,
        Err(next) => return Some(next),
    };
    let ours = facts
        .qovery
        .as_ref()
        .and_then(|qovery| qovery.ours.as_ref());
    let is_noted = facts
        .record
        .pushed
        .as_ref()
        .is_some_and(|pushed| pushed.what == PushedValue::Key(id.clone()));
    let action = match ours {
        None => return Some(Next::Refused(vec![refusal::credentials_gone()])),
        Some(CredentialsValues::Role(_) | CredentialsValues::Other) => {
            return Some(Next::Refused(vec![refusal::credentials_of_another_kind()]));
        }
        Some(CredentialsValues::Static(shown)) if shown == id.as_str() => {
            if is_noted {
                return None;
            }
            Action::Record(Entry::Pushed(Pushed::now(
                PushedValue::Key(id.clone()),
                now,
            )))
        }
        Some(CredentialsValues::Static(_)) if is_noted => Action::ForgetPushed,
        Some(CredentialsValues::Static(_)) => Action::PushKey(version.clone()),
    };
    Some(Next::Action(action))
}
