//! Registries as the client of Qovery's API reads and writes them.

use domain::qovery::{CredentialsValues, Registries, Registry, RegistryForm, RegistrySettings};
use serde_json::{Value, json};

use crate::state::qovery::{self as kept, CredentialValues, RegistryRequest};

/// Those that get into AWS.
pub(super) fn listed(known: &kept::Organization, form: RegistryForm) -> Registries {
    let registries = known.registries.iter().filter(|one| one.form == form);
    Registries {
        entries: registries.filter_map(shown).collect(),
        unreadable: Vec::new(),
    }
}

/// `None` means that it does not get into AWS, or that no client of today can read its id.
pub(super) fn shown(registry: &kept::Registry) -> Option<Registry> {
    let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Some(Registry {
        id: registry.id.parse().ok()?,
        form: registry.form,
        name: registry.name.clone(),
        cluster: registry.cluster.as_ref().and_then(|id| id.parse().ok()),
        values: match &registry.values {
            CredentialValues::Role(arn) => CredentialsValues::Role(arn.clone()),
            CredentialValues::Static(id, _) => CredentialsValues::Static(id.clone()),
            CredentialValues::Foreign { .. } => return None,
        },
        settings: RegistrySettings {
            name: registry.name.clone(),
            kind: registry.kind.clone(),
            description: text(&registry.description),
            url: text(&registry.url),
            skips_tls_verification: Some(registry.skips_tls_verification),
            config: json!({ "region": registry.region }).to_string(),
        },
    })
}

/// The write of a client: the rest as it was seen.
pub(super) fn request(registry: &Registry, values: CredentialValues) -> RegistryRequest {
    let settings = registry.settings.clone();
    let config: Value = serde_json::from_str(&settings.config).unwrap_or_default();
    RegistryRequest {
        name: settings.name,
        kind: settings.kind,
        description: settings.description.unwrap_or_default(),
        url: settings.url.unwrap_or_default(),
        region: config["region"].as_str().unwrap_or_default().to_owned(),
        values,
        skips_tls_verification: settings.skips_tls_verification.unwrap_or_default(),
    }
}
