//! A trust policy after parsing: only what decides, in types.

use super::{
    glob::{Shape, Token},
    key::Key,
    network::Network,
    principal::TrustedPrincipal,
};

/// The statements that could be read.
#[derive(Debug)]
pub(super) struct Policy {
    pub(super) statements: Vec<Statement>,
}

/// One statement.
#[derive(Debug)]
pub(super) struct Statement {
    pub(super) index: usize,
    pub(super) sid: Option<String>,
    pub(super) allows: bool,
    pub(super) principals: Principals,
    pub(super) actions: Actions,
    pub(super) clauses: Vec<Clause>,
}

/// The `Principal` element.
#[derive(Debug, Default)]
pub(super) struct Principals {
    /// `NotPrincipal`: all but these. IAM rejects it here; read only to say what it would open.
    pub(super) except: bool,
    pub(super) items: Vec<Item>,
}

/// One entry of `Principal`.
#[derive(Debug)]
pub(super) enum Item {
    /// `*`.
    Anyone,
    Aws(TrustedPrincipal),
    /// `AROA…` or `AIDA…`: what IAM shows where a principal was deleted.
    Deleted,
    Service(String),
    Federated(Provider),
}

/// An identity provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Provider {
    pub(super) text: String,
    pub(super) kind: ProviderKind,
}

/// How an identity provider vouches for its users.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ProviderKind {
    Saml,
    /// The prefix of its condition keys: its URL in lower case, without `https://`.
    WebIdentity(String),
}

/// The ways to assume a role that a statement covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Actions {
    pub(super) assume_role: bool,
    pub(super) with_web_identity: bool,
    pub(super) with_saml: bool,
}

/// One operator on one condition key.
#[derive(Debug)]
pub(super) struct Clause {
    /// As written, for messages.
    pub(super) operator: String,
    /// In lower case: key names have none.
    pub(super) name: String,
    pub(super) key: Key,
    pub(super) quantifier: Quantifier,
    pub(super) if_exists: bool,
    pub(super) negated: bool,
    pub(super) test: Test,
}

/// The set operator before an operator's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quantifier {
    None,
    ForAllValues,
    ForAnyValue,
}

/// What is compared, and with what; true where one of the values fits.
#[derive(Debug)]
pub(super) enum Test {
    Text {
        comparison: TextComparison,
        patterns: Vec<Pattern>,
    },
    Date(Order, Vec<i64>),
    Ip(Vec<Network>),
    /// Whether the key is to be absent.
    Null(Vec<bool>),
    /// Numbers and binaries: no key whose value is known beforehand holds one.
    Opaque,
}

/// How texts are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TextComparison {
    Equals,
    EqualsIgnoreCase,
    Like,
    Arn,
}

/// How dates are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// A value of the policy, with its wildcards and variables.
#[derive(Debug)]
pub(super) struct Pattern {
    pub(super) pieces: Vec<Piece>,
}

/// A part of a pattern.
#[derive(Debug)]
pub(super) enum Piece {
    Fixed(Shape),
    Variable(Variable),
}

/// `${key, 'default'}`.
#[derive(Debug)]
pub(super) struct Variable {
    pub(super) name: String,
    pub(super) key: Key,
    pub(super) default: Option<Shape>,
}

impl Pattern {
    /// The tokens, where no variable is among them.
    pub(super) fn fixed(&self) -> Option<&[Token]> {
        match self.pieces.as_slice() {
            [] => Some(&[]),
            [Piece::Fixed(shape)] => Some(shape),
            _ => None,
        }
    }
}
