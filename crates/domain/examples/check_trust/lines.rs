//! One JSON line in, one out.

use domain::{
    finding::{Code, Finding},
    trust::{
        CanAssume, Expectation, ExternalId, ExternalIdEnforcement, TrustVerdict, TrustedPrincipal,
        Verdict, evaluate, suggested_statements,
    },
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, value::RawValue};

#[derive(Deserialize)]
struct Question<'a> {
    #[serde(default)]
    id: Value,
    /// Kept as text: a parser in between would drop what must be refused.
    #[serde(borrow)]
    trust_policy: &'a RawValue,
    expected_principal: String,
    #[serde(default)]
    external_id: Option<String>,
    #[serde(default)]
    role_arn: Option<String>,
}

/// The verdict on one policy.
#[derive(Serialize)]
pub(crate) struct Answer {
    id: Value,
    verdict: Verdict,
    can_assume: CanAssume,
    others_can_assume: bool,
    public: bool,
    external_id_enforced: Option<ExternalIdEnforcement>,
    findings: Vec<Explained>,
}

/// A finding, with the statement that settles it.
#[derive(Serialize)]
struct Explained {
    #[serde(flatten)]
    finding: Finding,
    #[serde(skip_serializing_if = "Option::is_none")]
    change: Option<Value>,
}

pub(crate) fn answer(line: &[u8]) -> Answer {
    let question = std::str::from_utf8(line)
        .map_err(|error| error.to_string())
        .and_then(|text| serde_json::from_str(text).map_err(|error| error.to_string()));
    match question {
        Ok(question) => verdict(question).unwrap_or_else(|(id, cause)| unreadable(id, &cause)),
        Err(cause) if line.starts_with("\u{feff}".as_bytes()) => unreadable(
            Value::Null,
            &format!("it starts with a byte-order mark: {cause}"),
        ),
        Err(cause) => unreadable(id_of(line), &cause),
    }
}

fn verdict(question: Question) -> Result<Answer, (Value, String)> {
    let Question { id, role_arn, .. } = question;
    let role = match role_arn.map(|arn| arn.parse()).transpose() {
        Ok(role) => role,
        Err(error) => return Err((id, format!("{error}"))),
    };
    let mut unsendable = Vec::new();
    let principal = or_note(
        &question.expected_principal,
        "expected_principal",
        &mut unsendable,
    );
    let principals: Vec<TrustedPrincipal> = principal.into_iter().collect();
    let external_id: Option<ExternalId> = question
        .external_id
        .and_then(|text| or_note(&text, "external_id", &mut unsendable));
    let expected = Expectation {
        principals: &principals,
        additional: &[],
        external_id: external_id.as_ref(),
        role: role.as_ref(),
    };
    // A document in a string is as `GetRole` gives it; anything else is the document itself.
    let document = serde_json::from_str::<String>(question.trust_policy.get());
    let document = document.unwrap_or_else(|_| question.trust_policy.get().to_owned());
    let mut verdict = evaluate(&document, expected);
    if !unsendable.is_empty() && verdict.verdict != Verdict::Invalid {
        verdict.verdict = Verdict::Untrusted;
        verdict.can_assume = CanAssume::No;
    }
    verdict.findings.extend(unsendable);
    let changes = suggested_statements(&document, &verdict.findings, expected);
    Ok(shown(id, verdict, changes))
}

/// The value, or a finding that there is no such value: nobody can call with it.
fn or_note<T>(text: &str, field: &str, unsendable: &mut Vec<Finding>) -> Option<T>
where
    T: std::str::FromStr<Err: std::fmt::Display>,
{
    text.parse()
        .map_err(|error| {
            let hint = format!("correct the field `{field}` of the line");
            let finding = Finding::new(Code::InvalidExpectation, format!("{error}"));
            unsendable.push(finding.with_hint(hint));
        })
        .ok()
}

fn shown(id: Value, verdict: TrustVerdict, changes: Vec<Option<Value>>) -> Answer {
    let findings = verdict.findings.into_iter().zip(changes);
    Answer {
        id,
        verdict: verdict.verdict,
        can_assume: verdict.can_assume,
        others_can_assume: verdict.others_can_assume,
        public: verdict.public,
        external_id_enforced: verdict.external_id_enforced,
        findings: findings
            .map(|(finding, change)| Explained { finding, change })
            .collect(),
    }
}

fn unreadable(id: Value, cause: &str) -> Answer {
    let message = format!("the line cannot be read: {cause}");
    let finding = Finding::new(Code::UnreadableLine, message);
    Answer {
        id,
        verdict: Verdict::Invalid,
        can_assume: CanAssume::No,
        others_can_assume: false,
        public: false,
        external_id_enforced: None,
        findings: vec![Explained {
            finding,
            change: None,
        }],
    }
}

/// The id of a line with other faults, so that its answer can be told from others.
fn id_of(line: &[u8]) -> Value {
    serde_json::from_slice::<Value>(line)
        .ok()
        .and_then(|line| line.get("id").cloned())
        .unwrap_or_default()
}
