//! `template.yaml` as JSON.

use std::{collections::BTreeSet, path::Path};

use serde_json::Value;
use support::yaml;

pub(crate) fn template() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../template.yaml");
    let text = std::fs::read_to_string(path).expect("template.yaml is there");
    yaml::read(&text).expect("template.yaml is YAML")
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
