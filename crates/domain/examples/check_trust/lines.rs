//! One JSON line in, one out.

use domain::{
    finding::Finding,
    trust::{CanAssume, ExpectedTrust, TrustVerdict, Verdict, evaluate, mended_statement},
};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// Stands for the role where a line names none: nothing but the role's own account hangs on it.
const UNNAMED_ROLE: &str = "arn:aws:iam::000000000000:role/unnamed";

#[derive(Deserialize)]
struct Question<'a> {
    #[serde(default)]
    id: serde_json::Value,
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
    id: serde_json::Value,
    verdict: Verdict,
    can_assume: CanAssume,
    others_can_assume: bool,
    public: bool,
    external_id_enforced: Option<domain::trust::ExternalIdEnforcement>,
    findings: Vec<Mendable>,
}

/// A finding, with the statement that would mend it.
#[derive(Serialize)]
struct Mendable {
    #[serde(flatten)]
    finding: Finding,
    #[serde(skip_serializing_if = "Option::is_none")]
    change: Option<serde_json::Value>,
}

pub(crate) fn answer(line: &[u8]) -> Answer {
    let question = std::str::from_utf8(line)
        .map_err(|error| error.to_string())
        .and_then(|text| serde_json::from_str(text).map_err(|error| error.to_string()));
    match question {
        Ok(question) => verdict(question).unwrap_or_else(|(id, cause)| unreadable(id, &cause)),
        Err(cause) => unreadable(id_of(line), &cause),
    }
}

fn verdict(question: Question) -> Result<Answer, (serde_json::Value, String)> {
    let Question {
        id,
        trust_policy,
        expected_principal,
        external_id,
        role_arn,
    } = question;
    let role = role_arn.as_deref().unwrap_or(UNNAMED_ROLE).parse();
    let role = match role {
        Ok(role) => role,
        Err(error) => return Err((id, format!("{error}"))),
    };
    let mut unsendable = Vec::new();
    let expected = ExpectedTrust {
        principals: or_note(&expected_principal, "expected-principal", &mut unsendable),
        additional: Vec::new(),
        external_id: external_id
            .and_then(|text| or_note(&text, "external-id", &mut unsendable).pop()),
        role,
    };
    // A document in a string is as `GetRole` gives it; anything else is the document itself.
    let document = serde_json::from_str::<String>(trust_policy.get());
    let document = document.unwrap_or_else(|_| trust_policy.get().to_owned());
    let mut verdict = evaluate(&document, &expected);
    if !unsendable.is_empty() && verdict.verdict != Verdict::Invalid {
        verdict.verdict = Verdict::Untrusted;
        verdict.can_assume = CanAssume::No;
    }
    verdict.findings.extend(unsendable);
    Ok(shown(id, verdict, &expected))
}

/// The value, or a finding that there is no such thing: whoever it was meant to be cannot call.
fn or_note<T>(text: &str, what: &str, unsendable: &mut Vec<Finding>) -> Vec<T>
where
    T: std::str::FromStr<Err: std::fmt::Display>,
{
    text.parse().map_or_else(
        |error| {
            unsendable.push(Finding {
                code: "invalid-expectation",
                statement: None,
                sid: None,
                message: format!("{error}"),
                hint: format!("correct the {what} of the line"),
            });
            Vec::new()
        },
        |value| vec![value],
    )
}

fn shown(id: serde_json::Value, verdict: TrustVerdict, expected: &ExpectedTrust) -> Answer {
    let mendable = |finding: Finding| Mendable {
        change: mended_statement(&finding, expected),
        finding,
    };
    Answer {
        id,
        verdict: verdict.verdict,
        can_assume: verdict.can_assume,
        others_can_assume: verdict.others_can_assume,
        public: verdict.public,
        external_id_enforced: verdict.external_id_enforced,
        findings: verdict.findings.into_iter().map(mendable).collect(),
    }
}

fn unreadable(id: serde_json::Value, cause: &str) -> Answer {
    let finding = Finding {
        code: "unreadable-line",
        statement: None,
        sid: None,
        message: format!("the line cannot be read: {cause}"),
        hint: "give the line the documented fields".to_owned(),
    };
    Answer {
        id,
        verdict: Verdict::Invalid,
        can_assume: CanAssume::No,
        others_can_assume: false,
        public: false,
        external_id_enforced: None,
        findings: vec![Mendable {
            finding,
            change: None,
        }],
    }
}

/// The id of a line with other faults, so that its answer can be told.
fn id_of(line: &[u8]) -> serde_json::Value {
    serde_json::from_slice::<serde_json::Value>(line)
        .ok()
        .and_then(|line| line.get("id").cloned())
        .unwrap_or_default()
}
