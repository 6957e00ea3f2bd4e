//! A verdict for people: findings as a compiler shows them, then the answer.

use super::{
    CanAssume, ExpectedTrust, ExternalIdEnforcement, TrustVerdict, Verdict, mended_statement,
};
use crate::finding::Finding;

const RED: &str = "\u{1b}[1;31m";
const GREEN: &str = "\u{1b}[1;32m";
const BLUE: &str = "\u{1b}[1;34m";
const BOLD: &str = "\u{1b}[1m";
const PLAIN: &str = "\u{1b}[0m";

/// The findings, each with what would mend it, and the verdict.
#[must_use]
pub fn render(verdict: &TrustVerdict, expected: &ExpectedTrust, colours: bool) -> String {
    let paint = Paint { colours };
    let mut text: String = verdict
        .findings
        .iter()
        .map(|finding| block(finding, expected, paint))
        .collect();
    text.push_str(&summary(verdict, expected, paint));
    text
}

#[derive(Clone, Copy)]
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

fn block(finding: &Finding, expected: &ExpectedTrust, paint: Paint) -> String {
    let code = paint.with(RED, &format!("error[{}]", finding.code));
    let message = paint.with(BOLD, &visible(&finding.message));
    let mut lines = vec![format!("{code}: {message}")];
    if let Some(statement) = finding.statement {
        let sid = finding.sid.as_ref().filter(|sid| !sid.is_empty());
        let sid = sid.map_or_else(String::new, |sid| format!(" (`{}`)", visible(sid)));
        lines.push(format!(
            "  {} statement {statement}{sid}",
            paint.with(BLUE, "-->")
        ));
    }
    lines.push(format!(
        "  {} {}",
        paint.with(BLUE, "= hint:"),
        visible(&finding.hint)
    ));
    if let Some(change) = mended_statement(finding, expected) {
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

/// The policy is somebody's text: it must not move the cursor or paint the terminal.
fn visible(text: &str) -> String {
    let escape = |c: char| match c {
        c if c.is_control() || is_invisible(c) => c.escape_unicode().collect(),
        c => c.to_string(),
    };
    text.chars().map(escape).collect()
}

/// Marks that reorder or hide the text around them.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

fn summary(verdict: &TrustVerdict, expected: &ExpectedTrust, paint: Paint) -> String {
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
    let role = &expected.role;
    format!(
        "{word}: {role}\n  can assume: {can}, others: {others}, public: {public}, external id: {id}\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trust::evaluate;

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
        let text = render(&evaluate(OPEN, &expected()), &expected(), false);
        insta::assert_snapshot!(text, @r#"
        error[public-access]: anyone can assume the role: no condition confines the callers
          --> statement 0 (`Open`)
          = hint: role `qovery`: name the expected principals in `Principal` instead of everyone
          = change: replace it by {"Action":"sts:AssumeRole","Effect":"Allow","Principal":{"AWS":["222222222222"]},"Sid":"Open"}

        untrusted: arn:aws:iam::111111111111:role/qovery
          can assume: yes, others: yes, public: yes, external id: -
        "#);
    }

    #[test]
    fn colours_are_for_terminals_and_the_policy_cannot_paint_its_own() {
        let verdict = evaluate(OPEN, &expected());
        assert!(render(&verdict, &expected(), true).contains("\u{1b}[1;31merror"));
        let hostile = OPEN.replace("Open", "\u{202e}");
        let text = render(&evaluate(&hostile, &expected()), &expected(), false);
        assert!(
            !text.contains('\u{202e}') && text.contains("\\u{202e}"),
            "{text}"
        );
    }
}
