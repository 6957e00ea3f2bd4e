use super::*;

const GOOD: &[(&str, &str)] = &[
    ("QOVERY_API_URL", "https://api.qovery.com"),
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
    let keys = config.expected.keys.unwrap();
    assert_eq!(keys.grace, Duration::from_hours(7 * 24));
    assert!(!config.dry_run && config.topic.is_none());
}

#[test]
fn a_role_may_come_with_the_keys_that_a_switch_left_or_without() {
    let role = [
        ("AUTHENTICATION_METHOD", "AssumeRole"),
        ("ROLE_ARN", "arn:aws:iam::123456789012:role/qovery-role"),
        ("TRUSTED_PRINCIPALS", "222222222222"),
    ];
    assert!(read(&role).unwrap().expected.keys.is_some());
    let mut alone = role.to_vec();
    alone.extend([("USER_NAME", ""), ("SECRET_ARN", "")]);
    assert!(read(&alone).unwrap().expected.keys.is_none());
    let mut half = role.to_vec();
    half.push(("SECRET_ARN", ""));
    let error = read(&half).unwrap_err().to_string();
    assert!(error.contains("go together"), "{error}");
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
