//! What is claimed for all requests holds for each of them.

use std::cell::Cell;

use domain::trust::{CanAssume, ExternalIdEnforcement, TrustVerdict, evaluate};
use proptest::{prelude::*, test_runner::TestRunner};
use serde_json::Value;

use crate::{
    generated::{EXPECTED, KEYS, OTHER, STRANGER, document, expected, statements},
    oracle::{Call, allows},
};

const POLICIES: u32 = 1_500;

/// Every request of a caller: each key absent or with each of its values.
fn requests(arn: &str) -> impl Iterator<Item = Call<'_>> {
    let count: usize = KEYS.iter().map(|(_, values)| values.len()).product();
    (0..count).map(move |mut number| {
        let mut context = Vec::new();
        for (key, values) in KEYS {
            context.push((*key, values[number % values.len()]));
            number /= values.len();
        }
        Call { arn, context }
    })
}

fn value<'a>(call: &Call<'a>, key: &str) -> &'a str {
    call.context
        .iter()
        .find(|(name, _)| *name == key)
        .unwrap()
        .1
}

/// Whether some, and whether every such request is let in.
fn outcomes(statements: &[Value], arn: &str, only: impl Fn(&Call) -> bool) -> (bool, bool) {
    let mut some = false;
    let mut every = true;
    for call in requests(arn).filter(only) {
        let allowed = allows(statements, &call);
        some |= allowed;
        every &= allowed;
    }
    (some, every)
}

fn with_id(id: &'static str) -> impl Fn(&Call) -> bool {
    move |call| value(call, "sts:ExternalId") == id
}

fn check_expected(statements: &[Value], verdict: &TrustVerdict) -> Result<bool, TestCaseError> {
    let (some, every) = outcomes(statements, EXPECTED, with_id("v1"));
    match verdict.can_assume {
        // A public policy takes the third party for nobody in particular.
        CanAssume::Yes => prop_assert!(every || some && verdict.public),
        CanAssume::No => prop_assert!(!some),
        CanAssume::Depends => {}
    }
    let (without, _) = outcomes(statements, EXPECTED, with_id(""));
    let (other, _) = outcomes(statements, EXPECTED, |call| {
        !["", "v1"].contains(&value(call, "sts:ExternalId"))
    });
    match verdict.external_id_enforced {
        Some(ExternalIdEnforcement::Exact) => prop_assert!(!without && !other),
        Some(ExternalIdEnforcement::Loose) => prop_assert!(!without),
        Some(ExternalIdEnforcement::No) | None => {}
    }
    Ok(verdict.can_assume != CanAssume::Depends || some && !every)
}

fn check_others(statements: &[Value], verdict: &TrustVerdict) -> Result<(), TestCaseError> {
    let (other, _) = outcomes(statements, OTHER, |_| true);
    let (stranger, _) = outcomes(statements, STRANGER, |_| true);
    prop_assert!(verdict.others_can_assume || !other && !stranger);
    // In an organization that no policy names, or in none.
    let (unbound, _) = outcomes(statements, STRANGER, |call| {
        ["", "o-w"].contains(&value(call, "aws:PrincipalOrgID"))
    });
    prop_assert!(verdict.public || !unbound);
    Ok(())
}

#[test]
fn what_is_claimed_for_every_request_holds_in_each_of_them() {
    let exact = Cell::new(0);
    let config = ProptestConfig {
        cases: POLICIES,
        failure_persistence: None,
        ..<_>::default()
    };
    let result = TestRunner::new(config).run(&statements(), |statements| {
        let verdict = evaluate(&document(&statements), &expected(Some("v1")));
        let is_exact = check_expected(&statements, &verdict)?;
        exact.set(exact.get() + u32::from(is_exact));
        check_others(&statements, &verdict)
    });
    result.unwrap();
    let exact = exact.get();
    println!("{POLICIES} policies, 768 requests each; the tightest answer for {exact}");
    assert!(exact >= POLICIES * 95 / 100, "{exact}");
}
