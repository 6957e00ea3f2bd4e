//! The change that mends: the statement as it should be.

use serde_json::{Value, json};

use super::ExpectedTrust;
use crate::finding::Finding;

/// Findings that go when the statement is replaced by the right one, or when that is added.
const MENDED_BY_STATEMENT: &[&str] = &[
    "principal-not-trusted",
    "action-not-allowed",
    "condition-not-met",
    "condition-undecided",
    "part-of-account",
    "deleted-principal",
    "public-access",
    "not-principal",
    "invalid-principal",
    "external-id-not-enforced",
    "external-id-loose",
];

/// The statement to put in the place of the one at fault, or to add where none is named; none
/// where the change is not clear.
#[must_use]
pub fn mended_statement(finding: &Finding, expected: &ExpectedTrust) -> Option<Value> {
    let clear = MENDED_BY_STATEMENT.contains(&finding.code) && !expected.principals.is_empty();
    clear.then_some(())?;
    let principals: Vec<_> = expected
        .principals
        .iter()
        .map(ToString::to_string)
        .collect();
    let mut statement = json!({
        "Effect": "Allow",
        "Principal": {"AWS": principals},
        "Action": "sts:AssumeRole",
    });
    if let Some(sid) = &finding.sid {
        statement["Sid"] = json!(sid);
    }
    if let Some(id) = &expected.external_id {
        statement["Condition"] = json!({"StringEquals": {"sts:ExternalId": id.as_str()}});
    }
    Some(statement)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trust::evaluate;

    #[test]
    fn the_mended_statement_of_a_verdict_is_trusted() {
        let expected = ExpectedTrust {
            principals: vec!["222222222222".parse().unwrap()],
            additional: Vec::new(),
            external_id: Some("an-id".parse().unwrap()),
            role: "arn:aws:iam::111111111111:role/qovery".parse().unwrap(),
        };
        let open = r#"{"Statement":{"Sid":"Open","Effect":"Allow","Principal":"*","Action":"*"}}"#;
        let verdict = evaluate(open, &expected);
        let statement = mended_statement(&verdict.findings[0], &expected).unwrap();
        assert_eq!(statement["Sid"], "Open");
        let mended = json!({"Statement": [statement]}).to_string();
        assert!(evaluate(&mended, &expected).is_trusted());
    }
}
