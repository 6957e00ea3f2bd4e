//! What a value of a template comes to, as far as the template alone says: conditions and the
//! defaults of parameters put in where their names stand.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

/// The value with each condition's own words and each parameter's default in it. Two releases whose
/// values mean the same give a stack that never chose otherwise the same.
pub(super) fn value(value: &Value, template: &Value) -> Value {
    match value {
        Value::Array(items) => items
            .iter()
            .map(|item| self::value(item, template))
            .collect(),
        Value::Object(fields) => match fields.iter().next() {
            Some((function, argument)) if fields.len() == 1 => {
                function_of(function, argument, template)
            }
            _ => fields_of(fields, template),
        },
        scalar => scalar.clone(),
    }
}

/// The condition that this name stands for; null stays null.
pub(super) fn condition(name: &Value, template: &Value) -> Value {
    match name.as_str() {
        Some(name) => value(&template["Conditions"][name], template),
        None => Value::Null,
    }
}

fn fields_of(fields: &Map<String, Value>, template: &Value) -> Value {
    let meant = fields
        .iter()
        .map(|(name, field)| (name.clone(), value(field, template)));
    Value::Object(meant.collect())
}

fn function_of(function: &str, argument: &Value, template: &Value) -> Value {
    match function {
        "Ref" => json!({"Ref": argument, "Default": default(argument.as_str(), template)}),
        "Condition" => condition(argument, template),
        "Fn::If" => json!({"Fn::If": [
            condition(&argument[0], template), value(&argument[1], template), value(&argument[2], template),
        ]}),
        "Fn::Sub" => {
            let text = argument
                .as_str()
                .or_else(|| argument[0].as_str())
                .unwrap_or_default();
            let defaults = names_in(text).map(|name| default(Some(name), template));
            json!({"Fn::Sub": value(argument, template), "Defaults": defaults.collect::<Vec<_>>()})
        }
        _ => json!({function: value(argument, template)}),
    }
}

/// The names in a value: of parameters, resources and what AWS gives.
pub(super) fn names(value: &Value) -> BTreeSet<String> {
    match value {
        Value::Array(items) => items.iter().flat_map(names).collect(),
        Value::Object(fields) => {
            let below = fields.values().flat_map(names);
            let named = fields.get("Ref").and_then(Value::as_str);
            let text = &value["Fn::Sub"];
            let text = text.as_str().or_else(|| text[0].as_str());
            let in_text = names_in(text.unwrap_or_default());
            let own = named.into_iter().chain(in_text).map(str::to_owned);
            below.chain(own).collect()
        }
        _ => BTreeSet::new(),
    }
}

/// Those in a text of `Fn::Sub`.
fn names_in(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split("${").skip(1);
    parts.filter_map(|part| part.split('}').next())
}

fn default(parameter: Option<&str>, template: &Value) -> Value {
    let named = parameter.and_then(|name| template["Parameters"].get(name));
    named.map_or(Value::Null, |parameter| parameter["Default"].clone())
}
