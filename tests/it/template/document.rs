//! `template.yaml` as JSON: `!Ref x` is `{"!Ref": x}`.

use std::{collections::BTreeSet, path::Path};

use saphyr::{LoadableYamlNode, Scalar, Yaml};
use serde_json::{Map, Value, json};

pub(crate) fn template() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../template.yaml");
    let text = std::fs::read_to_string(path).expect("template.yaml is there");
    let documents = Yaml::load_from_str(&text).expect("template.yaml is YAML");
    value(&documents[0])
}

fn value(node: &Yaml<'_>) -> Value {
    match node {
        Yaml::Value(Scalar::String(text)) => json!(text),
        Yaml::Value(Scalar::Integer(number)) => json!(number),
        Yaml::Value(Scalar::Boolean(truth)) => json!(truth),
        Yaml::Value(Scalar::FloatingPoint(number)) => json!(number.0),
        Yaml::Sequence(items) => items.iter().map(value).collect(),
        Yaml::Mapping(entries) => Value::Object(
            entries
                .iter()
                .map(|(name, entry)| (name.as_str().unwrap_or_default().to_owned(), value(entry)))
                .collect::<Map<_, _>>(),
        ),
        Yaml::Tagged(tag, tagged) => json!({ format!("!{}", tag.suffix): value(tagged) }),
        _ => Value::Null,
    }
}

/// The names in an object.
pub(crate) fn names(object: &Value) -> BTreeSet<String> {
    let entries = object.as_object().into_iter().flatten();
    entries.map(|(name, _)| name.clone()).collect()
}

/// A text, or a list of them.
pub(crate) fn texts(value: &Value) -> Vec<String> {
    let items = value
        .as_array()
        .map_or(std::slice::from_ref(value), Vec::as_slice);
    items
        .iter()
        .filter_map(|item| item.as_str().map(str::to_owned))
        .collect()
}
