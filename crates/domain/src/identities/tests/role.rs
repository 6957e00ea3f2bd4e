//! A superseded role.

use super::*;
use crate::qovery::{ClusterState, ClusterStatus};

fn role(note: Option<&SupersededNote>) -> Identity {
    let mut own = sample::own_role(ROLE);
    own.role
        .tags
        .extend(note.into_iter().flat_map(SupersededNote::to_tag));
    sample::of_role(own)
}

#[test]
fn its_life_is_two_notes_a_quiet_time_and_its_deletion() {
    let mut note = SupersededNote::default();
    let seen = organization(day(1));
    let mut steps = Vec::new();
    for now in 0..12 {
        match step_at(&role(Some(&note)), &seen, day(now)) {
            Ok(IdentityStep::Note(next)) => {
                steps.push((now, "note"));
                note = next;
            }
            Ok(IdentityStep::Remove) => steps.push((now, "remove")),
            held => assert!(held.is_err(), "{held:?}"),
        }
    }
    assert_eq!(note, noted(0, Some(1)));
    // Noted as superseded, seen to have no cluster left, quiet for seven days.
    assert_eq!(steps[..3], [(0, "note"), (1, "note"), (8, "remove")]);
}

#[test]
fn its_time_begins_when_qovery_shows_what_supersedes_it_and_nothing_is_under_way() {
    let begun = Ok(IdentityStep::Note(noted(3, None)));
    let seen = organization(day(1));
    let pending = SupersededNote::default();
    for note in [None, Some(&pending)] {
        assert_eq!(step_at(&role(note), &seen, day(3)), begun);
        let drifted = showing(seen.clone(), shows_role(sample::OTHER_ROLE));
        let gone = Organization::default();
        let mut busy = seen.clone();
        let mut unread = seen.clone();
        unread.clusters = None;
        for status in busy.clusters.as_mut().unwrap().values_mut() {
            status.state = Some(ClusterState::DeploymentQueued);
        }
        for unsure in [drifted, gone, busy, unread] {
            let held = step_at(&role(note), &unsure, day(3));
            assert_eq!(codes(held), [Code::IdentityUseUnknown]);
        }
    }
}

#[test]
fn its_time_does_not_begin_where_what_supersedes_it_is_not_known() {
    let (credentials, organization) = (sample::ours(), organization(day(1)));
    let present = Present {
        credentials: &credentials,
        access: None,
        organization: &organization,
        grace: GRACE,
        now: day(3),
    };
    let held = next_step(&role(None), &present);
    assert_eq!(codes(held), [Code::IdentityUseUnknown]);
}

#[test]
fn a_cluster_that_has_not_moved_holds_it_whatever_its_last_use() {
    let unmoved = organization(day(0));
    let held = step_at(&role(Some(&noted(0, None))), &unmoved, day(90));
    assert_eq!(codes(held), [Code::IdentityInUse]);
    let held = step_at(&role(Some(&noted(0, Some(1)))), &unmoved, day(90));
    assert_eq!(codes(held), [Code::IdentityInUse]);
}

#[test]
fn a_cluster_that_was_never_deployed_does_not_hold_it() {
    let new = ClusterStatus {
        state: Some(ClusterState::Ready),
        last_deployment_at: None,
        lock: None,
    };
    let ours = linked(OURS, shows_role(PRESENT), &["new"]);
    let seen = sample::organization(vec![ours], &new);
    let removed = step_at(&role(Some(&noted(0, Some(1)))), &seen, day(8));
    assert_eq!(removed, Ok(IdentityStep::Remove));
}

#[test]
fn its_own_last_use_holds_it_for_the_grace_period() {
    let mut own = sample::own_role(ROLE);
    own.role.tags.extend(noted(0, Some(1)).to_tag());
    own.role.last_used_at = Some(day(5));
    let used = sample::of_role(own);
    let seen = organization(day(1));
    let held = step_at(&used, &seen, day(11));
    assert_eq!(codes(held), [Code::IdentityNotQuiet]);
    assert_eq!(step_at(&used, &seen, day(12)), Ok(IdentityStep::Remove));
}

#[test]
fn its_time_is_void_once_qovery_shows_it_again() {
    let anew = SupersededNote::default();
    let seen = organization(day(1));
    let by_ours = showing(seen.clone(), shows_role(ROLE));
    let by_another = beside(seen, linked(THEIRS, shows_role(ROLE), &[]));
    for shown in [by_ours, by_another] {
        for note in [noted(0, None), noted(0, Some(1))] {
            let step = step_at(&role(Some(&note)), &shown, day(90));
            assert_eq!(step, Ok(IdentityStep::Note(anew.clone())));
        }
        for note in [None, Some(&anew)] {
            let held = step_at(&role(note), &shown, day(90));
            assert_eq!(codes(held), [Code::IdentityRegistered]);
        }
    }
}

#[test]
fn a_registry_and_a_persons_attachment_hold_it() {
    let mut copied = organization(day(1));
    copied
        .registries
        .as_mut()
        .unwrap()
        .entries
        .push(sample::registry("mirror", shows_role(ROLE)));
    let quiet = noted(0, Some(1));
    let held = step_at(&role(Some(&quiet)), &copied, day(90));
    assert_eq!(codes(held), [Code::RegistryHoldsAccess]);

    let mut own = sample::own_role(ROLE);
    own.role.tags.extend(quiet.to_tag());
    own.attachments.others = vec!["inline policy `mine`".to_owned()];
    let held = step_at(&sample::of_role(own), &organization(day(1)), day(90));
    assert_eq!(codes(held), [Code::IdentityHasAttachments]);
}

#[test]
fn a_note_of_the_future_is_no_note() {
    let forged = noted(90, Some(91));
    let step = step_at(&role(Some(&forged)), &organization(day(1)), day(3));
    assert_eq!(step, Ok(IdentityStep::Note(noted(3, None))));
}
