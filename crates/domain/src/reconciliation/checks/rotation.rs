//! Does the secret rotate, and in time?

use std::time::Duration;

use time::OffsetDateTime;

use super::super::{Check, CheckName, Expected, Found, Seen};
use crate::aws::secret::{SecretDescription, StagingLabel};

/// Secrets Manager rotates at any time of the day that is due, and tries again for a while.
const OVERDUE_AFTER: Duration = Duration::from_hours(48);
/// The four steps take seconds, and Secrets Manager repeats them for some hours.
const STUCK_AFTER: Duration = Duration::from_hours(24);

/// Rotation on, in time, and not stuck; none where Qovery uses a role.
pub(super) fn rotation(expected: &Expected, seen: &Seen) -> Option<Check> {
    let keys = expected
        .keys
        .as_ref()
        .filter(|_| expected.role().is_none())?;
    let mut check = Check::new(CheckName::Rotation);
    let secret = check.seen(&seen.keys.as_ref()?.secret);
    if let Some(secret) = secret {
        of_secret(keys.secret.as_str(), secret, seen.at, &mut check);
    }
    Some(check)
}

fn of_secret(arn: &str, secret: &SecretDescription, now: OffsetDateTime, check: &mut Check) {
    if !secret.rotation_enabled {
        let message = "the secret has no rotation".to_owned();
        check.find(Found::new("rotation-off", arn, message));
    }
    match secret.next_rotation_at {
        Some(due) if now - due > OVERDUE_AFTER => {
            let message = format!("the secret was to be rotated on {}", due.date());
            check.find(Found::new("rotation-overdue", arn, message));
        }
        None if secret.rotation_enabled => check.miss("when the next rotation is due is not told"),
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
            check.find(Found::new("rotation-stuck", arn, message));
        }
        Some(_) => {}
        None => check.miss("since when a version is `AWSPENDING` is not told"),
    }
}
