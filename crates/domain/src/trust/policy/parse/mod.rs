//! Text as `GetRole` returns it, or plain JSON, to a typed policy.
//!
//! Exactly what IAM accepts in a trust policy. Every rejection is a finding with its place; the
//! statements that could be read are kept, to say what the document would open if IAM accepted it.

mod action;
mod condition;
mod fault;
mod principal;
mod statement;
mod variable;

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use self::fault::Faults;
use super::{Json, Policy};
use crate::finding::{Code, Finding};

/// The policy, and what is wrong with it.
pub(crate) fn parse(document: &str) -> (Policy, Vec<Finding>) {
    let mut faults = Faults::default();
    let policy = match read(document) {
        Ok(json) => policy(json, &mut faults),
        Err(message) => {
            faults.add(Code::MalformedJson, message);
            Policy::default()
        }
    };
    (policy, faults.into_findings())
}

fn read(document: &str) -> Result<Json, String> {
    let text = decode(document)?;
    if text.starts_with('\u{feff}') {
        return Err("the document starts with a byte-order mark, which is no JSON".to_owned());
    }
    Json::read(&text).map_err(|error| format!("the document is not strict JSON: {error}"))
}

/// Decoded once, and only if it is not plain JSON already: a plain document may hold a `%` of its
/// own. A `+` stays what it is, which is why no form decoder will do.
pub(crate) fn decode(document: &str) -> Result<Cow<'_, str>, String> {
    if document.trim_start().starts_with(['{', '[']) {
        return Ok(Cow::Borrowed(document));
    }
    percent_decode_str(document)
        .decode_utf8()
        .map_err(|_| "the document is not UTF-8 after percent-decoding".to_owned())
}

fn policy(json: Json, faults: &mut Faults) -> Policy {
    let Json::Object(elements) = json else {
        faults.add(
            Code::MalformedJson,
            format!("a policy is an object, not {}", json.kind()),
        );
        return Policy::default();
    };
    let has_variables = version(&elements, faults);
    let mut statements = None;
    for (name, value) in elements {
        match (name.as_str(), value) {
            ("Version", _) | ("Id", Json::Text(_)) => {}
            ("Statement", value) => statements = Some(value),
            ("Id", value) => faults.wrong_type("Id", "a string", &value),
            (name, _) => faults.unknown_element(name),
        }
    }
    let Some(statements) = statements else {
        faults.add(
            Code::MissingElement,
            "the policy has no `Statement`".to_owned(),
        );
        return Policy::default();
    };
    Policy {
        statements: statement::all(statements, has_variables, faults),
        has_variables,
    }
}

/// Whether policy variables expand.
fn version(elements: &[(String, Json)], faults: &mut Faults) -> bool {
    match elements.iter().find(|(name, _)| name == "Version") {
        Some((_, Json::Text(version))) if version == "2012-10-17" => return true,
        Some((_, Json::Text(version))) if version != "2008-10-17" => {
            faults.add(
                Code::UnknownVersion,
                format!("there is no policy version `{version}`"),
            );
        }
        Some((_, Json::Text(_))) | None => {}
        Some((_, value)) => faults.wrong_type("Version", "a string", value),
    }
    false
}
