//! Text that others wrote, made fit for a message.

use domain::message::is_invisible;

/// The longest text of others that a message carries, in bytes.
pub(crate) const LIMIT: usize = 2 << 10;

/// Stands where a text was cut.
const CUT: &str = " […]";

/// The text in one line of at most [`LIMIT`] bytes: a blank stands for each character that a reader
/// cannot see, and a mark for what was cut.
#[must_use]
pub fn readable(text: &str) -> String {
    let visible = |c| if is_invisible(c) { ' ' } else { c };
    let line = |text: &str| {
        text.chars()
            .map(visible)
            .collect::<String>()
            .trim()
            .to_owned()
    };
    if text.len() <= LIMIT {
        return line(text);
    }
    let kept = &text[..text.floor_char_boundary(LIMIT - CUT.len())];
    line(kept) + CUT
}

/// The text of any JSON with its escapes resolved: `role\/qovery` and `role\u002Fqovery` mention
/// `role/qovery`.
pub(crate) fn without_escapes(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    let mut rest = json.chars();
    while let Some(character) = rest.next() {
        if character != '\\' {
            text.push(character);
            continue;
        }
        match rest.next() {
            Some('u') => {
                let digits: String = rest.by_ref().take(4).collect();
                let code = u32::from_str_radix(&digits, 16).ok();
                let character = code.and_then(char::from_u32);
                text.push(character.unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            Some('b' | 'f' | 'n' | 'r' | 't') => text.push(' '),
            Some(escaped) => text.push(escaped),
            None => {}
        }
    }
    text
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
    fn a_long_text_is_cut_between_characters_and_says_so() {
        let whole = "é".repeat(LIMIT / 2);
        assert_eq!(readable(&whole), whole);
        for text in ["é".repeat(LIMIT), format!("x{}", "é".repeat(LIMIT))] {
            let shown = readable(&text);
            assert!(shown.ends_with("é […]"), "{shown}");
            assert!(
                (LIMIT - 1..=LIMIT).contains(&shown.len()),
                "{}",
                shown.len()
            );
        }
    }
}
