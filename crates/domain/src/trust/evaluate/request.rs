//! The requests of one caller, and whether a statement is about them.

use super::{
    Evaluation,
    caller::Caller,
    condition,
    home::Home,
    knowledge::{Knowledge, Presence},
    signer,
};
use crate::trust::{
    policy::{
        Clause, Quantifier, Statement, Test, TextComparison,
        glob::{self, relation},
        key::{Key, KeyKind},
        token::{Shape, is_text},
    },
    truth::{Truth, all, any},
};

/// A narrowed value longer than this is left open.
const NARROW_TOKENS: usize = 512;

/// A call of some caller, with what a statement says of it.
#[derive(Debug, Clone)]
pub(crate) struct Request<'a> {
    pub(crate) caller: Caller<'a>,
    evaluation: &'a Evaluation<'a>,
    /// The values that keys have in the requests that a statement is about.
    narrowed: Vec<(Key, Vec<Shape>)>,
    /// Whether the caller is not among the few that a negated condition leaves out.
    pub(crate) is_ordinary: bool,
}

impl<'a> Request<'a> {
    pub(crate) fn new(evaluation: &'a Evaluation<'a>, caller: Caller<'a>) -> Self {
        Self {
            caller,
            evaluation,
            narrowed: Vec::new(),
            is_ordinary: false,
        }
    }

    /// The same, for a caller who is not among the few that a negated condition leaves out.
    pub(crate) fn ordinary(self) -> Self {
        Self {
            is_ordinary: true,
            ..self
        }
    }

    pub(crate) fn home(&self) -> &Home<'a> {
        &self.evaluation.home
    }

    pub(crate) fn evaluation(&self) -> &'a Evaluation<'a> {
        self.evaluation
    }

    /// What is known of a key in this request.
    pub(crate) fn known(&self, key: &Key) -> Knowledge<'a> {
        match self
            .narrowed
            .iter()
            .find(|(narrowed, _)| narrowed.name == key.name)
        {
            Some((_, shapes)) => Knowledge::shaped(Presence::Always, shapes.clone()),
            None => Knowledge::of(key, &self.caller, self.home()),
        }
    }

    /// What is known of `aws:PrincipalArn`.
    pub(crate) fn known_arn(&self) -> Knowledge<'a> {
        let mut narrowed = self.narrowed.iter();
        match narrowed.find(|(key, _)| key.kind == KeyKind::PrincipalArn) {
            Some((_, shapes)) => Knowledge::shaped(Presence::Always, shapes.clone()),
            None => signer::principal_arn(&self.caller, self.home()),
        }
    }

    /// Whether the statement is about this request.
    pub(crate) fn applies(&self, statement: &Statement) -> Truth {
        self.spend(1 + statement.clauses.len());
        if !self.evaluation.is_complete() {
            return Truth::Unknown;
        }
        if !self.caller.acts_through(statement.actions) {
            return Truth::False;
        }
        let naming = self.naming(statement);
        let hold = |request: &Self| {
            let clauses = statement.clauses.iter();
            all(clauses.map(|clause| condition::holds(clause, request)))
        };
        match naming.arns {
            _ if naming.truth == Truth::False => Truth::False,
            Some(arns) if !statement.clauses.is_empty() => {
                naming.truth.and(hold(&self.with_arns(arns)))
            }
            _ => naming.truth.and(hold(self)),
        }
    }

    /// The same caller, in those requests only that the statement is about.
    pub(crate) fn narrowed_by(&self, allow: &'a Statement) -> Self {
        let named = self.named_by(allow);
        let values = allow.clauses.iter().filter_map(|clause| {
            let shapes = self.values_that_fit(clause)?;
            Some((clause.key.clone(), shapes))
        });
        Self {
            narrowed: values.chain(named.narrowed).collect(),
            is_ordinary: false,
            ..*self
        }
    }

    /// The same caller as one of those whom the statement names.
    pub(crate) fn named_by(&self, statement: &Statement) -> Self {
        match self.naming(statement).arns {
            Some(arns) => self.with_arns(arns),
            None => self.clone(),
        }
    }

    fn with_arns(&self, arns: Vec<Shape>) -> Self {
        let known = self.known_arn();
        let mut request = self.clone();
        if !matches!(known.shapes.as_slice(), [one] if is_text(one)) {
            request
                .narrowed
                .push((Key::named("aws:PrincipalArn"), arns));
        }
        request
    }

    /// The values of a key with which the clause holds, where it spells them out.
    fn values_that_fit(&self, clause: &Clause) -> Option<Vec<Shape>> {
        let mut shapes = only_values(clause)?.to_vec();
        let known = self.known(&clause.key);
        shapes.retain(|text| {
            any(known.shapes.iter().map(|shape| {
                self.spend(glob::work(text, shape, false));
                relation(text, shape, false)
            }))
            .is_possible()
        });
        known.excluded.is_empty().then_some(shapes)
    }

    pub(crate) fn spend(&self, work: usize) {
        self.evaluation.spend(work);
    }
}

/// The texts of which a key must have one for the clause to hold, where it spells them out.
fn only_values(clause: &Clause) -> Option<&[Shape]> {
    let Test::Text { comparison, texts } = &clause.test else {
        return None;
    };
    let is_plain = clause.quantifier == Quantifier::None && !clause.negated && !clause.if_exists;
    let has_case = *comparison != TextComparison::EqualsIgnoreCase;
    let whole = texts.whole()?;
    let size: usize = whole.iter().map(Vec::len).sum();
    (is_plain && has_case && !clause.key.holds_many() && size <= NARROW_TOKENS).then_some(whole)
}
