//! The values of a text condition, kept so that one among thousands is found without reading all.

use std::borrow::Cow;

use super::{
    TextComparison,
    key::Key,
    token::{Shape, Token, is_text, leading_text},
};

/// What a text condition compares with: a value that no request can hold is left out.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    /// Values without wildcards and variables, in order.
    whole: Vec<Shape>,
    /// The others.
    patterns: Vec<Pattern>,
}

/// A value of the policy, with its wildcards and variables.
#[derive(Debug)]
pub(crate) struct Pattern {
    pub(crate) pieces: Vec<Piece>,
}

/// A part of a pattern.
#[derive(Debug)]
pub(crate) enum Piece {
    Fixed(Shape),
    Variable(Variable),
}

/// `${key, 'default'}`.
#[derive(Debug)]
pub(crate) struct Variable {
    pub(crate) key: Key,
    pub(crate) default: Option<Shape>,
}

impl Pattern {
    /// The tokens, where no variable is among them.
    pub(crate) fn fixed(&self) -> Option<&[Token]> {
        match self.pieces.as_slice() {
            [] => Some(&[]),
            [Piece::Fixed(shape)] => Some(shape),
            _ => None,
        }
    }

    fn with_defaults(&self) -> Cow<'_, [Token]> {
        if let Some(tokens) = self.fixed() {
            return Cow::Borrowed(tokens);
        }
        let tokens = self.pieces.iter().flat_map(|piece| match piece {
            Piece::Fixed(shape) => shape.as_slice(),
            Piece::Variable(variable) => {
                let default = variable.default.as_deref();
                default.unwrap_or(&[Token::Unresolved])
            }
        });
        Cow::Owned(tokens.copied().collect())
    }
}

impl Texts {
    pub(crate) fn new(key: &Key, comparison: TextComparison, values: Vec<Pattern>) -> Self {
        let mut texts = Self::default();
        for pattern in values {
            match pattern.fixed() {
                Some(tokens) if !key.can_hold(tokens) => {}
                Some(tokens) if is_compared_whole(comparison, tokens) => {
                    texts.whole.push(tokens.to_vec());
                }
                _ => texts.patterns.push(pattern),
            }
        }
        texts.whole.sort_unstable();
        texts.whole.dedup();
        texts
    }

    /// Those with wildcards or variables.
    pub(crate) fn patterns(&self) -> &[Pattern] {
        &self.patterns
    }

    /// The whole values that can be one of that shape, found by what it starts with.
    pub(crate) fn whole_near(&self, shape: &[Token]) -> &[Shape] {
        let start = leading_text(shape);
        if start.len() == shape.len() {
            return match self
                .whole
                .binary_search_by(|text| text.as_slice().cmp(shape))
            {
                Ok(at) => &self.whole[at..=at],
                Err(_) => &[],
            };
        }
        let first = self.whole.partition_point(|text| text.as_slice() < start);
        let length = self.whole[first..].partition_point(|text| text.starts_with(start));
        &self.whole[first..first + length]
    }

    /// The whole values, where there are no others.
    pub(crate) fn all_whole(&self) -> Option<&[Shape]> {
        self.patterns.is_empty().then_some(&self.whole)
    }

    /// All values, with the default of each variable in its place.
    pub(crate) fn spelt_out(&self) -> impl Iterator<Item = Cow<'_, [Token]>> {
        let whole = self.whole.iter().map(|text| Cow::Borrowed(text.as_slice()));
        whole.chain(self.patterns.iter().map(Pattern::with_defaults))
    }
}

/// Whether comparing the value means to look for the same text.
fn is_compared_whole(comparison: TextComparison, tokens: &[Token]) -> bool {
    let has_case = |t: &Token| matches!(t, Token::Char(c) if c.is_ascii_alphabetic());
    is_text(tokens)
        && match comparison {
            TextComparison::Equals | TextComparison::Like => true,
            TextComparison::EqualsIgnoreCase => !tokens.iter().any(has_case),
            TextComparison::Arn => tokens.iter().filter(|t| **t == Token::Char(':')).count() >= 5,
        }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trust::policy::token::{literal, wildcards};

    fn texts(values: &[&str]) -> Texts {
        let pattern = |value: &&str| Pattern {
            pieces: vec![Piece::Fixed(literal(value))],
        };
        let key = Key::named("aws:PrincipalArn");
        Texts::new(
            &key,
            TextComparison::Equals,
            values.iter().map(pattern).collect(),
        )
    }

    #[test]
    fn a_whole_value_is_found_by_what_it_starts_with() {
        let texts = texts(&["b/2", "a/1", "b/1", "c", "b/1"]);
        let near = |shape: &str| {
            let near = texts.whole_near(&wildcards(shape)).iter();
            near.map(|text| super::super::token::spelt(text))
                .collect::<Vec<_>>()
        };
        assert_eq!(near("b/*"), ["b/1", "b/2"]);
        assert_eq!(near("b/1"), ["b/1"]);
        assert_eq!(near("b"), [""; 0]);
        assert_eq!(near("*"), ["a/1", "b/1", "b/2", "c"]);
    }
}
