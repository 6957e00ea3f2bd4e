//! Labelled policies: the project's own, each with the rule that decides it, and others' if asked.

use std::{collections::HashSet, fs, path::Path};

use domain::{
    aws::arn::RoleArn,
    trust::{Expectation, ExternalId, TrustVerdict, TrustedPrincipal, evaluate},
};
use serde::Deserialize;
use serde_json::{Value, value::RawValue};

#[derive(Deserialize)]
struct Case<'a> {
    id: String,
    #[serde(default)]
    why: String,
    /// What AWS says of it.
    #[serde(default)]
    aws: Option<String>,
    role_arn: Option<String>,
    expected_principal: String,
    external_id: Option<String>,
    #[serde(borrow)]
    trust_policy: &'a RawValue,
    expect: serde_json::Map<String, Value>,
    #[serde(default)]
    undocumented: Vec<String>,
}

/// The verdict as the case's line would get it: an expectation that nobody can meet is empty.
fn verdict(case: &Case) -> TrustVerdict {
    let role: Option<RoleArn> = case.role_arn.as_ref().map(|arn| arn.parse().unwrap());
    let principals: Vec<TrustedPrincipal> = case.expected_principal.parse().into_iter().collect();
    let id = case.external_id.as_deref();
    let external_id: Option<ExternalId> = id.and_then(|id| id.parse().ok());
    let expected = Expectation {
        principals: &principals,
        additional: &[],
        external_id: external_id.as_ref(),
        role: role.as_ref(),
    };
    let text = serde_json::from_str::<String>(case.trust_policy.get());
    evaluate(text.as_deref().unwrap_or(case.trust_policy.get()), expected)
}

/// What differs from the label.
fn differences(case: &Case) -> Vec<String> {
    let verdict = verdict(case);
    let mut answer = serde_json::to_value(&verdict).unwrap();
    answer["malformed"] = Value::from(answer["verdict"] == "invalid");
    let wrong = case.expect.iter().filter(|(field, label)| {
        let is_open = case.undocumented.contains(field);
        !is_open && answer[field.as_str()] != **label
    });
    wrong
        .map(|(field, label)| format!("{}: {field} is {}, not {label}", case.id, answer[field]))
        .collect()
}

fn lines(path: &Path) -> Vec<String> {
    let text = fs::read_to_string(path).unwrap();
    text.lines().map(str::to_owned).collect()
}

fn own_files() -> Vec<Vec<String>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases/trust");
    let files = fs::read_dir(folder).unwrap();
    files.map(|file| lines(&file.unwrap().path())).collect()
}

#[test]
fn every_own_case_gets_its_label_and_says_why() {
    let lines: Vec<_> = own_files().concat();
    let cases: Vec<Case> = lines
        .iter()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect();
    assert!(cases.len() >= 400, "{}", cases.len());
    let ids: HashSet<_> = cases.iter().map(|case| &case.id).collect();
    assert_eq!(ids.len(), cases.len());
    for case in &cases {
        assert!(case.why.ends_with('.'), "{} has no reason", case.id);
        assert_ne!(case.aws.as_deref(), Some(""), "{}", case.id);
    }
    let wrong: Vec<_> = cases.iter().flat_map(differences).collect();
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn whatever_is_not_trusted_has_a_finding_that_names_the_role() {
    for line in own_files().concat() {
        let case: Case = serde_json::from_str(&line).unwrap();
        let verdict = verdict(&case);
        assert_eq!(
            verdict.is_trusted(),
            verdict.findings.is_empty(),
            "{}",
            case.id
        );
        for finding in &verdict.findings {
            let names_role = finding.hint.starts_with("role `");
            assert_eq!(
                names_role,
                case.role_arn.is_some(),
                "{}: {}",
                case.id,
                finding.hint
            );
            assert!(
                !finding.message.ends_with('.'),
                "{}: {}",
                case.id,
                finding.message
            );
        }
    }
}

/// Labels of a document that IAM rejects say what it would do if it did not; here it lets nobody
/// in.
fn is_about_a_rejected_document(case: &Case, difference: &str) -> bool {
    case.expect.get("malformed") == Some(&Value::Bool(true)) && difference.contains("can_assume")
}

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "a test may be pointed at more cases"
)]
fn every_case_of_the_file_named_by_trust_cases_gets_its_label() {
    let Ok(path) = std::env::var("TRUST_CASES") else {
        println!("skipped: TRUST_CASES names no file");
        return;
    };
    let lines = lines(Path::new(&path));
    let cases: Vec<Case> = lines
        .iter()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect();
    let wrong: Vec<_> = cases
        .iter()
        .flat_map(|case| {
            let mut differences = differences(case);
            differences.retain(|difference| !is_about_a_rejected_document(case, difference));
            differences
        })
        .collect();
    assert_eq!(wrong, Vec::<String>::new(), "of {}", cases.len());
}
