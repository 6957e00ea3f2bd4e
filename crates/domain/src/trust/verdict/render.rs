//! A verdict for people: findings as a compiler shows them, then the answer.

use serde_json::Value;

use super::{CanAssume, ExternalIdEnforcement, TrustVerdict, Verdict, suggested_statements};
use crate::{finding::Finding, message::is_invisible, trust::expected::Expectation};

const RED: &str = "\u{1b}[1;31m";
const GREEN: &str = "\u{1b}[1;32m";
const BLUE: &str = "\u{1b}[1;34m";
const BOLD: &str = "\u{1b}[1m";
const PLAIN: &str = "\u{1b}[0m";

/// The findings on the document, each with its hint and the statement that would settle it, and
/// the verdict.
#[must_use]
pub fn render<'a>(
    document: &str,
    verdict: &TrustVerdict,
    expected: impl Into<Expectation<'a>>,
    colours: bool,
) -> String {
    let expected = expected.into();
    let paint = Paint { colours };
    let changes = suggested_statements(document, &verdict.findings, expected);
    let mut text: String = verdict
        .findings
        .iter()
        .zip(changes)
        .map(|(finding, change)| block(finding, change, paint))
        .collect();
    text.push_str(&summary(verdict, expected, paint));
    text
}

#[derive(Debug, Clone, Copy)]
struct Paint {
    colours: bool,
}

impl Paint {
    fn with(self, colour: &str, text: &str) -> String {
        if self.colours {
            format!("{colour}{text}{PLAIN}")
        } else {
            text.to_owned()
        }
    }
}

fn block(finding: &Finding, change: Option<Value>, paint: Paint) -> String {
    let code = paint.with(RED, &format!("error[{}]", finding.code));
    let message = paint.with(BOLD, &visible(&finding.message));
    let mut lines = vec![format!("{code}: {message}")];
    if let Some(statement) = finding.statement {
        let sid = finding.sid.as_ref().filter(|sid| !sid.is_empty());
        let sid = sid.map_or_else(String::new, |sid| format!(" (`{}`)", visible(sid)));
        // People count from one.
        let number = statement + 1;
        let arrow = paint.with(BLUE, "-->");
        lines.push(format!("  {arrow} statement {number}{sid}"));
    }
    lines.push(format!(
        "  {} {}",
        paint.with(BLUE, "= hint:"),
        visible(&finding.hint)
    ));
    if let Some(change) = change {
        let verb = if finding.statement.is_some() {
            "replace it by"
        } else {
            "add"
        };
        let verb = paint.with(BLUE, &format!("= change: {verb}"));
        lines.push(format!("  {verb} {change}"));
    }
    lines.join("\n") + "\n\n"
}

/// Escapes what would move the cursor or paint the terminal: the policy is not ours.
fn visible(text: &str) -> String {
    let escape = |c: char| match c {
        c if is_invisible(c) => c.escape_unicode().collect(),
        c => c.to_string(),
    };
    text.chars().map(escape).collect()
}

fn summary(verdict: &TrustVerdict, expected: Expectation, paint: Paint) -> String {
    let (colour, word) = match verdict.verdict {
        Verdict::Trusted => (GREEN, "trusted"),
        Verdict::Untrusted => (RED, "untrusted"),
        Verdict::Invalid => (RED, "invalid"),
    };
    let can = match verdict.can_assume {
        CanAssume::Yes => "yes",
        CanAssume::No => "no",
        CanAssume::Depends => "depends",
    };
    let id = match verdict.external_id_enforced {
        None => "-",
        Some(ExternalIdEnforcement::Exact) => "exact",
        Some(ExternalIdEnforcement::Loose) => "loose",
        Some(ExternalIdEnforcement::No) => "no",
    };
    let others = if verdict.others_can_assume {
        "yes"
    } else {
        "no"
    };
    let public = if verdict.public { "yes" } else { "no" };
    let word = paint.with(colour, word);
    let role = expected
        .role
        .map_or_else(String::new, |role| format!(": {role}"));
    format!(
        "{word}{role}\n  can assume: {can}, others: {others}, public: {public}, external id: {id}\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trust::{ExpectedTrust, evaluate};

    fn expected() -> ExpectedTrust {
        ExpectedTrust {
            principals: vec!["222222222222".parse().unwrap()],
            additional: Vec::new(),
            external_id: None,
            role: "arn:aws:iam::111111111111:role/qovery".parse().unwrap(),
        }
    }

    const OPEN: &str =
        r#"{"Statement":{"Sid":"Open","Effect":"Allow","Principal":"*","Action":"*"}}"#;

    #[test]
    fn a_finding_is_shown_as_a_compiler_shows_an_error() {
        let text = render(OPEN, &evaluate(OPEN, &expected()), &expected(), false);
        insta::assert_snapshot!(text, @r#"
        error[public-access]: anyone can assume the role: no condition confines the callers
          --> statement 1 (`Open`)
          = hint: role `qovery`: name the expected principals in `Principal` instead of everyone
          = change: replace it by {"Action":"*","Effect":"Allow","Principal":{"AWS":["222222222222"]},"Sid":"Open"}

        untrusted: arn:aws:iam::111111111111:role/qovery
          can assume: yes, others: yes, public: yes, external id: -
        "#);
    }

    #[test]
    fn colours_are_for_terminals_and_the_policy_cannot_paint_its_own() {
        let verdict = evaluate(OPEN, &expected());
        assert!(render(OPEN, &verdict, &expected(), true).contains("\u{1b}[1;31merror"));
        let hostile = OPEN.replace("Open", "\u{202e}");
        let text = render(
            &hostile,
            &evaluate(&hostile, &expected()),
            &expected(),
            false,
        );
        assert!(
            !text.contains('\u{202e}') && text.contains("\\u{202e}"),
            "{text}"
        );
    }
}
