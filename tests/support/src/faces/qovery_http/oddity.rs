//! Answers that have not the published form.

use serde_json::{Value, json};

/// How an answer differs from what Qovery publishes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Oddity {
    /// `{}`
    Empty,
    /// `results` is null.
    NullResults,
    /// No entry has `clusters`.
    NoClusters,
    /// The `clusters` of every entry is null.
    NullClusters,
    /// No entry has `credential`.
    NoCredential,
    /// `credential` is one level deeper: its values are there, where nobody looks for them.
    WrappedCredential,
    /// Every name is null.
    NullNames,
    /// Every id is a number.
    NumericIds,
    /// Every `object_type` and `kind` is one that nobody has published.
    UnknownKinds,
    /// Every `status` is one that nobody has published.
    UnknownStates,
    /// The list says that it has another page.
    MorePages,
}

impl Oddity {
    /// Every one.
    pub const ALL: &[Self] = &[
        Self::Empty,
        Self::NullResults,
        Self::NoClusters,
        Self::NullClusters,
        Self::NoCredential,
        Self::WrappedCredential,
        Self::NullNames,
        Self::NumericIds,
        Self::UnknownKinds,
        Self::UnknownStates,
        Self::MorePages,
    ];

    /// Makes the answer odd.
    pub(super) fn apply(self, answer: &mut Value) {
        match self {
            Self::Empty => *answer = json!({}),
            Self::NullResults => answer["results"] = Value::Null,
            Self::NoClusters => entries(answer, |entry| drop(entry.remove("clusters"))),
            Self::NullClusters => every(answer, "clusters", |it| *it = Value::Null),
            Self::NoCredential => entries(answer, |entry| drop(entry.remove("credential"))),
            Self::WrappedCredential => every(answer, "credential", |it| {
                *it = json!({ "versions": [it.take()] });
            }),
            Self::NullNames => every(answer, "name", |it| *it = Value::Null),
            Self::NumericIds => {
                for key in ["id", "cluster_id"] {
                    every(answer, key, |it| *it = json!(4_711));
                }
            }
            Self::UnknownKinds => {
                for key in ["object_type", "kind"] {
                    every(answer, key, |it| *it = json!("AWS_OF_TOMORROW"));
                }
            }
            Self::UnknownStates => every(answer, "status", |it| *it = json!("OF_TOMORROW")),
            Self::MorePages => {
                answer["pagination"] = json!({ "page": 1, "total_pages": 2, "total_count": 200 });
            }
        }
    }
}

/// Changes each entry of a list.
fn entries(answer: &mut Value, change: fn(&mut serde_json::Map<String, Value>)) {
    let entries = answer["results"].as_array_mut();
    for entry in entries.into_iter().flatten() {
        if let Some(entry) = entry.as_object_mut() {
            change(entry);
        }
    }
}

/// Changes each value under that key, at any depth.
fn every(answer: &mut Value, key: &str, change: fn(&mut Value)) {
    match answer {
        Value::Object(fields) => {
            for (name, value) in fields {
                every(value, key, change);
                if name == key {
                    change(value);
                }
            }
        }
        Value::Array(items) => {
            for item in items {
                every(item, key, change);
            }
        }
        _ => {}
    }
}
