//! The codes of reconciliation's own findings: what each means, and what to do about it.

use crate::finding::CodeDoc;

const fn doc(
    code: &'static str,
    title: &'static str,
    meaning: &'static str,
    hint: &'static str,
) -> CodeDoc {
    CodeDoc {
        code,
        title,
        meaning,
        hint,
    }
}

/// Every code that a reconciliation adds to those of the trust verdict, the permissions and the
/// rotation.
pub const CODES: &[CodeDoc] = &[
    doc(
        "role-gone",
        "The role is not there",
        "Somebody deleted it. Qovery cannot get in, and clusters cannot be deployed.",
        "find out who deleted the role; then remove the stack and create it again",
    ),
    doc(
        "role-arn-changed",
        "The role has another ARN",
        "A role of that name exists, under another path: Qovery was given an ARN that is none.",
        "put the role back where it was, or name the new one in the parameter `RoleArn`",
    ),
    doc(
        "api-token-unreadable",
        "There is no API token",
        "The secret is not there, or what it holds is no token.",
        "store a valid API token in the secret that `QoveryApiTokenSecretArn` names",
    ),
    doc(
        "api-token-refused",
        "Qovery does not know the API token",
        "It was revoked, has expired or was mistyped. Rotation and repair cannot work.",
        "put a valid API token into the secret that `QoveryApiTokenSecretArn` names",
    ),
    doc(
        "api-token-not-allowed",
        "The API token may not do what it has to",
        "Qovery knows the token and refuses it the organization's credentials.",
        "give the API token the right to manage the credentials of the organization",
    ),
    doc(
        "organization-not-found",
        "There is no such organization",
        "It was deleted, or the token is of another one.",
        "check the parameter `QoveryOrganizationId`",
    ),
    doc(
        "credentials-gone",
        "The credentials are not at Qovery",
        "Somebody deleted them there. Clusters that used them cannot be deployed.",
        "update the stack with another `CredentialsName`: that registers them again",
    ),
    doc(
        "credentials-differ",
        "The credentials hold something else",
        "Somebody changed them in the Qovery console. They are put right where what should be in \
         them is proven to be sound.",
        "see among the changes whether they were put right; if not, update the stack",
    ),
    doc(
        "credentials-of-another-kind",
        "The credentials are another cloud's",
        "Under the stack's id there is something that this stack does not understand; it is not \
         touched.",
        "update the stack with another `CredentialsName`: that registers new ones",
    ),
    doc(
        "credentials-unused",
        "No cluster uses some credentials",
        "They open an AWS account to Qovery without need.",
        "delete them in the Qovery console, unless a cluster is about to use them",
    ),
    doc(
        "cluster-credentials-invalid",
        "A cluster's credentials are not valid",
        "AWS refused what Qovery has. After a rotation the key before it is given back.",
        "look at the other findings for the cause, mend it and deploy the cluster",
    ),
    doc(
        "cluster-in-error",
        "A cluster's last operation failed",
        "It may run on an older key than Qovery has, which therefore stays.",
        "look at the cluster's log in the Qovery console and deploy it again",
    ),
    doc(
        "rotation-off",
        "The secret does not rotate",
        "Somebody turned its rotation off: the key grows old.",
        "turn the secret's rotation on again; the stack's template does",
    ),
    doc(
        "rotation-overdue",
        "A rotation is overdue",
        "It was due more than two days ago and has not come to its end.",
        "look at the rotation function's log for what stands in its way",
    ),
    doc(
        "rotation-stuck",
        "A rotation does not come to its end",
        "A version has been `AWSPENDING` for more than a day.",
        "look at the rotation function's log; then rotate the secret again, which takes it up",
    ),
    doc(
        "current-is-no-key",
        "The secret holds no key",
        "Somebody wrote something else into it.",
        "rotate the secret: that stores a new key",
    ),
    doc(
        "key-inactive",
        "The key in use is inactive",
        "Somebody deactivated the key in `AWSCURRENT`. Qovery cannot get in with it.",
        "activate the key again, or rotate the secret",
    ),
    doc(
        "key-deleted",
        "The key in use is deleted",
        "Somebody deleted the key in `AWSCURRENT`. Qovery cannot get in.",
        "rotate the secret: that makes a new key",
    ),
    doc(
        "key-old",
        "The key in use is old",
        "It is older than 100 days, and no rotation is to come that would explain it.",
        "rotate the secret, and look for why it was not rotated",
    ),
    doc(
        "key-of-somebody",
        "A key that this stack does not know",
        "The user has a key that is not in the secret. It is never touched, but IAM allows two, \
         so the next rotation finds no room.",
        "find out who uses that key and delete it",
    ),
    doc(
        "user-remade",
        "The user is another one",
        "Somebody deleted the user and made one of the same name: its keys are gone.",
        "find out who made the user anew; then remove the stack and create it again",
    ),
];

/// What to do about a finding of that code.
pub(super) fn hint(code: &str) -> &'static str {
    CODES
        .iter()
        .find(|doc| doc.code == code)
        .map_or("", |doc| doc.hint)
}
