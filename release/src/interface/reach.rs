//! Defaults that decide what Qovery gets and what a deletion takes away.
//!
//! A stack keeps the values that it has where whoever updates it says so. Terraform, for one, leaves out
//! what is not given, and gets the new default.

use serde_json::Value;

use super::meaning;

/// What asks for access in one account.
const CREDENTIALS: &str = "Custom::QoveryCredentials";
/// What asks for it in a hub.
const REGISTRAR: &str = "RegistrarFunction";

/// The defaults that are others and reach these.
pub(super) fn breaks(last: &Value, this: &Value) -> Vec<String> {
    let mut breaks = Vec::new();
    for (name, resource) in last["Resources"].as_object().into_iter().flatten() {
        let properties = &resource["Properties"];
        let asking = match name.as_str() {
            _ if resource["Type"] == CREDENTIALS => properties,
            REGISTRAR => &properties["Environment"],
            _ => continue,
        };
        for parameter in meaning::names(&meaning::value(asking, last)) {
            let default = |template: &Value| template["Parameters"][&parameter]["Default"].clone();
            if !default(last).is_null() && default(last) != default(this) {
                breaks.push(format!(
                    "parameter {parameter} has another default, which reaches {name}"
                ));
            }
        }
    }
    breaks
}
