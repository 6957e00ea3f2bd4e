//! Steps that several goals share: a verified key, a moved label, and the pace that attempts keep.

use time::OffsetDateTime;

use super::{Action, Facts, KeyStatusNote, LedgerEntry, Next, Value, ledger::not_before, refusal};
use crate::aws::{
    access_key::AccessKeyId,
    secret::{StagingLabel, VersionId},
};

/// Time limits of an attempt: other attempts rely on them to know that it no longer acts.
pub(super) mod pace {
    use std::time::Duration;

    /// `CreateAccessKey` follows its note at once, or a new note is written.
    pub(crate) const CREATE_WITHIN: Duration = Duration::from_secs(3);
    /// The longest that the call itself may take: the adapter gives it up then.
    pub(crate) const CREATE_TIMEOUT: Duration = Duration::from_secs(6);
    /// An attempt deletes its own key that is older: it would be stored too late.
    pub(crate) const STORE_WITHIN: Duration = Duration::from_secs(10);
    /// After this no attempt stores the key any more: all calls above have timed out by then.
    pub(crate) const LOST_AFTER: Duration = Duration::from_secs(30);
}

/// The key in `version`, once this attempt has verified with AWS that it is the expected user's.
/// Before that, the action that verifies it.
pub(super) fn verified_key<'a>(
    facts: &'a Facts,
    version: &VersionId,
) -> Result<&'a AccessKeyId, Next> {
    let key = match facts.value(version) {
        Value::Key(key) => key,
        Value::Empty => return Err(Next::Refused(vec![refusal::no_value(version)])),
        Value::NoKey | Value::Unreadable => {
            return Err(Next::Refused(vec![refusal::no_key(version)]));
        }
    };
    match facts.attempt.verified.get(&key.id) {
        Some(owner) if *owner == facts.user => Ok(&key.id),
        Some(owner) => Err(Next::Refused(vec![refusal::another_user(&key.id, owner)])),
        None => Err(Next::Action(Action::VerifyKey(version.clone()))),
    }
}

/// Writes the key's status down with the time.
pub(super) fn note_key(
    id: &AccessKeyId,
    status: fn(OffsetDateTime) -> KeyStatusNote,
    now: OffsetDateTime,
) -> Action {
    Action::Record(LedgerEntry::Key(id.clone(), status(not_before(now))))
}

/// Moves `AWSCURRENT` there.
pub(super) fn move_current(facts: &Facts, to: &VersionId) -> Next {
    Next::Action(Action::MoveCurrent {
        from: facts.secret.version_of(&StagingLabel::Current).cloned(),
        to: to.clone(),
    })
}
