//! When a key is deactivated and deleted: the whole table, against the rule in other words.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod case;
mod table;

use case::{Case, LastUse, rule};
use domain::{
    aws::iam::KeyStatus,
    rotation::{Action, Goal, Next, dry_run, next},
};

/// The decision, as far as it ends a key.
fn decided(case: &Case) -> Option<Action> {
    match next(
        &Goal::Retire(case.clusters.clone()),
        &case.facts(),
        case.now(),
    ) {
        Next::Action(action @ (Action::UpdateAccessKey(..) | Action::DeleteAccessKey(_))) => {
            Some(action)
        }
        _ => None,
    }
}

/// What a deactivation needs to know; a deletion follows one, and needs less.
fn is_known(case: &Case) -> bool {
    let is_use_known = case.clusters.is_some() && case.last_used != LastUse::Unknown;
    let is_over = case.status == KeyStatus::Inactive;
    (is_use_known || is_over) && case.is_qovery_known && case.pushed.is_some()
}

#[test]
fn a_key_ends_when_the_rule_says_so_and_whatever_is_not_known_keeps_it() {
    let (mut cases, mut deactivated, mut deleted) = (0, 0, 0);
    table::every_case(|case| {
        let decided = decided(case);
        assert_eq!(decided, rule(case), "{case:?}");
        assert!(decided.is_none() || is_known(case), "{case:?}");
        cases += 1;
        deactivated += usize::from(matches!(decided, Some(Action::UpdateAccessKey(..))));
        deleted += usize::from(matches!(decided, Some(Action::DeleteAccessKey(_))));
    });
    println!("{cases} cases, {deactivated} deactivate and {deleted} delete");
    assert!(
        deactivated > 100 && deleted > 100,
        "{deactivated} {deleted}"
    );
}

#[test]
fn a_rehearsal_says_what_the_attempt_does_next() {
    let mut number = 0;
    table::every_case(|case| {
        number += 1;
        if number % 11 != 0 {
            return;
        }
        let goal = Goal::Retire(case.clusters.clone());
        let facts = case.facts();
        let rehearsed = dry_run(&goal, &facts, case.now());
        let first = rehearsed.actions.first().cloned();
        match next(&goal, &facts, case.now()) {
            Next::Action(action) => {
                assert_eq!(first.unwrap_or_else(|| action.clone()), action, "{case:?}");
            }
            end => assert!(first.is_none() && rehearsed.end == end, "{case:?}"),
        }
    });
}
