//! The plain evaluation of one whole request: yes or no, nothing unknown. It shares neither code
//! nor tables with the evaluator under test, and is simpler: it sees the values.

mod operators;
pub(crate) mod people;
pub(crate) mod world;

use std::collections::BTreeMap;

use operators::{holds, like};
use serde_json::Value;

/// One call that assumes a role.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    /// The operation of STS.
    pub(crate) action: &'static str,
    /// The entries of `Principal` that mean the caller.
    pub(crate) names: Vec<&'static str>,
    /// The condition keys of the request, with their values.
    pub(crate) context: Context,
}

/// The keys that are in a request, each with at least one value.
pub(crate) type Context = BTreeMap<&'static str, Vec<&'static str>>;

/// Whether the policy lets the call through.
pub(crate) fn allows(statements: &[Value], call: &Call) -> bool {
    let any = |effect: &str| {
        let mut statements = statements.iter().filter(|s| s["Effect"] == effect);
        statements.any(|statement| applies(statement, call))
    };
    any("Allow") && !any("Deny")
}

fn applies(statement: &Value, call: &Call) -> bool {
    covers(statement, call.action)
        && names(&statement["Principal"], call)
        && conditions(statement)
            .all(|(operator, key, values)| holds(operator, key, &values, &call.context))
}

fn covers(statement: &Value, action: &str) -> bool {
    let is_in = |element: &str| texts(&statement[element]).iter().any(|p| like(p, action));
    match statement.get("NotAction") {
        Some(_) => !is_in("NotAction"),
        None => is_in("Action"),
    }
}

fn names(principal: &Value, call: &Call) -> bool {
    let mut named = ["AWS", "Service", "Federated"]
        .into_iter()
        .flat_map(|kind| texts(&principal[kind]));
    *principal == "*" || named.any(|text| text == "*" || call.names.contains(&text))
}

/// Every operator on every key of the statement, with its values.
fn conditions(statement: &Value) -> impl Iterator<Item = (&str, &str, Vec<&str>)> {
    let operators = statement["Condition"].as_object().into_iter().flatten();
    operators.flat_map(|(operator, keys)| {
        let keys = keys.as_object().into_iter().flatten();
        keys.map(move |(key, values)| (operator.as_str(), key.as_str(), texts(values)))
    })
}

/// The texts of a list, or the one text.
pub(crate) fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::Array(list) => list.iter().filter_map(Value::as_str).collect(),
        one => one.as_str().into_iter().collect(),
    }
}
