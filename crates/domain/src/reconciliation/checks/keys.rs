//! Is the key in use active and not too old, and whose are the others?

use std::time::Duration;

use super::super::{Check, CheckName, Expected, Found, Seen};
use crate::rotation::{Facts, KeyRef, KeyState};

/// 90 days is what audits ask for; ten more for a rotation that is due on the ninetieth.
const OLD_AFTER: Duration = Duration::from_hours(100 * 24);

/// The user's keys; none where Qovery uses a role.
pub(super) fn keys(expected: &Expected, seen: &Seen) -> Option<Check> {
    expected
        .keys
        .as_ref()
        .filter(|_| expected.role().is_none())?;
    let mut check = Check::new(CheckName::Keys);
    match seen.facts(expected)? {
        Err(unseen) => check.miss(unseen.cause),
        Ok(facts) => {
            find_current_key(&facts, &mut check);
            find_other_keys(&facts, &mut check);
        }
    }
    Some(check)
}

fn find_current_key(facts: &Facts, check: &mut Check) {
    let name = &facts.user.user_name;
    let Some((_, current)) = facts.current() else {
        let message = "`AWSCURRENT` of the secret holds no key".to_owned();
        check.find(Found::new("current-is-no-key", name, message));
        return;
    };
    let id = &current.id;
    if current.owner != facts.user {
        let message = format!(
            "the key {id} is of user `{}` ({}), and the user is {} now",
            current.owner.user_name, current.owner.user_id, facts.user.user_id
        );
        check.find(Found::new("user-remade", id.as_str(), message));
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
            check.find(Found::new("key-inactive", id.as_str(), message));
        }
        KeyState::Deleted => {
            let message = format!("the key {id} in use of user `{name}` is deleted");
            check.find(Found::new("key-deleted", id.as_str(), message));
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
        check.find(Found::new("key-old", id.as_str(), message));
    }
}

/// A crash's leftover is done_after_cleanup away with the retirement; until then it looks like a person's.
fn find_other_keys(facts: &Facts, check: &mut Check) {
    for key in facts.keys.iter().filter(|key| !facts.is_stored(&key.id)) {
        let name = &facts.user.user_name;
        let message = format!("the key {} of user `{name}` is not in the secret", key.id);
        check.find(Found::new("key-of-somebody", key.id.as_str(), message));
    }
}
