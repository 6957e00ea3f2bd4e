//! Requests for credentials and registries, and how they are read.

use domain::qovery::RegistryForm;
use serde_json::{Map, Value, json};

use crate::state::qovery::{CredentialValues, Refusal, RegistryRequest};

/// Reads `AwsCredentialsRequest`: the name and the values.
///
/// Without `type`, or with an empty one, the fields of a key are expected: Qovery's Terraform
/// provider sends no type, and whoever leaves it out of a role's request is told about the key.
pub(super) fn credentials(body: &[u8]) -> Result<(String, CredentialValues), Refusal> {
    let document = document(body)?;
    let field = |name| required(&document, name);
    let kind = document["type"].as_str().filter(|kind| !kind.is_empty());
    let values = match kind {
        Some("AWS_ROLE") => CredentialValues::Role(field("role_arn")?),
        None | Some("AWS_STATIC") => {
            CredentialValues::Static(field("access_key_id")?, field("secret_access_key")?)
        }
        Some("EKS_ANYWHERE_VSPHERE_ROLE") => vsphere(&document, &["role_arn"])?,
        Some("EKS_ANYWHERE_VSPHERE_STATIC") => {
            field("secret_access_key")?;
            vsphere(&document, &["access_key_id"])?
        }
        Some(kind) => {
            let detail = format!("type `{kind}` is unknown");
            return Err(Refusal::bad_request(detail));
        }
    };
    Ok((field("name")?, values))
}

fn vsphere(document: &Value, shown: &[&str]) -> Result<CredentialValues, Refusal> {
    required(document, "vsphere_password")?;
    let mut fields = Map::new();
    for name in shown.iter().chain(&["vsphere_user"]) {
        fields.insert((*name).to_owned(), json!(required(document, name)?));
    }
    Ok(CredentialValues::Foreign {
        object_type: "EKS_ANYWHERE_VSPHERE".to_owned(),
        fields,
    })
}

/// Reads `ContainerRegistryRequest` or `HelmRepositoryRequest`, of a registry at AWS.
pub(super) fn registry(form: RegistryForm, body: &[u8]) -> Result<RegistryRequest, Refusal> {
    let document = document(body)?;
    let skips = document["skip_tls_verification"].as_bool();
    if form == RegistryForm::Helm && skips.is_none() {
        return Err(Refusal::bad_request("skip_tls_verification is required"));
    }
    let config = &document["config"];
    let values = match config["role_arn"].as_str() {
        Some(arn) => CredentialValues::role(arn),
        None => CredentialValues::Static(
            required(config, "access_key_id")?,
            required(config, "secret_access_key")?,
        ),
    };
    let optional = |name: &str| document[name].as_str().unwrap_or_default().to_owned();
    Ok(RegistryRequest {
        name: required(&document, "name")?,
        kind: required(&document, "kind")?,
        description: optional("description"),
        url: optional("url"),
        region: required(config, "region")?,
        values,
        skips_tls_verification: skips.unwrap_or_default(),
    })
}

fn document(body: &[u8]) -> Result<Value, Refusal> {
    serde_json::from_slice(body).map_err(|_| Refusal::bad_request("Malformed JSON request"))
}

fn required(document: &Value, name: &str) -> Result<String, Refusal> {
    match document.get(name).and_then(Value::as_str) {
        Some(text) if !text.is_empty() => Ok(text.to_owned()),
        _ => Err(Refusal::bad_request(format!("{name} is required"))),
    }
}
