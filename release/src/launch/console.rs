//! The console's quick-create link: how it is written, and how the console reads it.
//!
//! Source: CloudFormation User Guide, "Create quick-create links for stacks".

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde_json::Value;

use super::Launch;
use crate::Partition;

/// What a link need not encode; as `encodeURIComponent`, less what has a meaning somewhere.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');
const PARAMETER: &str = "param_";

/// What the console shows after a link was followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// Where the stack will be.
    pub region: String,
    /// The template that is read.
    pub template_url: String,
    /// The stack's name.
    pub stack: String,
    /// Parameters that are filled in.
    pub parameters: BTreeMap<String, String>,
}

impl Launch<'_> {
    /// The link. It names the region twice, because the console would else take the one where its
    /// user was last.
    #[must_use]
    pub fn link(&self) -> String {
        let region = self.region;
        let fixed = [
            ("templateURL".to_owned(), self.template_url()),
            ("stackName".to_owned(), self.stack.to_owned()),
        ];
        let parameters = self
            .parameters
            .iter()
            .map(|(name, value)| (format!("{PARAMETER}{name}"), (*value).to_owned()));
        let query = fixed
            .into_iter()
            .chain(parameters)
            .map(|(name, value)| format!("{name}={}", utf8_percent_encode(&value, ENCODED)));
        let query = query.collect::<Vec<_>>().join("&");
        let console = self.partition().console();
        format!(
            "https://{region}.{console}/cloudformation/home?region={region}#/stacks/create/review?{query}"
        )
    }
}

/// Reads a link as the console does: it knows the template's parameters by their exact names, and
/// takes no value for a hidden one.
pub fn read(link: &str, template: &Value) -> Result<Form> {
    let (page, query) = link
        .split_once("#/stacks/create/review?")
        .context("no link to a new stack")?;
    let (host, region) = page
        .split_once("/cloudformation/home?region=")
        .context("no region")?;
    let console = Partition::of(region).context("no region of AWS")?.console();
    ensure!(
        host == format!("https://{region}.{console}"),
        "`{host}` is not the console of {region}"
    );
    let mut given = BTreeMap::new();
    for pair in query.split('&') {
        let (name, value) = pair.split_once('=').context("a name without a value")?;
        given.insert(name, percent_decode_str(value).decode_utf8()?.into_owned());
    }
    let is_taken = |name: &str| {
        let parameter = &template["Parameters"][name];
        parameter.is_object() && parameter["NoEcho"] != true
    };
    let parameters = given.iter().filter_map(|(name, value)| {
        let name = name.strip_prefix(PARAMETER).filter(|name| is_taken(name))?;
        Some((name.to_owned(), value.clone()))
    });
    Ok(Form {
        region: region.to_owned(),
        template_url: given.get("templateURL").context("no template")?.clone(),
        stack: given.get("stackName").cloned().unwrap_or_default(),
        parameters: parameters.collect(),
    })
}
