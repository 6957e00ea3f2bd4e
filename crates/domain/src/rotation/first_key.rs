//! A usable key in `AWSCURRENT`, through the same code as a rotation.

use time::OffsetDateTime;

use super::{
    Action, Facts, KeyNote, Life, Next, issue,
    next::{move_current, proven},
};
use crate::aws::iam::KeyStatus;
use crate::aws::secret::{StagingLabel, VersionId};

pub(super) fn next(token: &VersionId, facts: &Facts, now: OffsetDateTime) -> Next {
    if let Some((version, key)) = facts.current() {
        let note = facts.record.keys.get(&key.id);
        match facts.life(&key.id) {
            Life::Active | Life::Unseen => {
                return proven(facts, version)
                    .err()
                    .unwrap_or_else(|| issue::swept(facts));
            }
            // We did that when it was left over; a person's deactivation has no note, and stays.
            Life::Inactive if matches!(note, Some(KeyNote::Inactive(_))) => {
                let id = key.id.clone();
                return Next::Action(Action::UpdateAccessKey(id, KeyStatus::Active));
            }
            Life::Inactive | Life::Gone => {}
        }
    }
    let Some((version, key)) = facts.labelled(&StagingLabel::Pending) else {
        return issue::issue(&issue::unused_version(token, facts, now), facts, now);
    };
    match facts.life(&key.id) {
        Life::Active | Life::Unseen => match proven(facts, version) {
            Ok(_) => move_current(facts, version),
            Err(next) => next,
        },
        // `AWSPENDING` is left on `AWSCURRENT` after a rotation: it says nothing then.
        _ if facts.secret.version_of(&StagingLabel::Current) == Some(version) => {
            issue::issue(&issue::unused_version(token, facts, now), facts, now)
        }
        Life::Inactive | Life::Gone => issue::give_up(version, &key.id, facts, now),
    }
}
