//! When a key is deactivated and deleted: the whole table, against the rule in other words.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod case;
mod qovery;
mod rule;
mod table;

use case::{Case, Copied, LastUse, Shown, old};
use domain::{
    aws::iam::KeyStatus,
    rotation::{Action, Goal, Next, dry_run, next},
};
use rule::rule;

/// The decision, as far as it ends the old key in one run.
fn decided(case: &Case) -> Option<Action> {
    let run = dry_run(&Goal::Retire, &case.facts(), case.now());
    let mut ends = run.actions.into_iter().filter(|action| match action {
        Action::UpdateAccessKey(id, _) | Action::DeleteAccessKey(id) => *id == old(),
        _ => false,
    });
    let end = ends.next();
    assert_eq!(ends.next(), None, "one run ends a key once: {case:?}");
    end
}

/// What an end needs to know. A deletion follows a deactivation, to which the clusters were known.
fn is_known(case: &Case) -> bool {
    let are_clusters_known = case.clusters.iter().all(Option::is_some);
    let are_clusters_known =
        case.clusters.is_empty() || (case.are_statuses_known && are_clusters_known);
    let is_inactive = case.status == KeyStatus::Inactive;
    (are_clusters_known || is_inactive)
        && case.last_used != LastUse::Unknown
        && case.shown != Shown::Unknown
        && case.copied != Copied::Unreadable
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
fn a_dry_run_says_what_the_attempt_does_next() {
    let mut number = 0;
    table::every_case(|case| {
        number += 1;
        if number % 11 != 0 {
            return;
        }
        let facts = case.facts();
        let expected = dry_run(&Goal::Retire, &facts, case.now());
        let first = expected.actions.first().cloned();
        match next(&Goal::Retire, &facts, case.now()) {
            Next::Action(action) => {
                assert_eq!(first.unwrap_or_else(|| action.clone()), action, "{case:?}");
            }
            end => assert!(first.is_none() && expected.end == end, "{case:?}"),
        }
    });
}
