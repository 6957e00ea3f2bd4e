//! What an operator gives: described and exact.

use std::collections::BTreeSet;

use regex_lite::Regex;
use serde_json::Value;

use super::{
    document::{entries, items, names, template, texts},
    stack::Stack,
};

const TOKEN: (&str, &str) = ("QoveryApiToken", "qov_x");
const TOKEN_SECRET: (&str, &str) = (
    "QoveryApiTokenSecretArn",
    "arn:aws:secretsmanager:eu-west-3:123456789012:secret:qovery/token-AbC123",
);
const PRINCIPAL: (&str, &str) = ("QoveryPrincipal", "222222222222");

/// A value that each parameter with an ARN takes.
const ARNS: &[(&str, &str)] = &[
    TOKEN_SECRET,
    (
        "QoveryPrincipal",
        "222222222222,arn:aws:iam::222222222222:role/app/q",
    ),
    (
        "AdditionalTrustedPrincipals",
        "arn:aws-us-gov:iam::222222222222:root",
    ),
    ("RoleArn", "arn:aws:iam::123456789012:role/q+=,.@-_1"),
    (
        "AdditionalPolicyArns",
        "arn:aws:iam::aws:policy/service-role/X,arn:aws:iam::123456789012:policy/y",
    ),
    (
        "PermissionsBoundaryArn",
        "arn:aws-cn:iam::123456789012:policy/a/b",
    ),
    (
        "FunctionPermissionsBoundaryArn",
        "arn:aws:iam::123456789012:policy/b",
    ),
    (
        "NotificationTopicArn",
        "arn:aws:sns:us-gov-west-1:123456789012:alerts",
    ),
    (
        "KmsKeyArn",
        "arn:aws-eusc:kms:eusc-de-east-1:123456789012:key/mrk-1234abcd",
    ),
];

#[test]
fn every_parameter_is_described_grouped_and_labelled() {
    let template = template();
    let parameters = names(&template["Parameters"]);
    let interface = &template["Metadata"]["AWS::CloudFormation::Interface"];
    let grouped: Vec<String> = items(&interface["ParameterGroups"])
        .iter()
        .flat_map(|group| texts(&group["Parameters"]))
        .collect();
    assert_eq!(grouped.iter().cloned().collect::<BTreeSet<_>>(), parameters);
    assert_eq!(grouped.len(), parameters.len(), "one is in two groups");
    assert_eq!(names(&interface["ParameterLabels"]), parameters);
    for (name, parameter) in entries(&template["Parameters"]) {
        let description = parameter["Description"].as_str().unwrap_or_default();
        assert!(description.ends_with('.'), "{name}: `{description}`");
    }
}

#[test]
fn a_parameter_with_an_arn_takes_one_and_nothing_that_reaches_further() {
    let template = template();
    let with_arns: BTreeSet<&str> = ARNS.iter().map(|(name, _)| *name).collect();
    let expected = names(&template["Parameters"]).into_iter();
    let expected: BTreeSet<String> = expected
        .filter(|name| name.contains("Arn") || name.contains("Principal"))
        .collect();
    assert_eq!(with_arns, expected.iter().map(String::as_str).collect());
    for (name, value) in ARNS {
        let pattern = pattern(template, name);
        assert!(pattern.is_match(value), "{name}: {value}");
        for reaches_further in [
            format!("{value} "),
            format!(" {value}"),
            format!("{value}*"),
            format!("{value}?"),
            value
                .replace("123456789012", "*")
                .replace("222222222222", "*"),
        ] {
            let passes = pattern.is_match(&reaches_further);
            assert!(!passes, "{name}: {reaches_further:?}");
        }
    }
}

#[test]
fn the_token_s_secret_is_named_with_its_six_characters() {
    let pattern = pattern(template(), TOKEN_SECRET.0);
    let (name, _) = TOKEN_SECRET.1.rsplit_once('-').expect("the six characters");
    assert!(!pattern.is_match(name), "{name}");
}

#[test]
fn a_role_with_a_path_is_refused_before_anything_is_made() {
    let pattern = pattern(template(), "RoleArn");
    assert!(!pattern.is_match("arn:aws:iam::123456789012:role/team/qovery"));
}

#[test]
fn exactly_one_token_is_given() {
    assert!(broken_rules(&[PRINCIPAL]).contains("OneTokenIsGiven"));
    assert!(broken_rules(&[PRINCIPAL, TOKEN, TOKEN_SECRET]).contains("OneTokenIsGiven"));
    assert!(broken_rules(&[PRINCIPAL, TOKEN]).is_empty());
    assert!(broken_rules(&[PRINCIPAL, TOKEN_SECRET]).is_empty());
}

#[test]
fn a_principal_is_required_for_a_role_and_not_for_a_key() {
    assert!(broken_rules(&[TOKEN]).contains("AssumeRoleNeedsAPrincipal"));
    let is_static = ("AuthenticationMethod", "StaticCredentials");
    assert!(broken_rules(&[TOKEN, is_static]).is_empty());
}

#[test]
fn the_token_reaches_a_secret_s_value_and_nothing_else() {
    let template = template();
    let hidden: Vec<&String> = entries(&template["Parameters"])
        .filter(|(_, parameter)| parameter["NoEcho"] == true)
        .map(|(name, _)| name)
        .collect();
    assert_eq!(hidden, [TOKEN.0]);
    let marked = Stack::with(&[("QoveryApiToken", "marked-token"), PRINCIPAL]);
    let mut resources = marked.resources();
    let secret = resources.get_mut("ApiToken").expect("the secret");
    assert_eq!(secret["Properties"]["SecretString"], "marked-token");
    secret["Properties"]["SecretString"] = Value::Null;
    for (name, resource) in &resources {
        assert!(!resource.to_string().contains("marked-token"), "{name}");
    }
    let outputs = marked.resolved(&template["Outputs"]).unwrap_or_default();
    assert!(!outputs.to_string().contains("marked-token"), "{outputs}");
}

/// As `CloudFormation` tries it: the whole value.
fn pattern(template: &Value, parameter: &str) -> Regex {
    let pattern = &template["Parameters"][parameter]["AllowedPattern"];
    let pattern = pattern.as_str().expect("a pattern");
    Regex::new(&format!("^(?:{pattern})$")).expect("a pattern that can be tried")
}

/// The names of the rules that these parameters break.
fn broken_rules(given: &[(&str, &str)]) -> BTreeSet<String> {
    let (template, stack) = (template(), Stack::with(given));
    let is_broken = |rule: &Value| {
        let applies = rule
            .get("RuleCondition")
            .is_none_or(|when| stack.holds(when));
        let assertions = || items(&rule["Assertions"]).iter();
        applies && !assertions().all(|assertion| stack.holds(&assertion["Assert"]))
    };
    let broken = entries(&template["Rules"]).filter(|(_, rule)| is_broken(rule));
    broken.map(|(name, _)| name.clone()).collect()
}
