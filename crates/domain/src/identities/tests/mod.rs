//! The life of an identity from its last day in use to its deletion.

mod role;
mod user;

use time::OffsetDateTime;

use super::*;
use crate::{
    finding::{Code, Finding},
    qovery::{CredentialsId, CredentialsValues, LinkedCredentials, Organization},
    sample::{self, GRACE, OURS, ROLE, THEIRS, day, linked, shows_role},
};

const PRESENT: &str = "arn:aws:iam::123456789012:role/present";

/// Qovery shows the stack's present role, and the one cluster took it then.
fn organization(deployed_at: OffsetDateTime) -> Organization {
    let ours = linked(OURS, shows_role(PRESENT), &["production"]);
    sample::organization(vec![ours], &sample::deployed(deployed_at))
}

fn step_at(
    identity: &Identity,
    organization: &Organization,
    now: OffsetDateTime,
) -> Result<IdentityStep, Vec<Finding>> {
    let (credentials, access): (CredentialsId, _) =
        (sample::ours(), Access::Role(PRESENT.parse().unwrap()));
    let present = Present {
        credentials: &credentials,
        access: Some(&access),
        organization,
        grace: GRACE,
        now,
    };
    next_step(identity, &present)
}

fn codes(step: Result<IdentityStep, Vec<Finding>>) -> Vec<Code> {
    let findings = step.expect_err("something holds it");
    findings.iter().map(|finding| finding.code).collect()
}

fn noted(at: i64, moved_at: Option<i64>) -> SupersededNote {
    SupersededNote {
        at: Some(day(at)),
        moved_at: moved_at.map(day),
        secret: None,
    }
}

/// The same with other credentials beside the stack's own.
fn beside(mut organization: Organization, theirs: LinkedCredentials) -> Organization {
    organization.credentials.entries.push(theirs);
    organization
}

/// The same with other values in the stack's own credentials.
fn showing(mut organization: Organization, values: CredentialsValues) -> Organization {
    organization.credentials.entries[0].credentials.values = values;
    organization
}

#[test]
fn an_identity_is_the_stacks_where_its_tag_names_this_very_stack() {
    let stack = sample::stack();
    let tags = sample::role(ROLE).tags;
    assert!(is_made_by(&stack, &tags));
    let other = tags
        .keys()
        .map(|key| (key.clone(), "arn:another".to_owned()));
    assert!(!is_made_by(&stack, &other.collect()));
    assert!(!is_made_by(&stack, &BTreeMap::new()));
}
