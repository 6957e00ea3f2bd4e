//! The page that makes links: one file, without a framework and without the network.

mod field;

use serde_json::{Map, Value, json};

use crate::{Publisher, Version};
use field::{Field, escaped};

/// What somebody has to say, or nearly always does.
const MAIN: &[&str] = &[
    "QoveryOrganizationId",
    "QoveryApiTokenSecretArn",
    "AuthenticationMethod",
    "QoveryPrincipal",
];
const PAGE: &str = include_str!("page.html");
const NOBODY: &str = "<strong>No account publishes yet.</strong> Until one is named in \
                      <code>publisher/publisher.json</code>, the links lead nowhere. Deploy from source \
                      meanwhile.";

/// The page of a release, made from its template.
#[must_use]
pub fn page(template: &Value, publisher: &Publisher, version: &Version) -> String {
    written(template, publisher, version, "")
}

/// The page of a checkout, whose version need not be published, and which says so.
#[must_use]
pub fn preview(template: &Value, publisher: &Publisher, version: &Version) -> String {
    let notice = if publisher.is_named() {
        let latest = format!(
            "{}/latest/launch.html",
            publisher.address(&publisher.regions[0])
        );
        format!(
            "This page is made from a checkout. <a href=\"{latest}\">The latest release has its own.</a>"
        )
    } else {
        NOBODY.to_owned()
    };
    let notice = format!("<p class=\"notice\">{notice}</p>\n");
    written(template, publisher, version, &notice)
}

fn written(template: &Value, publisher: &Publisher, version: &Version, notice: &str) -> String {
    let groups = &template["Metadata"]["AWS::CloudFormation::Interface"]["ParameterGroups"];
    let groups: Vec<(String, Vec<Field<'_>>)> = groups
        .as_array()
        .into_iter()
        .flatten()
        .map(|group| group_of(group, template))
        .collect();
    let fields = || groups.iter().flat_map(|(_, fields)| fields);
    let main: String = fields()
        .filter(|field| MAIN.contains(&field.name))
        .map(Field::html)
        .collect();
    let rest: String = groups
        .iter()
        .map(|(label, fields)| details(label, fields))
        .collect();
    let known: Map<String, Value> = fields()
        .map(|field| (field.name.to_owned(), field.known()))
        .collect();
    let options = publisher
        .regions
        .iter()
        .map(|region| format!("<option>{region}</option>\n"));
    let release =
        json!({"account": publisher.account, "version": version.to_string(), "parameters": known});
    PAGE.replace("{{css}}", include_str!("page.css"))
        .replace("{{js}}", include_str!("page.js"))
        .replace("{{notice}}", notice)
        .replace("{{regions}}", &options.collect::<String>())
        .replace("{{version}}", &version.to_string())
        .replace("{{main}}", &main)
        .replace("{{rest}}", &rest)
        // In a script, `<` could end it.
        .replace("{{release}}", &release.to_string().replace('<', "\\u003c"))
}

fn group_of<'a>(group: &Value, template: &'a Value) -> (String, Vec<Field<'a>>) {
    let label = group["Label"]["default"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    let names = group["Parameters"].as_array().into_iter().flatten();
    let fields = names.filter_map(|name| Field::of(name.as_str()?, template));
    (label, fields.collect())
}

/// A group's parameters, closed unless the page's address fills one in.
fn details(label: &str, fields: &[Field<'_>]) -> String {
    let inside: String = fields
        .iter()
        .filter(|field| !MAIN.contains(&field.name))
        .map(Field::html)
        .collect();
    if inside.is_empty() {
        return inside;
    }
    format!(
        "<details>\n<summary>{}</summary>\n<div>\n{inside}</div>\n</details>\n",
        escaped(label)
    )
}

#[cfg(test)]
mod tests;
