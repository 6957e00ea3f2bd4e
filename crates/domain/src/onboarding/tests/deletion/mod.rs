//! What a deletion takes away, and what holds it.

mod credentials;
mod holds;

use super::*;
use crate::{
    identities::{Identity, IdentityName},
    sample::{NEW, OTHER_ROLE, THEIRS, day, linked, shows_key, shows_role},
};

const RULES: [DeletionRule; 3] = [
    DeletionRule::Protect,
    DeletionRule::Revoke,
    DeletionRule::RollBack,
];

fn organization(entries: Vec<LinkedCredentials>) -> Organization {
    sample::organization(entries, &sample::deployed(day(1)))
}

/// A stack with a role, and what Qovery shows.
fn with_role(entries: Vec<LinkedCredentials>) -> DeletionFacts {
    DeletionFacts {
        stack: sample::stack(),
        physical_id: physical_id("created"),
        organization: Ok(organization(entries)),
        is_gone: false,
        key_account: KeyAccount::NotAsked,
        identities: vec![sample::of_role(sample::own_role(ROLE))],
        present: Some(PresentIdentity::Role(ROLE.parse().unwrap())),
        credentials_name: Some("aws".to_owned()),
        grace: sample::GRACE,
        now: day(10),
    }
}

/// A stack with a user, and what Qovery shows.
fn with_user(entries: Vec<LinkedCredentials>) -> DeletionFacts {
    DeletionFacts {
        identities: vec![sample::of_user(sample::own_user(None))],
        present: Some(PresentIdentity::of(&with_key())),
        ..with_role(entries)
    }
}

fn unused() -> LinkedCredentials {
    linked(OURS, shows_role(ROLE), &[])
}

fn used() -> LinkedCredentials {
    linked(OURS, shows_role(ROLE), &["production"])
}

fn held(facts: &DeletionFacts) -> Vec<Code> {
    let findings = decide_deletion(DeletionRule::Protect, facts).expect_err("something holds");
    findings.iter().map(|finding| finding.code).collect()
}

fn names(facts: &DeletionFacts) -> Vec<IdentityName> {
    let identities = facts.identities.iter();
    identities.map(Identity::name).collect()
}

/// Everything of the stack goes, with those credentials.
#[track_caller]
fn all_goes(rule: DeletionRule, facts: &DeletionFacts, credentials: &[&str]) {
    let deletion = decide_deletion(rule, facts).unwrap();
    let ids: Vec<&str> = deletion
        .credentials
        .iter()
        .map(CredentialsId::as_str)
        .collect();
    assert_eq!(ids, credentials, "{rule:?}");
    assert_eq!(deletion.identities, names(facts), "{rule:?}");
}
