//! Which credentials at Qovery go.

use super::*;
use crate::{qovery::CredentialsValues, sample::OLD};

#[test]
fn what_was_never_registered_goes_whether_qovery_can_be_asked_or_not() {
    let mut facts = with_role(vec![linked(THEIRS, shows_role(OTHER_ROLE), &["theirs"])]);
    facts.physical_id = PhysicalId::nothing(ORGANIZATION, "request");
    for rule in RULES {
        all_goes(rule, &facts, &[]);
        let away = Err("no answer".to_owned());
        let facts = DeletionFacts {
            organization: away,
            ..facts.clone()
        };
        all_goes(rule, &facts, &[]);
    }
}

#[test]
fn what_a_lost_answer_left_goes_where_it_is_unused_and_alone() {
    let Ok(foreign) = "stack-QoveryCredentials-1A2B".parse::<PhysicalId>();
    let twin = linked(THEIRS, shows_role(ROLE), &[]);
    let stranger = linked(THEIRS, shows_role(OTHER_ROLE), &[]);
    for (entries, credentials) in [
        (vec![unused(), stranger], &[OURS][..]),
        (vec![unused(), twin], &[]),
        (Vec::new(), &[]),
    ] {
        let facts = DeletionFacts {
            physical_id: foreign.clone(),
            ..with_role(entries)
        };
        all_goes(DeletionRule::RollBack, &facts, credentials);
    }
    let facts = DeletionFacts {
        physical_id: foreign,
        ..with_role(vec![used()])
    };
    assert_eq!(held(&facts), [Code::IdentityInUse]);
}

#[test]
fn what_a_lost_answer_may_have_left_is_named_where_it_stays() {
    let Ok(unknown) = format!("{ORGANIZATION}/unknown/request").parse::<PhysicalId>();
    let twins = vec![unused(), linked(THEIRS, shows_role(ROLE), &[])];
    let several = DeletionFacts {
        physical_id: unknown,
        ..with_role(twins)
    };
    let away = DeletionFacts {
        organization: Err("no answer".to_owned()),
        ..several.clone()
    };
    for (facts, named) in [(several, &[OURS, THEIRS][..]), (away, &["`aws`", ROLE])] {
        let deletion = decide_deletion(DeletionRule::RollBack, &facts).unwrap();
        assert!(deletion.credentials.is_empty(), "{deletion:?}");
        let notes = deletion.notes.join("; ");
        for name in named {
            assert!(notes.contains(name), "{name}: {notes}");
        }
    }
}

/// An operator may have registered a role of a known name before there was a stack.
#[test]
fn credentials_of_another_name_are_not_what_a_failed_creation_left() {
    for rule in RULES {
        let facts = DeletionFacts {
            physical_id: PhysicalId::nothing(ORGANIZATION, "request"),
            credentials_name: Some("the stack's".to_owned()),
            ..with_role(vec![unused()])
        };
        all_goes(rule, &facts, &[]);
    }
}

/// A Create that is delivered twice at once registers twice.
#[test]
fn unused_twins_of_the_stacks_role_and_name_go_with_it() {
    let twin = linked(THEIRS, shows_role(ROLE), &[]);
    let mut renamed = linked("renamed", shows_role(ROLE), &[]);
    "a person's".clone_into(&mut renamed.credentials.name);
    let facts = with_role(vec![unused(), twin, renamed]);
    all_goes(DeletionRule::Protect, &facts, &[OURS, THEIRS]);
}

/// A forged physical id names another team's credentials.
#[test]
fn credentials_that_show_nothing_of_this_account_are_never_deleted() {
    for values in [
        shows_role("arn:aws:iam::333333333333:role/theirs"),
        shows_key("AKIASTRANGERSTRANGE1"),
        CredentialsValues::Other,
    ] {
        let facts = with_role(vec![linked(OURS, values, &[])]);
        for rule in RULES {
            let deletion = decide_deletion(rule, &facts).unwrap();
            assert!(deletion.credentials.is_empty(), "{deletion:?}");
        }
        assert_eq!(cleanup(&facts), None);
    }
}

#[test]
fn a_clean_up_takes_at_most_the_unused_credentials_that_the_stack_made() {
    assert_eq!(cleanup(&with_role(vec![unused()])), Some(sample::ours()));
    let by_key = with_user(vec![linked(OURS, shows_key(OLD), &[])]);
    assert_eq!(cleanup(&by_key), Some(sample::ours()));
    let adopted = DeletionFacts {
        physical_id: physical_id("adopted"),
        ..with_role(vec![unused()])
    };
    let unread = DeletionFacts {
        organization: Err("no answer".to_owned()),
        ..with_role(Vec::new())
    };
    for facts in [with_role(vec![used()]), adopted, unread] {
        assert_eq!(cleanup(&facts), None);
    }
}
