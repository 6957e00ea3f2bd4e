//! The plain evaluation of one whole request: yes or no, nothing unknown. Written apart from the
//! one under test, and simpler: it sees the values.

use serde_json::Value;

/// A call: who, and what the request holds.
pub(crate) struct Call<'a> {
    pub(crate) arn: &'a str,
    pub(crate) context: Vec<(&'a str, &'a str)>,
}

impl Call<'_> {
    pub(crate) fn account(&self) -> &str {
        self.arn.split(':').nth(4).unwrap()
    }

    fn value(&self, key: &str) -> Option<&str> {
        match key {
            "aws:PrincipalArn" => return Some(self.arn),
            "aws:PrincipalAccount" => return Some(self.account()),
            _ => {}
        }
        let (_, value) = self.context.iter().find(|(name, _)| *name == key)?;
        (!value.is_empty()).then_some(*value)
    }
}

pub(crate) fn allows(statements: &[Value], call: &Call) -> bool {
    let any = |effect: &str| {
        statements
            .iter()
            .any(|s| s["Effect"] == effect && applies(s, call))
    };
    any("Allow") && !any("Deny")
}

fn applies(statement: &Value, call: &Call) -> bool {
    statement["Action"] != "sts:TagSession"
        && names(&statement["Principal"], call)
        && statement["Condition"]
            .as_object()
            .unwrap()
            .iter()
            .all(|(operator, keys)| {
                let mut keys = keys.as_object().unwrap().iter();
                keys.all(|(key, values)| holds(operator, call.value(key), &texts(values)))
            })
}

fn names(principal: &Value, call: &Call) -> bool {
    *principal == "*"
        || texts(&principal["AWS"])
            .iter()
            .any(|text| *text == call.arn || *text == call.account())
}

fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::Array(list) => list.iter().map(|item| item.as_str().unwrap()).collect(),
        one => one.as_str().into_iter().collect(),
    }
}

fn holds(operator: &str, value: Option<&str>, texts: &[&str]) -> bool {
    if operator == "Null" {
        return texts.contains(&if value.is_none() { "true" } else { "false" });
    }
    let negated = operator.contains("Not");
    let Some(value) = value else {
        let waived = operator.ends_with("IfExists") || operator.starts_with("ForAllValues");
        return waived || negated && !operator.starts_with("ForAnyValue");
    };
    let fits = texts.iter().any(|text| {
        if operator.contains("Like") {
            like(text, value)
        } else if operator.contains("IgnoreCase") {
            text.eq_ignore_ascii_case(value)
        } else {
            *text == value
        }
    });
    fits != negated
}

fn like(pattern: &str, value: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == value,
        Some((start, rest)) => value.strip_prefix(start).is_some_and(|value| {
            value
                .char_indices()
                .map(|(at, _)| at)
                .chain([value.len()])
                .any(|at| like(rest, &value[at..]))
        }),
    }
}
