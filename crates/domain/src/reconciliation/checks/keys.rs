//! Is the key in use active and not too old, and are there keys that this stack did not make?

use crate::finding::Code;
use std::time::Duration;

use super::super::{Check, CheckName, Found, Observed};
use crate::rotation::{Facts, KeyRef, KeyState};

/// 90 days is what audits ask for; ten more for a rotation that is due on the ninetieth.
const OLD_AFTER: Duration = Duration::from_hours(100 * 24);

/// The user's keys. `None` means that Qovery uses a role.
pub(super) fn keys(observed: &Observed) -> Option<Check> {
    let mut check = Check::new(CheckName::Keys);
    match observed.keys.as_ref()? {
        Err(unknown) => check.miss(&unknown.cause),
        Ok(facts) => {
            find_current_key(facts, &mut check);
            find_other_keys(facts, &mut check);
        }
    }
    Some(check)
}

fn find_current_key(facts: &Facts, check: &mut Check) {
    let name = &facts.user.user_name;
    let Some((_, current)) = facts.current() else {
        let message = "`AWSCURRENT` of the secret holds no key".to_owned();
        check.find(Found::new(Code::CurrentNotAKey, name, message));
        return;
    };
    let id = &current.id;
    if current.owner != facts.user {
        let message = format!(
            "the key {id} is of user `{}` ({}), and the user is {} now",
            current.owner.user_name, current.owner.user_id, facts.user.user_id
        );
        check.find(Found::new(Code::UserWasRemade, id.as_str(), message));
        return;
    }
    find_key_state(current, facts, check);
    find_key_age(current, facts, check);
}

fn find_key_state(current: &KeyRef, facts: &Facts, check: &mut Check) {
    let (id, name) = (&current.id, &facts.user.user_name);
    match facts.key_state(id) {
        KeyState::Active => {}
        KeyState::NotVisibleYet => check.miss(format!("IAM does not show the key {id} yet")),
        KeyState::Inactive => {
            let message = format!("the key {id} in use of user `{name}` is inactive");
            check.find(Found::new(Code::KeyInactive, id.as_str(), message));
        }
        KeyState::Deleted => {
            let message = format!("the key {id} in use of user `{name}` is deleted");
            check.find(Found::new(Code::KeyDeleted, id.as_str(), message));
        }
    }
}

fn find_key_age(current: &KeyRef, facts: &Facts, check: &mut Check) {
    let id = &current.id;
    let Some(key) = facts.listed(id) else {
        return;
    };
    let due = facts.secret.next_rotation_at;
    let limit = due.map_or(key.created_at + OLD_AFTER, |due| {
        due.max(key.created_at + OLD_AFTER)
    });
    if facts.observed_at > limit {
        let days = (facts.observed_at - key.created_at).whole_days();
        let message = format!("the key {id} is {days} days old");
        check.find(Found::new(Code::KeyOld, id.as_str(), message));
    }
}

/// What a crash left over is named, too: the retirement takes its grace period to delete it, and a
/// person may know whose it is.
fn find_other_keys(facts: &Facts, check: &mut Check) {
    for key in facts.keys.iter().filter(|key| !facts.is_stored(&key.id)) {
        let name = &facts.user.user_name;
        let message = format!("the key {} of user `{name}` is not in the secret", key.id);
        check.find(Found::new(Code::KeyNotOurs, key.id.as_str(), message));
    }
}
