use std::time::Duration;

use domain::properties::Method;

use super::*;

const GOOD: &[(&str, &str)] = &[
    (
        "QOVERY_API_TOKEN_SECRET_ARN",
        "arn:aws:secretsmanager:eu-west-3:123456789012:secret:token-AbCdEf",
    ),
    (
        "QOVERY_ORGANIZATION_ID",
        "11111111-2222-3333-4444-555555555555",
    ),
    (
        "QOVERY_CREDENTIALS_ID",
        "99999999-8888-7777-6666-555555555555",
    ),
    ("CREDENTIALS_NAME", "aws-123456789012"),
    ("AUTHENTICATION_METHOD", "StaticCredentials"),
    ("USER_NAME", "qovery"),
    (
        "SECRET_ARN",
        "arn:aws:secretsmanager:eu-west-3:123456789012:secret:key-AbCdEf",
    ),
    ("RETIREMENT_GRACE_DAYS", "7"),
    ("STACK_NAME", "qovery"),
    (
        "STACK_ID",
        "arn:aws:cloudformation:eu-west-3:123456789012:stack/qovery/51af3dc0-da77-11e4-872e-1234567db123",
    ),
    (
        "QOVERY_PERMISSIONS_ARN",
        "arn:aws:iam::123456789012:policy/qovery-QoveryPermissions",
    ),
    ("DRY_RUN", "false"),
    ("FUNCTION_ROLE_NAME", "qovery-ReconciliationFunctionRole"),
];

fn read(changed: &[(&str, &str)]) -> Result<Config, ConfigError> {
    let find = |of: &[(&str, &str)], name: &str| {
        let found = of.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| (*value).to_owned())
    };
    Config::read(&|name| find(changed, name).or_else(|| find(GOOD, name)))
}

#[test]
fn a_right_environment_is_read_whole() {
    let config = read(&[]).unwrap();
    let expected = config.expected;
    assert_eq!(expected.grace, Duration::from_hours(7 * 24));
    assert_eq!(expected.stack, config.own_stack.id);
    assert_eq!(expected.permissions, config.own_stack.permissions);
    assert!(matches!(
        expected.properties.method,
        Method::StaticCredentials(_)
    ));
    assert!(!config.dry_run && config.topic.is_none());
}

#[test]
fn a_role_comes_with_its_id_and_without_a_user() {
    let role = [
        ("AUTHENTICATION_METHOD", "AssumeRole"),
        ("ROLE_ARN", "arn:aws:iam::123456789012:role/qovery-role"),
        ("ROLE_ID", "AROAEXAMPLE"),
        ("TRUSTED_PRINCIPALS", "222222222222"),
        ("USER_NAME", ""),
        ("SECRET_ARN", ""),
    ];
    let expected = read(&role).unwrap().expected;
    assert_eq!(expected.role_id.as_deref(), Some("AROAEXAMPLE"));
    assert!(expected.role().is_some());
}

#[test]
fn every_fault_is_reported_at_once() {
    let error = Config::read(&|_| None).unwrap_err().to_string();
    for name in [
        "OrganizationId",
        "ApiTokenSecretArn",
        "CredentialsName",
        "RoleArn",
        "QOVERY_CREDENTIALS_ID",
        "STACK_NAME",
        "STACK_ID",
        "QOVERY_PERMISSIONS_ARN",
        "DRY_RUN",
        "FUNCTION_ROLE_NAME",
    ] {
        assert!(error.contains(name), "{name} is not in {error}");
    }
    let wrong = [("DRY_RUN", "perhaps"), ("NOTIFICATION_TOPIC_ARN", "topic")];
    let error = read(&wrong).unwrap_err().to_string();
    assert!(error.contains("DRY_RUN") && error.contains("NOTIFICATION_TOPIC_ARN"));
    assert!(!error.contains("STACK_NAME"), "{error}");
}

#[test]
fn a_variable_that_is_not_text_is_named_and_not_taken_for_absent() {
    for name in ["ROLE_ID", "EXTERNAL_ID", "NOTIFICATION_TOPIC_ARN"] {
        let error = read(&[(name, "a\u{fffd}")]).unwrap_err().to_string();
        let fault = format!("`{name}` is not UTF-8 text");
        assert!(error.contains(&fault), "{error}");
    }
}
