//! The `Condition` element.

use crate::finding::Code;
use std::collections::HashSet;

use super::{Faults, variable};
use crate::trust::policy::{
    Clause, Test, TextComparison, date,
    json::Json,
    key::Key,
    operator::{Family, Operator},
    texts::{Pattern, Piece, Texts},
    token::literal,
};

/// Every operator on every key; all of them must hold.
pub(super) fn clauses(
    operators: Vec<(String, Json)>,
    variables: bool,
    faults: &mut Faults,
) -> Vec<Clause> {
    let mut clauses = Vec::new();
    let mut seen = HashSet::new();
    for (name, keys) in operators {
        let Some(operator) = Operator::named(&name) else {
            faults.add(
                Code::InvalidOperator,
                format!("there is no condition operator `{name}`"),
            );
            continue;
        };
        let Json::Object(keys) = keys else {
            faults.wrong_type(&name, "an object", &keys);
            continue;
        };
        for (key, values) in keys {
            // Keys and operators have no case: a second spelling is a second opinion.
            if !seen.insert((name.to_ascii_lowercase(), key.to_ascii_lowercase())) {
                faults.add(
                    Code::DuplicateKey,
                    format!("the condition key `{key}` occurs twice"),
                );
            }
            clauses.extend(clause(&name, operator, &key, values, variables, faults));
        }
    }
    clauses
}

fn clause(
    name: &str,
    operator: Operator,
    key: &str,
    values: Json,
    variables: bool,
    faults: &mut Faults,
) -> Option<Clause> {
    let values = scalars(key, values, faults)?;
    let key = Key::named(key);
    let Some(test) = test(operator.family, &key, &values, variables) else {
        let message = format!(
            "`{name}` cannot compare `{}` with `{}`",
            key.shown,
            values.join("`, `")
        );
        faults.add(Code::InvalidValue, message);
        return None;
    };
    Some(Clause {
        operator: name.to_owned(),
        key,
        quantifier: operator.quantifier,
        if_exists: operator.if_exists,
        negated: operator.negated,
        values,
        test,
    })
}

fn scalars(key: &str, values: Json, faults: &mut Faults) -> Option<Vec<String>> {
    let mut scalars = Vec::new();
    for value in values.into_items() {
        match value {
            Json::Text(text) | Json::Number(text) => scalars.push(text),
            Json::Bool(value) => scalars.push(value.to_string()),
            other => {
                faults.wrong_type(key, "a string, number, boolean or a list of them", &other);
                return None;
            }
        }
    }
    Some(scalars)
}

fn test(family: Family, key: &Key, values: &[String], variables: bool) -> Option<Test> {
    match family {
        Family::Text(comparison) => text(comparison, key, values, variables),
        Family::Bool => {
            let patterns = booleans(values)?.into_iter().map(boolean_pattern).collect();
            let comparison = TextComparison::EqualsIgnoreCase;
            let texts = Texts::new(key, comparison, patterns);
            Some(Test::Text { comparison, texts })
        }
        Family::Null => booleans(values).map(Test::Null),
        Family::Date(order) => {
            let dates: Option<_> = values.iter().map(|v| date::parse(v)).collect();
            Some(Test::Date(order, dates?))
        }
        Family::Ip => {
            let networks: Result<_, _> = values.iter().map(|v| v.parse()).collect();
            networks.ok().map(Test::Ip)
        }
        Family::Number(order) => {
            let is_number = |v: &String| v.parse().is_ok_and(f64::is_finite);
            let integers: Result<_, _> = values.iter().map(|v| v.parse()).collect();
            let test = integers.map_or(Test::Opaque, |integers| Test::Number(order, integers));
            values.iter().all(is_number).then_some(test)
        }
        Family::Binary => Some(Test::Opaque),
    }
}

fn text(comparison: TextComparison, key: &Key, values: &[String], variables: bool) -> Option<Test> {
    let wild = matches!(comparison, TextComparison::Like | TextComparison::Arn);
    let patterns: Option<_> = values
        .iter()
        .map(|value| variable::pattern(value, wild, variables))
        .collect();
    let texts = Texts::new(key, comparison, patterns?);
    Some(Test::Text { comparison, texts })
}

fn booleans(values: &[String]) -> Option<Vec<bool>> {
    let parse = |value: &String| match value.to_ascii_lowercase().as_str() {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    };
    values.iter().map(parse).collect()
}

fn boolean_pattern(value: bool) -> Pattern {
    let pieces = vec![Piece::Fixed(literal(if value { "true" } else { "false" }))];
    Pattern { pieces }
}
