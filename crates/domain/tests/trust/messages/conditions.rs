//! A condition that is not met: what it asks for, what the principal sends, and why they differ.

use serde_json::{Value, json};

use super::{ACCOUNT, ROLE, SESSION, document, first};

/// The message and the hint on a condition of a statement that names the principal alone.
fn on_condition(condition: &Value, principal: &str, external_id: Option<&str>) -> (String, String) {
    let document = document(&json!({"AWS": principal}), condition);
    let (code, message, hint) = first(&document, principal, external_id);
    assert_eq!(code, "condition-not-met", "{condition}");
    (message, hint)
}

#[test]
fn a_condition_that_is_not_met_names_what_it_asks_for_what_is_sent_and_the_cause() {
    let equals = |key: &str, value: &str| json!({"StringEquals": {key: value}});
    for (condition, principal, message, hint) in [
        (
            equals("aws:principalaccount", "777788889999"),
            ACCOUNT,
            "`StringEquals` on `aws:PrincipalAccount` asks for `777788889999`, and `444455556666` sends `444455556666`",
            "set `aws:PrincipalAccount` to `444455556666`",
        ),
        (
            equals("AWS:SourceAccount", "123412341234"),
            ACCOUNT,
            "`StringEquals` on `aws:SourceAccount` never holds when `444455556666` calls: only calls that an AWS service makes in its own name carry the key",
            "remove the condition",
        ),
        (
            equals("SAML:aud", "https://signin.aws.amazon.com/saml"),
            ACCOUNT,
            "`StringEquals` on `SAML:aud` never holds when `444455556666` calls: only calls with a SAML assertion carry the key",
            "remove the condition",
        ),
        (
            equals("aws:PrincpalAccount", ACCOUNT),
            ACCOUNT,
            "`StringEquals` on `aws:PrincpalAccount` never holds: AWS documents no such key, but `aws:PrincipalAccount`",
            "correct the key to `aws:PrincipalAccount`",
        ),
        (
            equals("kms:ViaService", "s3.amazonaws.com"),
            ACCOUNT,
            "`StringEquals` on `kms:ViaService` never holds: the key belongs to the requests of another service",
            "remove the condition",
        ),
        (
            equals("aws:PrincipalArn", "arn:aws:iam::444455556666:role/*"),
            ROLE,
            "`StringEquals` on `aws:PrincipalArn` takes the wildcard in `arn:aws:iam::444455556666:role/*` literally",
            "use `StringLike`, which knows wildcards",
        ),
        (
            equals("aws:PrincipalArn", SESSION),
            SESSION,
            "`StringEquals` on `aws:PrincipalArn` asks for the session `arn:aws:sts::444455556666:assumed-role/app/run`, but the key holds the ARN of the session's role",
            "compare with the ARN of the role, path included",
        ),
        (
            equals("aws:PrincipalArn", "arn:aws:iam::444455556666:root"),
            ACCOUNT,
            "`StringEquals` on `aws:PrincipalArn` asks for `arn:aws:iam::444455556666:root`, but a root user cannot assume a role",
            "compare `aws:PrincipalAccount` with the account id instead",
        ),
        (
            json!({"StringNotEquals": {"aws:PrincipalAccount": ACCOUNT}}),
            ACCOUNT,
            "`StringNotEquals` on `aws:PrincipalAccount` leaves out `444455556666`, which `444455556666` sends",
            "remove the value that leaves the principal out",
        ),
        (
            json!({"StringLike": {"sts:RoleSessionName": "${aws:username}"}}),
            ROLE,
            "`StringLike` on `sts:RoleSessionName` needs `${aws:username}`, which has no value when `arn:aws:iam::444455556666:role/app` calls",
            "remove the condition",
        ),
        (
            equals("sts:RoleSessionName", "my session"),
            ACCOUNT,
            "`StringEquals` on `sts:RoleSessionName` asks for `my session`, which the key cannot be",
            "remove the condition, or correct its value",
        ),
        (
            json!({"DateLessThan": {"aws:CurrentTime": "2017-12-31T23:59:59Z"}}),
            ACCOUNT,
            "`DateLessThan` on `aws:CurrentTime` asks for `2017-12-31T23:59:59Z`, and no call is made then",
            "remove the condition, or correct its value",
        ),
        (
            json!({"Null": {"aws:PrincipalArn": "true"}}),
            ACCOUNT,
            "`Null` on `aws:PrincipalArn` wants the key absent, and every call by `444455556666` carries it",
            "remove the condition",
        ),
        (
            json!({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::444455556666:group/*"}}),
            ACCOUNT,
            "`ArnLike` on `aws:PrincipalArn` asks for `arn:aws:iam::444455556666:group/*`, which `444455556666` never sends",
            "remove the condition, or correct its value",
        ),
    ] {
        let found = on_condition(&condition, principal, None);
        assert_eq!(found, (message.to_owned(), hint.to_owned()), "{condition}");
    }
}

#[test]
fn a_wrong_external_id_is_shown_beside_the_one_that_is_sent() {
    let condition = json!({"StringEquals": {"sts:externalid": "an-id"}});
    let (message, hint) = on_condition(&condition, ACCOUNT, Some("another-id"));
    let asks = "`StringEquals` on `sts:ExternalId` asks for `an-id`";
    assert_eq!(
        message,
        format!("{asks}, and `444455556666` sends `another-id`")
    );
    assert_eq!(hint, "set `sts:ExternalId` to `another-id`");
    let (message, hint) = on_condition(&condition, ACCOUNT, None);
    assert_eq!(message, format!("{asks}, and `444455556666` sends none"));
    assert_eq!(
        hint,
        "remove the condition, or agree on an external id with the third party"
    );
}

#[test]
fn a_variable_in_a_policy_without_the_version_is_text() {
    let mut policy = document(
        &json!({"AWS": ROLE}),
        &json!({"StringLike": {"aws:PrincipalArn": "arn:aws:iam::${aws:PrincipalAccount}:role/*"}}),
    );
    policy.as_object_mut().unwrap().remove("Version");
    let (_, message, hint) = first(&policy, ROLE, None);
    assert_eq!(
        message,
        "`StringLike` on `aws:PrincipalArn` compares with `arn:aws:iam::${aws:PrincipalAccount}:role/*` as it stands: variables need the `Version` `2012-10-17`"
    );
    assert_eq!(hint, "set `Version` to `2012-10-17`");
}
