//! Gives Qovery and its registries a key, and notes the time on the user.

use time::OffsetDateTime;

use super::{Action, Facts, LedgerEntry, Next, Pushed, moves::verified_key, refusal};
use crate::{
    account::{KeyAccount, another_account, is_of_account},
    aws::{access_key::AccessKeyId, secret::VersionId},
    finding::Finding,
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
    let action = match facts.registered() {
        _ if facts.is_registered(id) && facts.has_outdated_registry(id) => {
            Action::PushToRegistries(version.clone())
        }
        _ if facts.is_registered(id) => note(id, facts, now)?,
        shown => {
            if let Err(refusal) = may_be_given(facts) {
                return Some(Next::Refused(vec![refusal]));
            }
            if facts.ledger.must_forget_push(shown, id) {
                Action::ForgetPushed
            } else {
                Action::PushKey(version.clone())
            }
        }
    };
    Some(Next::Action(action))
}

/// Whether the stack's credentials may be given another key: what they show has to be of the stack's
/// account.
fn may_be_given(facts: &Facts) -> Result<(), Finding> {
    let linked = facts.linked().ok_or_else(refusal::credentials_gone)?;
    let shown = &linked.credentials;
    if shown.values == CredentialsValues::Other {
        return Err(refusal::credentials_of_another_kind());
    }
    let (own, is_own) = (&facts.user.account_id, |key: &_| facts.has_key(key));
    is_of_account(&shown.values, own, is_own, &KeyAccount::NotAsked)
        .map_err(|why| another_account(shown, &why))
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
