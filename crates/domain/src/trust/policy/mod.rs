//! A trust policy after parsing: only what decides, in types.

pub(crate) mod date;
pub(crate) mod glob;
mod json;
pub(crate) mod key;
mod key_table;
pub(crate) mod network;
mod operator;
mod overlap;
mod parse;
pub(crate) mod texts;
pub(crate) mod token;
mod values;

pub(crate) use self::{
    json::Json,
    parse::{decode, parse},
};
use self::{key::Key, network::Network, texts::Texts};
use super::principal::TrustedPrincipal;

/// The statements that could be read.
#[derive(Debug, Default)]
pub(crate) struct Policy {
    pub(crate) statements: Vec<Statement>,
    /// Whether `${…}` is a policy variable: only under `Version` `2012-10-17`.
    pub(crate) has_variables: bool,
}

/// One statement.
#[derive(Debug)]
pub(crate) struct Statement {
    pub(crate) index: usize,
    pub(crate) sid: Option<String>,
    pub(crate) allows: bool,
    pub(crate) principals: Principals,
    pub(crate) actions: Actions,
    pub(crate) clauses: Vec<Clause>,
}

/// The `Principal` element, with its lists in order, so that one entry is found without reading
/// them all.
#[derive(Debug, Default)]
pub(crate) struct Principals {
    /// `NotPrincipal`: everyone but these. IAM rejects it here; read only to say what it would
    /// open.
    pub(crate) except: bool,
    /// `*`.
    pub(crate) everyone: bool,
    /// `AROA…` or `AIDA…`: what IAM shows where a principal was deleted.
    pub(crate) deleted: bool,
    /// In the order of their accounts.
    pub(crate) aws: Vec<TrustedPrincipal>,
    /// In order.
    pub(crate) services: Vec<String>,
    /// In order.
    pub(crate) providers: Vec<Provider>,
}

/// An identity provider.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Provider {
    pub(crate) text: String,
    pub(crate) kind: ProviderKind,
}

/// How an identity provider vouches for its users.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ProviderKind {
    Saml,
    /// The prefix of its condition keys: its URL in lower case, without `https://`.
    WebIdentity(String),
}

/// The ways to assume a role that a statement covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Actions {
    pub(crate) assume_role: bool,
    pub(crate) with_web_identity: bool,
    pub(crate) with_saml: bool,
}

/// One operator on one condition key.
#[derive(Debug)]
pub(crate) struct Clause {
    /// As written, for messages.
    pub(crate) operator: String,
    pub(crate) key: Key,
    pub(crate) quantifier: Quantifier,
    pub(crate) if_exists: bool,
    pub(crate) negated: bool,
    /// As written, for messages.
    pub(crate) values: Vec<String>,
    pub(crate) test: Test,
}

/// The set operator before an operator's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Quantifier {
    None,
    ForAllValues,
    ForAnyValue,
}

/// What is compared, and with what; true where one of the values fits.
#[derive(Debug)]
pub(crate) enum Test {
    Text {
        comparison: TextComparison,
        texts: Texts,
    },
    Date(Order, Vec<i64>),
    Number(Order, Vec<i64>),
    Ip(Vec<Network>),
    /// Whether the key is to be absent.
    Null(Vec<bool>),
    /// Fractions and binaries: no key whose value is known beforehand holds one.
    Opaque,
}

/// How texts are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TextComparison {
    Equals,
    EqualsIgnoreCase,
    Like,
    Arn,
}

/// How dates and numbers are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Statement {
    /// Whether it names everyone, or everyone except some.
    pub(crate) fn is_for_everyone(&self) -> bool {
        self.principals.everyone || self.principals.except
    }
}

impl Principals {
    /// Those of the account, itself included.
    pub(crate) fn of_account(&self, account: &str) -> &[TrustedPrincipal] {
        let start = self.aws.partition_point(|p| p.account().as_str() < account);
        let length = self.aws[start..].partition_point(|p| p.account().as_str() == account);
        &self.aws[start..start + length]
    }
}
