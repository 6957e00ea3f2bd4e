//! Wildcards: does a pattern of the policy match a value that is known only in part?
//!
//! No regular expression and no backtracking beyond the last star: matching a known value takes
//! time linear in the pattern, whatever the pattern.

use super::{
    overlap::overlaps,
    token::{Token, UNNAMED_ACCOUNT, is_text, literal, same, wildcards},
};
use crate::trust::truth::Truth;

/// Whether the text matches the pattern, letters compared in ASCII without case.
pub(crate) fn matches_action(pattern: &str, action: &str) -> bool {
    covers(&wildcards(pattern), &literal(action), true)
}

/// Whether the pattern matches each, some or none of the values of that shape.
pub(crate) fn relation(pattern: &[Token], value: &[Token], fold_case: bool) -> Truth {
    let same_start = common_start(pattern, value, fold_case);
    let (pattern, value) = (&pattern[same_start..], &value[same_start..]);
    if differ_at_once(pattern, value) {
        Truth::False
    } else if covers(pattern, value, fold_case) {
        Truth::True
    } else if is_text(value) && !pattern.contains(&Token::Unresolved) {
        Truth::False
    } else if overlaps(pattern, value, fold_case) {
        Truth::Unknown
    } else {
        Truth::False
    }
}

/// The work of finding the relation: linear for a value that is known whole or that starts
/// otherwise, not for one that is known in part.
pub(crate) fn work(pattern: &[Token], value: &[Token], fold_case: bool) -> usize {
    let same_start = common_start(pattern, value, fold_case);
    let (pattern, value) = (&pattern[same_start..], &value[same_start..]);
    1 + same_start
        + if differ_at_once(pattern, value) {
            0
        } else if is_text(value) {
            pattern.len() + value.len()
        } else {
            pattern.len().saturating_mul(1 + value.len())
        }
}

/// Whether what follows the common start shows that the pattern matches none of the values: most
/// differ early, and an account that is spelt out is not the unnamed one.
fn differ_at_once(pattern: &[Token], value: &[Token]) -> bool {
    match (pattern.first(), value.first()) {
        (Some(Token::Char(_)), Some(Token::Char(_))) => true,
        (Some(Token::Char(_)), Some(Token::Unnamed(0))) => {
            let account = pattern.get(..UNNAMED_ACCOUNT.len());
            account.is_some_and(is_text)
        }
        _ => false,
    }
}

/// How many leading characters are the same.
fn common_start(pattern: &[Token], value: &[Token], fold_case: bool) -> usize {
    pattern
        .iter()
        .zip(value)
        .take_while(|pair| match pair {
            (Token::Char(a), Token::Char(b)) => same(*a, *b, fold_case),
            _ => false,
        })
        .count()
}

/// Whether the pattern matches every value of that shape: nothing but a star takes an unknown run.
fn covers(pattern: &[Token], value: &[Token], fold_case: bool) -> bool {
    let (mut p, mut v) = (0, 0);
    let mut after_star = None;
    // Every mismatch moves the value on by one, so a pattern with more characters than the value
    // must be refused first, or it would be read again for each of them.
    if pattern.iter().filter(|t| **t != Token::Many).count() > value.len() {
        return false;
    }
    while v < value.len() {
        if pattern.get(p) == Some(&Token::Many) {
            p += 1;
            after_star = Some((p, v));
        } else if pattern
            .get(p)
            .is_some_and(|t| takes(*t, value[v], fold_case))
        {
            (p, v) = (p + 1, v + 1);
        } else if let Some((resume, from)) = after_star {
            after_star = Some((resume, from + 1));
            (p, v) = (resume, from + 1);
        } else {
            return false;
        }
    }
    pattern[p..].iter().all(|t| *t == Token::Many)
}

fn takes(pattern: Token, value: Token, fold_case: bool) -> bool {
    match (pattern, value) {
        (Token::Char(a), Token::Char(b)) => same(a, b, fold_case),
        (Token::One, Token::Char(_) | Token::One | Token::Unnamed(_)) => true,
        (Token::Unnamed(a), Token::Unnamed(b)) => a == b,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn like(pattern: &str, value: &str) -> Truth {
        relation(&wildcards(pattern), &wildcards(value), false)
    }

    #[test]
    fn only_star_and_question_mark_are_special() {
        for (pattern, value, expected) in [
            ("*", "", true),
            ("?", "", false),
            ("a*c", "abbc", true),
            ("a*c", "abcd", false),
            ("*a*b", "xaxxb", true),
            ("[ab]", "a", false),
            ("a.c", "abc", false),
            ("**", "x", true),
            ("é?", "éx", true),
            ("A", "a", false),
        ] {
            let truth = relation(&wildcards(pattern), &literal(value), false);
            assert_eq!(truth, Truth::from(expected), "{pattern} {value}");
        }
    }

    #[test]
    fn a_value_known_in_part_matches_always_never_or_sometimes() {
        assert_eq!(like("arn:*", "arn:aws:*"), Truth::True);
        assert_eq!(like("arn:aws:*role/x", "arn:aws:*"), Truth::Unknown);
        assert_eq!(like("arn:aws-cn:*", "arn:aws:*"), Truth::False);
        assert_eq!(like("*222*", "1*222*"), Truth::True);
        assert_eq!(like("a?", "a*"), Truth::Unknown);
    }

    #[test]
    fn an_unnamed_account_is_none_that_the_policy_names() {
        let value = UNNAMED_ACCOUNT.to_vec();
        let check = |pattern: &str| relation(&wildcards(pattern), &value, false);
        assert_eq!(check("222222222222"), Truth::False);
        assert_eq!(check("2222*"), Truth::Unknown);
        assert_eq!(check("????????????"), Truth::True);
        assert_eq!(check("???????????"), Truth::False);
        assert_eq!(check("*222222222222*"), Truth::False);
        assert_eq!(relation(&UNNAMED_ACCOUNT, &value, false), Truth::True);
    }

    #[test]
    fn a_pattern_made_to_hang_a_backtracking_matcher_is_quick() {
        let pattern = "*a".repeat(25_000) + "b";
        let value = literal(&"a".repeat(1_224));
        assert_eq!(relation(&wildcards(&pattern), &value, false), Truth::False);
    }
}
