//! What stands against taking an identity, or credentials, away.

use super::DeletionFacts;
use crate::{
    finding::{Code, Finding},
    identities::Identity,
    leaving::{self, Hold, LastUse},
    physical_id::PhysicalId,
    properties::PresentIdentity,
    qovery::{self, Cluster, Organization},
};

/// What stands against taking the identity away.
pub(super) fn holds(identity: &Identity, facts: &DeletionFacts) -> Vec<Finding> {
    let subject = identity.subject();
    let attached = identity
        .foreign_attachments()
        .into_iter()
        .map(Hold::Attached);
    let mut holds: Vec<Hold> = attached.collect();
    match &facts.organization {
        Ok(organization) => {
            let ours = facts.physical_id.credentials();
            let accesses = identity.accesses();
            let used = accesses
                .iter()
                .flat_map(|access| leaving::held_in_use(access, ours, organization));
            holds.extend(used);
            holds.extend(unlisted(facts, organization));
        }
        Err(_) if matches!(facts.physical_id, PhysicalId::Nothing(_)) => {}
        Err(cause) => holds.push(Hold::Unknown(cause.clone())),
    }
    if is_superseded(identity, facts) {
        holds.extend(used_lately(identity, facts));
    }
    let foreign_key = foreign_key_hint(identity, facts);
    let findings = holds.iter().map(|hold| {
        let finding = hold.finding(&subject);
        match hint_in_deletion(hold, foreign_key.as_deref()) {
            Some(hint) => finding.with_hint(hint),
            None => finding,
        }
    });
    findings.collect()
}

const MOVE_CLUSTERS: &str =
    "move the clusters to other credentials in the Qovery console and deploy them";
const WAIT_OR_CORRECT: &str =
    "what is not known counts as in use: wait, or correct the cause that is named";

/// What lets go while the stack is being deleted: it cannot be updated then, and nothing of it runs
/// later. `None` means the hint of the finding's code.
fn hint_in_deletion<'a>(hold: &Hold, foreign_key: Option<&'a str>) -> Option<&'a str> {
    match hold {
        _ if hold.is_unknown() => Some(WAIT_OR_CORRECT),
        Hold::Cluster { .. } => Some(MOVE_CLUSTERS),
        Hold::NotQuiet { .. } => Some("wait until the time that is named"),
        Hold::Attached(_) => foreign_key,
        _ => None,
    }
}

/// What can be done about a key that no secret of the stack holds. The secret may be lost, and then
/// its keys are not known to be the stack's.
fn foreign_key_hint(identity: &Identity, facts: &DeletionFacts) -> Option<String> {
    let Identity::User(own) = identity else {
        return None;
    };
    let mut keys = own.keys.keys.iter();
    let key = keys.find(|key| !own.keys.is_stored(&key.id))?;
    let delete = format!(
        "delete the key when nothing uses it (`aws iam delete-access-key --user-name {} --access-key-id {}`)",
        own.name, key.id
    );
    let lost = match &facts.present {
        Some(PresentIdentity::User(user)) if own.secret.is_none() && user.user_name == own.name => {
            Some(&user.secret)
        }
        _ => None,
    };
    Some(match lost {
        Some(secret) => format!(
            "restore the secret of the stack's keys (`aws secretsmanager restore-secret --secret-id {secret}`), or, where it is gone, {delete}"
        ),
        None => delete,
    })
}

fn is_superseded(identity: &Identity, facts: &DeletionFacts) -> bool {
    let present = facts.present.as_ref();
    present.is_none_or(|present| present.name() != identity.name())
}

/// A superseded identity may be in use by what Qovery does not show any more: its own last use has
/// to lie a grace period back.
fn used_lately(identity: &Identity, facts: &DeletionFacts) -> Option<Hold> {
    let uses: Vec<LastUse> = match identity {
        Identity::Role(own) => vec![own.role.last_used_at.into()],
        Identity::User(own) => {
            let keys = own.keys.keys.iter();
            keys.map(|key| own.keys.last_used(&key.id)).collect()
        }
    };
    uses.into_iter().find_map(|last_use| match last_use {
        LastUse::Never => None,
        LastUse::Unknown => Some(Hold::Unknown("its last use is not known".to_owned())),
        LastUse::At(at) => {
            let until = leaving::later(at, facts.grace);
            (facts.now < until).then_some(Hold::NotQuiet { until })
        }
    })
}

/// A list without the stack's credentials does not say which clusters use them.
fn unlisted(facts: &DeletionFacts, organization: &Organization) -> Option<Hold> {
    let id = facts.physical_id.credentials().filter(|_| !facts.is_gone)?;
    let is_listed = organization.find(id).is_some();
    (!is_listed).then(|| Hold::Unknown(qovery::unlisted(id)))
}

/// What stands against the end of the stack's own credentials where no identity of the stack is
/// behind them: a role of another stack.
pub(super) fn of_credentials(facts: &DeletionFacts) -> Option<Finding> {
    let id = facts.physical_id.created_credentials()?;
    let unknown = |cause: &str| {
        let message = format!("whether the credentials {id} are in use is not known: {cause}");
        Some(Finding::new(Code::IdentityUseUnknown, message).with_hint(WAIT_OR_CORRECT))
    };
    let organization = match &facts.organization {
        Ok(organization) => organization,
        Err(cause) => return unknown(cause),
    };
    if let Some(Hold::Unknown(cause)) = unlisted(facts, organization) {
        return unknown(&cause);
    }
    let linked = organization.clusters_of(id).iter();
    let in_use = linked.filter(|one| organization.may_run(one));
    let names: Vec<String> = in_use.map(name).collect();
    (!names.is_empty()).then(|| {
        let message = format!("clusters use the credentials {id}: {}", names.join(", "));
        Finding::new(Code::CredentialsInUse, message).with_hint(MOVE_CLUSTERS)
    })
}

fn name(cluster: &Cluster) -> String {
    format!("`{}` ({})", cluster.name, cluster.id)
}
