//! The next step of an identity that the stack's properties do not name any more.

use std::time::Duration;

use time::OffsetDateTime;

use super::{Identity, OwnUser, SupersededNote};
use crate::{
    finding::Finding,
    leaving::{self, Access, Hold, LastUse, Superseded},
    qovery::{CredentialsId, Organization},
    rotation::{self, Goal, Next, is_superseded, not_before, retirement_step},
};

/// What is done next to a superseded identity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IdentityStep {
    /// Write this note.
    Note(SupersededNote),
    /// Retire its keys, as far as they may go.
    RetireKeys,
    /// Delete it: nothing uses it.
    Remove,
}

/// What the stack uses now, and what was seen of Qovery.
#[derive(Debug, Clone, Copy)]
pub struct Present<'a> {
    /// The stack's credentials at Qovery.
    pub credentials: &'a CredentialsId,
    /// The role or key that they are to show. `None` means that it is not known.
    pub access: Option<&'a Access>,
    /// What was seen of the organization.
    pub organization: &'a Organization,
    /// How long an identity has to be quiet.
    pub grace: Duration,
    /// The time of the look.
    pub now: OffsetDateTime,
}

impl Present<'_> {
    /// Whether Qovery shows what the stack uses now, and no deployment is under way that may have
    /// been started with something else.
    fn is_established(&self) -> bool {
        let shown = self.organization.values_of(self.credentials);
        let is_shown = self
            .access
            .zip(shown)
            .is_some_and(|(access, shown)| access.is_shown_by(shown));
        is_shown && self.organization.is_settled(self.credentials)
    }
}

/// The next step of a superseded identity, or what holds it.
pub fn next_step(identity: &Identity, present: &Present<'_>) -> Result<IdentityStep, Vec<Finding>> {
    let note = identity.note(present.now).unwrap_or_default();
    let shown = shown(identity, present.organization);
    if !shown.is_empty() {
        return begin_anew(identity, &note, &shown);
    }
    let Some(at) = note.at else {
        return begin(identity, note, present);
    };
    match identity {
        Identity::Role(own) => role_step(identity, own.role.last_used_at.into(), at, note, present),
        Identity::User(own) => user_step(identity, own, at, present),
    }
}

/// Credentials that show the identity though something has superseded it.
fn shown(identity: &Identity, organization: &Organization) -> Vec<Hold> {
    let accesses = identity.accesses();
    let copies = accesses
        .iter()
        .flat_map(|access| leaving::held_by_copies(access, organization));
    copies
        .filter(|hold| matches!(hold, Hold::Registered { .. }))
        .collect()
}

/// Clusters may take the identity again: whatever is noted of their moving on is void. What names
/// a user's secret stays.
fn begin_anew(
    identity: &Identity,
    note: &SupersededNote,
    shown: &[Hold],
) -> Result<IdentityStep, Vec<Finding>> {
    let anew = SupersededNote {
        secret: note.secret.clone(),
        ..SupersededNote::default()
    };
    if *note == anew {
        Err(findings(identity, shown))
    } else {
        Ok(IdentityStep::Note(anew))
    }
}

/// The time of a superseded identity begins when Qovery is seen to show what supersedes it.
fn begin(
    identity: &Identity,
    note: SupersededNote,
    present: &Present<'_>,
) -> Result<IdentityStep, Vec<Finding>> {
    if present.is_established() {
        return Ok(IdentityStep::Note(SupersededNote {
            at: Some(not_before(present.now)),
            moved_at: None,
            ..note
        }));
    }
    let cause = "Qovery does not show yet what supersedes it, or a cluster is busy";
    Err(findings(identity, &[Hold::Unknown(cause.to_owned())]))
}

fn role_step(
    identity: &Identity,
    last_used: LastUse,
    at: OffsetDateTime,
    note: SupersededNote,
    present: &Present<'_>,
) -> Result<IdentityStep, Vec<Finding>> {
    let (ours, organization) = (present.credentials, present.organization);
    let superseded = Superseded {
        at,
        moved_at: note.moved_at,
        last_used,
        grace: present.grace,
    };
    for access in identity.accesses() {
        let holds = leaving::held_until_moved(&access, at, ours, organization);
        refuse(identity, &holds)?;
        if note.moved_at.is_none() {
            return Ok(IdentityStep::Note(SupersededNote {
                moved_at: Some(not_before(present.now)),
                ..note
            }));
        }
        let holds = leaving::held_after(&access, superseded, ours, organization, present.now);
        refuse(identity, &holds)?;
    }
    removal(identity)
}

/// A user goes when its keys are gone; each key is retired by the same proof.
fn user_step(
    identity: &Identity,
    own: &OwnUser,
    at: OffsetDateTime,
    present: &Present<'_>,
) -> Result<IdentityStep, Vec<Finding>> {
    let facts = rotation::Facts {
        superseded_at: Some(at),
        credentials: Some(present.credentials.clone()),
        organization: Some(present.organization.clone()),
        ..own.keys.clone()
    };
    // Keys of which nothing says where they are stored are not known to be the stack's.
    let retirement = own.secret.as_ref();
    match retirement.map(|_| rotation::next(&Goal::Retire, &facts, present.now)) {
        Some(Next::Action(_)) => return Ok(IdentityStep::RetireKeys),
        Some(Next::Refused(findings)) => return Err(findings),
        Some(Next::Done) | None => {}
    }
    let superseded = facts.keys.iter().filter(|key| is_superseded(key, &facts));
    let held = superseded.filter_map(|key| retirement_step(key, &facts, present.now).err());
    let held: Vec<Finding> = held.flatten().collect();
    if held.is_empty() {
        removal(identity)
    } else {
        Err(held)
    }
}

fn removal(identity: &Identity) -> Result<IdentityStep, Vec<Finding>> {
    let attached = identity.foreign_attachments();
    let holds: Vec<Hold> = attached.into_iter().map(Hold::Attached).collect();
    refuse(identity, &holds)?;
    Ok(IdentityStep::Remove)
}

fn refuse(identity: &Identity, holds: &[Hold]) -> Result<(), Vec<Finding>> {
    if holds.is_empty() {
        Ok(())
    } else {
        Err(findings(identity, holds))
    }
}

fn findings(identity: &Identity, holds: &[Hold]) -> Vec<Finding> {
    let subject = identity.subject();
    holds.iter().map(|hold| hold.finding(&subject)).collect()
}
