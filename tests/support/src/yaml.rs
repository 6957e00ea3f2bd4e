//! YAML as JSON: a tag such as `!Ref x` becomes `{"!Ref": x}`.

use anyhow::{Context, Result, bail};
use saphyr::{LoadableYamlNode, Scalar, Yaml};
use serde_json::{Map, Value, json};

/// Reads the first document of a text.
pub fn read(text: &str) -> Result<Value> {
    let documents = Yaml::load_from_str(text).context("parse YAML")?;
    value(documents.first().context("the text has no document")?)
}

fn value(node: &Yaml<'_>) -> Result<Value> {
    Ok(match node {
        Yaml::Value(Scalar::Null) => Value::Null,
        Yaml::Value(Scalar::String(text)) => json!(text),
        Yaml::Value(Scalar::Integer(number)) => json!(number),
        Yaml::Value(Scalar::Boolean(truth)) => json!(truth),
        Yaml::Value(Scalar::FloatingPoint(number)) => json!(number.0),
        Yaml::Sequence(items) => items.iter().map(value).collect::<Result<_>>()?,
        Yaml::Mapping(entries) => {
            let entries = entries.iter();
            let entries = entries.map(|(name, entry)| Ok((key(name)?, value(entry)?)));
            Value::Object(entries.collect::<Result<Map<_, _>>>()?)
        }
        Yaml::Tagged(tag, tagged) => json!({ format!("!{}", tag.suffix): value(tagged)? }),
        unknown => bail!("JSON has no counterpart of {unknown:?}"),
    })
}

fn key(name: &Yaml<'_>) -> Result<String> {
    match value(name)? {
        Value::String(text) => Ok(text),
        scalar @ (Value::Number(_) | Value::Bool(_)) => Ok(scalar.to_string()),
        other => bail!("{other} cannot be a name"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_kept_and_names_become_texts() {
        let read = read("{ 200: !Ref Name, list: [1, true, null, 'null', 1.5] }").unwrap();
        let expected = json!({ "200": { "!Ref": "Name" }, "list": [1, true, null, "null", 1.5] });
        assert_eq!(read, expected);
    }

    #[test]
    fn what_json_cannot_say_is_an_error() {
        for text in ["", "{", "{ [a]: b }"] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
