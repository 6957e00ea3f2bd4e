//! The `Condition` element.

use std::collections::HashSet;

use super::{Faults, variable};
use crate::trust::{
    date,
    glob::literal,
    json::Json,
    key::Key,
    operator::{Family, Operator},
    policy::{Clause, Pattern, Piece, Test, TextComparison},
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
                "invalid-operator",
                format!("`{name}` is no condition operator"),
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
                    "duplicate-key",
                    format!("the condition key `{key}` stands twice"),
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
    let Some(test) = test(operator.family, &values, variables) else {
        let message = format!(
            "`{name}` cannot compare `{key}` with `{}`",
            values.join("`, `")
        );
        faults.add("invalid-value", message);
        return None;
    };
    let key = key.to_ascii_lowercase();
    Some(Clause {
        operator: name.to_owned(),
        key: Key::named(&key),
        name: key,
        quantifier: operator.quantifier,
        if_exists: operator.if_exists,
        negated: operator.negated,
        test,
    })
}

fn scalars(key: &str, values: Json, faults: &mut Faults) -> Option<Vec<String>> {
    let list = match values {
        Json::List(list) => list,
        one => vec![one],
    };
    let mut scalars = Vec::with_capacity(list.len());
    for value in list {
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

fn test(family: Family, values: &[String], variables: bool) -> Option<Test> {
    match family {
        Family::Text(comparison) => text(comparison, values, variables),
        Family::Bool => booleans(values).map(|values| Test::Text {
            comparison: TextComparison::EqualsIgnoreCase,
            patterns: values.into_iter().map(boolean_pattern).collect(),
        }),
        Family::Null => booleans(values).map(Test::Null),
        Family::Date(order) => {
            let dates: Option<_> = values.iter().map(|v| date::parse(v)).collect();
            Some(Test::Date(order, dates?))
        }
        Family::Ip => {
            let networks: Result<_, _> = values.iter().map(|v| v.parse()).collect();
            networks.ok().map(Test::Ip)
        }
        Family::Number => {
            let numbers = values
                .iter()
                .all(|v| v.parse::<f64>().is_ok_and(f64::is_finite));
            numbers.then_some(Test::Opaque)
        }
        Family::Binary => Some(Test::Opaque),
    }
}

fn text(comparison: TextComparison, values: &[String], variables: bool) -> Option<Test> {
    let wild = matches!(comparison, TextComparison::Like | TextComparison::Arn);
    let patterns = values.iter().map(|v| variable::pattern(v, wild, variables));
    let patterns = patterns.collect::<Option<Vec<_>>>()?;
    Some(Test::Text {
        comparison,
        patterns,
    })
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
