//! An OpenAPI document, as far as it describes calls.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use serde::Serialize;
use serde_json::Value;

use support::yaml;

use super::schema::Schema;

const METHODS: [&str; 5] = ["delete", "get", "patch", "post", "put"];
/// References to references: a schema that refers to itself would go on for ever.
const MOST_REFERENCES: usize = 32;

/// A document, read and not yet understood: of the published one, a few calls matter.
#[derive(Debug)]
pub(super) struct Document(Value);

/// One call: what is asked, and what may be answered.
#[derive(Debug, Serialize)]
pub(super) struct Call {
    /// Upper case.
    pub(super) method: String,
    /// With its parameters as `{name}`.
    pub(super) path: String,
    /// By name, those of the path and those of the query.
    pub(super) parameters: BTreeMap<String, Parameter>,
    /// `None` means that the call takes no body.
    pub(super) body: Option<Schema>,
    /// By status; `None` means that no body is published.
    pub(super) answers: BTreeMap<String, Option<Schema>>,
}

/// A value in the address.
#[derive(Debug, Serialize)]
pub(super) struct Parameter {
    /// `path` or `query`.
    pub(super) location: String,
    pub(super) schema: Schema,
}

impl Document {
    pub(super) fn parse(text: &str) -> Result<Self> {
        let document = yaml::read(text)?;
        ensure!(document["paths"].is_object(), "the document has no paths");
        Ok(Self(document))
    }

    /// Every call: its method in lower case, and its path.
    pub(super) fn names(&self) -> impl Iterator<Item = (&str, &str)> {
        let paths = self.0["paths"].as_object().into_iter().flatten();
        paths.flat_map(|(path, item)| {
            let methods = METHODS.iter().filter(|method| item.get(**method).is_some());
            methods.map(|method| (*method, path.as_str()))
        })
    }

    /// The call of that name; `None` when the document has no such call.
    pub(super) fn call(&self, method: &str, path: &str) -> Result<Option<Call>> {
        let item = &self.0["paths"][path];
        let Some(operation) = item.get(method) else {
            return Ok(None);
        };
        let operation = self.resolved(operation, 0)?;
        let of_path = self.resolved(&item["parameters"], 0)?;
        let parameters = [&of_path, &operation["parameters"]].into_iter();
        let parameters = parameters.filter_map(Value::as_array).flatten();
        let answers = operation["responses"].as_object().into_iter().flatten();
        Ok(Some(Call {
            method: method.to_uppercase(),
            path: path.to_owned(),
            parameters: parameters.map(Parameter::read).collect::<Result<_>>()?,
            body: body(&operation["requestBody"])?,
            answers: answers
                .map(|(status, answer)| Ok((status.clone(), body(answer)?)))
                .collect::<Result<_>>()?,
        }))
    }

    /// How a caller identifies itself: the scheme of API tokens.
    pub(super) fn token(&self) -> Value {
        let mut scheme = self.0["components"]["securitySchemes"]["ApiKeyAuth"].clone();
        if let Some(fields) = scheme.as_object_mut() {
            fields.remove("description");
        }
        scheme
    }

    /// The value with what its references refer to in their places.
    fn resolved(&self, value: &Value, references: usize) -> Result<Value> {
        ensure!(references < MOST_REFERENCES, "references without an end");
        if let Some(reference) = value["$ref"].as_str() {
            let found = reference
                .strip_prefix('#')
                .and_then(|at| self.0.pointer(at));
            let found = found.with_context(|| format!("`{reference}` refers to nothing"))?;
            return self.resolved(found, references + 1);
        }
        match value {
            Value::Array(items) => items
                .iter()
                .map(|item| self.resolved(item, references))
                .collect(),
            Value::Object(fields) => fields
                .iter()
                .map(|(name, field)| Ok((name.clone(), self.resolved(field, references)?)))
                .collect(),
            scalar => Ok(scalar.clone()),
        }
    }
}

impl Parameter {
    fn read(parameter: &Value) -> Result<(String, Self)> {
        let text = |field: &str| {
            let text = parameter[field].as_str().map(str::to_owned);
            text.with_context(|| format!("a parameter without `{field}`: {parameter}"))
        };
        let (location, schema) = (text("in")?, Schema::read(&parameter["schema"])?);
        Ok((text("name")?, Self { location, schema }))
    }
}

/// The schema of a body that is JSON; `None` when no body is described.
fn body(holder: &Value) -> Result<Option<Schema>> {
    let Some(content) = holder.get("content") else {
        return Ok(None);
    };
    let json = content.get("application/json");
    let json = json.with_context(|| format!("a body that is not JSON: {content}"))?;
    Schema::read(&json["schema"]).map(Some)
}
