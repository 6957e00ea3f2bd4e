//! Values, tried as CloudFormation tries them.

use regex_lite::Regex;
use serde_json::Value;

/// What CloudFormation would say of a parameter's value; `None` means that it takes it.
pub(super) fn fault(name: &str, value: &str, parameters: &Value) -> Option<String> {
    let Some(parameter) = parameters.get(name) else {
        return Some(format!("there is no parameter {name}"));
    };
    if parameter["NoEcho"] == true {
        return Some(format!(
            "{name} is hidden: it is typed on CloudFormation's own page, never put into a link"
        ));
    }
    let rule = broken_rule(value, parameter)?;
    Some(format!("{name} {rule}"))
}

fn broken_rule(value: &str, parameter: &Value) -> Option<String> {
    if let Some(allowed) = parameter["AllowedValues"].as_array() {
        let allowed: Vec<String> = allowed.iter().map(text).collect();
        return (!allowed.iter().any(|one| one == value))
            .then(|| format!("must be one of {}", allowed.join(", ")));
    }
    if let Some(least) = parameter["MinValue"].as_i64() {
        let most = parameter["MaxValue"].as_i64();
        let number = value.parse::<i64>();
        let range = least..=most.unwrap_or(i64::MAX);
        return (!number.is_ok_and(|number| range.contains(&number))).then(|| match most {
            Some(most) => format!("must be from {least} to {most}"),
            None => format!("must be at least {least}"),
        });
    }
    if let Some(most) = parameter["MaxLength"]
        .as_u64()
        .filter(|most| value.chars().count() as u64 > *most)
    {
        return Some(format!("may have {most} characters"));
    }
    let pattern = parameter["AllowedPattern"].as_str()?;
    let matches =
        Regex::new(&format!("^(?:{pattern})$")).is_ok_and(|pattern| pattern.is_match(value));
    (!matches).then(|| format!("must be {}", text(&parameter["ConstraintDescription"])))
}

/// A number as it is typed, too.
fn text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// Source: `CreateStack`, "`StackName`".
pub(super) fn is_stack_name(name: &str) -> bool {
    let starts_well = name.starts_with(|first: char| first.is_ascii_alphabetic());
    let rest_is_well = name
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    starts_well && rest_is_well && name.len() <= 128
}
