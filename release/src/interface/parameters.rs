//! Parameters: a stack keeps the values that it has, and gives no new ones.

use serde_json::Value;

/// Limits, and whether a greater one lets more through.
const LIMITS: [(&str, bool); 4] = [
    ("MaxLength", true),
    ("MaxValue", true),
    ("MinLength", false),
    ("MinValue", false),
];

/// What is taken from a stack's parameters. Patterns are not compared: whether one lets through all
/// that another does, no program can say simply.
pub(super) fn breaks(last: &Value, this: &Value) -> Vec<String> {
    let mut breaks = Vec::new();
    for (name, before) in last.as_object().into_iter().flatten() {
        match this.get(name) {
            None => breaks.push(format!("parameter {name} is gone")),
            Some(after) => {
                let found = breaks_of(before, after).into_iter();
                breaks.extend(found.map(|what| format!("parameter {name} {what}")));
            }
        }
    }
    for (name, added) in this.as_object().into_iter().flatten() {
        if last.get(name).is_none() && added["Default"].is_null() {
            breaks.push(format!("parameter {name} is new and has no default"));
        }
    }
    breaks
}

fn breaks_of(before: &Value, after: &Value) -> Vec<String> {
    let mut breaks = Vec::new();
    if before["Type"] != after["Type"] {
        breaks.push("has another type".to_owned());
    }
    if !before["Default"].is_null() && after["Default"].is_null() {
        breaks.push("has no default any more".to_owned());
    }
    if before["NoEcho"] != after["NoEcho"] {
        breaks.push("is hidden in one of the two only".to_owned());
    }
    let allowed = after["AllowedValues"].as_array();
    for value in before["AllowedValues"].as_array().into_iter().flatten() {
        if allowed.is_some_and(|allowed| !allowed.contains(value)) {
            breaks.push(format!("does not take {value} any more"));
        }
    }
    if before["AllowedValues"].is_null() && allowed.is_some() {
        breaks.push("takes some values only".to_owned());
    }
    breaks.extend(
        LIMITS
            .iter()
            .filter(|limit| is_tighter(**limit, before, after))
            .map(|(name, _)| format!("has a tighter {name}")),
    );
    breaks
}

fn is_tighter((name, greater_is_wider): (&str, bool), before: &Value, after: &Value) -> bool {
    match (before[name].as_i64(), after[name].as_i64()) {
        (_, None) => false,
        (None, Some(_)) => true,
        (Some(before), Some(after)) if greater_is_wider => after < before,
        (Some(before), Some(after)) => after > before,
    }
}
