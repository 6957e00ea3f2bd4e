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
    /// Values without variables, in the order of their tokens: those with one start are neighbours.
    fixed: Vec<Shape>,
    /// After how many characters their wildcards begin.
    stems: Vec<usize>,
    /// Values with variables, and those whose case does not count.
    others: Vec<Pattern>,
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
                Some(tokens) if has_one_case(comparison, tokens) => {
                    texts.fixed.push(tokens.to_vec());
                }
                _ => texts.others.push(pattern),
            }
        }
        texts.fixed.sort_unstable();
        texts.fixed.dedup();
        let wild = texts.fixed.iter().filter(|value| !is_text(value));
        texts.stems = wild.map(|value| leading_text(value).len()).collect();
        texts.stems.sort_unstable();
        texts.stems.dedup();
        texts
    }

    /// The values without variables that can match one of that shape, by what they start with.
    pub(crate) fn near(&self, shape: &[Token]) -> impl Iterator<Item = &[Token]> {
        let start = leading_text(shape);
        let shorter = self.stems.iter().take_while(|stem| **stem < start.len());
        let shorter = shorter.flat_map(|stem| self.wild_after(&start[..*stem]));
        shorter.chain(self.from(start)).map(Vec::as_slice)
    }

    /// Those that begin with that text.
    fn from(&self, start: &[Token]) -> &[Shape] {
        let first = self.fixed.partition_point(|value| value.as_slice() < start);
        let length = self.fixed[first..].partition_point(|value| value.starts_with(start));
        &self.fixed[first..first + length]
    }

    /// Those that begin with that text and go on with a wildcard, which sorts after characters.
    fn wild_after(&self, stem: &[Token]) -> &[Shape] {
        let from = self.from(stem);
        let is_text_after = |value: &Shape| {
            let next = value.get(stem.len());
            next.is_none_or(|token| matches!(token, Token::Char(_)))
        };
        &from[from.partition_point(is_text_after)..]
    }

    /// The values that [`Self::near`] does not look through.
    pub(crate) fn others(&self) -> &[Pattern] {
        &self.others
    }

    /// The values, where each is one text.
    pub(crate) fn whole(&self) -> Option<&[Shape]> {
        (self.others.is_empty() && self.stems.is_empty()).then_some(&self.fixed)
    }

    /// All values, with the default of each variable in its place.
    pub(crate) fn spelt_out(&self) -> impl Iterator<Item = Cow<'_, [Token]>> {
        let fixed = self.fixed.iter().map(|text| Cow::Borrowed(text.as_slice()));
        fixed.chain(self.others.iter().map(Pattern::with_defaults))
    }
}

/// Whether only one spelling matches.
pub(crate) fn has_one_case(comparison: TextComparison, tokens: &[Token]) -> bool {
    let has_case = |t: &Token| matches!(t, Token::Char(c) if c.is_ascii_alphabetic());
    comparison != TextComparison::EqualsIgnoreCase || !tokens.iter().any(has_case)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trust::policy::token::wildcards;

    fn texts(values: &[&str]) -> Texts {
        let pattern = |value: &&str| Pattern {
            pieces: vec![Piece::Fixed(wildcards(value))],
        };
        let values = values.iter().map(pattern).collect();
        Texts::new(&Key::named("aws:UserAgent"), TextComparison::Like, values)
    }

    #[test]
    fn a_value_is_found_by_what_it_starts_with() {
        let values = [
            "b/2", "a/1", "b/1", "c", "b/*", "b/1*", "*x", "b/1", "b?1", "a*",
        ];
        let texts = texts(&values);
        let near = |shape: &str| {
            let shape = wildcards(shape);
            let mut near: Vec<_> = texts.near(&shape).map(<[Token]>::to_vec).collect();
            near.sort_unstable();
            near
        };
        let expected = |values: &[&str]| {
            let mut expected: Vec<_> = values.iter().map(|value| wildcards(value)).collect();
            expected.sort_unstable();
            expected
        };
        assert_eq!(near("b/1"), expected(&["b/1", "b/1*", "b/*", "b?1", "*x"]));
        assert_eq!(
            near("b/*"),
            expected(&["b/1", "b/1*", "b/*", "b/2", "b?1", "*x"])
        );
        assert_eq!(near("b/22"), expected(&["b/*", "b?1", "*x"]));
        assert_eq!(near("d"), expected(&["*x"]));
        assert_eq!(near("*").len(), values.len() - 1);
    }
}
