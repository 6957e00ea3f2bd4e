//! Does the secret rotate, and in time?

use crate::finding::Code;
use std::time::Duration;

use time::OffsetDateTime;

use super::super::{Check, CheckName, Expected, Found, Observed};
use crate::aws::secret::{SecretDescription, StagingLabel};

/// Secrets Manager rotates at any time of the day that is due, and tries again for a while.
const OVERDUE_AFTER: Duration = Duration::from_hours(48);
/// The four steps take seconds, and Secrets Manager repeats them for some hours.
const STUCK_AFTER: Duration = Duration::from_hours(24);

/// Is rotation enabled, on time and not stuck? `None` means that Qovery uses a role.
pub(super) fn rotation(expected: &Expected, observed: &Observed) -> Option<Check> {
    let user = expected.user()?;
    let mut check = Check::new(CheckName::Rotation);
    if let Some(facts) = check.seen(observed.keys.as_ref()?) {
        find_rotation(user.secret.as_str(), &facts.secret, observed.at, &mut check);
    }
    Some(check)
}

fn find_rotation(arn: &str, secret: &SecretDescription, now: OffsetDateTime, check: &mut Check) {
    if !secret.rotation_enabled {
        let message = "the secret has no rotation".to_owned();
        check.find(Found::new(Code::RotationDisabled, arn, message));
    }
    match secret.next_rotation_at {
        Some(due) if now - due > OVERDUE_AFTER => {
            let message = format!("the secret was to be rotated on {}", due.date());
            check.find(Found::new(Code::RotationOverdue, arn, message));
        }
        None if secret.rotation_enabled => check.miss("when the next rotation is due is not known"),
        _ => {}
    }
    let pending = secret.version_of(&StagingLabel::Pending);
    let current = secret.version_of(&StagingLabel::Current);
    let Some(pending) = pending.filter(|pending| Some(*pending) != current) else {
        return;
    };
    match secret.last_changed_at {
        Some(at) if now - at > STUCK_AFTER => {
            let message = format!(
                "version `{pending}` has been `AWSPENDING` since {} or longer",
                at.date()
            );
            check.find(Found::new(Code::RotationStuck, arn, message));
        }
        Some(_) => {}
        None => check.miss("since when a version is `AWSPENDING` is not known"),
    }
}
