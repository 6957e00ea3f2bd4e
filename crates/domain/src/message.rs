//! One renderer for what an operator reads: what happened, then what to do.

use std::error::Error;

use crate::finding::Finding;

/// A message with its causes and the hints that end it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Message {
    /// What was tried and did not happen: one sentence, lowercase, no full stop.
    pub head: String,
    /// Causes or findings, most important first.
    pub details: Vec<String>,
    /// What to change.
    pub hints: Vec<String>,
}

/// Stands where the middle was cut.
const CUT: &str = " […] ";

impl Message {
    /// A sentence alone.
    #[must_use]
    pub fn new(head: impl Into<String>) -> Self {
        Self {
            head: head.into(),
            ..Self::default()
        }
    }

    /// A sentence and the findings behind it.
    #[must_use]
    pub fn of_findings(head: impl Into<String>, findings: &[Finding]) -> Self {
        let mut message = Self::new(head);
        message.add_findings(findings);
        message
    }

    /// A sentence and the chain of errors behind it.
    #[must_use]
    pub fn of_error(head: impl Into<String>, error: &(dyn Error + 'static)) -> Self {
        let mut message = Self::new(head);
        message.details.push(chain(error));
        message
    }

    /// The same with one more hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.push_hint(hint.into());
        self
    }

    /// Adds findings: their messages as details, their hints once each.
    pub fn add_findings(&mut self, findings: &[Finding]) {
        for finding in findings {
            self.details.push(sentence(finding));
            self.push_hint(finding.hint.clone());
        }
    }

    fn push_hint(&mut self, hint: String) {
        if !hint.is_empty() && !self.hints.contains(&hint) {
            self.hints.push(hint);
        }
    }

    /// The text, at most `budget` bytes: head and hints are kept, the middle is cut.
    #[must_use]
    pub fn render(&self, budget: usize) -> String {
        let details = match self.details.as_slice() {
            [] => String::new(),
            [one] => format!(": {one}"),
            many => many
                .iter()
                .fold(":".to_owned(), |text, detail| text + "\n- " + detail),
        };
        let hints = self
            .hints
            .iter()
            .fold(String::new(), |text, hint| text + "\nhint: " + hint);
        let room = budget.saturating_sub(self.head.len() + hints.len());
        let text = format!("{}{}{hints}", self.head, cut(&details, room));
        cut(&text, budget)
    }
}

/// `message: cause: cause`
#[must_use]
pub fn chain(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        next = cause.source();
    }
    text
}

/// Whether a reader cannot see that character: control characters, and marks that reorder, join or
/// hide the text around them.
#[must_use]
pub fn is_invisible(character: char) -> bool {
    let is_mark = matches!(
        character,
        '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
    );
    is_mark || character.is_control()
}

fn sentence(finding: &Finding) -> String {
    let Finding { code, message, .. } = finding;
    match (finding.statement, &finding.sid) {
        (None, _) => format!("{message} [{code}]"),
        (Some(index), None) => format!("statement {index}: {message} [{code}]"),
        (Some(index), Some(sid)) => format!("statement {index} (`{sid}`): {message} [{code}]"),
    }
}

/// At most `budget` bytes of the text: head and tail are kept, on character boundaries.
pub(crate) fn cut(text: &str, budget: usize) -> String {
    if text.len() <= budget {
        return text.to_owned();
    }
    let Some(room) = budget.checked_sub(CUT.len()) else {
        return text[..text.floor_char_boundary(budget)].to_owned();
    };
    let head = text.floor_char_boundary(room - room / 3);
    let tail = text.ceil_char_boundary(text.len() - room / 3);
    format!("{}{CUT}{}", &text[..head], &text[tail..])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::finding::Code;

    #[test]
    fn head_and_hints_survive_an_error_of_100_kb() {
        let mut message = Message::new("could not register the role").hint("ask again later");
        message.details.push("é".repeat(50_000));
        let text = message.render(1_000);
        assert!(text.len() <= 1_000);
        assert!(text.starts_with("could not register the role: é"));
        assert!(text.ends_with("\nhint: ask again later"));
        assert!(text.contains(CUT));
    }

    #[test]
    fn several_findings_are_a_list_and_share_their_hints() {
        let finding = |message: &str| Finding {
            code: Code::RoleGone,
            statement: None,
            sid: None,
            message: message.to_owned(),
            hint: "create it".to_owned(),
        };
        let message = Message::of_findings("refused", &[finding("one"), finding("two")]);
        assert_eq!(
            message.render(100),
            "refused:\n- one [role-gone]\n- two [role-gone]\nhint: create it"
        );
    }

    proptest! {
        #[test]
        fn a_message_never_exceeds_its_budget(head in ".*", detail in ".*", hint in ".*", budget in 0_usize..200) {
            let mut message = Message::new(head).hint(hint);
            message.details.push(detail);
            prop_assert!(message.render(budget).len() <= budget);
        }
    }
}
