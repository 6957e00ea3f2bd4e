//! One parameter as a field of a form.

use serde_json::{Value, json};

/// A parameter that a link may carry.
#[derive(Debug)]
pub(super) struct Field<'a> {
    pub(super) name: &'a str,
    label: &'a str,
    parameter: &'a Value,
}

impl<'a> Field<'a> {
    /// `None` means that the template has no such parameter, or hides it: no link carries it.
    pub(super) fn of(name: &str, template: &'a Value) -> Option<Self> {
        let (name, parameter) = template["Parameters"].as_object()?.get_key_value(name)?;
        let labels = &template["Metadata"]["AWS::CloudFormation::Interface"]["ParameterLabels"];
        let label = labels[name]["default"].as_str().unwrap_or(name);
        (parameter["NoEcho"] != true).then_some(Self {
            name,
            label,
            parameter,
        })
    }

    /// What the page's script needs to know of it.
    pub(super) fn known(&self) -> Value {
        let mut known = json!({"label": self.label, "default": self.default()});
        if let Some(pattern) = self.parameter["AllowedPattern"].as_str() {
            known["pattern"] = pattern.into();
            known["rule"] = self.parameter["ConstraintDescription"].clone();
        }
        if let Some(longest) = self.parameter["MaxLength"].as_u64() {
            known["longest"] = longest.into();
        }
        let allowed = self.allowed();
        if !allowed.is_empty() {
            known["allowed"] = allowed.into();
        }
        if self.parameter["Default"].is_null() {
            known["required"] = true.into();
        }
        if let (Some(least), Some(most)) = (
            self.parameter["MinValue"].as_i64(),
            self.parameter["MaxValue"].as_i64(),
        ) {
            known["least"] = least.into();
            known["most"] = most.into();
        }
        known
    }

    fn default(&self) -> String {
        text(&self.parameter["Default"])
    }

    fn allowed(&self) -> Vec<String> {
        let allowed = self.parameter["AllowedValues"].as_array();
        allowed.into_iter().flatten().map(text).collect()
    }

    /// Label, description, the field itself and the place of its fault.
    pub(super) fn html(&self) -> String {
        let (name, label) = (self.name, escaped(self.label));
        let about = escaped(self.parameter["Description"].as_str().unwrap_or_default());
        let described = format!("aria-describedby=\"{name}-about {name}-fault\"");
        let about = format!("<p class=\"about\" id=\"{name}-about\">{about}</p>\n");
        let fault = format!("<p class=\"fault\" id=\"{name}-fault\"></p>\n");
        let allowed = self.allowed();
        let control = if allowed.is_empty() {
            self.input(&described)
        } else {
            self.select(&allowed, &described)
        };
        format!(
            "<div class=\"field\">\n<label for=\"{name}\">{label} <code>{name}</code></label>\n{about}{control}{fault}</div>\n"
        )
    }

    /// Without `maxlength`, which would cut what is pasted without a word.
    fn input(&self, described: &str) -> String {
        let name = self.name;
        let numeric = if self.parameter["Type"] == "Number" {
            " inputmode=\"numeric\""
        } else {
            ""
        };
        format!(
            "<input id=\"{name}\" name=\"{name}\" value=\"{}\"{numeric} {described} autocomplete=\"off\" spellcheck=\"false\">\n",
            escaped(&self.default()),
        )
    }

    fn select(&self, allowed: &[String], described: &str) -> String {
        let name = self.name;
        let default = self.default();
        let options = allowed.iter().map(|value| {
            let selected = if *value == default { " selected" } else { "" };
            format!("<option{selected}>{}</option>\n", escaped(value))
        });
        let options: String = options.collect();
        format!("<select id=\"{name}\" name=\"{name}\" {described}>\n{options}</select>\n")
    }
}

/// A number as it is typed, too.
fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

pub(super) fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    text.replace('>', "&gt;").replace('"', "&quot;")
}
