//! Gives Qovery and its registries a key, and notes the time on the user.

use time::OffsetDateTime;

use super::{Action, Facts, LedgerEntry, Next, Pushed, moves::verified_key, refusal};
use crate::{
    aws::{access_key::AccessKeyId, secret::VersionId},
    qovery::CredentialsValues,
};

/// The next action towards Qovery holding the key of `version`, or `None` once it does. The key is
/// verified with AWS first. Each registry that shows another access of the stack gets the
/// key, too: one that refuses it keeps what it shows, which therefore stays.
///
/// The note is never older than the push, and it is not written while a deployment is under way:
/// such a deployment may have been started with the key before.
pub(super) fn push(version: &VersionId, facts: &Facts, now: OffsetDateTime) -> Option<Next> {
    let id = match verified_key(facts, version) {
        Ok(id) => id,
        Err(next) => return Some(next),
    };
    let shown = facts.registered();
    let action = match shown {
        None => return Some(Next::Refused(vec![refusal::credentials_gone()])),
        Some(CredentialsValues::Other) => {
            return Some(Next::Refused(vec![refusal::credentials_of_another_kind()]));
        }
        Some(_) if facts.is_registered(id) && facts.has_outdated_registry(id) => {
            Action::PushToRegistries(version.clone())
        }
        Some(_) if facts.is_registered(id) => note(id, facts, now)?,
        Some(_) if facts.ledger.must_forget_push(shown, id) => Action::ForgetPushed,
        Some(_) => Action::PushKey(version.clone()),
    };
    Some(Next::Action(action))
}

/// The note of a push that has happened. `None` once it is written, or must wait.
pub(super) fn note(id: &AccessKeyId, facts: &Facts, now: OffsetDateTime) -> Option<Action> {
    let pushed = facts.ledger.pushed.as_ref();
    let is_noted = pushed.is_some_and(|pushed| pushed.key == *id);
    let (organization, ours) = facts
        .organization
        .as_ref()
        .zip(facts.credentials.as_ref())?;
    (!is_noted && organization.is_settled(ours)).then(|| {
        let pushed = Pushed::now(id.clone(), now).seen_with(organization, ours);
        Action::Record(LedgerEntry::Pushed(pushed))
    })
}
