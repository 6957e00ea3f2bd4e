//! What holds an identity or credentials, and what goes all the same.

use super::*;
use crate::{
    qovery::{ClusterState, ClusterStatus, UnreadableEntry},
    sample::{OLD, key},
};

#[test]
fn what_is_proven_unused_goes_under_every_rule() {
    for rule in RULES {
        all_goes(rule, &with_role(vec![unused()]), &[OURS]);
        let by_key = linked(OURS, shows_key(NEW), &[]);
        all_goes(rule, &with_user(vec![by_key]), &[OURS]);
    }
}

#[test]
fn a_linked_cluster_holds_the_stack_and_is_named() {
    assert_eq!(held(&with_role(vec![used()])), [Code::IdentityInUse]);
    let by_key = linked(OURS, shows_key(NEW), &["production"]);
    let findings = decide_deletion(DeletionRule::Protect, &with_user(vec![by_key])).unwrap_err();
    let names_it = |finding: &Finding| finding.message.contains("`production`");
    assert!(findings.iter().all(names_it), "{findings:?}");
}

/// Owning the role is not owning the credentials.
#[test]
fn adopted_credentials_hold_the_stacks_role_and_stay() {
    let mut facts = with_role(vec![used()]);
    facts.physical_id = physical_id("adopted");
    assert_eq!(held(&facts), [Code::IdentityInUse]);
    facts.organization = Ok(organization(vec![unused()]));
    all_goes(DeletionRule::Protect, &facts, &[]);
}

#[test]
fn second_credentials_for_the_same_role_hold_it() {
    let second = linked(THEIRS, shows_role(ROLE), &["production"]);
    let facts = with_role(vec![unused(), second]);
    assert_eq!(held(&facts), [Code::IdentityInUse]);
}

#[test]
fn a_cluster_that_was_never_deployed_does_not_hold_and_its_credentials_stay() {
    let new = ClusterStatus {
        state: Some(ClusterState::Ready),
        last_deployment_at: None,
        lock: None,
    };
    let mut facts = with_role(Vec::new());
    facts.organization = Ok(sample::organization(vec![used()], &new));
    all_goes(DeletionRule::Protect, &facts, &[]);
}

/// A revoked token, an organization that cannot be listed, a proxy's error page.
#[test]
fn an_organization_that_could_not_be_read_holds() {
    let unread = || Err("Qovery answered 401".to_owned());
    for mut facts in [with_role(Vec::new()), with_user(Vec::new())] {
        facts.organization = unread();
        assert_eq!(held(&facts), [Code::IdentityUseUnknown]);
        let stays = decide_deletion(DeletionRule::RollBack, &facts).unwrap();
        assert!(stays.identities.is_empty() && stays.credentials.is_empty());
        assert!(stays.notes.iter().any(|note| note.contains("401")));
        all_goes(DeletionRule::Revoke, &facts, &[]);
    }
}

#[test]
fn credentials_that_are_not_listed_hold_unless_qovery_says_that_they_are_gone() {
    let mut facts = with_role(Vec::new());
    assert_eq!(held(&facts), [Code::IdentityUseUnknown]);
    facts.is_gone = true;
    all_goes(DeletionRule::Protect, &facts, &[]);
}

#[test]
fn statuses_that_could_not_be_read_and_entries_that_name_the_role_hold() {
    let mut unread = organization(vec![used()]);
    unread.clusters = None;
    let mut unreadable = organization(vec![unused()]);
    let entry = UnreadableEntry(format!(r#"{{"role_arn":"{ROLE}","clusters":7}}"#));
    unreadable.credentials.unreadable.push(entry);
    for organization in [unread, unreadable] {
        let mut facts = with_role(Vec::new());
        facts.organization = Ok(organization);
        assert_eq!(held(&facts), [Code::IdentityUseUnknown]);
    }
}

#[test]
fn all_identities_are_judged_together_and_a_superseded_one_by_its_last_use_too() {
    let mut facts = with_role(vec![unused()]);
    let mut superseded = sample::own_role(OTHER_ROLE);
    superseded.role.last_used_at = Some(day(5));
    facts.identities.push(sample::of_role(superseded.clone()));
    assert_eq!(held(&facts), [Code::IdentityNotQuiet]);
    let partly = decide_deletion(DeletionRule::RollBack, &facts).unwrap();
    let role = IdentityName::Role("qovery-role".to_owned());
    assert_eq!(partly.identities, [role]);
    facts.now = day(12);
    all_goes(DeletionRule::Protect, &facts, &[OURS]);
    // The present one may have been used a moment ago: its clusters have been moved away.
    facts.present = Some(PresentIdentity::Role(OTHER_ROLE.parse().unwrap()));
    facts.now = day(5);
    all_goes(DeletionRule::Protect, &facts, &[OURS]);
}

#[test]
fn a_superseded_key_whose_last_use_is_unknown_holds() {
    let mut own = sample::own_user(None);
    own.keys.last_used.clear();
    let mut facts = with_role(vec![unused()]);
    facts.identities.push(sample::of_user(own));
    assert_eq!(held(&facts), [Code::IdentityUseUnknown]);
}

#[test]
fn a_persons_attachments_and_keys_hold() {
    let mut attached = sample::own_role(ROLE);
    attached.attachments.others = vec!["inline policy `mine`".to_owned()];
    let mut with_foreign_key = sample::own_user(None);
    with_foreign_key.keys.values.remove(&sample::version("old"));
    for (facts, identity) in [
        (with_role(vec![unused()]), sample::of_role(attached)),
        (with_user(Vec::new()), sample::of_user(with_foreign_key)),
    ] {
        let is_gone = true;
        let identities = vec![identity];
        let facts = DeletionFacts {
            is_gone,
            identities,
            ..facts
        };
        assert_eq!(held(&facts), [Code::IdentityHasAttachments]);
    }
}

/// The role in use and a user that something has superseded may have the same name.
#[test]
fn a_superseded_user_that_is_named_like_the_role_in_use_waits_until_its_keys_are_quiet() {
    let mut facts = with_role(vec![unused()]);
    let mut user = sample::own_user(None);
    user.name = "qovery-role".to_owned();
    for key in user.keys.keys.clone() {
        user.keys.last_used.insert(key.id, Some(day(5)));
    }
    facts.identities.push(sample::of_user(user));
    assert!(held(&facts).contains(&Code::IdentityNotQuiet));
}

#[test]
fn revoke_takes_everything_and_names_whom_it_cuts_off() {
    let mut facts = with_role(vec![used()]);
    facts
        .identities
        .push(sample::of_user(sample::own_user(None)));
    let deletion = decide_deletion(DeletionRule::Revoke, &facts).unwrap();
    assert_eq!(deletion.identities, names(&facts));
    let notes = deletion.notes.join("; ");
    assert!(notes.contains("`production`"), "{notes}");
    // Qovery does not delete what clusters are linked to.
    assert!(deletion.credentials.is_empty() && notes.contains(OURS));
}

/// The role is another stack's: nothing is taken away but the credentials.
#[test]
fn credentials_for_a_role_of_another_stack_are_held_by_their_clusters() {
    let mut facts = with_role(vec![used()]);
    facts.identities.clear();
    assert_eq!(held(&facts), [Code::CredentialsInUse]);
    let unread = Err("no answer".to_owned());
    for unknown in [unread, Ok(organization(Vec::new()))] {
        facts.organization = unknown;
        assert_eq!(held(&facts), [Code::IdentityUseUnknown]);
        let goes = decide_deletion(DeletionRule::Revoke, &facts).unwrap();
        assert!(
            !goes.notes.iter().any(|note| note.contains("gone already")),
            "{goes:?}"
        );
    }
    facts.organization = Ok(organization(vec![unused()]));
    all_goes(DeletionRule::Protect, &facts, &[OURS]);
    // A user without keys is no access that clusters could be linked to.
    let mut bare = sample::own_user(None);
    bare.keys.keys.clear();
    facts.identities = vec![sample::of_user(bare)];
    facts.organization = Ok(organization(vec![used()]));
    assert_eq!(held(&facts), [Code::CredentialsInUse]);
}

#[test]
fn both_keys_of_a_user_count() {
    let old = linked(THEIRS, shows_key(OLD), &["production"]);
    let facts = with_user(vec![linked(OURS, shows_key(NEW), &[]), old]);
    assert_eq!(held(&facts), [Code::IdentityInUse]);
    let Identity::User(own) = &facts.identities[0] else {
        panic!("a user");
    };
    assert!(own.keys.listed(&key(OLD)).is_some());
}
