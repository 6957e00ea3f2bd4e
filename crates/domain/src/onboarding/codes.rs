//! The codes of connecting an account, as the page of findings explains them.

use crate::finding::CodeDoc;

/// Every code that is found here.
pub const CODES: &[CodeDoc] = &[
    CodeDoc::new(
        "property-missing",
        "A property is missing",
        "A property without a default is absent or empty.",
        "correct the parameters behind these properties and deploy the stack again",
    ),
    CodeDoc::new(
        "property-invalid",
        "A property is wrong",
        "Its value is not of the form that is expected.",
        "correct the parameters behind these properties and deploy the stack again",
    ),
    CodeDoc::new(
        "property-unknown",
        "A property is unknown",
        "A misspelt property, or one of another version. Refused on Create, reported on Update.",
        "remove it, or deploy the function's own template",
    ),
    CodeDoc::new(
        "role-not-found",
        "There is no such role",
        "`GetRole` does not find it in the account that the stack is in.",
        "check the parameter `RoleArn`",
    ),
    CodeDoc::new(
        "role-in-other-account",
        "The role is in another account",
        "The account in the ARN is not the one that the function runs in.",
        "deploy the stack in the role's account, or name a role of this one",
    ),
    CodeDoc::new(
        "role-arn-differs",
        "The role has another ARN",
        "The name is right and the path is not.",
        "set the parameter `RoleArn` to the ARN that IAM shows",
    ),
    CodeDoc::new(
        "user-not-found",
        "There is no such user",
        "`GetUser` does not find it.",
        "check the parameter `UserName`",
    ),
    CodeDoc::new(
        "permission-denied-by-organization",
        "A service control policy denies a permission",
        "No policy of the account can grant it.",
        "ask the administrator of the AWS organization to exempt the account or the actions",
    ),
    CodeDoc::new(
        "permission-outside-boundary",
        "The permissions boundary denies a permission",
        "The boundary of the role or user does not contain the action.",
        "widen the boundary, or choose another one",
    ),
    CodeDoc::new(
        "permission-denied-explicitly",
        "A `Deny` statement denies a permission",
        "A policy of the role or user has it.",
        "remove the `Deny`",
    ),
    CodeDoc::new(
        "permission-not-granted",
        "No policy grants a permission",
        "Qovery's permissions are not attached, or not yet.",
        "attach Qovery's permissions to the role or user",
    ),
    CodeDoc::new(
        "permissions-unknown",
        "Whether permissions are granted is unknown",
        "The simulation failed. An unknown is never taken for a yes.",
        "allow `iam:SimulatePrincipalPolicy` to the function's role, or set `PermissionCheck` to `Warn` or `Skip`",
    ),
    CodeDoc::new(
        "credentials-exist",
        "Qovery has credentials for this already",
        "They match, and `OnExisting` is `Fail`.",
        "set `OnExisting` to `Adopt`, or delete them in the Qovery console",
    ),
    CodeDoc::new(
        "credentials-ambiguous",
        "Qovery has several credentials for this",
        "More than one matches, and none is taken by guess.",
        "delete all but one of them in the Qovery console",
    ),
    CodeDoc::new(
        "credentials-in-use",
        "Clusters use the credentials",
        "The stack is to be deleted, and `OnDelete` is `Protect`.",
        "delete the clusters or give them other credentials, or set `OnDelete` to `Revoke`",
    ),
    CodeDoc::new(
        "credentials-replaced",
        "Qovery refused the change of type",
        "New credentials were made; the old ones stay until nobody uses them.",
        "give the clusters the new credentials in the Qovery console",
    ),
    CodeDoc::new(
        "method-in-use",
        "Clusters run on what the update would remove",
        "They take new values at their next deployment only.",
        "set `KeepPreviousMethod` to `true` until they have been deployed",
    ),
];
