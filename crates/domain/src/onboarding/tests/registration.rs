//! What becomes of the credentials at Qovery.

use serde_json::json;

use super::*;
use crate::sample::{NEW, OTHER_ROLE, THEIRS, linked, shows_key, shows_role};

fn named(name: &str, mut linked: LinkedCredentials) -> LinkedCredentials {
    name.clone_into(&mut linked.credentials.name);
    linked
}

fn create() -> Registration {
    Registration::Create("aws".to_owned())
}

fn edit() -> Registration {
    Registration::Edit(sample::ours(), Ownership::Created, "aws".to_owned())
}

fn keep(ownership: Ownership) -> Registration {
    Registration::Keep(sample::ours(), ownership)
}

fn registration(decision: Result<Plan, Refusal>) -> Registration {
    decision.unwrap().registration
}

#[test]
fn a_create_registers_what_is_not_there() {
    let others = vec![linked(THEIRS, shows_role(OTHER_ROLE), &["production"])];
    let decision = decide_create(&properties(&json!({})), &facts(others));
    assert_eq!(registration(decision), create());
}

#[test]
fn credentials_of_the_stacks_role_and_name_are_the_stacks_whether_clusters_use_them_or_not() {
    for clusters in [&[][..], &["production"]] {
        let left = vec![linked(OURS, shows_role(ROLE), clusters)];
        let decision = decide_create(&properties(&json!({})), &facts(left));
        assert_eq!(registration(decision), keep(Ownership::Created));
    }
}

#[test]
fn what_was_there_before_is_adopted_as_it_is_or_refused() {
    let there = linked(OURS, shows_role(ROLE), &[]);
    for (there, is_managed) in [(named("a person's", there.clone()), true), (there, false)] {
        let mut facts = facts(vec![there]);
        facts.principal = Principal::Role(Box::new(role(is_managed)));
        let adopt = decide_create(&properties(&json!({})), &facts);
        assert_eq!(registration(adopt), keep(Ownership::Adopted));
        let fail = properties(&json!({"OnExisting": "Fail"}));
        let refused = decide_create(&fail, &facts);
        assert_eq!(codes(refused), [Code::CredentialsExist]);
    }
}

#[test]
fn several_matches_are_refused_by_id() {
    let several = [OURS, THEIRS].map(|id| linked(id, shows_role(ROLE), &[]));
    let refusal = decide_create(&properties(&json!({})), &facts(several.into())).unwrap_err();
    let message = &refusal.findings[0].message;
    assert!(
        message.contains(OURS) && message.contains(THEIRS),
        "{message}"
    );
}

#[test]
fn a_user_is_known_by_its_keys() {
    let mut facts = facts(vec![linked(OURS, shows_key(NEW), &[])]);
    facts.principal = Principal::User(Box::new(sample::keys()));
    let ours = decide_create(&with_key(), &facts);
    assert_eq!(registration(ours), keep(Ownership::Created));
    let stranger = linked(OURS, shows_key("AKIASTRANGERSTRANGE1"), &[]);
    facts.organization.credentials.entries = vec![stranger];
    let other = decide_create(&with_key(), &facts);
    assert_eq!(registration(other), create());
}

#[test]
fn an_update_changes_in_place_and_an_adopted_name_stays() {
    let held = named("old", linked(OURS, shows_role(OTHER_ROLE), &["production"]));
    let facts = facts(vec![held]);
    for (ownership, word, name) in [
        (Ownership::Created, "created", "aws"),
        (Ownership::Adopted, "adopted", "old"),
    ] {
        let decision = decide_update(&physical_id(word), &properties(&json!({})), &facts);
        let edit = Registration::Edit(sample::ours(), ownership, name.to_owned());
        assert_eq!(registration(decision), edit);
    }
}

#[test]
fn an_update_creates_anew_only_what_is_known_to_be_gone() {
    let wanted = properties(&json!({}));
    let mut facts = facts(Vec::new());
    let unlisted = decide_update(&physical_id("created"), &wanted, &facts);
    assert_eq!(codes(unlisted), [Code::CredentialsUnlisted]);
    facts.is_gone = true;
    let gone = decide_update(&physical_id("created"), &wanted, &facts);
    assert_eq!(registration(gone), create());
}

#[test]
fn a_switch_is_made_under_a_running_cluster_and_says_what_it_supersedes() {
    let by_role = properties(&json!({}));
    let (role, user) = (
        PresentIdentity::of(&by_role),
        PresentIdentity::of(&with_key()),
    );
    let mut facts = facts(vec![linked(OURS, shows_key(NEW), &["production"])]);
    let to_role = decide_update(&physical_id("created"), &by_role, &facts);
    assert_eq!(registration(to_role), edit());
    assert_eq!(superseded_by(&by_role, &with_key()), Some(user));

    facts.principal = Principal::User(Box::new(sample::keys()));
    facts.organization.credentials.entries = vec![linked(OURS, shows_role(ROLE), &["production"])];
    let to_key = decide_update(&physical_id("created"), &with_key(), &facts);
    assert_eq!(registration(to_key), edit());
    assert_eq!(superseded_by(&with_key(), &by_role), Some(role));
}

#[test]
fn another_role_supersedes_the_one_before_and_another_name_at_qovery_supersedes_nothing() {
    let old = properties(&json!({}));
    let other_role = properties(&json!({"RoleArn": OTHER_ROLE}));
    assert_eq!(
        superseded_by(&other_role, &old),
        Some(PresentIdentity::of(&old))
    );
    let renamed = properties(&json!({"CredentialsName": "another", "ExternalId": "an-id"}));
    assert_eq!(superseded_by(&renamed, &old), None);
}

#[test]
fn a_move_to_another_organization_waits_until_nothing_uses_the_credentials_in_the_old_one() {
    let elsewhere = properties(&json!({"OrganizationId": "99999999-2222-3333-4444-555555555555"}));
    for (left, expected) in [
        (Left::Unused, None),
        (
            Left::Used(["production".to_owned()].into()),
            Some(Code::CredentialsInUse),
        ),
        (
            Left::Unknown("no answer".to_owned()),
            Some(Code::CredentialsInUse),
        ),
    ] {
        let mut facts = facts(Vec::new());
        facts.left_organization = Some(left);
        let decision = decide_update(&physical_id("created"), &elsewhere, &facts);
        match expected {
            None => assert_eq!(registration(decision), create()),
            Some(code) => assert_eq!(codes(decision), [code]),
        }
    }
}

#[test]
fn a_roll_back_writes_the_old_values_whatever_the_role_has_become_and_never_creates() {
    let id = physical_id("created");
    let mut facts = facts(vec![linked(OURS, shows_role(OTHER_ROLE), &["production"])]);
    facts.permissions = simulated(Decision::DeniedExplicitly);
    let wanted = properties(&json!({}));
    let old = |name: Option<&str>| RollBack {
        id: OURS.parse().unwrap(),
        ownership: Ownership::Created,
        name: name.map(str::to_owned),
    };
    let written = decide_roll_back(&id, &wanted, &facts);
    assert_eq!(written, Ok(old(Some("aws"))));
    facts.organization.credentials.entries = vec![linked(OURS, shows_role(ROLE), &[])];
    assert_eq!(decide_roll_back(&id, &wanted, &facts), Ok(old(None)));
    facts.organization.credentials.entries.clear();
    for (is_gone, code) in [
        (true, Code::CredentialsGone),
        (false, Code::CredentialsUnlisted),
    ] {
        facts.is_gone = is_gone;
        let refused = decide_roll_back(&id, &wanted, &facts).unwrap_err();
        assert_eq!(refused.code, code);
    }
}
