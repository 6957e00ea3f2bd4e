//! What the verdict claims for all requests holds for each of them.

use std::cell::Cell;

use domain::trust::{CanAssume, ExternalIdEnforcement, TrustVerdict, evaluate};
use proptest::{
    prelude::*,
    test_runner::{RngAlgorithm, TestRng, TestRunner},
};
use serde_json::Value;

use crate::{
    generated::{EXPECTED, document, expected, statements},
    oracle::{
        Call, allows,
        people::{DEPLOYERS, OUTSIDERS, Person, USER},
        texts,
        world::requests,
    },
};

/// Policies that each test tries, unless `TRUST_POLICIES` says otherwise.
const POLICIES: u32 = 250;

/// The keys on which the policy can depend.
const KEYS: &[&str] = &[
    "aws:EpochTime",
    "aws:MultiFactorAuthPresent",
    "aws:PrincipalAccount",
    "aws:PrincipalArn",
    "aws:PrincipalIsAWSService",
    "aws:PrincipalOrgID",
    "aws:PrincipalTag/a",
    "aws:PrincipalType",
    "aws:RequestTag/b",
    "aws:ResourceAccount",
    "aws:SecureTransport",
    "aws:SourceAccount",
    "aws:SourceIp",
    "aws:TagKeys",
    "codebuild:projectArn",
    "saml:iss",
    "sts:ExternalId",
    "sts:RoleSessionName",
    "token.actions.githubusercontent.com:sub",
];

/// A policy with all requests that can make a difference to it.
struct Trial<'a> {
    statements: &'a [Value],
    keys: Vec<&'static str>,
}

impl<'a> Trial<'a> {
    fn new(statements: &'a [Value]) -> Self {
        let text = Value::from(statements.to_vec()).to_string();
        let is_used =
            |key: &&&str| text.contains(&format!("{key}\"")) || text.contains(&format!("{key}}}"));
        let mut keys: Vec<_> = KEYS.iter().filter(is_used).copied().collect();
        if !keys.contains(&"sts:ExternalId") {
            keys.push("sts:ExternalId");
        }
        Self { statements, keys }
    }

    /// Whether some, and whether each of these persons' requests is let through.
    fn outcomes<'p>(
        &self,
        persons: impl IntoIterator<Item = &'p Person>,
        only: impl Fn(&Call) -> bool,
    ) -> (bool, bool) {
        let (mut some, mut every) = (false, true);
        for call in persons
            .into_iter()
            .flat_map(|person| requests(person, &self.keys))
        {
            if only(&call) {
                let allowed = allows(self.statements, &call);
                some |= allowed;
                every &= allowed;
            }
        }
        (some, every)
    }

    /// Those who call as the expected principal. A role that the policy names exists, and its name
    /// is its alone, so a session's role has the path that the policy shows.
    fn callers(&self, principal: &str) -> Vec<Person> {
        let named: Vec<&str> = self
            .statements
            .iter()
            .flat_map(|s| texts(&s["Principal"]["AWS"]))
            .collect();
        let is_known = named
            .iter()
            .any(|name| name.ends_with(":role/team/deployer"));
        let deployers = DEPLOYERS.into_iter().filter(|person| {
            let has_path = person.names.iter().any(|name| name.contains("team/"));
            has_path || !is_known
        });
        let is_meant = |person: &Person| person.names.contains(&principal);
        deployers.chain([USER]).filter(is_meant).collect()
    }
}

fn external_id(call: &Call) -> Option<&str> {
    call.context.get("sts:ExternalId").map(|values| values[0])
}

/// Whether the answer is the tightest, too.
fn check_expected(
    trial: &Trial,
    principal: &str,
    verdict: &TrustVerdict,
) -> Result<bool, TestCaseError> {
    let callers = trial.callers(principal);
    let (some, every) = trial.outcomes(&callers, |call| external_id(call) == Some("v1"));
    match verdict.can_assume {
        // A public policy takes the third party for nobody in particular.
        CanAssume::Yes => prop_assert!(every || some && verdict.public),
        CanAssume::No => prop_assert!(!some),
        CanAssume::Depends => {}
    }
    let (without, _) = trial.outcomes(&callers, |call| external_id(call).is_none());
    let (other, _) = trial.outcomes(&callers, |call| {
        external_id(call).is_some_and(|id| id != "v1")
    });
    match verdict.external_id_enforced {
        Some(ExternalIdEnforcement::Exact) => prop_assert!(!without && !other),
        Some(ExternalIdEnforcement::Loose) => prop_assert!(!without),
        Some(ExternalIdEnforcement::No) | None => {}
    }
    Ok(verdict.can_assume != CanAssume::Depends || some && !every)
}

/// Whether the answer is the tightest, too.
fn check_others(trial: &Trial, verdict: &TrustVerdict) -> Result<bool, TestCaseError> {
    let (other, _) = trial.outcomes(&OUTSIDERS, |_| true);
    prop_assert!(verdict.others_can_assume || !other);
    let strangers = OUTSIDERS.iter().filter(|person| person.is_stranger);
    let (stranger, _) = trial.outcomes(strangers, |_| true);
    prop_assert!(verdict.public || !stranger);
    Ok(verdict.others_can_assume == other && verdict.public == stranger)
}

#[expect(
    clippy::disallowed_methods,
    reason = "a test may be told to try more policies"
)]
fn policies() -> u32 {
    let number = std::env::var("TRUST_POLICIES").ok();
    number.map_or(POLICIES, |number| number.parse().unwrap())
}

fn config() -> ProptestConfig {
    ProptestConfig {
        cases: policies(),
        failure_persistence: None,
        ..<_>::default()
    }
}

/// Checks each policy, and counts those with the tightest answers: on the expected principal, and
/// on others.
fn check(mut runner: TestRunner) -> (u32, u32) {
    let tight = Cell::new((0, 0));
    let result = runner.run(&statements(), |statements| {
        let trial = Trial::new(&statements);
        let (mut expected_tight, mut others_tight) = (true, true);
        for principal in EXPECTED {
            let verdict = evaluate(&document(&statements), &expected(principal, Some("v1")));
            expected_tight &= check_expected(&trial, principal, &verdict)?;
            others_tight &= check_others(&trial, &verdict)?;
        }
        let (expected, others) = tight.get();
        tight.set((
            expected + u32::from(expected_tight),
            others + u32::from(others_tight),
        ));
        Ok(())
    });
    result.unwrap();
    tight.get()
}

#[test]
fn what_is_claimed_for_every_request_holds_in_each_of_them() {
    check(TestRunner::new(config()));
}

/// Always the same policies: how many get the tightest answer must not hang on chance.
#[test]
fn nine_answers_in_ten_are_the_tightest() {
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let (expected, others) = check(TestRunner::new_with_rng(config(), rng));
    let policies = policies();
    println!(
        "{policies} policies for three principals each; the tightest answer on the expected principal for {expected}, on others for {others}"
    );
    assert!(expected >= policies * 90 / 100 && others >= policies * 90 / 100);
}
