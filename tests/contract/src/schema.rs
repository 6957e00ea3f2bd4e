//! A JSON Schema, and what of a value does not fit it.

use anyhow::{Context, Result, bail};
use jsonschema::{Draft, Validator};
use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};

/// Keywords that constrain nothing.
const PROSE: &[&str] = &[
    "description",
    "discriminator",
    "example",
    "readOnly",
    "title",
];

/// A schema in one form, however it was written: two schemas that say the same are equal texts.
#[derive(Debug)]
pub(super) struct Schema {
    normal: Value,
    validator: Validator,
}

impl Schema {
    /// Reads a schema of OpenAPI 3.0 or 3.1, whose references are resolved. Fails on a keyword or a
    /// format that is not known here: it would never be checked.
    pub(super) fn read(schema: &Value) -> Result<Self> {
        let normal = normal(schema)?;
        let validator = jsonschema::options()
            .with_draft(Draft::Draft202012)
            .should_validate_formats(true)
            .should_ignore_unknown_formats(false)
            // OpenAPI's own, for numbers: the type says what matters here.
            .with_format("int32", |_: &str| true)
            .offline()
            .build(&normal)
            .context("compile a schema")?;
        Ok(Self { normal, validator })
    }

    /// What is wrong with a value, each with its place; the value itself is not shown.
    pub(super) fn violations(&self, value: &Value) -> Vec<String> {
        let errors = self.validator.iter_errors(value);
        errors
            .map(|error| format!("{}: {}", error.instance_path(), error.masked()))
            .collect()
    }
}

impl Serialize for Schema {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.normal.serialize(serializer)
    }
}

/// Without prose, with lists in one order, and with `nullable` as JSON Schema says it.
fn normal(schema: &Value) -> Result<Value> {
    let mut normal_form = Map::new();
    for (keyword, value) in schema.as_object().context("a schema is an object")? {
        let value = match keyword.as_str() {
            "format" => value.clone(),
            "type" | "required" | "enum" => sorted(value),
            "oneOf" | "anyOf" | "allOf" => sorted(&each(value)?),
            "items" => normal(value)?,
            "properties" => each(value)?,
            "nullable" => continue,
            prose if PROSE.contains(&prose) => continue,
            unknown => bail!("the keyword `{unknown}` is not known to support::qovery::contract"),
        };
        normal_form.insert(keyword.clone(), value);
    }
    let normal_form = unwrapped(normal_form);
    match schema["nullable"].as_bool() {
        Some(true) => or_null(normal_form),
        _ => Ok(normal_form),
    }
}

/// The schemas of a list, or of the properties of an object.
fn each(schemas: &Value) -> Result<Value> {
    match schemas {
        Value::Array(all) => all.iter().map(normal).collect(),
        Value::Object(all) => {
            let all = all.iter();
            all.map(|(name, one)| Ok((name.clone(), normal(one)?)))
                .collect()
        }
        other => bail!("{other} holds no schemas"),
    }
}

/// The order of these lists says nothing.
fn sorted(list: &Value) -> Value {
    let Value::Array(items) = list else {
        return list.clone();
    };
    let mut items = items.clone();
    items.sort_by_cached_key(Value::to_string);
    items.into()
}

/// `allOf` with one schema is that schema: OpenAPI 3.0 wraps a reference to put `nullable` beside it.
fn unwrapped(schema: Map<String, Value>) -> Value {
    let only = schema.get("allOf").and_then(Value::as_array);
    match only.map(Vec::as_slice) {
        Some([only]) if schema.len() == 1 => only.clone(),
        _ => schema.into(),
    }
}

fn or_null(mut schema: Value) -> Result<Value> {
    match &schema["type"] {
        Value::String(kind) if schema.get("enum").is_none() => {
            schema["type"] = sorted(&json!([kind, "null"]));
            Ok(schema)
        }
        Value::Null | Value::String(_) => Ok(json!({
            "anyOf": sorted(&json!([schema, { "type": "null" }]))
        })),
        kinds => bail!("`nullable` beside the types {kinds}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(schema: &Value) -> Schema {
        Schema::read(schema).unwrap()
    }

    #[test]
    fn both_ways_to_allow_null_are_one_schema() {
        let pairs = [
            (
                json!({ "type": "string", "nullable": true, "example": "1.28" }),
                json!({ "type": ["null", "string"] }),
            ),
            (
                json!({ "nullable": true, "allOf": [{ "type": "object", "title": "Lock" }] }),
                json!({ "type": ["object", "null"] }),
            ),
            (
                json!({ "nullable": true, "type": "string", "enum": ["B", "A"] }),
                json!({ "anyOf": [{ "type": "string", "enum": ["A", "B"] }, { "type": "null" }] }),
            ),
        ];
        for (old, new) in pairs {
            let (old, new) = (read(&old), read(&new));
            assert_eq!(old.normal, new.normal);
            assert_eq!(new.violations(&Value::Null), Vec::<String>::new());
            assert!(!new.violations(&json!(1)).is_empty());
        }
    }

    #[test]
    fn formats_are_checked_and_values_are_not_shown() {
        let schema =
            read(&json!({ "properties": { "id": { "type": "string", "format": "uuid" } } }));
        let violations = schema.violations(&json!({ "id": "marked" }));
        assert_eq!(violations, ["/id: value is not a \"uuid\""]);
        let right = json!({ "id": "11111111-2222-4333-8444-555555555555" });
        assert_eq!(schema.violations(&right), Vec::<String>::new());
    }

    #[test]
    fn a_keyword_that_is_not_checked_is_an_error() {
        let error = Schema::read(&json!({ "type": "string", "minLength": 3 })).unwrap_err();
        assert!(error.to_string().contains("`minLength`"), "{error}");
        assert!(Schema::read(&json!({ "type": "text" })).is_err());
        assert!(Schema::read(&json!({ "type": "string", "format": "guid" })).is_err());
    }
}
