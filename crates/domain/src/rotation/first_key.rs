//! A usable key in `AWSCURRENT`, through the same code as a rotation.

use time::OffsetDateTime;

use super::{
    Action, Facts, KeyState, KeyStatusNote, Next, issue,
    moves::{move_current, verified_key},
    orphan,
};
use crate::aws::iam::KeyStatus;
use crate::aws::secret::{StagingLabel, VersionId};

pub(super) fn next(token: &VersionId, facts: &Facts, now: OffsetDateTime) -> Next {
    if let Some((version, key)) = facts.current() {
        let note = facts.ledger.keys.get(&key.id);
        match facts.key_state(&key.id) {
            KeyState::Active | KeyState::NotVisibleYet => {
                return verified_key(facts, version)
                    .err()
                    .unwrap_or_else(|| orphan::done_after_cleanup(facts, now));
            }
            // We did that when it was left over. What a person deactivated stays inactive.
            KeyState::Inactive if matches!(note, Some(KeyStatusNote::Retired(_))) => {
                let id = key.id.clone();
                return Next::Action(Action::UpdateAccessKey(id, KeyStatus::Active));
            }
            KeyState::Inactive | KeyState::Deleted => {}
        }
    }
    let Some((version, key)) = facts.labelled(&StagingLabel::Pending) else {
        return issue::issue(&issue::unused_version(token, facts, now), facts, now);
    };
    match facts.key_state(&key.id) {
        KeyState::Active | KeyState::NotVisibleYet => match verified_key(facts, version) {
            Ok(_) => move_current(facts, version),
            Err(next) => next,
        },
        // `AWSPENDING` is left on `AWSCURRENT` after a rotation: it says nothing then.
        _ if facts.secret.version_of(&StagingLabel::Current) == Some(version) => {
            issue::issue(&issue::unused_version(token, facts, now), facts, now)
        }
        KeyState::Inactive | KeyState::Deleted => {
            issue::abandon_pending(version, &key.id, facts, now)
        }
    }
}
