//! The page of findings, `docs/findings.md`.

use crate::finding::{Code, CodeDoc};

/// The page as Markdown.
#[must_use]
pub fn findings_page() -> String {
    let mut page = String::from(
        "# Findings\n\nGenerated from the code by `cargo xtask docs`. The codes are stable.\n",
    );
    for (topic, codes) in Code::TOPICS {
        page.extend(["\n## ", topic, "\n"]);
        for code in *codes {
            let CodeDoc {
                title,
                meaning,
                hint,
            } = code.doc();
            page.extend([
                "\n### `",
                code.as_str(),
                "`\n\n",
                title,
                ". ",
                meaning,
                "\n\n",
            ]);
            page.extend(["What to do: ", hint, ".\n"]);
        }
    }
    page
}
