//! What each function may do is what its code calls: the operations of the ports that it has,
//! against the policies of its role.

use std::collections::{BTreeMap, BTreeSet};

use adapters::Adapters;
use domain::ports::{
    AccessKeys, Identities, IdentityTags, KeyAccounts, Notifications, RoleTags, Roles,
    SecretDeletion, SecretVersions, Secrets, Stacks,
};
use serde_json::Value;

use super::document::{entries, items, template, texts};

const ACCESS_KEYS: &[&str] = <Adapters as AccessKeys>::OPERATIONS;
const IDENTITIES: &[&str] = <Adapters as Identities>::OPERATIONS;
const IDENTITY_TAGS: &[&str] = <Adapters as IdentityTags>::OPERATIONS;
const KEY_ACCOUNTS: &[&str] = <Adapters as KeyAccounts>::OPERATIONS;
const NOTIFICATIONS: &[&str] = <Adapters as Notifications>::OPERATIONS;
const ROLE_TAGS: &[&str] = <Adapters as RoleTags>::OPERATIONS;
const ROLES: &[&str] = <Adapters as Roles>::OPERATIONS;
const SECRET_DELETION: &[&str] = <Adapters as SecretDeletion>::OPERATIONS;
const SECRET_VERSIONS: &[&str] = <Adapters as SecretVersions>::OPERATIONS;
const SECRETS: &[&str] = <Adapters as Secrets>::OPERATIONS;
const STACKS: &[&str] = <Adapters as Stacks>::OPERATIONS;

/// A function's folder, the operations of its ports, and those among them that it never calls.
type Calls = (
    &'static str,
    &'static [&'static [&'static str]],
    &'static [&'static str],
);

const FUNCTIONS: &[Calls] = &[
    (
        "custom-resource",
        &[
            ACCESS_KEYS,
            IDENTITIES,
            IDENTITY_TAGS,
            KEY_ACCOUNTS,
            ROLES,
            SECRET_DELETION,
            SECRET_VERSIONS,
            SECRETS,
            STACKS,
        ],
        &[],
    ),
    ("rotation", &[ACCESS_KEYS, SECRET_VERSIONS, SECRETS], &[]),
    (
        "reconciliation",
        &[
            ACCESS_KEYS,
            IDENTITIES,
            IDENTITY_TAGS,
            NOTIFICATIONS,
            ROLE_TAGS,
            ROLES,
            SECRET_DELETION,
            SECRET_VERSIONS,
            SECRETS,
            STACKS,
        ],
        // It ends keys and goes back to them, and makes none. Held by `reconciliation::property`.
        &["iam:CreateAccessKey", "secretsmanager:PutSecretValue"],
    ),
];

/// Actions that others need on a function's behalf: Lambda for its log and for requests that
/// nobody answered, Secrets Manager and SNS for the key of a secret or a topic.
pub(super) const NOT_CALLED: &[&str] = &[
    "kms:Decrypt",
    "kms:GenerateDataKey",
    "kms:GenerateDataKey*",
    "logs:CreateLogStream",
    "logs:PutLogEvents",
    "sqs:SendMessage",
];

#[test]
fn each_function_is_granted_what_it_calls_and_nothing_else() {
    let template = template();
    let roles = roles(template);
    let functions: BTreeSet<&str> = FUNCTIONS.iter().map(|(name, ..)| *name).collect();
    assert_eq!(
        roles.keys().map(String::as_str).collect::<BTreeSet<_>>(),
        functions
    );
    for (name, ports, never_called) in FUNCTIONS {
        let called = ports.iter().copied().flatten().copied();
        let called: BTreeSet<String> = called
            .filter(|operation| !never_called.contains(operation))
            .map(str::to_owned)
            .collect();
        let statements = statements_of(template, &roles[*name]);
        let mut granted: BTreeSet<String> = statements
            .into_iter()
            .flat_map(|statement| texts(&statement["Action"]))
            .collect();
        granted.retain(|action| !NOT_CALLED.contains(&action.as_str()));
        assert_eq!(granted, called, "functions/{name}");
    }
}

/// The functions' folders and the names of their roles.
pub(super) fn roles(template: &Value) -> BTreeMap<String, String> {
    let of_ours = entries(&template["Resources"]).filter_map(|(_, resource)| {
        let properties = &resource["Properties"];
        let folder = properties["CodeUri"].as_str()?.strip_prefix("functions/")?;
        let role = properties["Role"]["!GetAtt"].as_str()?;
        Some((folder.to_owned(), role.strip_suffix(".Arn")?.to_owned()))
    });
    of_ours.collect()
}

/// Every statement that some function has.
pub(crate) fn function_statements(template: &Value) -> Vec<Value> {
    let roles = roles(template);
    let statements = roles
        .values()
        .flat_map(|role| statements_of(template, role));
    statements.collect()
}

/// The statements in the role's own policies and in those attached to it, those inside conditions
/// too.
pub(super) fn statements_of(template: &Value, role: &str) -> Vec<Value> {
    let resources = &template["Resources"];
    let own = items(&resources[role]["Properties"]["Policies"]);
    let own = own.iter().map(|policy| &policy["PolicyDocument"]);
    let attached = entries(resources)
        .map(|(_, resource)| &resource["Properties"])
        .filter(|properties| {
            items(&properties["Roles"])
                .iter()
                .any(|name| name["!Ref"] == role)
        })
        .map(|properties| &properties["PolicyDocument"]);
    let statements = own
        .chain(attached)
        .flat_map(|policy| items(&policy["Statement"]));
    statements
        .map(|statement| {
            statement
                .get("!If")
                .map_or(statement, |branches| &branches[1])
                .clone()
        })
        .collect()
}
