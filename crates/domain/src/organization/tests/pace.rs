//! Who is served, and who waits.

use proptest::prelude::*;
use time::{OffsetDateTime, macros::datetime};

use crate::organization::{Budget, Hour, Quota, Turn};

const NOW: OffsetDateTime = datetime!(2026-11-25 12:00 UTC);
const WHOLE: Budget = Budget { per_hour: 1_000 };

fn quota(remaining: u32, resets_in_minutes: i64) -> Quota {
    Quota {
        limit: Some(1_000),
        remaining,
        resets_at: NOW + time::Duration::minutes(resets_in_minutes),
    }
}

fn turns(sent_minutes_ago: &[i64], quota: Quota) -> Vec<Turn> {
    let ago = sent_minutes_ago
        .iter()
        .map(|ago| NOW - time::Duration::minutes(*ago));
    let hours: Vec<Hour> = ago.map(Hour::since).collect();
    WHOLE.turns(&hours, Some(&quota), NOW)
}

#[test]
fn without_a_known_limit_everybody_is_served() {
    let hours = [Hour::since(NOW); 3];
    assert_eq!(WHOLE.turns(&hours, None, NOW), [Turn::Now; 3]);
    assert_eq!(turns(&[0, 0], quota(0, 0)), [Turn::Now; 2]);
}

#[test]
fn what_is_left_goes_to_those_that_have_waited_longest() {
    let later = Turn::From(NOW + time::Duration::minutes(20));
    assert_eq!(
        turns(&[0, 10, 5], quota(2, 20)),
        [later, Turn::Now, Turn::Now]
    );
}

#[test]
fn what_is_left_to_others_is_not_touched() {
    let hours = [Hour::since(NOW); 3];
    let half = Budget { per_hour: 500 };
    let served = |remaining| {
        let turns = half.turns(&hours, Some(&quota(remaining, 30)), NOW);
        turns.iter().filter(|turn| **turn == Turn::Now).count()
    };
    assert_eq!(
        [served(1_000), served(502), served(500), served(3)],
        [3, 2, 0, 0]
    );
}

proptest! {
    #[test]
    fn no_turn_goes_beyond_what_is_left_nor_beyond_the_hour(
        ago in proptest::collection::vec(0_i64..90, 1..11),
        remaining in 0_u32..15,
        resets_in in -10_i64..80,
        per_hour in 0_u32..1_500,
    ) {
        let budget = Budget { per_hour };
        let quota = quota(remaining, resets_in);
        let sent = ago.iter().map(|ago| NOW - time::Duration::minutes(*ago));
        let hours: Vec<Hour> = sent.map(Hour::since).collect();
        let turns = budget.turns(&hours, Some(&quota), NOW);
        let served = turns.iter().filter(|turn| **turn == Turn::Now).count();
        if resets_in > 0 {
            prop_assert!(served <= remaining as usize);
        }
        for turn in turns {
            if let Turn::From(at) = turn {
                prop_assert!(at == quota.resets_at && at > NOW);
            }
        }
    }
}
