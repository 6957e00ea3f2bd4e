//! The page of parameters, `docs/parameters.md`.

use serde_json::Value;

/// The page as Markdown, from templates in their full form with what each is for.
#[must_use]
pub fn parameters_page(templates: &[(&str, Value)]) -> String {
    let mut page = String::from(
        "# Parameters\n\nGenerated from the templates by `cargo xtask docs`. Stacks of a release with \
         functions have `CodeBucket`, too. Names and meanings are stable.\n",
    );
    for (title, template) in templates {
        page.extend(["\n## ", title, "\n"]);
        let interface = &template["Metadata"]["AWS::CloudFormation::Interface"];
        let groups = interface["ParameterGroups"].as_array();
        page.extend(groups.into_iter().flatten().map(|one| group(one, template)));
    }
    page
}

fn group(group: &Value, template: &Value) -> String {
    let label = group["Label"]["default"].as_str().unwrap_or_default();
    let names = group["Parameters"].as_array().into_iter().flatten();
    let rows = names.filter_map(Value::as_str);
    let rows: String = rows
        .map(|name| row(name, &template["Parameters"][name]))
        .collect();
    format!(
        "\n### {label}\n\n| parameter | default | values | meaning |\n|---|---|---|---|\n{rows}"
    )
}

fn row(name: &str, parameter: &Value) -> String {
    let default = match &parameter["Default"] {
        Value::Null => "required".to_owned(),
        Value::String(text) if text.is_empty() => String::new(),
        value => format!("`{}`", text(value)),
    };
    let meaning = parameter["Description"].as_str().unwrap_or_default();
    format!(
        "| `{name}` | {default} | {} | {meaning} |\n",
        values(parameter)
    )
}

/// What it takes, in words.
fn values(parameter: &Value) -> String {
    if let Some(allowed) = parameter["AllowedValues"].as_array() {
        let allowed: Vec<String> = allowed
            .iter()
            .map(|value| format!("`{}`", text(value)))
            .collect();
        return allowed.join(", ");
    }
    if let Some(least) = parameter["MinValue"].as_i64() {
        return match parameter["MaxValue"].as_i64() {
            Some(most) => format!("{least} to {most}"),
            None => format!("at least {least}"),
        };
    }
    let longest = || {
        parameter["MaxLength"]
            .as_u64()
            .map(|most| format!("up to {most} characters"))
    };
    match parameter["ConstraintDescription"].as_str() {
        Some(rule) => rule.to_owned(),
        None => longest().unwrap_or_default(),
    }
}

fn text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_row_says_what_is_given_when_nothing_is_said() {
        let days = json!({"Type": "Number", "Default": 7, "MinValue": 1, "MaxValue": 365, "Description": "Days."});
        assert_eq!(row("Days", &days), "| `Days` | `7` | 1 to 365 | Days. |\n");
        let least = json!({"Type": "Number", "Default": 9, "MinValue": 1, "Description": "Some."});
        assert_eq!(row("N", &least), "| `N` | `9` | at least 1 | Some. |\n");
        let id = json!({"Type": "String", "ConstraintDescription": "a UUID", "Description": "Id."});
        assert_eq!(row("Id", &id), "| `Id` | required | a UUID | Id. |\n");
    }
}
