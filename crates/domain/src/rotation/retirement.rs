//! The end of a key: superseded, proven unused, inactive, deleted.
//!
//! Whatever is not known keeps the key.

use time::OffsetDateTime;

use super::{Action, Facts, KeyState, KeyStatusNote, Next, moves::note_key, orphan, push, refusal};
use crate::{
    aws::{
        access_key::AccessKeyId,
        iam::{KeyStatus, ListedKey},
        secret::StagingLabel,
    },
    finding::Finding,
    leaving::{self, Access, LastUse, Subject, Superseded},
    qovery::CredentialsValues,
};

/// Deactivates and deletes keys that are proven unused. [`retirement_step`] says what holds others.
pub(super) fn retire(facts: &Facts, now: OffsetDateTime) -> Next {
    if let Some(action) = begin(facts, now) {
        return Next::Action(action);
    }
    let mut superseded = facts.keys.iter().filter(|key| is_superseded(key, facts));
    superseded
        .find_map(|key| retirement_step(key, facts, now).ok())
        .or_else(|| forget_gone(facts))
        .map_or_else(|| orphan::done_after_cleanup(facts, now), Next::Action)
}

/// The note on a key ends with the key. Those of a superseded user go with the user.
pub(super) fn forget_gone(facts: &Facts) -> Option<Action> {
    if facts.superseded_at.is_some() {
        return None;
    }
    let noted = facts.ledger.keys.ids().into_iter();
    let gone = noted.filter(|id| facts.key_state(id) == KeyState::Deleted);
    let gone: Vec<AccessKeyId> = gone.cloned().collect();
    (!gone.is_empty()).then_some(Action::ForgetKeys(gone))
}

/// Notes that Qovery has the key in `AWSCURRENT`, once no deployment is under way that may have
/// been started with the key before it.
fn begin(facts: &Facts, now: OffsetDateTime) -> Option<Action> {
    let current = registered_current(facts).filter(|_| facts.superseded_at.is_none())?;
    push::note(current, facts, now)
}

/// The next step towards the end of a superseded key, or what holds it.
pub fn retirement_step(
    key: &ListedKey,
    facts: &Facts,
    now: OffsetDateTime,
) -> Result<Action, Vec<Finding>> {
    if let Some(step) = orphan::end(key, facts, now) {
        return step.map_err(|finding| vec![finding]);
    }
    let id = &key.id;
    let note = facts.ledger.keys.get(id).copied();
    match (facts.key_state(id), note) {
        (KeyState::Active, Some(KeyStatusNote::Inactive(_) | KeyStatusNote::Retired(_))) => {
            Ok(note_key(id, KeyStatusNote::Reactivated, now))
        }
        (KeyState::Active, note) => deactivation_step(id, note, facts, now),
        _ => deletion_step(key, facts, now).map_err(|finding| vec![finding]),
    }
}

/// The next step towards the deletion of a key, or what forbids it.
pub(super) fn deletion_step(
    key: &ListedKey,
    facts: &Facts,
    now: OffsetDateTime,
) -> Result<Action, Finding> {
    let id = &key.id;
    if !facts.is_stored(id) {
        // What Qovery shows is not to be deleted by hand.
        let is_shown = facts.organization.is_some() && facts.may_be_used_at_qovery(id);
        let foreign = || {
            Err(if is_shown {
                refusal::held(id)
            } else {
                refusal::not_ours(id, &facts.user)
            })
        };
        return orphan::end(key, facts, now).unwrap_or_else(foreign);
    }
    if facts.key_state(id) != KeyState::Inactive {
        let holds = retirement_step(key, facts, now).err();
        return Err(refusal::not_retired(id, &holds.unwrap_or_default()));
    }
    if facts.may_be_used_at_qovery(id) {
        return Err(refusal::held(id));
    }
    match facts.ledger.keys.get(id) {
        Some(KeyStatusNote::Inactive(since) | KeyStatusNote::Retired(since)) => {
            match deletable_at(key, *since, facts) {
                Some(at) if now >= at => Ok(Action::DeleteAccessKey(id.clone())),
                Some(at) => Err(refusal::in_grace(id, at)),
                None => Err(refusal::last_use_unknown(id)),
            }
        }
        _ if facts.attempt.deactivated.contains(id) => {
            Ok(note_key(id, KeyStatusNote::Retired, now))
        }
        _ => Ok(note_key(id, KeyStatusNote::Inactive, now)),
    }
}

/// When an inactive key has been of no use for the grace period. `None` means that its last use is
/// not known. Whoever may tag the user can write the note: what IAM itself knows has to agree.
fn deletable_at(
    key: &ListedKey,
    inactive_since: OffsetDateTime,
    facts: &Facts,
) -> Option<OffsetDateTime> {
    let last_use = match facts.last_used(&key.id) {
        LastUse::Never => key.created_at,
        LastUse::At(at) => at,
        LastUse::Unknown => return None,
    };
    Some(leaving::later(inactive_since.max(last_use), facts.grace))
}

/// Proves that nothing uses the key: every cluster has taken what came after it, and it has been
/// quiet since.
fn deactivation_step(
    id: &AccessKeyId,
    note: Option<KeyStatusNote>,
    facts: &Facts,
    now: OffsetDateTime,
) -> Result<Action, Vec<Finding>> {
    let subject = Subject::Key(id);
    let unknown = |cause: &str| vec![leaving::Hold::Unknown(cause.to_owned()).finding(&subject)];
    let since = superseded_since(facts)
        .ok_or_else(|| unknown("when Qovery got what superseded it is not noted"))?;
    let (Some(organization), Some(ours)) = (&facts.organization, &facts.credentials) else {
        return Err(unknown("Qovery could not be asked"));
    };
    let access = Access::Key(id.clone());
    // A note that is older than what superseded the key is about something before it.
    let moved_at = match note {
        Some(KeyStatusNote::Moved(at) | KeyStatusNote::Reactivated(at)) if at >= since => Some(at),
        _ => None,
    };
    let superseded = Superseded {
        at: since,
        moved_at,
        last_used: facts.last_used(id),
        grace: facts.grace,
    };
    let moved = leaving::held_until_moved(&access, since, ours, organization);
    if moved.is_empty() && moved_at.is_none() {
        return Ok(note_key(id, KeyStatusNote::Moved, now));
    }
    let holds = leaving::held_after(&access, superseded, ours, organization, now);
    if holds.is_empty() {
        Ok(Action::UpdateAccessKey(id.clone(), KeyStatus::Inactive))
    } else {
        Err(holds.iter().map(|hold| hold.finding(&subject)).collect())
    }
}

/// When Qovery had, at the latest, what supersedes the user's older keys.
fn superseded_since(facts: &Facts) -> Option<OffsetDateTime> {
    if facts.superseded_at.is_some() {
        return facts.superseded_at;
    }
    let current = registered_current(facts)?;
    let pushed = facts.ledger.pushed.as_ref();
    pushed
        .filter(|pushed| pushed.key == *current)
        .map(|pushed| pushed.at)
}

/// Whether something has superseded a key of ours: a newer key, another identity, or a crash that lost
/// its secret.
#[must_use]
pub fn is_superseded(key: &ListedKey, facts: &Facts) -> bool {
    let carries = |label| facts.carries(label, &key.id);
    let is_in_use = carries(&StagingLabel::Current) || carries(&StagingLabel::Pending);
    let is_superseded = facts.superseded_at.is_some() || !is_in_use;
    (facts.is_stored(&key.id) && is_superseded) || orphan::lost_at(key, facts).is_some()
}

/// The key in `AWSCURRENT`, where Qovery has it and it works.
fn registered_current(facts: &Facts) -> Option<&AccessKeyId> {
    let CredentialsValues::Static(shown) = facts.registered()? else {
        return None;
    };
    let (_, current) = facts.current()?;
    (current.id.as_str() == shown && facts.is_active(&current.id)).then_some(&current.id)
}

impl Facts {
    /// Whether this stack created the key: its secret holds it, or a crash has lost it and nothing can
    /// store it any more.
    #[must_use]
    pub fn is_made_here(&self, key: &ListedKey) -> bool {
        let lost_at = orphan::lost_at(key, self);
        self.is_stored(&key.id) || lost_at.is_some_and(|lost_at| self.observed_at >= lost_at)
    }

    /// When a rotation can no longer store the key that it has just created. `None` means no such key.
    #[must_use]
    pub fn settles_at(&self) -> Option<OffsetDateTime> {
        let lost_at = self
            .keys
            .iter()
            .filter_map(|key| orphan::lost_at(key, self));
        lost_at.filter(|at| *at > self.observed_at).max()
    }

    /// The last use of a key. A question that failed is unknown.
    #[must_use]
    pub fn last_used(&self, id: &AccessKeyId) -> LastUse {
        self.last_used
            .get(id)
            .map_or(LastUse::Unknown, |at| (*at).into())
    }
}
