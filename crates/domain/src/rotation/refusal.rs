//! Refusals, each with what an operator can do about it.

use time::OffsetDateTime;

use super::{Facts, Owner};
use crate::aws::secret::{StagingLabel, VersionId};
use crate::{
    aws::access_key::AccessKeyId,
    finding::{Code, Finding},
    timestamp,
};

fn finding(code: Code, message: String, hint: &str) -> Finding {
    Finding::new(code, message).with_hint(hint)
}

/// The user that IAM shows must be the expected one, and the owner of the stored keys.
pub(super) fn identity(facts: &Facts) -> Vec<Finding> {
    let Facts {
        expected_user,
        user,
        ..
    } = facts;
    let mut findings = Vec::new();
    if user.user_name != expected_user.user_name || user.account_id != expected_user.account_id {
        findings.push(Finding::new(
            Code::UserDiffers,
            format!(
                "the user is `{}` of account {}, not `{}` of account {}",
                user.user_name, user.account_id, expected_user.user_name, expected_user.account_id
            ),
        ));
    }
    for label in [StagingLabel::Current, StagingLabel::Pending] {
        match facts.labelled(&label) {
            Some((_, key)) if key.owner != *user => findings.push(Finding::new(
                Code::UserWasRemade,
                format!(
                    "the key {} in `{label}` is of user `{}` ({}), and the user is `{}` ({}) now",
                    key.id, key.owner.user_name, key.owner.user_id, user.user_name, user.user_id
                ),
            )),
            _ => {}
        }
    }
    findings
}

/// A step is only for the version that Secrets Manager has staged.
pub(super) fn not_staged(token: &VersionId, facts: &Facts) -> Option<Finding> {
    if !facts.secret.rotation_enabled {
        return Some(Finding::new(
            Code::RotationDisabled,
            "the secret has no rotation",
        ));
    }
    (!facts.secret.is_labelled(token, &StagingLabel::Pending)).then(|| {
        finding(
            Code::VersionNotPending,
            format!("version `{token}` is not staged as `AWSPENDING`"),
            "rotate the secret again: a rotation that was given up starts afresh",
        )
    })
}

pub(super) fn no_key(version: &VersionId) -> Finding {
    finding(
        Code::ValueNotAKey,
        format!("version `{version}` of the secret holds no key"),
        "remove the label `AWSPENDING` from that version and rotate the secret again",
    )
}

/// A read may be late: nothing is to be changed by hand.
pub(super) fn no_value(version: &VersionId) -> Finding {
    Finding::new(
        Code::ValueNotThere,
        format!("version `{version}` of the secret shows no value"),
    )
}

pub(super) fn not_stored() -> Finding {
    finding(
        Code::KeyNotStored,
        "the new key could not be stored in time and was deleted".to_owned(),
        "try again",
    )
}

pub(super) fn no_current() -> Finding {
    finding(
        Code::CurrentNotAKey,
        "`AWSCURRENT` of the secret holds no key".to_owned(),
        "rotate the secret: that stores a new key",
    )
}

pub(super) fn another_user(id: &AccessKeyId, owner: &Owner) -> Finding {
    finding(
        Code::KeyOfAnotherUser,
        format!(
            "AWS takes the key {id} for user `{}` ({}) of account {}",
            owner.user_name, owner.user_id, owner.account_id
        ),
        "the secret was changed by hand: put the stack's own key back, or rotate it",
    )
}

pub(super) fn unusable(id: &AccessKeyId) -> Finding {
    finding(
        Code::KeyUnusable,
        format!("the key {id} is inactive or deleted"),
        "activate it again, or rotate the secret",
    )
}

pub(super) fn not_shown(id: &AccessKeyId, facts: &Facts) -> Finding {
    let shown = facts.registered();
    finding(
        Code::QoveryShowsAnother,
        format!("Qovery does not show the key {id} but {shown:?}"),
        "rotate the secret again: `setSecret` gives Qovery the key",
    )
}

pub(super) fn credentials_gone() -> Finding {
    finding(
        Code::CredentialsGone,
        "the credentials are not in Qovery any more".to_owned(),
        "update the stack with another `CredentialsName`: that registers them again",
    )
}

pub(super) fn credentials_of_another_kind() -> Finding {
    finding(
        Code::CredentialsOfAnotherKind,
        "the credentials at Qovery hold no static key any more".to_owned(),
        "update the stack to the method that is wanted; a role needs no rotation",
    )
}

pub(super) fn not_ours(id: &AccessKeyId, user: &Owner) -> Finding {
    finding(
        Code::KeyNotOurs,
        format!(
            "the key {id} of user `{}` was not made by this stack, and two keys are all that IAM allows",
            user.user_name
        ),
        "find out who uses that key and delete it; this function never touches it",
    )
}

/// A rotation needs the key's slot, and `holds` say why the key is still active.
pub(super) fn not_retired(id: &AccessKeyId, holds: &[Finding]) -> Finding {
    let why: Vec<&str> = holds.iter().map(|hold| hold.message.as_str()).collect();
    let why = match why.as_slice() {
        [] => "it has to be inactive for the grace period first".to_owned(),
        some => some.join("; "),
    };
    finding(
        Code::KeyNotRetired,
        format!(
            "the key {id} is superseded but still active, and two keys are all that IAM allows: {why}"
        ),
        "deploy every cluster that uses the credentials; the key is deactivated when it has been quiet for the grace period",
    )
}

pub(super) fn held(id: &AccessKeyId) -> Finding {
    finding(
        Code::KeyHeldByQovery,
        format!("credentials or a registry at Qovery show the key {id}, or may show it"),
        "give them another key in the Qovery console",
    )
}

/// The key was created for this stack and never stored.
pub(super) fn lost(id: &AccessKeyId, until: OffsetDateTime) -> Finding {
    finding(
        Code::KeyInGracePeriod,
        format!(
            "the key {id} appeared when a rotation was broken off, and the stack's secret does not hold it; it is inactive and stays until {}",
            timestamp::text(until)
        ),
        "if nobody made it for a purpose of their own, it can be deleted by hand before; otherwise activate it again",
    )
}

pub(super) fn last_use_unknown(id: &AccessKeyId) -> Finding {
    finding(
        Code::KeyUseUnknown,
        format!("the last use of the inactive key {id} is not known"),
        "rotate the secret again; if that fails in the same way, allow `iam:GetAccessKeyLastUsed` to the functions' roles",
    )
}

pub(super) fn in_grace(id: &AccessKeyId, until: OffsetDateTime) -> Finding {
    finding(
        Code::KeyInGracePeriod,
        format!(
            "the key {id} is inactive and stays until {}",
            timestamp::text(until)
        ),
        "rotate the secret after that; if nothing needs the key, it can be deleted by hand before",
    )
}
