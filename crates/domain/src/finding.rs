//! A reason for a refusal or a warning, and what to do about it.

use serde::Serialize;

/// One thing that is wrong, where, and how to mend it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Stable, kebab-case; other systems match on it.
    pub code: &'static str,
    /// Index of the policy statement at fault, from 0.
    pub statement: Option<usize>,
    /// `Sid` of that statement, where it has one.
    pub sid: Option<String>,
    /// What is wrong: lowercase, no full stop, input in backticks.
    pub message: String,
    /// What to change.
    pub hint: String,
}

/// What the page of codes says about one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeDoc {
    /// As in [`Finding::code`].
    pub code: &'static str,
    /// A few words.
    pub title: &'static str,
    /// What is the case when it is found.
    pub meaning: &'static str,
    /// What to change, in general: a finding names the thing.
    pub hint: &'static str,
}

impl CodeDoc {
    /// A row of a table of codes.
    pub(crate) const fn new(
        code: &'static str,
        title: &'static str,
        meaning: &'static str,
        hint: &'static str,
    ) -> Self {
        Self {
            code,
            title,
            meaning,
            hint,
        }
    }
}

/// The tables of codes, one per module that finds something.
const TABLES: &[(&str, &[CodeDoc])] = &[
    ("Trust policy", crate::trust::CODES),
    ("Connecting an account", crate::onboarding::CODES),
    ("Static keys", crate::rotation::CODES),
    ("Reconciliation", crate::reconciliation::CODES),
];

/// The page of codes, `docs/findings.md`.
#[must_use]
pub fn reference() -> String {
    let mut page = String::from(
        "# Findings\n\nGenerated from the code by `cargo xtask docs`. The codes are stable.\n",
    );
    for (topic, codes) in TABLES {
        page.extend(["\n## ", topic, "\n"]);
        for doc in *codes {
            let CodeDoc {
                code,
                title,
                meaning,
                hint,
            } = doc;
            page.extend(["\n### `", code, "`\n\n", title, ". ", meaning, "\n\n"]);
            page.extend(["What to do: ", hint, ".\n"]);
        }
    }
    page
}
