//! Whether two texts, each known only in part, can be the same text.

use super::token::{Token, same};

/// Reached before any digit of an unnamed account was left open.
const NAMED: u8 = 1;
/// Reached with at least one digit of the unnamed account left open by the pattern.
const OPEN: u8 = 2;

/// Whether some value of that shape matches the pattern.
///
/// Walks the pattern once, keeping the set of places in the value that it can have reached.
pub(super) fn overlaps(pattern: &[Token], value: &[Token], fold_case: bool) -> bool {
    let mut reached = vec![0; value.len() + 1];
    reached[0] = NAMED;
    skip_empty_runs(&mut reached, value);
    for token in pattern {
        reached = match token {
            Token::Many | Token::Unresolved => take_any_run(reached, value),
            token => take_one(&reached, value, *token, fold_case),
        };
        skip_empty_runs(&mut reached, value);
        if reached.iter().all(|flags| *flags == 0) {
            return false;
        }
    }
    reached[value.len()] != 0
}

fn skip_empty_runs(reached: &mut [u8], value: &[Token]) {
    for (place, token) in value.iter().enumerate() {
        if matches!(token, Token::Many | Token::Unresolved) {
            reached[place + 1] |= reached[place];
        }
    }
}

fn take_any_run(mut reached: Vec<u8>, value: &[Token]) -> Vec<u8> {
    for (place, token) in value.iter().enumerate() {
        reached[place + 1] |= step(reached[place], *token, true);
    }
    reached
}

fn take_one(reached: &[u8], value: &[Token], pattern: Token, fold_case: bool) -> Vec<u8> {
    let mut next = vec![0; reached.len()];
    for (place, token) in value.iter().enumerate() {
        if reached[place] == 0 || !can_be(pattern, *token, fold_case) {
            continue;
        }
        if matches!(token, Token::Many | Token::Unresolved) {
            next[place] |= reached[place];
        } else {
            let open = !matches!(pattern, Token::Char(_));
            next[place + 1] |= step(reached[place], *token, open);
        }
    }
    next
}

/// The flags after one token of the value: twelve digits that the pattern spells out are an
/// account that the policy names, and the unnamed account is another.
fn step(flags: u8, token: Token, open: bool) -> u8 {
    match token {
        _ if flags == 0 => 0,
        Token::Unnamed(place) => {
            let flags = if place == 0 { NAMED } else { flags };
            let flags = if open { OPEN } else { flags };
            if place == 11 { flags & OPEN } else { flags }
        }
        _ => NAMED,
    }
}

fn can_be(pattern: Token, value: Token, fold_case: bool) -> bool {
    match (pattern, value) {
        (Token::Char(a), Token::Char(b)) => same(a, b, fold_case),
        (Token::Char(a), Token::Unnamed(_)) | (Token::Unnamed(_), Token::Char(a)) => {
            a.is_ascii_digit()
        }
        (Token::Unnamed(a), Token::Unnamed(b)) => a == b,
        _ => true,
    }
}
