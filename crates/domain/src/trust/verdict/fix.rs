//! The statement as it should be, for the findings that another statement would settle.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::CanAssume;
use crate::{
    aws::arn::RoleArn,
    finding::{Code, Finding},
    trust::{
        TrustedPrincipal, evaluate,
        expected::Expectation,
        policy::{decode, glob},
    },
};

/// Settled by the statement, wherever it stands.
const SETTLED: &[Code] = &[
    Code::PrincipalNotTrusted,
    Code::OtherPartition,
    Code::ActionNotAllowed,
    Code::ConditionNotMet,
    Code::ConditionUndecided,
    Code::PartOfAccount,
    Code::DeletedPrincipal,
    Code::NotPrincipal,
    Code::InvalidPrincipal,
    Code::ExternalIdNotEnforced,
    Code::ExternalIdLoose,
];

/// Settled where the statement names an expected principal, too; otherwise it has to go.
const SETTLED_BY_NARROWING: &[Code] = &[
    Code::PublicAccess,
    Code::OtherAccountTrusted,
    Code::OwnAccountTrusted,
    Code::ServiceTrusted,
    Code::IdentityProviderTrusted,
];

/// For each finding, the statement that settles it: instead of the one at fault, or as one more
/// where the finding names none. It keeps what need not change. `None` where the change is not
/// clear, or an earlier finding has it already.
#[must_use]
pub fn suggested_statements<'a>(
    document: &str,
    findings: &[Finding],
    expected: impl Into<Expectation<'a>>,
) -> Vec<Option<Value>> {
    let expected = expected.into();
    if findings.is_empty() {
        return Vec::new();
    }
    let policy = Original::read(document);
    let mut suggested = HashSet::new();
    let suggestion = |finding: &Finding| {
        let original = policy.statement(finding.statement);
        let settles = SETTLED.contains(&finding.code)
            || SETTLED_BY_NARROWING.contains(&finding.code)
                && original.is_some_and(|statement| names_expected(statement, expected));
        let is_new = settles && suggested.insert(finding.statement);
        (is_new && !expected.principals.is_empty()).then(|| {
            let fix = policy.fixed(original, expected);
            if policy.is_settled_by(&fix, expected) {
                fix
            } else {
                policy.fixed(None, expected)
            }
        })
    };
    findings.iter().map(suggestion).collect()
}

/// The document as it was written.
struct Original {
    version: Option<String>,
    statements: Vec<Value>,
}

impl Original {
    fn read(document: &str) -> Self {
        let policy: Value = decode(document)
            .ok()
            .and_then(|text| serde_json::from_str(&text).ok())
            .unwrap_or_default();
        Self {
            version: policy["Version"].as_str().map(str::to_owned),
            statements: items(&policy["Statement"]).to_vec(),
        }
    }

    fn statement(&self, index: Option<usize>) -> Option<&Value> {
        self.statements.get(index?)
    }

    /// The statement for the expected principals, with what the original has besides.
    fn fixed(&self, original: Option<&Value>, expected: Expectation) -> Value {
        let original = original.unwrap_or(&Value::Null);
        let mut fix = json!({
            "Effect": "Allow",
            "Principal": {"AWS": principals(&original["Principal"]["AWS"], expected)},
            "Action": actions(&original["Action"]),
        });
        if let Some(sid) = original["Sid"].as_str() {
            fix["Sid"] = json!(sid);
        }
        let condition = self.condition(&original["Condition"], expected);
        if !condition.is_empty() {
            fix["Condition"] = Value::Object(condition);
        }
        fix
    }

    /// The conditions that the expected principals always meet, and the external id.
    fn condition(&self, original: &Value, expected: Expectation) -> Map<String, Value> {
        let mut kept = Map::new();
        for (operator, keys) in original.as_object().into_iter().flatten() {
            for (key, values) in keys.as_object().into_iter().flatten() {
                let is_id = expected.external_id.is_some() && key.eq_ignore_ascii_case(ID_KEY);
                let condition = json!({operator: {key: values}});
                if !is_id && self.is_always_met(&condition, expected) {
                    insert(&mut kept, operator, key, values.clone());
                }
            }
        }
        if let Some(id) = expected.external_id {
            insert(&mut kept, "StringEquals", ID_KEY, json!(id.as_str()));
        }
        kept
    }

    fn is_always_met(&self, condition: &Value, expected: Expectation) -> bool {
        let mut statement = self.fixed(None, expected);
        statement["Condition"] = condition.clone();
        evaluate(&self.document(&statement), expected).can_assume == CanAssume::Yes
    }

    fn is_settled_by(&self, statement: &Value, expected: Expectation) -> bool {
        evaluate(&self.document(statement), expected).is_trusted()
    }

    fn document(&self, statement: &Value) -> String {
        let mut document = json!({"Statement": statement});
        if let Some(version) = &self.version {
            document["Version"] = json!(version);
        }
        document.to_string()
    }
}

const ID_KEY: &str = "sts:ExternalId";

/// Operators have no case, so a second spelling would be a second block.
fn insert(condition: &mut Map<String, Value>, operator: &str, key: &str, values: Value) {
    let known = condition
        .keys()
        .find(|known| known.eq_ignore_ascii_case(operator));
    let operator = known.cloned().unwrap_or_else(|| operator.to_owned());
    condition.entry(operator).or_insert_with(|| json!({}))[key] = values;
}

/// The principals of the original that are expected or additional, and the expected ones that are
/// missing.
fn principals(original: &Value, expected: Expectation) -> Vec<String> {
    let mut principals: Vec<TrustedPrincipal> = items(original)
        .iter()
        .filter_map(|text| text.as_str()?.parse().ok())
        .filter(|principal| may_get_in(principal, expected))
        .collect();
    for principal in expected.principals {
        if !principals.iter().any(|known| known.includes(principal)) {
            principals.push(principal.clone());
        }
    }
    principals.iter().map(ToString::to_string).collect()
}

fn may_get_in(principal: &TrustedPrincipal, expected: Expectation) -> bool {
    let role = expected.role.map(RoleArn::partition);
    let is_reachable = match (principal.partition(), role) {
        (Some(theirs), Some(ours)) => theirs == ours,
        _ => true,
    };
    is_reachable && expected.includes(principal)
}

/// Whether the original names everyone, or a principal that is expected or additional.
fn names_expected(statement: &Value, expected: Expectation) -> bool {
    let aws = &statement["Principal"]["AWS"];
    let mut names = items(aws).iter().filter_map(Value::as_str);
    let is_expected = |text: &str| text.parse().is_ok_and(|p| may_get_in(&p, expected));
    statement["Principal"] == "*" || names.any(|text| text == "*" || is_expected(text))
}

/// The actions of the original, and `sts:AssumeRole` where they lack it.
fn actions(original: &Value) -> Value {
    let covers = |action: &Value| {
        let action = action.as_str().unwrap_or_default();
        glob::matches_action(action, "sts:AssumeRole")
    };
    match original {
        Value::Null => json!("sts:AssumeRole"),
        original if items(original).iter().any(covers) => original.clone(),
        original => {
            let mut actions = items(original).to_vec();
            actions.push(json!("sts:AssumeRole"));
            json!(actions)
        }
    }
}

/// The items of a list; of anything else, itself alone.
fn items(value: &Value) -> &[Value] {
    match value {
        Value::Array(list) => list,
        Value::Null => &[],
        one => std::slice::from_ref(one),
    }
}
