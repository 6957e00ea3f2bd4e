//! One clause of a condition against what is known of its key.
//!
//! Source: IAM user guide, "Condition operators", "Multivalued context keys", "Policy variables".

use std::borrow::Cow;

use super::{
    bounds,
    date::compare_now,
    glob::{Shape, Token, relation},
    key::Key,
    knowledge::{Knowledge, Presence},
    network,
    policy::{Clause, Pattern, Piece, Quantifier, Test, TextComparison, Variable},
    request::Request,
    truth::{Truth, all, any},
};

/// Whether the clause holds in every, some or no request of that caller.
pub(super) fn holds(clause: &Clause, request: &Request) -> Truth {
    let known = request.known(clause.key, &clause.name);
    if let Test::Null(wanted) = &clause.test {
        return any(wanted
            .iter()
            .map(|absent| is_absent(known.presence).flip_if(!absent)));
    }
    match known.presence {
        Presence::Never => without_key(clause),
        Presence::Always => with_key(clause, &known, request),
        Presence::Maybe => either(without_key(clause), with_key(clause, &known, request)),
    }
}

fn is_absent(presence: Presence) -> Truth {
    match presence {
        Presence::Never => Truth::True,
        Presence::Maybe => Truth::Unknown,
        Presence::Always => Truth::False,
    }
}

fn either(one: Truth, other: Truth) -> Truth {
    if one == other { one } else { Truth::Unknown }
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
    let fits = match &clause.test {
        Test::Text {
            comparison,
            patterns,
        } => any(patterns
            .iter()
            .map(|pattern| matches(clause, *comparison, pattern, known, request))),
        Test::Ip(networks) if clause.key == Key::SourceIp => ip(networks, request),
        Test::Date(order, dates) if clause.name == "aws:currenttime" => {
            any(dates.iter().map(|date| compare_now(*order, *date)))
        }
        Test::Date(order, dates) if clause.key == Key::Now => {
            any(dates.iter().map(|date| compare_now(*order, *date)))
        }
        _ => Truth::Unknown,
    };
    match fits {
        Truth::Unknown if clause.negated => request.carved_out(),
        fits => fits.flip_if(clause.negated),
    }
}

fn ip(networks: &[network::Network], request: &Request) -> Truth {
    if network::hold_every_v4_address(networks) {
        Truth::True
    } else if request.caller.is_stranger && network::are_bounded(networks) {
        Truth::False
    } else {
        Truth::Unknown
    }
}

fn matches(
    clause: &Clause,
    comparison: TextComparison,
    pattern: &Pattern,
    known: &Knowledge,
    request: &Request,
) -> Truth {
    let Some(tokens) = expand(pattern, request) else {
        return Truth::False;
    };
    let is_text = tokens.iter().all(|t| matches!(t, Token::Char(_)));
    if is_text && !clause.key.can_be(&clause.name, &tokens) {
        return Truth::False;
    }
    if request.caller.is_stranger && bounds::pins(clause.key, &clause.name, &tokens) {
        return Truth::False;
    }
    let fold_case = comparison == TextComparison::EqualsIgnoreCase;
    if is_text && is_left_out(&tokens, known, fold_case) {
        return Truth::False;
    }
    let truths = known.shapes.iter().map(|shape| {
        request.spend_match(&tokens, shape);
        match comparison {
            TextComparison::Arn => arn(&tokens, shape),
            _ => relation(&tokens, shape, fold_case),
        }
    });
    across(truths)
}

/// Whether the value is known to be another text.
fn is_left_out(text: &[Token], known: &Knowledge, fold_case: bool) -> bool {
    let has_case = |token: &Token| matches!(token, Token::Char(c) if c.is_ascii_alphabetic());
    let is_same = |but: &str| text.iter().copied().eq(but.chars().map(Token::Char));
    let one_spelling = !fold_case || !text.iter().any(has_case);
    one_spelling && known.but.iter().any(|but| is_same(but))
}

/// True for each shape, false for each, or it depends on which one it is.
fn across(mut truths: impl Iterator<Item = Truth>) -> Truth {
    let Some(first) = truths.next() else {
        return Truth::Unknown;
    };
    truths.fold(first, either)
}

/// ARNs are compared part by part: a star stays within the five colons.
fn arn(pattern: &[Token], value: &[Token]) -> Truth {
    let is_wild = |tokens: &[Token]| tokens.iter().any(|t| !matches!(t, Token::Char(_)));
    match (arn_parts(pattern), arn_parts(value)) {
        (Some(pattern), Some(value)) => all(pattern
            .into_iter()
            .zip(value)
            .map(|(pattern, value)| relation(pattern, value, false))),
        // Not an ARN, or too little of it is known to tell its parts.
        _ if is_wild(pattern) || is_wild(value) => Truth::Unknown,
        _ => Truth::False,
    }
}

fn arn_parts(tokens: &[Token]) -> Option<[&[Token]; 6]> {
    let mut parts = tokens.splitn(6, |t| *t == Token::Char(':'));
    let mut next = || parts.next();
    let parts = [next()?, next()?, next()?, next()?, next()?, next()?];
    let unclear = |part: &&[Token]| part.contains(&Token::Unresolved);
    (!parts[..5].iter().any(unclear)).then_some(parts)
}

/// The pattern with its variables replaced; none where one cannot be resolved, so that nothing
/// matches.
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
    let known = request.known(variable.key, &variable.name);
    let is_one = |shape: &Shape| {
        shape
            .iter()
            .all(|t| matches!(t, Token::Char(_) | Token::Unnamed(_)))
    };
    match (known.presence, known.shapes.as_slice()) {
        (Presence::Never, _) => variable.default.clone(),
        (Presence::Always, [shape]) if is_one(shape) && known.but.is_empty() => Some(shape.clone()),
        _ => Some(vec![Token::Unresolved]),
    }
}
