//! What may still use a stack's access in an organization that an Update leaves. Nothing looks there
//! afterwards.

use std::collections::BTreeSet;

use crate::{
    finding::{Code, Finding},
    identities::Identity,
    leaving::{self, Hold},
    qovery::{CredentialsId, Organization, unlisted},
};

/// The use of a stack's access in an organization that an Update leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Left {
    /// Nothing uses it.
    Unused,
    /// These clusters and registries do.
    Used(BTreeSet<String>),
    /// It is not known, with the cause.
    Unknown(String),
}

/// Judges an organization that an Update leaves. `ours` are the stack's credentials there,
/// `is_gone` says that Qovery denies them, and `identities` are all roles and users that the stack
/// has made. Every linked cluster counts: one that was never deployed may be deployed later.
#[must_use]
pub fn judge_left(
    ours: &CredentialsId,
    is_gone: bool,
    identities: &[Identity],
    organization: Organization,
) -> Left {
    let listed = Organization {
        clusters: None,
        ..organization
    };
    let linked = listed.clusters_of(ours).iter();
    let mut used: BTreeSet<String> = linked.map(|one| cluster(&one.name)).collect();
    let mut unknown = (listed.find(ours).is_none() && !is_gone).then(|| unlisted(ours));
    for identity in identities {
        let accesses = identity.accesses();
        let held = |access| leaving::held_in_use(access, Some(ours), &listed);
        for hold in accesses.iter().flat_map(held) {
            match hold {
                Hold::Cluster { name, .. } => used.extend([cluster(&name)]),
                Hold::Registry { name } => used.extend([format!("registry `{name}`")]),
                other => unknown = Some(other.finding(&identity.subject()).message),
            }
        }
    }
    match unknown {
        _ if !used.is_empty() => Left::Used(used),
        Some(cause) => Left::Unknown(cause),
        None => Left::Unused,
    }
}

fn cluster(name: &str) -> String {
    format!("cluster `{name}`")
}

/// What stands against the Update.
pub(super) fn refusal(left: &Left) -> Option<Finding> {
    let why = match left {
        Left::Unused => return None,
        Left::Used(users) => {
            let users: Vec<&str> = users.iter().map(String::as_str).collect();
            format!("this uses the stack's access there: {}", users.join(", "))
        }
        Left::Unknown(cause) => {
            format!("whether anything uses the stack's access there is not known: {cause}")
        }
    };
    let message = format!("the update leaves another organization, and {why}");
    let hint = "give these clusters and registries other credentials in the Qovery console, then update the stack again";
    Some(Finding::new(Code::CredentialsInUse, message).with_hint(hint))
}
