//! One clause of a condition against what is known of its key.
//!
//! Source: IAM user guide, "Condition operators", "Multivalued context keys", "Policy variables".

use std::borrow::Cow;

use super::{
    bounds,
    knowledge::{Knowledge, Presence},
    request::Request,
};
use crate::trust::{
    policy::{
        Clause, Quantifier, Test, TextComparison,
        date::compare_now,
        glob::{self, relation},
        key::KeyKind,
        network::{self, Network},
        texts::{Pattern, Piece, Texts, Variable, has_one_case},
        token::{Shape, Token},
    },
    truth::{Truth, across, all, any},
};

/// Whether the clause holds in every, some or no request of that caller.
pub(crate) fn holds(clause: &Clause, request: &Request) -> Truth {
    let known = request.known(&clause.key);
    if clause.values.is_empty() {
        return without_values(clause, known.presence);
    }
    if let Test::Null(wanted) = &clause.test {
        let is_absent = !Truth::from(known.presence);
        return any(wanted.iter().map(|absent| is_absent.flip_if(!absent)));
    }
    match known.presence {
        Presence::Never => without_key(clause),
        Presence::Always => with_key(clause, &known, request),
        Presence::Maybe => without_key(clause).either(with_key(clause, &known, request)),
    }
}

/// Source: IAM user guide, "IAM Access Analyzer policy check reference", "Empty array condition".
/// Of a plain operator it says both that the condition is true and that the statement grants
/// nothing.
fn without_values(clause: &Clause, presence: Presence) -> Truth {
    match clause.quantifier {
        Quantifier::ForAllValues if !clause.negated => !Truth::from(presence),
        Quantifier::ForAnyValue if !clause.if_exists => Truth::False,
        _ => Truth::Unknown,
    }
}

/// Trap for the unwary: a key that is absent satisfies every operator but the plain positive ones.
fn without_key(clause: &Clause) -> Truth {
    match clause.quantifier {
        Quantifier::ForAllValues => Truth::True,
        // Whether `…IfExists` or `ForAnyValue:` has the last word is not documented.
        Quantifier::ForAnyValue if clause.if_exists => Truth::Unknown,
        Quantifier::ForAnyValue => Truth::False,
        Quantifier::None => Truth::from(clause.if_exists || clause.negated),
    }
}

fn with_key(clause: &Clause, known: &Knowledge, request: &Request) -> Truth {
    let fits = match (&clause.test, clause.key.kind) {
        (Test::Text { comparison, texts }, _) => text(clause, *comparison, texts, known, request),
        (Test::Ip(networks), KeyKind::SourceIp) => {
            few_are_left_out(clause, request, address(networks, request))
        }
        (Test::Date(order, dates), KeyKind::CurrentTime | KeyKind::EpochTime)
        | (Test::Number(order, dates), KeyKind::EpochTime) => {
            any(dates.iter().map(|date| compare_now(*order, *date)))
        }
        _ => Truth::Unknown,
    };
    fits.flip_if(clause.negated)
}

/// An ordinary caller is none of those that a negated condition leaves out.
fn few_are_left_out(clause: &Clause, request: &Request, fits: Truth) -> Truth {
    match fits {
        Truth::Unknown if clause.negated && request.is_ordinary => Truth::False,
        fits => fits,
    }
}

fn address(networks: &[Network], request: &Request) -> Truth {
    let caller = request.caller;
    if network::hold_every_address(networks, caller.is_expected) {
        Truth::True
    } else if caller.is_stranger && network::are_bounded(networks) {
        Truth::False
    } else {
        Truth::Unknown
    }
}

/// Whether the values of the policy hold all, some or none of the values of the key.
fn text(
    clause: &Clause,
    comparison: TextComparison,
    texts: &Texts,
    known: &Knowledge,
    request: &Request,
) -> Truth {
    // Strangers and services are in no account and no organization that the role is in.
    let is_elsewhere = request.caller.is_stranger || request.caller.is_service();
    let others: Vec<_> = texts
        .others()
        .iter()
        .filter(|pattern| !(is_elsewhere && bounds::is_of_role(&clause.key, pattern)))
        .filter_map(|pattern| expand(pattern, request))
        .collect();
    across(known.shapes.iter().map(|shape| {
        let others = others.iter().map(AsRef::as_ref);
        let fits = any(texts.near(shape).chain(others).map(|tokens| {
            let fold_case = comparison == TextComparison::EqualsIgnoreCase;
            request.spend(glob::work(tokens, shape, fold_case));
            let is_pinned = request.caller.is_stranger && bounds::pins(&clause.key, tokens);
            if is_pinned || is_excluded(comparison, tokens, known) {
                return Truth::False;
            }
            compare(comparison, tokens, shape, request)
        }));
        few_are_left_out(clause, request, fits)
    }))
}

/// Whether all that the pattern matches is a text that the value is not.
fn is_excluded(comparison: TextComparison, tokens: &[Token], known: &Knowledge) -> bool {
    let is_same = |text: &&str| tokens.iter().copied().eq(text.chars().map(Token::Char));
    has_one_case(comparison, tokens) && known.excluded.iter().any(is_same)
}

fn compare(
    comparison: TextComparison,
    pattern: &[Token],
    value: &[Token],
    request: &Request,
) -> Truth {
    match comparison {
        TextComparison::Arn => arn(pattern, value, request),
        TextComparison::EqualsIgnoreCase => relation(pattern, value, true),
        TextComparison::Equals | TextComparison::Like => relation(pattern, value, false),
    }
}

/// ARNs are compared part by part: a star stays within the five colons.
fn arn(pattern: &[Token], value: &[Token], request: &Request) -> Truth {
    match (arn_parts(pattern), arn_parts(value)) {
        (Some(pattern), Some(value)) => all(pattern
            .into_iter()
            .zip(value)
            .map(|(pattern, value)| relation(pattern, value, false))),
        // Fewer than six parts match no ARN. AWS documents the parts and not what fewer mean, so
        // for outsiders a pattern that would match as a text is left open.
        (None, _) if request.caller.is_expected && !pattern.contains(&Token::Unresolved) => {
            Truth::False
        }
        _ => relation(pattern, value, false).and(Truth::Unknown),
    }
}

fn arn_parts(tokens: &[Token]) -> Option<[&[Token]; 6]> {
    let mut parts = tokens.splitn(6, |t| *t == Token::Char(':'));
    let mut next = || parts.next();
    let parts = [next()?, next()?, next()?, next()?, next()?, next()?];
    let unclear = |part: &&[Token]| part.contains(&Token::Unresolved);
    (!parts[..5].iter().any(unclear)).then_some(parts)
}

/// The pattern with its variables replaced; `None` where one has no value, so that the pattern
/// matches nothing.
fn expand<'p>(pattern: &'p Pattern, request: &Request) -> Option<Cow<'p, [Token]>> {
    if let Some(tokens) = pattern.fixed() {
        return Some(Cow::Borrowed(tokens));
    }
    let mut tokens = Shape::new();
    for piece in &pattern.pieces {
        match piece {
            Piece::Fixed(shape) => tokens.extend(shape),
            Piece::Variable(variable) => tokens.extend(resolve(variable, request)?),
        }
    }
    Some(Cow::Owned(tokens))
}

fn resolve(variable: &Variable, request: &Request) -> Option<Shape> {
    let known = request.known(&variable.key);
    let is_one = |shape: &Shape| {
        shape
            .iter()
            .all(|t| matches!(t, Token::Char(_) | Token::Unnamed(_)))
    };
    match (known.presence, known.shapes.as_slice()) {
        (Presence::Never, _) => variable.default.clone(),
        (Presence::Always, [shape]) if is_one(shape) && known.excluded.is_empty() => {
            Some(shape.clone())
        }
        _ => Some(vec![Token::Unresolved]),
    }
}
