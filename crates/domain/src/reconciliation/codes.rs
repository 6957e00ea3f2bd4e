//! The codes of reconciliation's own findings: what each means, and what to do about it.

use crate::finding::CodeDoc;

/// Every code that a reconciliation adds to those of the trust verdict, the permissions and the
/// rotation.
pub const CODES: &[CodeDoc] = &[
    CodeDoc::new(
        "role-gone",
        "The role is not there",
        "Somebody deleted it. Qovery cannot get in, and clusters cannot be deployed.",
        "find out who deleted the role; then remove the stack and create it again",
    ),
    CodeDoc::new(
        "role-arn-changed",
        "The role has another ARN",
        "A role of that name exists, under another path: Qovery was given an ARN that is none.",
        "put the role back where it was, or name the new one in the parameter `RoleArn`",
    ),
    CodeDoc::new(
        "api-token-unreadable",
        "There is no API token",
        "The secret is not there, or what it holds is no token.",
        "store a valid API token in the secret that `QoveryApiTokenSecretArn` names",
    ),
    CodeDoc::new(
        "api-token-refused",
        "Qovery does not know the API token",
        "It was revoked, has expired or was mistyped. Rotation and repair cannot work.",
        "put a valid API token into the secret that `QoveryApiTokenSecretArn` names",
    ),
    CodeDoc::new(
        "api-token-not-allowed",
        "The API token may not do what it has to",
        "Qovery knows the token and refuses it the organization's credentials.",
        "give the API token the right to manage the credentials of the organization",
    ),
    CodeDoc::new(
        "organization-not-found",
        "There is no such organization",
        "It was deleted, or the token is of another one.",
        "check the parameter `QoveryOrganizationId`",
    ),
    CodeDoc::new(
        "credentials-gone",
        "The credentials are not at Qovery",
        "Somebody deleted them there. Clusters that used them cannot be deployed.",
        "update the stack with another `CredentialsName`: that registers them again",
    ),
    CodeDoc::new(
        "credentials-differ",
        "The credentials hold something else",
        "Somebody changed them in the Qovery console. They are put right where what should be in \
         them is proven to be sound.",
        "see among the changes whether they were put right; if not, update the stack",
    ),
    CodeDoc::new(
        "credentials-of-another-kind",
        "The credentials are another cloud's",
        "Under the stack's id there is something that this stack does not understand; it is not \
         touched.",
        "update the stack with another `CredentialsName`: that registers new ones",
    ),
    CodeDoc::new(
        "credentials-unused",
        "No cluster uses some credentials",
        "They open an AWS account to Qovery without need.",
        "delete them in the Qovery console, unless a cluster is about to use them",
    ),
    CodeDoc::new(
        "cluster-credentials-invalid",
        "A cluster's credentials are not valid",
        "AWS refused what Qovery has. After a rotation the key before it is given back.",
        "look at the other findings for the cause, mend it and deploy the cluster",
    ),
    CodeDoc::new(
        "cluster-in-error",
        "A cluster's last operation failed",
        "It may run on an older key than Qovery has, which therefore stays.",
        "look at the cluster's log in the Qovery console and deploy it again",
    ),
    CodeDoc::new(
        "rotation-off",
        "The secret does not rotate",
        "Somebody turned its rotation off: the key grows old.",
        "turn the secret's rotation on again; the stack's template does",
    ),
    CodeDoc::new(
        "rotation-overdue",
        "A rotation is overdue",
        "It was due more than two days ago and has not come to its end.",
        "look at the rotation function's log for what stands in its way",
    ),
    CodeDoc::new(
        "rotation-stuck",
        "A rotation does not come to its end",
        "A version has been `AWSPENDING` for more than a day.",
        "look at the rotation function's log; then rotate the secret again, which takes it up",
    ),
    CodeDoc::new(
        "current-is-no-key",
        "The secret holds no key",
        "Somebody wrote something else into it.",
        "rotate the secret: that stores a new key",
    ),
    CodeDoc::new(
        "key-inactive",
        "The key in use is inactive",
        "Somebody deactivated the key in `AWSCURRENT`. Qovery cannot get in with it.",
        "activate the key again, or rotate the secret",
    ),
    CodeDoc::new(
        "key-deleted",
        "The key in use is deleted",
        "Somebody deleted the key in `AWSCURRENT`. Qovery cannot get in.",
        "rotate the secret: that makes a new key",
    ),
    CodeDoc::new(
        "key-old",
        "The key in use is old",
        "It is older than 100 days, and no rotation is to come that would explain it.",
        "rotate the secret, and look for why it was not rotated",
    ),
    CodeDoc::new(
        "key-of-somebody",
        "A key that this stack does not know",
        "The user has a key that is not in the secret. It is never touched, but IAM allows two, \
         so the next rotation finds no room.",
        "find out who uses that key and delete it",
    ),
    CodeDoc::new(
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
