//! What stands in the way, and what an operator can do about it.

use time::OffsetDateTime;

use super::{ClusterUse, Facts, Owner};
use crate::aws::secret::{StagingLabel, VersionId};
use crate::{aws::access_key::AccessKeyId, finding::Finding, timestamp};

fn finding(code: &'static str, message: String, hint: &str) -> Finding {
    Finding {
        code,
        statement: None,
        sid: None,
        message,
        hint: hint.to_owned(),
    }
}

/// The user that is there must be the one that is expected_user, and the one that the keys are of.
pub(super) fn identity(facts: &Facts) -> Vec<Finding> {
    let Facts {
        expected_user,
        user,
        ..
    } = facts;
    let mut findings = Vec::new();
    if user.user_name != expected_user.user_name || user.account_id != expected_user.account_id {
        findings.push(finding(
            "user-differs",
            format!(
                "the user is `{}` of account {}, not `{}` of account {}",
                user.user_name, user.account_id, expected_user.user_name, expected_user.account_id
            ),
            "check the parameter `UserName`",
        ));
    }
    for label in [StagingLabel::Current, StagingLabel::Pending] {
        match facts.labelled(&label) {
            Some((_, key)) if key.owner != *user => findings.push(finding(
                "user-was-remade",
                format!(
                    "the key {} in `{label}` is of user `{}` ({}), and the user is `{}` ({}) now",
                    key.id, key.owner.user_name, key.owner.user_id, user.user_name, user.user_id
                ),
                "find out who made the user anew; then store a new secret, or remove the stack and create it again",
            )),
            _ => {}
        }
    }
    findings
}

/// A step is only for the version that Secrets Manager has staged.
pub(super) fn not_staged(token: &VersionId, facts: &Facts) -> Option<Finding> {
    if !facts.secret.rotation_enabled {
        return Some(finding(
            "rotation-disabled",
            "the secret has no rotation".to_owned(),
            "turn the secret's rotation on; the stack's template does",
        ));
    }
    (!facts.secret.is_labelled(token, &StagingLabel::Pending)).then(|| {
        finding(
            "version-not-pending",
            format!("version `{token}` is not staged as `AWSPENDING`"),
            "rotate the secret again: a rotation that was given up starts afresh",
        )
    })
}

pub(super) fn no_key(version: &VersionId) -> Finding {
    finding(
        "value-not-a-key",
        format!("version `{version}` of the secret holds no key"),
        "remove the label `AWSPENDING` from that version and rotate the secret again",
    )
}

pub(super) fn not_stored() -> Finding {
    finding(
        "key-not-stored",
        "the new key could not be stored in time and was deleted".to_owned(),
        "try again",
    )
}

pub(super) fn no_current() -> Finding {
    finding(
        "current-not-a-key",
        "`AWSCURRENT` of the secret holds no key".to_owned(),
        "rotate the secret: that stores a new key",
    )
}

pub(super) fn another_user(id: &AccessKeyId, owner: &Owner) -> Finding {
    finding(
        "key-of-another-user",
        format!(
            "AWS takes the key {id} for user `{}` ({}) of account {}",
            owner.user_name, owner.user_id, owner.account_id
        ),
        "the secret was changed by hand: put the stack's own key back, or rotate it",
    )
}

pub(super) fn unusable(id: &AccessKeyId) -> Finding {
    finding(
        "key-unusable",
        format!("the key {id} is inactive or deleted"),
        "activate it again, or rotate the secret",
    )
}

pub(super) fn not_shown(id: &AccessKeyId, facts: &Facts) -> Finding {
    let shown = facts
        .qovery
        .as_ref()
        .and_then(|qovery| qovery.ours.as_ref());
    finding(
        "qovery-shows-another",
        format!("Qovery does not show the key {id} but {shown:?}"),
        "rotate the secret again: `setSecret` gives Qovery the key",
    )
}

pub(super) fn credentials_gone() -> Finding {
    finding(
        "credentials-gone",
        "the credentials are not in Qovery any more".to_owned(),
        "update the stack: that registers them again",
    )
}

pub(super) fn credentials_of_another_kind() -> Finding {
    finding(
        "credentials-not-static",
        "the credentials at Qovery hold no static key any more".to_owned(),
        "update the stack to the method that is wanted; a role needs no rotation",
    )
}

pub(super) fn not_ours(id: &AccessKeyId, user: &Owner) -> Finding {
    finding(
        "key-not-ours",
        format!(
            "the key {id} of user `{}` was not made by this stack, and two keys are all that IAM allows",
            user.user_name
        ),
        "find out who uses that key and delete it; this function never touches it",
    )
}

pub(super) fn not_retired(id: &AccessKeyId) -> Finding {
    finding(
        "key-not-retired",
        format!(
            "the key {id} is superseded but still active, and two keys are all that IAM allows"
        ),
        "deploy every cluster that uses the credentials; the key is deactivated when it has been quiet for the grace period",
    )
}

pub(super) fn held(id: &AccessKeyId) -> Finding {
    finding(
        "key-held-by-qovery",
        format!("the key {id} is held by credentials at Qovery, or may be"),
        "give those credentials another key in the Qovery console",
    )
}

pub(super) fn in_grace(id: &AccessKeyId, until: OffsetDateTime) -> Finding {
    finding(
        "key-in-grace-period",
        format!(
            "the key {id} is inactive and stays until {}",
            timestamp::text(until)
        ),
        "rotate the secret after that; if nothing needs the key, it can be deleted by hand before",
    )
}

pub(super) fn unknown_use(id: &AccessKeyId) -> Finding {
    finding(
        "key-use-unknown",
        format!("whether the key {id} is in use is not known"),
        "nothing to do: it is asked again at the next run",
    )
}

pub(super) fn cluster_may_use(id: &AccessKeyId, cluster: &ClusterUse) -> Finding {
    finding(
        "key-may-be-in-use",
        format!(
            "cluster `{}` ({}) may still use the key {id}: it was not deployed since",
            cluster.name,
            cluster.status.state_name()
        ),
        "deploy the cluster in the Qovery console",
    )
}

pub(super) fn not_quiet(id: &AccessKeyId, until: OffsetDateTime) -> Finding {
    finding(
        "key-not-quiet",
        format!(
            "the key {id} has to be quiet until {}",
            timestamp::text(until)
        ),
        "nothing to do: it is deactivated then",
    )
}
