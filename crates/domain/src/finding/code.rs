//! Every code that a finding can carry: its meaning, and what to do about it.

use std::fmt;

use serde::{Serialize, Serializer};

/// What the page of findings says about a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeDoc {
    /// A few words.
    pub title: &'static str,
    /// When it is found.
    pub meaning: &'static str,
    /// What to change, in general. A finding names the thing.
    pub hint: &'static str,
}

macro_rules! codes {
    ($($topic:literal { $($code:ident = $text:literal: $title:literal, $meaning:literal, $hint:literal;)* })*) => {
        /// A finding's code: stable, since other systems match on it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[expect(missing_docs, reason = "the title and the meaning beside each are its documentation")]
        pub enum Code {
            $($($code,)*)*
        }

        impl Code {
            /// Every code, by topic.
            pub const TOPICS: &[(&str, &[Self])] = &[$(($topic, &[$(Self::$code,)*]),)*];

            /// The code as it is written: kebab-case.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $($(Self::$code => $text,)*)*
                }
            }

            /// What the page of findings says about it.
            #[must_use]
            pub fn doc(self) -> CodeDoc {
                match self {
                    $($(Self::$code => CodeDoc { title: $title, meaning: $meaning, hint: $hint },)*)*
                }
            }
        }
    };
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

codes! {
    "Trust policy" {
        MalformedJson = "malformed-json":
            "The document cannot be read",
            "It is not strict JSON after percent-decoding once: a syntax error, a key that stands twice (also in an escaped spelling), text after the end, too deep nesting, or a control character.",
            "replace the trust policy by a valid JSON policy document";
        WrongType = "wrong-type":
            "An element has the wrong JSON type",
            "IAM expects another type there, such as a string where a number stands.",
            "give the element the type that the IAM policy grammar asks for";
        UnknownElement = "unknown-element":
            "An element that a trust policy does not have",
            "A misspelt element, or one that is not for trust policies, such as `Resource`. It is never skipped: a misspelt `Condition` would open the role.",
            "remove the element, or correct its spelling and case";
        MissingElement = "missing-element":
            "A required element is missing",
            "A statement needs `Effect`, `Principal` and `Action` or `NotAction`; a policy needs a `Statement`.",
            "add the missing element";
        ElementConflict = "element-conflict":
            "Two elements exclude each other",
            "A statement has one of `Action` and `NotAction`, and one of `Principal` and `NotPrincipal`.",
            "keep one of the two elements";
        UnknownVersion = "unknown-version":
            "No such policy version",
            "`Version` is `2012-10-17` or `2008-10-17`.",
            "set `Version` to `2012-10-17`";
        InvalidSid = "invalid-sid":
            "A statement id with other characters",
            "A `Sid` holds letters and digits only.",
            "remove the other characters from the `Sid`";
        InvalidEffect = "invalid-effect":
            "Neither Allow nor Deny",
            "The values of `Effect` have a case: `allow` is not `Allow`.",
            "set `Effect` to `Allow` or `Deny`";
        InvalidAction = "invalid-action":
            "Not an action",
            "An action is a service, a colon and a name; only the name takes wildcards.",
            "name the action as in `sts:AssumeRole`";
        InvalidPrincipal = "invalid-principal":
            "Not a principal",
            "IAM accepts `*`, a 12-digit account id, the ARN of a root, role, user or session, a service, or an identity provider; no wildcard inside any of them.",
            "name the principal by its account id or its full ARN";
        NotPrincipal = "not-principal":
            "NotPrincipal in a trust policy",
            "Role trust policies do not support `NotPrincipal`. With `Allow` it would open the role to everyone else.",
            "name who may assume the role in `Principal` instead";
        InvalidOperator = "invalid-operator":
            "Not a condition operator",
            "A misspelt operator or set operator. It is never skipped.",
            "use an operator of the IAM user guide, such as `StringEquals`";
        InvalidValue = "invalid-value":
            "A value that the operator cannot compare",
            "A date, address, number or boolean that is none, or a broken policy variable.",
            "correct the value, or use an operator that fits it";
        DuplicateKey = "duplicate-key":
            "A condition key that stands twice",
            "Condition keys and operators have no case, so two spellings are one key.",
            "join the values in one list under one spelling of the key";
        UnreadableLine = "unreadable-line":
            "The line cannot be read",
            "`check_trust` alone: the line is no JSON object with the fields that it documents.",
            "write one JSON object to a line, with `trust_policy` and `expected_principal`";
        InvalidExpectation = "invalid-expectation":
            "No caller can match the expectation",
            "`check_trust` alone: the expected principal or the external id is one that AWS refuses.",
            "correct the field of the line that the finding names";
        NoExpectedPrincipal = "no-expected-principal":
            "No principal is expected",
            "Without an expected principal, no policy can be the right one.",
            "name at least one principal that is to assume the role";
        PrincipalNotTrusted = "principal-not-trusted":
            "The principal is not trusted",
            "No `Allow` statement names the principal or its account. A name that differs in case or path is another principal.",
            "add the principal to the trust policy of the role";
        OtherPartition = "other-partition":
            "The principal lives in another partition",
            "No call crosses from one partition (`aws`, `aws-cn`, …) to another.",
            "name a principal of the role's own partition";
        ActionNotAllowed = "action-not-allowed":
            "Named, but not for sts:AssumeRole",
            "The statement that names the principal does not cover `sts:AssumeRole`.",
            "add `sts:AssumeRole` to the statement's `Action`";
        ConditionNotMet = "condition-not-met":
            "A condition locks the principal out",
            "The condition is false in every call that the principal makes: the key is absent, has another value, or the condition compares it otherwise than it seems to.",
            "correct the condition as the finding says; where the statement names anyone else, name the principal in a statement of its own";
        ConditionUndecided = "condition-undecided":
            "A condition on what cannot be known beforehand",
            "Whether the principal can assume the role depends on something that the policy does not show, such as its source address, MFA or tags.",
            "remove the condition; where the statement names anyone else, name the principal in a statement of its own";
        PartOfAccount = "part-of-account":
            "Only some principals of the account are trusted",
            "The whole account is expected, and the policy names single principals of it.",
            "trust the account, or expect the single principal";
        Denied = "denied":
            "A Deny statement applies to the principal",
            "An explicit `Deny` wins over every `Allow`.",
            "narrow the `Deny` statement so that it spares the principal";
        DenyUndecided = "deny-undecided":
            "A Deny statement may apply",
            "Whether the `Deny` applies depends on something that cannot be known beforehand.",
            "narrow the `Deny` statement so that it spares the principal";
        DeletedPrincipal = "deleted-principal":
            "A principal that was deleted",
            "IAM shows `AROA…` or `AIDA…` where a principal was deleted. It grants nothing, and creating the principal again does not help.",
            "replace the id by the ARN of the principal, and save the trust policy again";
        PublicAccess = "public-access":
            "Anyone can assume the role",
            "The set of callers is unbounded: a stranger can meet every condition, or it cannot be proven that none can.",
            "name the expected principals in `Principal` instead of everyone";
        OtherAccountTrusted = "other-account-trusted":
            "Another account is trusted",
            "Someone in an account that is not expected can assume the role.",
            "remove that principal from the trust policy, or expect it as an additional one";
        OwnAccountTrusted = "own-account-trusted":
            "The role's own account is trusted",
            "Someone in the account of the role can assume it.",
            "remove that principal from the trust policy, or expect it as an additional one";
        ServiceTrusted = "service-trusted":
            "An AWS service is trusted",
            "A service can assume the role, on behalf of its users.",
            "remove the service from the trust policy: the role is for the third party alone";
        IdentityProviderTrusted = "identity-provider-trusted":
            "An identity provider is trusted",
            "Users of an identity provider can assume the role.",
            "remove the provider from the trust policy: the role is for the third party alone";
        ExternalIdNotEnforced = "external-id-not-enforced":
            "A call without the external id passes",
            "`…IfExists`, `ForAllValues:`, a negated operator or a second statement without the condition let a call through that sends no external id.",
            "require `sts:ExternalId` with `StringEquals` in every statement that allows it";
        ExternalIdLoose = "external-id-loose":
            "Another external id passes too",
            "A wildcard, a comparison without case, a second value or `Null` lets other ids through.",
            "require the one external id with `StringEquals`";
        TooComplex = "too-complex":
            "Too much to prove",
            "The policy takes more work to decide than any policy of a size that IAM stores, so nothing is taken as proven.",
            "shorten the trust policy";
    }
    "Connecting an account" {
        PropertyMissing = "property-missing":
            "A property is missing",
            "A property without a default is absent or empty.",
            "correct the parameters behind these properties and deploy the stack again";
        PropertyInvalid = "property-invalid":
            "A property is wrong",
            "Its value is not of the form that is expected.",
            "correct the parameters behind these properties and deploy the stack again";
        PropertyUnknown = "property-unknown":
            "A property is unknown",
            "A misspelt property, or one of another version. Refused on Create, reported on Update.",
            "remove it, or deploy the function's own template";
        RoleInOtherAccount = "role-in-other-account":
            "The role is in another account",
            "The account in the ARN is not the one that the function runs in.",
            "deploy the stack in the role's account, or name a role of this one";
        RoleArnDiffers = "role-arn-differs":
            "The role has another ARN",
            "The name is right and the path is not.",
            "name a role without a path: Qovery builds the ARN from the account and the name";
        UserNotFound = "user-not-found":
            "There is no such user",
            "`GetUser` does not find it.",
            "look in CloudTrail for who deleted the user; then move the stack to a role, or remove it and create it again";
        PermissionDeniedByOrganization = "permission-denied-by-organization":
            "A service control policy denies a permission",
            "No policy of the account can grant it.",
            "ask the administrator of the AWS organization to exempt the account or the actions";
        PermissionOutsideBoundary = "permission-outside-boundary":
            "The permissions boundary denies a permission",
            "The boundary of the role or user does not contain the action.",
            "widen the boundary, or choose another one";
        PermissionDeniedExplicitly = "permission-denied-explicitly":
            "A `Deny` statement denies a permission",
            "A policy of the role or user has it.",
            "remove the `Deny`";
        PermissionNotGranted = "permission-not-granted":
            "No policy grants a permission",
            "Qovery's permissions are not attached, or not yet.",
            "attach Qovery's permissions to the role or user";
        PermissionWanted = "permission-wanted":
            "An optional permission is missing",
            "Qovery documents it as optional, or as reserved for what is to come, or calls it for later changes only. Clusters can be deployed without it.",
            "add it to the role or user; for the role of another stack, update Qovery's own stack";
        SessionTooShort = "session-too-short":
            "The role's sessions may be too short",
            "Qovery's documentation says that its sessions last four hours; the role's `MaxSessionDuration` is less.",
            "set `MaxSessionDuration` of the role to 14400 or more: a longer maximum grants nothing by itself";
        PartitionWithoutQovery = "partition-without-qovery":
            "Qovery has no clusters in this partition",
            "Its engine writes ARNs of the partition `aws`, so that clusters in another one do not work.",
            "deploy the stack in an account of the partition `aws`";
        PermissionsUnknown = "permissions-unknown":
            "Whether permissions are granted is unknown",
            "The simulation failed, or a permissions boundary depends on what a simulation does not know. An unknown is never taken for a yes.",
            "allow `iam:SimulatePrincipalPolicy` to the function's role, or set `PermissionCheck` to `Warn` or `Skip`";
        CredentialsExist = "credentials-exist":
            "Qovery has credentials for this already",
            "They match, and `OnExisting` is `Fail`.",
            "set `OnExisting` to `Adopt`, or delete them in the Qovery console";
        CredentialsAmbiguous = "credentials-ambiguous":
            "Qovery has several credentials for this",
            "More than one matches, and none is taken by guess.",
            "delete all but one of them in the Qovery console";
        CredentialsInUse = "credentials-in-use":
            "Clusters use the credentials",
            "The stack is to be deleted and `OnDelete` is `Protect`, or an update names another organization.",
            "give the clusters other credentials in the Qovery console and deploy them; `OnDelete` can be changed before a deletion only";
        CredentialsReplaced = "credentials-replaced":
            "Qovery refused the change of type",
            "New credentials were made; the old ones stay until no cluster uses them.",
            "give the clusters the new credentials in the Qovery console";
        CredentialsOfAnotherAccount = "credentials-of-another-account":
            "The credentials show another account",
            "Under the stack's id, Qovery shows a role or key of another AWS account, nothing of AWS, or a key that is not known to be of this account. This stack does not change them.",
            "look at the credentials in the Qovery console: give them a role or key of this account, or delete them there and update the stack with another `CredentialsName`";
        CredentialsUnlisted = "credentials-unlisted":
            "Qovery does not list the credentials",
            "They are not in the organization's list, and Qovery does not deny that they are there.",
            "try again; if it stays like this, look at the credentials in the Qovery console";
    }
    "Static keys" {
        UserDiffers = "user-differs":
            "The user is another one",
            "Name or account are not those of the stack.",
            "look in CloudTrail for who made the user; then move the stack to a role, or remove it and create it again";
        UserWasRemade = "user-was-remade":
            "The user was deleted and made again",
            "The stored key belongs to the user before it.",
            "look in CloudTrail for who did it; then move the stack to a role, or remove it and create it again";
        RotationDisabled = "rotation-disabled":
            "The secret has no rotation",
            "A person or another program turned it off.",
            "turn it on: `aws secretsmanager rotate-secret --secret-id <CredentialsSecretArn> --rotation-lambda-arn <ARN of RotationFunction> --rotation-rules '{\"ScheduleExpression\": \"<RotationSchedule>\"}' --no-rotate-immediately`";
        VersionNotPending = "version-not-pending":
            "The version is not staged",
            "The step is for a version that is not `AWSPENDING`.",
            "rotate the secret again";
        ValueNotAKey = "value-not-a-key":
            "The staged value holds no key",
            "A person or another program wrote something else into it.",
            "remove the label `AWSPENDING` from that version and rotate the secret again";
        ValueNotThere = "value-not-there":
            "The staged version has no value",
            "`createSecret` stores the key in it; Secrets Manager may show it late.",
            "try again; Secrets Manager does so by itself";
        KeyNotStored = "key-not-stored":
            "The new key could not be stored",
            "It was deleted, because its secret was not stored anywhere.",
            "try again";
        CurrentNotAKey = "current-not-a-key":
            "`AWSCURRENT` holds no key",
            "A person or another program wrote something else into the secret.",
            "rotate the secret";
        KeyOfAnotherUser = "key-of-another-user":
            "The stored key belongs to another user",
            "AWS says that it belongs to another user or account.",
            "put the stack's own key back, or rotate the secret";
        KeyUnusable = "key-unusable":
            "The key is inactive or deleted",
            "A person or another program deactivated or deleted it.",
            "activate it again, or rotate the secret";
        QoveryShowsAnother = "qovery-shows-another":
            "Qovery shows another key",
            "It does not hold the key that it was given.",
            "rotate the secret again";
        CredentialsGone = "credentials-gone":
            "The credentials are gone at Qovery",
            "A person deleted them in the Qovery console.",
            "update the stack with another `CredentialsName`: that registers them again";
        KeyNotOurs = "key-not-ours":
            "A key that this stack did not make holds a slot",
            "IAM allows two keys. This one is never touched.",
            "find out who uses it and delete it";
        KeyNotRetired = "key-not-retired":
            "The old key is still active",
            "It is superseded and not proven unused, and IAM allows two keys.",
            "deploy every cluster that uses the credentials and wait for the grace period";
        KeyHeldByQovery = "key-held-by-qovery":
            "Credentials at Qovery hold the key",
            "Or may hold it: Qovery did not answer.",
            "give those credentials another key";
        KeyInGracePeriod = "key-in-grace-period":
            "The key is inactive and stays for the grace period",
            "It can be activated again until then.",
            "wait, or delete it by hand if nothing needs it";
        IdentityInUse = "identity-in-use":
            "A cluster uses the role or user",
            "A cluster is linked to it, has not been deployed since something superseded it, is busy, or is locked.",
            "deploy the cluster in the Qovery console, or move it to other credentials";
        IdentityRegistered = "identity-registered":
            "Credentials at Qovery show the role or user",
            "Something has superseded it in this stack, and credentials at Qovery still show it.",
            "give those credentials another role or key in the Qovery console, or delete them there";
        IdentityUseUnknown = "identity-use-unknown":
            "Whether the role or user is in use is not known",
            "Qovery could not be asked, or its answer could not be read. What is not known is in use.",
            "nothing to do: the next run asks again";
        IdentityNotQuiet = "identity-not-quiet":
            "The role or user was used lately",
            "All clusters have moved to what superseded it. It stays until it has been quiet for the grace period.",
            "nothing to do: it is deleted then";
        IdentityHasAttachments = "identity-has-attachments":
            "A person has attached something to the role or user",
            "It holds what this stack did not make: an inline policy, a group, a login profile, an MFA device or a key.",
            "remove what was attached, or keep the role or user and delete it by hand later";
        RegistryHoldsAccess = "registry-holds-access":
            "A registry keeps a copy of the access",
            "A container registry or Helm repository at Qovery keeps a copy of its own of the key or role.",
            "give the registry other credentials in the Qovery console";
        RegistryNotUpdated = "registry-not-updated":
            "A registry did not take the new access",
            "Qovery refused to give a container registry or Helm repository the new key or role. What it keeps a copy of stays as long as it does.",
            "give the registry the new key or role in the Qovery console; the reconciliation tries again";
        KeyUseUnknown = "key-use-unknown":
            "The last use of the key is not known",
            "An unknown is never taken for unused.",
            "look at the function's permission `iam:GetAccessKeyLastUsed`";
        KeyMayBeInUse = "key-may-be-in-use":
            "A cluster may still use the key",
            "It was not deployed since the rotation, is stopped, or its state is not known.",
            "deploy the cluster";
        KeyNotQuiet = "key-not-quiet":
            "The key was used lately",
            "It has to be quiet for the grace period.",
            "find out what uses it: CloudTrail names the caller";
        ScheduleTooShort = "schedule-too-short":
            "Keys are rotated faster than old ones go",
            "An old key is deactivated after the grace period and deleted after another. Until then it takes one of the two slots that a user has.",
            "let `RotationSchedule` be longer than twice `RetirementGraceDays` and the time that the clusters take to be deployed";
        ClusterNotDeployed = "cluster-not-deployed":
            "A cluster was not deployed after a change",
            "Nobody ordered a deployment, it was refused, or something is under way that it would disturb. A new role or user gets into the cluster's Kubernetes when the cluster itself is deployed.",
            "deploy the cluster in the Qovery console; until then it uses the old role or key, which stays";
    }
    "Organization" {
        AccountClosed = "account-closed":
            "A closed account has credentials",
            "The account is suspended or closed, and Qovery has credentials of it.",
            "remove the account's clusters at Qovery, then delete the credentials in the Qovery console";
        AccountLeft = "account-left":
            "An account is not in the organization",
            "It left, or never was in it, and Qovery has credentials of it. The hub cannot look into it any more. Its stack stays, and nobody answers for it.",
            "if it is to stay connected, deploy `template.yaml` in it with `RoleArn` and `OnExisting: Adopt`; else delete the credentials in the Qovery console";
        AccountWithoutCredentials = "account-without-credentials":
            "An account that is to be connected is not",
            "The StackSet reaches the account, and Qovery has no credentials of it.",
            "look at the member stack in the account: its events say why";
        AccountWithoutStack = "account-without-stack":
            "Nothing looks after some credentials",
            "Qovery has credentials of the account, and it has no member stack of this hub.",
            "deploy the member stack in it (output `MemberLink`), give the clusters and registries its credentials, deploy the clusters, then delete these; nothing to do where a stack of `template.yaml` looks after them";
        MemberStackFailed = "member-stack-failed":
            "A member stack is not as the StackSet says",
            "The StackSet's last operation failed in the account, or was stopped before it.",
            "look at the member stack's events in the account, then repeat the operation on the StackSet";
        ReaderUnreachable = "reader-unreachable":
            "The hub may not look into an account",
            "The role `qovery-connect-reader` is gone, or does not admit the hub. Nothing is known of the account.",
            "make the role in the account as `ConnectReader` of the member template defines it: no operation of the StackSet does, as nothing changes in the template";
        SeveralCredentials = "several-credentials":
            "An account has several credentials",
            "Qovery has more than one set of credentials that shows a role or a key of the account.",
            "give the clusters the ones that the member stack shows, and delete the others in the Qovery console";
    }
    "Reconciliation" {
        RoleGone = "role-gone":
            "The role is not there",
            "A person deleted it, or it has another path or account. Qovery cannot assume it, and clusters cannot be deployed.",
            "look in CloudTrail for who deleted the role; then update the stack with another `RoleName`: CloudFormation makes a new role, and Qovery gets it; then deploy the clusters";
        RoleWasRemade = "role-was-remade":
            "The role was deleted and created again",
            "A role made anew under an old name is locked out of existing clusters: EKS binds an access entry to the role's id.",
            "delete the EKS access entry of the role in each cluster, then update the cluster in Qovery";
        StackUnprotected = "stack-unprotected":
            "The stack's termination protection is off",
            "Clusters depend on the stack, and anybody who may delete it deletes what watches over them.",
            "aws cloudformation update-termination-protection --enable-termination-protection --stack-name <name>";
        ApiTokenUnreadable = "api-token-unreadable":
            "There is no API token",
            "The secret is not there, or what it holds is no token.",
            "store a valid API token: update `QoveryApiToken`, or write it into the secret that `QoveryApiTokenSecretArn` names; where the secret is gone, make one, and name it there";
        ApiTokenRefused = "api-token-refused":
            "Qovery does not know the API token",
            "It was revoked, has expired or was mistyped. Rotation and repair cannot work.",
            "store a valid API token: update `QoveryApiToken`, or write it into the secret that `QoveryApiTokenSecretArn` names";
        ApiTokenNotAllowed = "api-token-not-allowed":
            "The API token lacks a right",
            "Qovery accepts the token and denies it the organization's credentials. It answers the same where there is no such organization.",
            "check the parameter `QoveryOrganizationId`, and use an API token whose role is Admin or DevOps";
        OrganizationNotFound = "organization-not-found":
            "There is no such organization",
            "It was deleted, or the token is of another one.",
            "check the parameter `QoveryOrganizationId`";
        CredentialsDiffer = "credentials-differ":
            "The credentials hold something else",
            "A person changed them in the Qovery console. The reconciliation restores a role that is verified, and a key that works.",
            "see in the report's changes whether they were repaired; if not, update the stack with another `CredentialsName`: that writes them again";
        CredentialsOfAnotherKind = "credentials-of-another-kind":
            "The credentials are another cloud's",
            "Under the stack's id there is something that this stack does not understand; it is not touched.",
            "delete them in the Qovery console, then update the stack with another `CredentialsName`: that registers new ones";
        CredentialsUnused = "credentials-unused":
            "No cluster uses some credentials",
            "They give Qovery access to an AWS account without need.",
            "delete them in the Qovery console, unless a cluster is about to use them";
        ClusterCredentialsInvalid = "cluster-credentials-invalid":
            "A cluster's credentials are not valid",
            "AWS refused what Qovery has. After a rotation the key before it is given back.",
            "look at the other findings for the cause, correct it and deploy the cluster";
        ClusterInError = "cluster-in-error":
            "A cluster's last operation failed",
            "It may run on an older key than Qovery has, which therefore stays.",
            "look at the cluster's log in the Qovery console and deploy it again";
        RotationOverdue = "rotation-overdue":
            "A rotation is overdue",
            "It was due more than two days ago and has not come to its end.",
            "look at the rotation function's log for what stands in its way";
        RotationStuck = "rotation-stuck":
            "A rotation does not come to its end",
            "A version has been `AWSPENDING` for more than a day.",
            "look at the rotation function's log; then rotate the secret again, which takes it up";
        KeyInactive = "key-inactive":
            "The key in use is inactive",
            "A person deactivated the key in `AWSCURRENT`. Qovery cannot use it.",
            "activate the key again, or rotate the secret";
        KeyDeleted = "key-deleted":
            "The key in use is deleted",
            "A person deleted the key in `AWSCURRENT`. Qovery cannot use it.",
            "rotate the secret: that makes a new key";
        KeyOld = "key-old":
            "The key in use is old",
            "It is older than 100 days, and no rotation is to come that would explain it.",
            "rotate the secret, and look for why it was not rotated";
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_code_is_written_once_in_kebab_case_and_explained() {
        let mut texts = BTreeSet::new();
        for code in Code::TOPICS.iter().flat_map(|(_, codes)| codes.iter()) {
            let text = code.as_str();
            assert!(texts.insert(text), "`{text}` stands twice");
            assert!(
                text.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'),
                "{text}"
            );
            let doc = code.doc();
            let is_sentence = doc.meaning.ends_with('.') && !doc.title.ends_with('.');
            let is_hint = !doc.hint.is_empty() && !doc.hint.ends_with('.');
            assert!(is_sentence && is_hint, "{text}: {doc:?}");
        }
    }
}
