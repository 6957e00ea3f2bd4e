//! How often a key is rotated, beside how long an old one stays.

use std::time::Duration;

use crate::finding::{Code, Finding};

const HOUR: Duration = Duration::from_hours(1);
const DAY: Duration = Duration::from_hours(24);

/// What is wrong with a schedule that does not leave an old key the time to go: quiet for the grace
/// period until it is deactivated, inactive for as long until it is deleted. Until then it takes the
/// slot that the next rotation needs.
///
/// `schedule` is an expression of Secrets Manager. Of a `cron` expression nothing is said: the times
/// between its dates may differ.
#[must_use]
pub fn schedule_too_short(schedule: &str, grace: Duration) -> Option<Finding> {
    let least = grace * 2;
    if rate(schedule)? > least {
        return None;
    }
    let message = format!(
        "the key is rotated at `{schedule}`, and an old key stays for more than {} days: rotations between will fail for want of a slot",
        least.as_secs() / DAY.as_secs()
    );
    let hint = "let `RotationSchedule` be longer than twice `RetirementGraceDays` and the time that the clusters take to be deployed";
    Some(Finding::new(Code::ScheduleTooShort, message).with_hint(hint))
}

/// The time between two rotations. Source: Secrets Manager's user guide, "Schedule expressions":
/// `rate(value unit)`, in hours or days.
fn rate(schedule: &str) -> Option<Duration> {
    let (value, unit) = schedule
        .trim()
        .strip_prefix("rate(")?
        .strip_suffix(')')?
        .trim()
        .split_once(' ')?;
    let unit = match unit.trim() {
        "hour" | "hours" => HOUR,
        "day" | "days" => DAY,
        _ => return None,
    };
    unit.checked_mul(value.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schedule_is_too_short_up_to_twice_the_grace_period() {
        for (schedule, is_too_short) in [
            ("rate(90 days)", false),
            ("rate(15 days)", false),
            ("rate(14 days)", true),
            ("rate(1 day)", true),
            (" rate( 4  hours ) ", true),
            ("rate(337 hours)", false),
            ("rate(4294967295 days)", false),
        ] {
            let finding = schedule_too_short(schedule, DAY * 7);
            assert_eq!(finding.is_some(), is_too_short, "{schedule}");
        }
    }

    #[test]
    fn of_other_expressions_nothing_is_said() {
        for schedule in [
            "cron(0 8 1 * ? *)",
            "rate(1 month)",
            "rate(-1 days)",
            "rate()",
            "",
        ] {
            assert_eq!(schedule_too_short(schedule, DAY), None, "{schedule}");
        }
    }
}
