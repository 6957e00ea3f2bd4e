//! The codes of static keys, as the page of findings explains them.

use crate::finding::CodeDoc;

/// Every code that is found here.
pub const CODES: &[CodeDoc] = &[
    CodeDoc::new(
        "user-differs",
        "The user is another one",
        "Name or account are not those of the stack.",
        "check the parameter `UserName`",
    ),
    CodeDoc::new(
        "user-was-remade",
        "The user was deleted and made again",
        "The stored key belongs to the user before it.",
        "find out who did it; then store a new secret, or create the stack again",
    ),
    CodeDoc::new(
        "rotation-disabled",
        "The secret has no rotation",
        "Somebody turned it off.",
        "turn it on; the template does",
    ),
    CodeDoc::new(
        "version-not-pending",
        "The version is not staged",
        "The step is for a version that is not `AWSPENDING`.",
        "rotate the secret again",
    ),
    CodeDoc::new(
        "value-not-a-key",
        "The staged value holds no key",
        "Somebody wrote something else into it.",
        "remove the label `AWSPENDING` from that version and rotate the secret again",
    ),
    CodeDoc::new(
        "key-not-stored",
        "The new key could not be stored",
        "It was deleted: its secret was in nobody's hands.",
        "try again",
    ),
    CodeDoc::new(
        "current-not-a-key",
        "`AWSCURRENT` holds no key",
        "Somebody wrote something else into the secret.",
        "rotate the secret",
    ),
    CodeDoc::new(
        "key-of-another-user",
        "The stored key is somebody else's",
        "AWS takes it for another user or account.",
        "put the stack's own key back, or rotate the secret",
    ),
    CodeDoc::new(
        "key-unusable",
        "The key is inactive or deleted",
        "Somebody deactivated or deleted it.",
        "activate it again, or rotate the secret",
    ),
    CodeDoc::new(
        "qovery-shows-another",
        "Qovery shows another key",
        "It does not hold the key that it was given.",
        "rotate the secret again",
    ),
    CodeDoc::new(
        "credentials-gone",
        "The credentials are gone at Qovery",
        "Somebody deleted them in the console.",
        "update the stack: that registers them again",
    ),
    CodeDoc::new(
        "credentials-not-static",
        "The credentials hold no key any more",
        "Somebody changed them in the console.",
        "update the stack to the method that is wanted",
    ),
    CodeDoc::new(
        "key-not-ours",
        "A key that this stack did not make holds a slot",
        "IAM allows two keys. This one is never touched.",
        "find out who uses it and delete it",
    ),
    CodeDoc::new(
        "key-not-retired",
        "The old key is still active",
        "It is superseded and not proven unused, and IAM allows two keys.",
        "deploy every cluster that uses the credentials and wait for the grace period",
    ),
    CodeDoc::new(
        "key-held-by-qovery",
        "Credentials at Qovery hold the key",
        "Or may hold it: Qovery did not answer.",
        "give those credentials another key",
    ),
    CodeDoc::new(
        "key-in-grace-period",
        "The key is inactive and stays for the grace period",
        "It can be activated again until then.",
        "wait, or delete it by hand if nothing needs it",
    ),
    CodeDoc::new(
        "key-use-unknown",
        "The last use of the key is not known",
        "An unknown is never taken for unused.",
        "look at the function's permission `iam:GetAccessKeyLastUsed`",
    ),
    CodeDoc::new(
        "key-may-be-in-use",
        "A cluster may still use the key",
        "It was not deployed since the rotation, is stopped, or its state is not known.",
        "deploy the cluster",
    ),
    CodeDoc::new(
        "key-not-quiet",
        "The key was used lately",
        "It has to be quiet for the grace period.",
        "find out what uses it: CloudTrail names the caller",
    ),
    CodeDoc::new(
        "cluster-not-deployed",
        "A cluster was not deployed after the rotation",
        "The deployment was refused, or something is under way that it would disturb.",
        "deploy the cluster in the Qovery console; until then it uses the old key, which stays active",
    ),
];
