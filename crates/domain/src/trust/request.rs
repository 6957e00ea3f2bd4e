//! The requests of one caller, and whether a statement is about them.

use super::{
    caller::Caller,
    condition,
    evaluate::Evaluation,
    glob::{Shape, Token, literal, relation},
    key::Key,
    knowledge::{Knowledge, Presence},
    policy::{Clause, Quantifier, Statement, Test, TextComparison},
    principal::{PrincipalKind, TrustedPrincipal},
    truth::{Truth, all},
};

/// A narrowed value longer than this is left open.
const NARROW_TOKENS: usize = 512;

/// A call of some caller, with what a statement's conditions say of it.
#[derive(Debug)]
pub(super) struct Request<'a> {
    pub(super) caller: Caller<'a>,
    evaluation: &'a Evaluation<'a>,
    narrowed: Vec<(&'a str, Vec<Shape>)>,
    /// Take the caller as not among the few that a negated condition leaves out.
    is_ordinary: bool,
}

impl<'a> Request<'a> {
    pub(super) fn new(
        caller: Caller<'a>,
        evaluation: &'a Evaluation<'a>,
        is_ordinary: bool,
    ) -> Self {
        Self {
            caller,
            evaluation,
            narrowed: Vec::new(),
            is_ordinary,
        }
    }

    pub(super) fn statements(&self, allows: bool) -> impl Iterator<Item = &'a Statement> {
        self.evaluation.statements(allows)
    }

    /// Whether the statement's `Principal` names the caller.
    pub(super) fn named(&self, statement: &Statement) -> Truth {
        let partition = self.evaluation.role.partition();
        self.caller
            .is_named_by(statement, partition, &|principal| self.is_arn(principal))
    }

    /// The same caller in all requests, among the few or not.
    pub(super) fn in_general(&self) -> Self {
        Self::new(self.caller, self.evaluation, false)
    }

    /// What is known of a key in this request.
    pub(super) fn known(&self, key: Key, name: &str) -> Knowledge<'a> {
        let role = self.evaluation.role;
        if let Some((_, shapes)) = self.narrowed.iter().find(|(narrowed, _)| *narrowed == name) {
            return Knowledge::shaped(Presence::Always, shapes.clone());
        }
        Knowledge::of(
            key,
            name,
            &self.caller,
            role.account().as_str(),
            role.partition(),
        )
    }

    /// Counts the work of matching a pattern with what is known of a value: linear for a whole
    /// value, not for a part.
    pub(super) fn spend_match(&self, pattern: &[Token], value: &[Token]) {
        let is_whole = value.iter().all(|t| matches!(t, Token::Char(_)));
        let (pattern, value) = (1 + pattern.len(), 1 + value.len());
        self.spend(if is_whole {
            pattern + value
        } else {
            pattern.saturating_mul(value)
        });
    }

    fn spend(&self, work: usize) {
        self.evaluation.spend(work);
    }

    /// What a negated condition on an unknown value comes to.
    pub(super) fn carved_out(&self) -> Truth {
        if self.is_ordinary {
            Truth::True
        } else {
            Truth::Unknown
        }
    }

    /// Whether the statement is about this request.
    pub(super) fn applies(&self, statement: &Statement) -> Truth {
        self.spend(statement.principals.items.len());
        if !self.evaluation.is_complete() {
            return Truth::Unknown;
        }
        if !self.caller.acts_through(statement.actions) {
            return Truth::False;
        }
        let named = self.named(statement);
        if named == Truth::False {
            return named;
        }
        named.and(all(statement
            .clauses
            .iter()
            .map(|clause| condition::holds(clause, self))))
    }

    /// Whether somebody known by `aws:PrincipalArn` only is the principal that a policy names.
    fn is_arn(&self, principal: &TrustedPrincipal) -> Truth {
        if principal.kind() == PrincipalKind::Session {
            return Truth::Unknown;
        }
        let known = self.known(Key::PrincipalArn, "aws:principalarn");
        let arn = literal(principal.as_str());
        let mut truths = known
            .shapes
            .iter()
            .map(|shape| relation(&arn, shape, false));
        let first = truths.next().unwrap_or(Truth::Unknown);
        truths.fold(
            first,
            |one, other| if one == other { one } else { Truth::Unknown },
        )
    }

    /// The same caller, in those requests only that fit the statement's conditions.
    pub(super) fn narrowed_by(&self, allow: &'a Statement) -> Self {
        let narrowed = allow.clauses.iter().filter_map(|clause| {
            let mut shapes = only_values(clause)?;
            let known = self.known(clause.key, &clause.name);
            let can_be = |text: &Shape| {
                known.shapes.iter().any(|shape| {
                    self.spend_match(text, shape);
                    relation(text, shape, false).is_possible()
                })
            };
            shapes.retain(can_be);
            (known.but.is_empty() && !shapes.is_empty()).then_some((clause.name.as_str(), shapes))
        });
        Self {
            narrowed: narrowed.collect(),
            is_ordinary: false,
            ..*self
        }
    }
}

/// The texts of which a key must have one for the clause to hold, where it spells them out.
fn only_values(clause: &Clause) -> Option<Vec<Shape>> {
    let Test::Text {
        comparison,
        patterns,
    } = &clause.test
    else {
        return None;
    };
    let plain = clause.quantifier == Quantifier::None && !clause.negated && !clause.if_exists;
    let cased = *comparison != TextComparison::EqualsIgnoreCase;
    let spelt = |shape: &&[Token]| shape.iter().all(|t| matches!(t, Token::Char(_)));
    let texts = patterns
        .iter()
        .map(|p| p.fixed().filter(spelt).map(<[Token]>::to_vec));
    let texts = texts.collect::<Option<Vec<Shape>>>()?;
    let size: usize = texts.iter().map(Vec::len).sum();
    let single = !clause.key.holds_many(&clause.name);
    (plain && cased && single && size <= NARROW_TOKENS).then_some(texts)
}
