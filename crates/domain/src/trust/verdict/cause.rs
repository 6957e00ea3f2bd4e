//! Why a condition is not true in every call of an expected principal.

use crate::trust::{
    evaluate::{
        condition,
        knowledge::{Knowledge, Presence},
        request::Request,
    },
    policy::{
        Clause, Test, TextComparison,
        glob::relation,
        key::{Key, KeyKind},
        token::{is_text, literal, spelt, wildcards},
    },
    truth::Truth,
};

/// The mistake behind a condition, as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cause {
    /// The condition holds in some calls.
    Undecided,
    Key(KeyCause),
    Value(ValueCause),
}

/// A mistake about a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum KeyCause {
    /// An external id is asked for, and none was agreed on.
    NoExternalId,
    /// AWS documents no such key. The nearest that it documents.
    Undocumented(Option<&'static str>),
    /// The key describes requests to another service.
    OfAnotherService,
    /// Only these calls carry the key.
    OfOtherCalls(&'static str),
    /// The key must be absent, and every call carries it.
    AlwaysThere,
}

/// A mistake about a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ValueCause {
    /// `${…}` in a policy without the version that has variables.
    NeedsVersion(String),
    /// A variable that has no value in the calls of the principal.
    UnsetVariable(String),
    /// A wildcard, and an operator that knows none.
    LiteralWildcard(String),
    /// `aws:PrincipalArn` compared with the ARN of a session.
    SessionArn(String),
    /// `aws:PrincipalArn` compared with the ARN of a root user.
    RootArn(String),
    /// A negated operator names what the principal sends, if that is one value.
    LeftOut(Option<String>),
    /// Calls are made at no such time.
    OtherTime,
    /// No caller's key ever has such a value.
    Impossible,
    /// The principal sends something else, if that is one value.
    Other(Option<String>),
}

/// The cause for a clause that is not true in every such request.
pub(super) fn of(clause: &Clause, request: &Request) -> Cause {
    let known = request.known(&clause.key);
    if condition::holds(clause, request) == Truth::Unknown {
        Cause::Undecided
    } else if known.presence == Presence::Never {
        Cause::Key(absent_key(&clause.key))
    } else if matches!(clause.test, Test::Null(_)) {
        Cause::Key(KeyCause::AlwaysThere)
    } else {
        let mistake = misread_value(clause, &known, request)
            .or_else(|| impossible_arn(clause))
            .unwrap_or_else(|| other_value(clause, &known));
        Cause::Value(mistake)
    }
}

fn absent_key(key: &Key) -> KeyCause {
    KeyCause::OfOtherCalls(match key.kind {
        KeyKind::ExternalId => return KeyCause::NoExternalId,
        KeyKind::Elsewhere => return KeyCause::OfAnotherService,
        KeyKind::Unknown => return KeyCause::Undocumented(key.nearest()),
        KeyKind::Username => "calls by users",
        KeyKind::CalledVia => "calls that an AWS service makes for a principal",
        KeyKind::Saml => "calls with a SAML assertion",
        KeyKind::Token => "calls with a web identity token",
        _ => "calls that an AWS service makes in its own name",
    })
}

/// The value is compared otherwise than it was meant.
fn misread_value(clause: &Clause, known: &Knowledge, request: &Request) -> Option<ValueCause> {
    let Test::Text { comparison, .. } = &clause.test else {
        return None;
    };
    let find = |is_it: &dyn Fn(&String) -> bool| clause.values.iter().find(|v| is_it(v)).cloned();
    let has_variables = request.evaluation().policy.has_variables;
    if let Some(value) = find(&|value| value.contains("${") && !has_variables) {
        return Some(ValueCause::NeedsVersion(value));
    }
    let mut variables = clause.values.iter().filter_map(|value| variable(value));
    let is_unset = |name: &&str| request.known(&Key::named(name)).presence == Presence::Never;
    if let Some(name) = variables.find(is_unset) {
        return Some(ValueCause::UnsetVariable(name.to_owned()));
    }
    let compares_whole = matches!(
        comparison,
        TextComparison::Equals | TextComparison::EqualsIgnoreCase
    );
    let would_match = |value: &String| {
        let pattern = wildcards(value);
        let mut shapes = known.shapes.iter();
        !is_text(&pattern) && shapes.any(|shape| relation(&pattern, shape, false).is_possible())
    };
    (compares_whole && !clause.negated).then_some(())?;
    find(&would_match).map(ValueCause::LiteralWildcard)
}

/// The name of the first variable that has no default.
fn variable(value: &str) -> Option<&str> {
    let (name, _) = value.split_once("${")?.1.split_once('}')?;
    (!name.contains(',')).then_some(name)
}

fn impossible_arn(clause: &Clause) -> Option<ValueCause> {
    if clause.key.kind != KeyKind::PrincipalArn || clause.negated {
        return None;
    }
    clause.values.iter().find_map(|value| {
        if value.contains(":assumed-role/") {
            Some(ValueCause::SessionArn(value.clone()))
        } else {
            let is_root = value.ends_with(":root");
            is_root.then(|| ValueCause::RootArn(value.clone()))
        }
    })
}

fn other_value(clause: &Clause, known: &Knowledge) -> ValueCause {
    let sent = match known.shapes.as_slice() {
        [one] if is_text(one) => Some(spelt(one)),
        _ => None,
    };
    let tokens = match clause.test {
        Test::Text {
            comparison: TextComparison::Like | TextComparison::Arn,
            ..
        } => wildcards,
        _ => literal,
    };
    let can_be = |value: &String| clause.key.can_hold(&tokens(value));
    if clause.negated {
        ValueCause::LeftOut(sent)
    } else if matches!(clause.key.kind, KeyKind::CurrentTime | KeyKind::EpochTime) {
        ValueCause::OtherTime
    } else if sent.is_none() && !clause.values.iter().any(can_be) {
        ValueCause::Impossible
    } else {
        ValueCause::Other(sent)
    }
}
