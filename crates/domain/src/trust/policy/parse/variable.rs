//! Values with policy variables: `${aws:username}`, `${key, 'default'}`, `${*}`.
//!
//! Source: IAM user guide, "IAM policy elements: Variables and tags".

use crate::trust::policy::{
    key::Key,
    texts::{Pattern, Piece, Variable},
    token::{Shape, Token, literal, wildcards},
};

/// The pattern that a value spells; `None` where a variable in it is broken.
///
/// Without `variables`, as in the older policy version, `${…}` are characters like others.
pub(super) fn pattern(text: &str, wild: bool, variables: bool) -> Option<Pattern> {
    let tokens = if wild { wildcards } else { literal };
    let mut pieces = Vec::new();
    let mut fixed = Shape::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${").filter(|_| variables) {
        let (inside, after) = after.split_once('}')?;
        fixed.extend(tokens(before));
        match variable(inside)? {
            Piece::Fixed(shape) => fixed.extend(shape),
            variable @ Piece::Variable(_) => {
                if !fixed.is_empty() {
                    pieces.push(Piece::Fixed(std::mem::take(&mut fixed)));
                }
                pieces.push(variable);
            }
        }
        rest = after;
    }
    fixed.extend(tokens(rest));
    if !fixed.is_empty() || pieces.is_empty() {
        pieces.push(Piece::Fixed(fixed));
    }
    Some(Pattern { pieces })
}

fn variable(inside: &str) -> Option<Piece> {
    if let "*" | "?" | "$" = inside {
        return Some(Piece::Fixed(inside.chars().map(Token::Char).collect()));
    }
    let (name, default) = match inside.split_once(',') {
        None => (inside, None),
        Some((name, default)) => {
            let default = default
                .trim_start()
                .strip_prefix('\'')?
                .strip_suffix('\'')?;
            (name, Some(literal(default)))
        }
    };
    let clean = |b: u8| b.is_ascii_alphanumeric() || b":/._-@+=".contains(&b);
    if name.is_empty() || !name.bytes().all(clean) {
        return None;
    }
    let key = Key::named(name);
    Some(Piece::Variable(Variable { key, default }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_escaped_wildcard_is_a_character() {
        let pattern = pattern("a${*}*", true, true).unwrap();
        let expected = [Token::Char('a'), Token::Char('*'), Token::Many];
        assert_eq!(pattern.fixed(), Some(&expected[..]));
    }

    #[test]
    fn a_broken_variable_is_refused_only_where_variables_expand() {
        for text in [
            "${",
            "${}",
            "${a b}",
            "${aws:username, x}",
            "${${aws:username}}",
        ] {
            assert!(pattern(text, true, true).is_none(), "{text}");
            assert!(pattern(text, true, false).is_some(), "{text}");
        }
    }

    #[test]
    fn a_variable_has_a_key_and_may_have_a_default() {
        let pattern = pattern("x/${aws:UserName, 'none'}/*", true, true).unwrap();
        let Piece::Variable(variable) = &pattern.pieces[1] else {
            panic!("{pattern:?}");
        };
        assert_eq!(variable.key.name, "aws:username");
        assert_eq!(variable.default, Some(literal("none")));
        assert!(pattern.fixed().is_none());
    }
}
