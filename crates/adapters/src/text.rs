//! Text that others wrote, made fit for a message.

use domain::message::is_invisible;

/// The longest text of others that a message carries, in bytes.
pub(crate) const LIMIT: usize = 2 << 10;

/// The text in one line of at most [`LIMIT`] bytes: a blank stands for each character that a reader
/// cannot see.
pub(crate) fn readable(text: &str) -> String {
    let kept = &text[..text.floor_char_boundary(LIMIT)];
    let visible = |c| if is_invisible(c) { ' ' } else { c };
    let line: String = kept.chars().map(visible).collect();
    line.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_becomes_a_blank_and_the_rest_stays() {
        let text = "plan\r\n\u{1b}[31m limit\u{202e} — reached\u{0}";
        assert_eq!(readable(text), "plan   [31m limit  — reached");
    }

    #[test]
    fn a_long_text_is_cut_between_characters() {
        let text = readable(&"é".repeat(LIMIT));
        assert_eq!((text.len(), text.chars().count()), (LIMIT, LIMIT / 2));
        assert_eq!(
            readable(&format!("x{}", "é".repeat(LIMIT))).len(),
            LIMIT - 1
        );
    }
}
