//! Rules: the values that a stack has were let through, and are again.

use serde_json::Value;

use super::meaning;

/// What is refused of the values that a stack of the last release may have.
pub(super) fn breaks(last: &Value, this: &Value) -> Vec<String> {
    let mut breaks = Vec::new();
    for (name, after) in this["Rules"].as_object().into_iter().flatten() {
        // A stack of the last release has no value of a new parameter, and keeps its default.
        let mut named = meaning::names(after).into_iter();
        if !named.any(|name| is_known(&name, last)) {
            continue;
        }
        let Some(before) = last["Rules"].get(name) else {
            breaks.push(format!("rule {name} is new"));
            continue;
        };
        if before["RuleCondition"] != after["RuleCondition"] {
            breaks.push(format!("rule {name} holds on another condition"));
        }
        let mut asserted = assertions(after);
        if !asserted.all(|after| assertions(before).any(|before| is_as_wide(before, after))) {
            breaks.push(format!("rule {name} refuses more"));
        }
    }
    breaks
}

fn is_known(name: &str, last: &Value) -> bool {
    name.starts_with("AWS::") || last["Parameters"].get(name).is_some()
}

fn assertions(rule: &Value) -> impl Iterator<Item = &Value> {
    let assertions = rule["Assertions"].as_array().into_iter().flatten();
    assertions.map(|assertion| &assertion["Assert"])
}

/// Whether an assertion lets through all that another does: the same, or one with a longer list.
fn is_as_wide(before: &Value, after: &Value) -> bool {
    let (listed, lists) = (&before["Fn::Contains"], &after["Fn::Contains"]);
    before == after
        || listed[1] == lists[1]
            && listed[0].as_array().is_some_and(|listed| {
                let lists = lists[0].as_array();
                lists.is_some_and(|lists| listed.iter().all(|value| lists.contains(value)))
            })
}
