//! What is concluded from a look, and what is repaired.

use std::collections::BTreeMap;

use serde_json::json;

use super::*;
use crate::{
    aws::{
        iam::Role,
        stack::{Stack, StackPhase, StackStatus},
    },
    finding::Code,
    identities::{Identity, IdentityStep, SupersededNote},
    permissions::Permissions,
    properties::Properties,
    qovery::{CredentialsValues, Organization},
    rotation::{Goal, KeyStatusNote, LedgerEntry, Pushed},
    sample::{
        self, GRACE, NEW, OLD, OTHER_ROLE, OURS, ROLE, day, key, linked, shows_key, shows_role,
    },
};

const TRUSTED: &str = r#"{"Statement":{"Effect":"Allow","Principal":{"AWS":"222222222222"},"Action":"sts:AssumeRole"}}"#;

pub(super) fn expected(method: &str) -> Expected {
    let properties = json!({
        "OrganizationId": "11111111-2222-3333-4444-555555555555",
        "CredentialsName": "aws",
        "ApiTokenSecretArn": sample::SECRET,
        "AuthenticationMethod": method,
        "RoleArn": ROLE,
        "TrustedPrincipals": "222222222222",
        "UserName": sample::USER,
        "SecretArn": sample::SECRET,
    });
    Expected {
        stack: sample::stack(),
        permissions: "arn:aws:iam::123456789012:policy/qovery".parse().unwrap(),
        properties: Properties::parse(properties.as_object().unwrap()).unwrap(),
        credentials: sample::ours(),
        role_id: None,
        grace: GRACE,
    }
}

fn organization(values: CredentialsValues) -> Organization {
    let ours = linked(OURS, values, &["production"]);
    sample::organization(vec![ours], &sample::deployed(day(1)))
}

fn at_rest() -> Stack {
    Stack {
        name: "qovery".to_owned(),
        status: Some(StackStatus::UpdateComplete),
        last_updated_at: Some(day(0)),
        is_protected: true,
        outputs: BTreeMap::new(),
    }
}

/// The stack uses a role, and Qovery shows that.
fn by_role(values: CredentialsValues) -> Observed {
    let role = Role {
        trust_policy: TRUSTED.to_owned(),
        ..sample::role(ROLE)
    };
    Observed {
        at: day(3),
        stack: Ok(at_rest()),
        has_stale_note: false,
        role: SeenRole::Present(Box::new(role)),
        permissions: Permissions::Skipped,
        token: Ok(()),
        organization: Ok(organization(values)),
        keys: None,
        superseded: Ok(Vec::new()),
    }
}

/// The stack uses a key, whose predecessor was seen to be left by all clusters on that day.
fn by_key(moved_at: i64, now: i64) -> Observed {
    let mut facts = sample::keys();
    facts.observed_at = day(now);
    facts.organization = Some(organization(shows_key(NEW)));
    facts.ledger.pushed = Some(Pushed::now(key(NEW), day(0)));
    let note = LedgerEntry::Key(key(OLD), KeyStatusNote::Moved(day(moved_at)));
    facts.ledger.apply(note, &facts.keys);
    Observed {
        at: day(now),
        role: SeenRole::NotExpected,
        keys: Some(Ok(facts)),
        ..by_role(shows_key(NEW))
    }
}

fn superseded(note: Option<&SupersededNote>) -> Identity {
    let mut own = sample::own_role(OTHER_ROLE);
    own.role
        .tags
        .extend(note.into_iter().flat_map(SupersededNote::to_tag));
    sample::of_role(own)
}

fn repairs(expected: &Expected, observed: &Observed) -> Vec<Repair> {
    plan(expected, observed, &assess(expected, observed))
}

fn check(name: CheckName, expected: &Expected, observed: &Observed) -> Check {
    let checks = assess(expected, observed).checks;
    checks.into_iter().find(|check| check.name == name).unwrap()
}

fn codes(check: &Check) -> Vec<Code> {
    let findings = check.findings.iter();
    findings.map(|found| found.finding.code).collect()
}

#[test]
fn a_stack_that_is_well_has_nothing_to_repair_and_nothing_to_say() {
    let assessment = assess(&expected("AssumeRole"), &by_role(shows_role(ROLE)));
    let is_well = |check: &Check| check.outcome == Outcome::Ok;
    assert!(
        assessment.checks.iter().all(is_well),
        "{:?}",
        assessment.checks
    );
    assert_eq!(
        repairs(&expected("AssumeRole"), &by_role(shows_role(ROLE))),
        []
    );
}

#[test]
fn nothing_is_written_or_taken_away_unless_the_stack_is_at_rest() {
    let expected = expected("AssumeRole");
    let mut observed = by_role(shows_role("arn:aws:iam::123456789012:role/drift"));
    observed.superseded = Ok(vec![superseded(None)]);
    let statuses = StackStatus::ALL.iter().copied().map(Some).chain([None]);
    for status in statuses {
        observed.stack = Ok(Stack {
            status,
            ..at_rest()
        });
        let is_at_rest = status.is_some_and(|status| status.phase() == StackPhase::AtRest);
        let repairs = repairs(&expected, &observed);
        assert_eq!(repairs.is_empty(), !is_at_rest, "{status:?}: {repairs:?}");
        let stack = check(CheckName::Stack, &expected, &observed);
        assert_eq!(stack.outcome == Outcome::Ok, is_at_rest, "{status:?}");
    }
    observed.stack = Err(Unknown::because("denied"));
    assert_eq!(repairs(&expected, &observed), []);
}

#[test]
fn a_note_that_begins_anew_comes_before_the_write_that_supersedes_the_identity_again() {
    let mut observed = by_role(shows_role(OTHER_ROLE));
    let noted = SupersededNote {
        at: Some(day(0)),
        ..SupersededNote::default()
    };
    observed.superseded = Ok(vec![superseded(Some(&noted))]);
    let name = superseded(None).name();
    let anew = IdentityStep::Note(SupersededNote::default());
    assert_eq!(
        repairs(&expected("AssumeRole"), &observed),
        [
            Repair::Identity(name, anew),
            Repair::Role(ROLE.parse().unwrap())
        ]
    );
}

#[test]
fn only_a_role_that_is_trusted_is_given_to_qovery() {
    let mut observed = by_role(shows_role(OTHER_ROLE));
    let untrusted = Role {
        trust_policy: TRUSTED.replace("222222222222", "*"),
        ..sample::role(ROLE)
    };
    let unseen = SeenRole::Unknown(Unknown::because("throttled"));
    for role in [
        SeenRole::Present(Box::new(untrusted)),
        SeenRole::Absent,
        unseen,
    ] {
        observed.role = role;
        assert_eq!(repairs(&expected("AssumeRole"), &observed), []);
    }
}

#[test]
fn a_quiet_key_is_retired_and_one_that_waits_is_no_finding() {
    let expected = expected("StaticCredentials");
    let quiet = by_key(1, 8);
    assert_eq!(repairs(&expected, &quiet), [Repair::Keys(Goal::Retire)]);
    let waiting = by_key(5, 8);
    assert_eq!(repairs(&expected, &waiting), []);
    let retirement = check(CheckName::Retirement, &expected, &waiting);
    assert_eq!(retirement.outcome, Outcome::Ok);
}

/// Long before the next rotation fails for want of a slot.
#[test]
fn a_key_that_is_not_quiet_after_three_grace_periods_is_a_finding() {
    let expected = expected("StaticCredentials");
    for (now, found) in [(21, &[][..]), (22, &[Code::KeyNotQuiet])] {
        let mut used = by_key(1, now);
        for facts in used.keys.iter_mut().flatten() {
            facts.last_used.insert(key(OLD), Some(day(20)));
        }
        let retirement = check(CheckName::Retirement, &expected, &used);
        assert_eq!(codes(&retirement), found, "{now}");
    }
}

#[test]
fn what_holds_a_superseded_role_is_said_and_what_is_not_known_is_unknown() {
    let expected = expected("AssumeRole");
    let noted = SupersededNote {
        at: Some(day(2)),
        ..SupersededNote::default()
    };
    let mut observed = by_role(shows_role(ROLE));
    observed.superseded = Ok(vec![superseded(Some(&noted))]);
    let held = check(CheckName::Retirement, &expected, &observed);
    assert_eq!(codes(&held), [Code::IdentityInUse]);
    let Ok(organization) = &mut observed.organization else {
        panic!("an organization");
    };
    organization.clusters = None;
    let unknown = check(CheckName::Retirement, &expected, &observed);
    assert_eq!(unknown.outcome, Outcome::Unknown);
    observed.superseded = Err(Unknown::because("denied"));
    let unseen = check(CheckName::Retirement, &expected, &observed);
    assert_eq!(unseen.outcome, Outcome::Unknown);
    assert_eq!(repairs(&expected, &observed), []);
}

#[test]
fn a_stack_that_clusters_depend_on_is_to_be_protected() {
    let expected = expected("AssumeRole");
    let mut observed = by_role(shows_role(ROLE));
    observed.stack = Ok(Stack {
        is_protected: false,
        ..at_rest()
    });
    let unprotected = check(CheckName::Stack, &expected, &observed);
    assert_eq!(codes(&unprotected), [Code::StackUnprotected]);
    observed.organization = Ok(sample::organization(
        vec![linked(OURS, shows_role(ROLE), &[])],
        &sample::deployed(day(1)),
    ));
    let unused = check(CheckName::Stack, &expected, &observed);
    assert_eq!(unused.outcome, Outcome::Ok);
}
