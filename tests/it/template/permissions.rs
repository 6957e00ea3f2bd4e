//! What each function may do is what its code does.
//!
//! The code: a function's trait `World` names its ports, and the adapters' `impl <port> for
//! Adapters` hold the operations, `"iam:GetRole"` for one, that IAM knows as actions. The
//! template: the policies of the function's role.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;

use super::document::{template, texts};

/// Actions that others need on a function's behalf: Lambda for its log and what was not
/// answered, Secrets Manager and SNS for the key of a secret or a topic.
const NOT_CALLED: &[&str] = &[
    "kms:Decrypt",
    "kms:GenerateDataKey",
    "kms:GenerateDataKey*",
    "logs:CreateLogStream",
    "logs:PutLogEvents",
    "sqs:SendMessage",
];
/// Operations of a port that a function never calls: it ends keys and goes back to them, and makes
/// none. Held by `reconciliation::property`.
const NEVER_CALLED: &[(&str, &str)] = &[
    ("reconciliation", "iam:CreateAccessKey"),
    ("reconciliation", "secretsmanager:PutSecretValue"),
];
/// Operations that need no permission.
const NOT_GRANTED: &[&str] = &["sts:GetCallerIdentity"];

#[test]
fn each_function_is_granted_what_it_calls_and_nothing_else() {
    let template = template();
    let operations = operations_by_port();
    let functions = functions(&template);
    assert!(functions.len() >= 2, "{functions:?}");
    for (name, role) in functions {
        let mut called: BTreeSet<String> = ports(&name)
            .iter()
            .flat_map(|port| operations[port].clone())
            .collect();
        called.retain(|operation| {
            let operation = operation.as_str();
            !NOT_GRANTED.contains(&operation) && !NEVER_CALLED.contains(&(&name, operation))
        });
        let mut granted = granted(&template, &role);
        granted.retain(|action| !NOT_CALLED.contains(&action.as_str()));
        assert_eq!(granted, called, "functions/{name}, {role}");
    }
}

#[test]
fn every_operation_of_the_adapters_belongs_to_a_port() {
    let all: BTreeSet<String> = adapters()
        .iter()
        .flat_map(|file| operations(file))
        .collect();
    let of_ports: BTreeSet<String> = operations_by_port().into_values().flatten().collect();
    assert_eq!(all, of_ports);
    assert!(all.contains("iam:CreateAccessKey"), "{all:?}");
}

#[test]
fn a_kms_key_is_used_only_through_the_service_that_it_encrypts_for() {
    let template = template();
    let mut services = BTreeSet::new();
    for statement in statements(&template["Resources"]) {
        let actions = texts(&statement["Action"]);
        if !actions.iter().any(|action| action.starts_with("kms:")) || is_qovery_s(statement) {
            continue;
        }
        assert!(actions.iter().all(|action| action.starts_with("kms:")));
        let limits = &statement["Condition"]["StringEquals"];
        let service = limits["kms:ViaService"]["!Sub"].as_str();
        services.insert(service.expect("a service").to_owned());
        let topic = &limits["kms:EncryptionContext:aws:sns:topicArn"]["!Ref"];
        let is_named = statement["Resource"]["!Ref"] == "KmsKeyArn";
        assert!(is_named || topic == "NotificationTopicArn", "{statement}");
    }
    let of_region = |service| format!("{service}.${{AWS::Region}}.${{AWS::URLSuffix}}");
    assert_eq!(services, ["secretsmanager", "sns"].map(of_region).into());
}

/// What Qovery may do is another matter.
fn is_qovery_s(statement: &Value) -> bool {
    statement["Sid"] == "Clusters"
}

/// Every statement of a policy in there, inside conditions too.
fn statements(value: &Value) -> Vec<&Value> {
    let inner: Vec<&Value> = match value {
        Value::Array(items) => items.iter().flat_map(statements).collect(),
        Value::Object(entries) => entries.values().flat_map(statements).collect(),
        _ => Vec::new(),
    };
    let this = value.get("Action").and(value.get("Effect")).map(|_| value);
    this.into_iter().chain(inner).collect()
}

/// The functions' folders and the names of their roles.
fn functions(template: &Value) -> BTreeMap<String, String> {
    let resources = template["Resources"].as_object().into_iter().flatten();
    let of_ours = resources.filter_map(|(_, resource)| {
        let properties = &resource["Properties"];
        let folder = properties["CodeUri"].as_str()?.strip_prefix("functions/")?;
        let role = properties["Role"]["!GetAtt"].as_str()?;
        Some((folder.to_owned(), role.strip_suffix(".Arn")?.to_owned()))
    });
    of_ours.collect()
}

/// The actions in the role's own policies and in those attached to it.
fn granted(template: &Value, role: &str) -> BTreeSet<String> {
    let resources = &template["Resources"];
    let mut policies = vec![&resources[role]["Properties"]["Policies"]];
    for (_, resource) in resources.as_object().into_iter().flatten() {
        let roles = resource["Properties"]["Roles"].as_array();
        let mut attached = roles.into_iter().flatten();
        if attached.any(|attached| attached["!Ref"] == role) {
            policies.push(&resource["Properties"]["PolicyDocument"]);
        }
    }
    let statements = policies.into_iter().flat_map(statements);
    statements
        .flat_map(|statement| texts(&statement["Action"]))
        .collect()
}

/// The ports that a function's `World` consists of, those of another function's `World` too.
fn ports(function: &str) -> BTreeSet<String> {
    let path = repository()
        .join("functions")
        .join(function)
        .join("src/lib.rs");
    let source = fs::read_to_string(path).expect("a function's lib.rs");
    let (_, rest) = source.split_once("trait World:").expect("a trait World");
    let (bounds, _) = rest.split_once('{').expect("its bounds");
    bounds
        .split('+')
        .map(str::trim)
        .flat_map(|bound| match bound.strip_suffix("::World") {
            Some(other) => ports(other),
            None => [bound.to_owned()].into(),
        })
        .collect()
}

fn operations_by_port() -> BTreeMap<String, BTreeSet<String>> {
    let mut by_port: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for source in adapters() {
        for block in source.split("\nimpl ").skip(1) {
            let Some((port, body)) = block.split_once(" for Adapters {") else {
                continue;
            };
            let body = body.split("\n}").next().unwrap_or_default();
            by_port
                .entry(port.to_owned())
                .or_default()
                .extend(operations(body));
        }
    }
    by_port
}

/// The texts of the form `service:Operation`.
fn operations(source: &str) -> BTreeSet<String> {
    let quoted = source.split('"').skip(1).step_by(2);
    let is_operation = |text: &&str| {
        text.split_once(':').is_some_and(|(service, operation)| {
            let is_word = |word: &str| !word.is_empty() && word.chars().all(char::is_alphanumeric);
            is_word(service) && is_word(operation) && operation.starts_with(char::is_uppercase)
        })
    };
    quoted.filter(is_operation).map(str::to_owned).collect()
}

fn adapters() -> Vec<String> {
    let folder = repository().join("crates/adapters/src");
    let entries = fs::read_dir(folder).expect("the adapters");
    let files = entries.filter_map(|entry| entry.ok().map(|entry| entry.path()));
    let sources = files.filter(|path| path.extension().is_some_and(|ext| ext == "rs"));
    sources
        .map(|path| fs::read_to_string(path).expect("a source"))
        .collect()
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}
