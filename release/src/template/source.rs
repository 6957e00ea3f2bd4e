//! A template in YAML's short form, as JSON in its full form.

use std::{fs, path::Path};

use anyhow::{Context, Result};
use serde_json::{Map, Value, json};
use support::yaml;

/// Reads a template: `!Ref x` becomes `{"Ref": "x"}`, `!GetAtt a.b` `{"Fn::GetAtt": ["a", "b"]}`.
pub fn read(path: &Path) -> Result<Value> {
    let text = fs::read_to_string(path).with_context(|| format!("read {}", path.display()))?;
    let short = yaml::read(&text).with_context(|| path.display().to_string())?;
    Ok(full(short))
}

fn full(value: Value) -> Value {
    match value {
        Value::Array(items) => items.into_iter().map(full).collect(),
        Value::Object(fields) => fields
            .into_iter()
            .map(full_field)
            .collect::<Map<_, _>>()
            .into(),
        scalar => scalar,
    }
}

fn full_field((name, value): (String, Value)) -> (String, Value) {
    let value = full(value);
    match name.strip_prefix('!') {
        None => (name, value),
        Some(function @ ("Ref" | "Condition")) => (function.to_owned(), value),
        Some("GetAtt") => ("Fn::GetAtt".to_owned(), resource_and_attribute(value)),
        Some(function) => (format!("Fn::{function}"), value),
    }
}

fn resource_and_attribute(value: Value) -> Value {
    match value.as_str().and_then(|text| text.split_once('.')) {
        Some((resource, attribute)) => json!([resource, attribute]),
        None => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_have_their_full_names() {
        let short = yaml::read(
            "a: !If [C, !GetAtt Role.Arn, !Ref AWS::NoValue]\nb: !And [!Condition C, !Not [!Condition D]]\nc: !GetAtt Nested.Outputs.Id",
        );
        let expected = json!({
            "a": {"Fn::If": ["C", {"Fn::GetAtt": ["Role", "Arn"]}, {"Ref": "AWS::NoValue"}]},
            "b": {"Fn::And": [{"Condition": "C"}, {"Fn::Not": [{"Condition": "D"}]}]},
            "c": {"Fn::GetAtt": ["Nested", "Outputs.Id"]},
        });
        assert_eq!(full(short.unwrap()), expected);
    }
}
