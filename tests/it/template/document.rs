//! The templates as JSON.

use std::{collections::BTreeSet, fs, path::Path, sync::LazyLock};

use serde_json::Value;
use support::yaml;

static TEMPLATE: LazyLock<Value> = LazyLock::new(|| read("template.yaml"));
static HUB: LazyLock<Value> = LazyLock::new(|| read("organization/hub.yaml"));
static MEMBER: LazyLock<Value> = LazyLock::new(|| read("organization/member.yaml"));

fn read(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name);
    let text = fs::read_to_string(path).expect("the template is there");
    yaml::read(&text).expect("the template is YAML")
}

/// The whole template of one account.
pub(crate) fn template() -> &'static Value {
    &TEMPLATE
}

/// The whole template of a hub.
pub(crate) fn hub() -> &'static Value {
    &HUB
}

/// The whole template of a hub's member.
pub(crate) fn member() -> &'static Value {
    &MEMBER
}

/// The names in an object.
pub(crate) fn names(object: &Value) -> BTreeSet<String> {
    entries(object).map(|(name, _)| name.clone()).collect()
}

/// The entries of an object; none of anything else.
pub(crate) fn entries(object: &Value) -> impl Iterator<Item = (&String, &Value)> {
    object.as_object().into_iter().flatten()
}

/// A text, or a list of them.
pub(crate) fn texts(value: &Value) -> Vec<String> {
    items(value)
        .iter()
        .filter_map(|item| item.as_str().map(str::to_owned))
        .collect()
}

/// The items of a list, or the one value that stands in its place.
pub(crate) fn items(value: &Value) -> &[Value] {
    value
        .as_array()
        .map_or(std::slice::from_ref(value), Vec::as_slice)
}

/// The value of every field of that name, wherever it stands in there.
pub(crate) fn fields<'a>(value: &'a Value, name: &str) -> Vec<&'a Value> {
    match value {
        Value::Array(items) => items.iter().flat_map(|item| fields(item, name)).collect(),
        Value::Object(object) => {
            let inner = object.values().flat_map(|item| fields(item, name));
            object.get(name).into_iter().chain(inner).collect()
        }
        _ => Vec::new(),
    }
}
