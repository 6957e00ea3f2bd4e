//! Container registries and Helm repositories: as they are written, one as it is read, and the
//! lists of them.

use domain::qovery::{
    CredentialsValues, NewValues, Registries, Registry, RegistryForm, RegistrySettings,
    UnreadableEntry,
};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, value::RawValue};

use super::{form::FormError, results::Fold};
use crate::text::{readable, without_escapes};

/// The most bytes of one list that are kept: some thousand registries that get into AWS.
const KEPT_LIMIT: usize = 2 << 20;
/// The longest `config` that a write can repeat: a small multiple of what any kind has.
const CONFIG_LIMIT: usize = 4 << 10;

/// `ContainerRegistryResponse` and `HelmRepositoryResponse`, as far as AWS goes.
#[derive(Deserialize)]
struct Shown<'a> {
    id: String,
    name: String,
    kind: String,
    #[serde(default)]
    description: Option<String>,
    #[serde(default)]
    url: Option<String>,
    #[serde(default)]
    skip_tls_verification: Option<bool>,
    #[serde(default)]
    cluster: Option<ShownCluster>,
    #[serde(default, borrow)]
    config: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct ShownCluster {
    id: String,
}

/// What of `config` gets into AWS.
#[derive(Default, Deserialize)]
struct ShownAccess {
    #[serde(default)]
    role_arn: Option<String>,
    #[serde(default)]
    access_key_id: Option<String>,
}

impl ShownAccess {
    /// Whatever the kind is: what holds a role or a key counts as its holder.
    fn values(self) -> Result<CredentialsValues, FormError> {
        let is_there = |text: &String| !text.is_empty();
        let role = self.role_arn.filter(is_there);
        match (role, self.access_key_id.filter(is_there)) {
            (Some(role), None) => Ok(CredentialsValues::Role(role)),
            (None, Some(key)) => Ok(CredentialsValues::Static(key)),
            (None, None) => Ok(CredentialsValues::Other),
            (Some(_), Some(_)) => Err(FormError::Published("`config` has a role and a key")),
        }
    }
}

/// Reads one registry. Which list it is from, its answer does not say.
pub(super) fn read(json: &[u8]) -> Result<Registry, FormError> {
    let shown: Shown<'_> = serde_json::from_slice(json)?;
    let config = shown.config.map_or("{}", RawValue::get);
    if config.len() > CONFIG_LIMIT {
        return Err(FormError::Published("`config` is larger than 4 KiB"));
    }
    let not_an_id = |_| FormError::Published("an `id` is not an id");
    let cluster = shown.cluster.map(|cluster| cluster.id.parse());
    Ok(Registry {
        id: shown.id.parse().map_err(not_an_id)?,
        form: RegistryForm::Container,
        name: readable(&shown.name),
        cluster: cluster.transpose().map_err(not_an_id)?,
        values: serde_json::from_str::<ShownAccess>(config)?.values()?,
        settings: RegistrySettings {
            name: shown.name,
            kind: shown.kind,
            description: shown.description,
            url: shown.url,
            skips_tls_verification: shown.skip_tls_verification,
            config: without_access(config)?,
        },
    })
}

/// What a write repeats. Answers show fields of other kinds as null, which requests do not take, and
/// might show a secret key, which nothing keeps.
fn without_access(config: &str) -> Result<String, FormError> {
    let mut config: Map<String, Value> = serde_json::from_str(config)?;
    let access = ["role_arn", "access_key_id", "secret_access_key"];
    config.retain(|name, value| !value.is_null() && !access.contains(&name.as_str()));
    Ok(Value::Object(config).to_string())
}

/// `ContainerRegistryRequest` and `HelmRepositoryRequest`
#[derive(Serialize)]
struct Request<'a> {
    name: &'a str,
    kind: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: &'a Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: &'a Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    skip_tls_verification: Option<bool>,
    config: Map<String, Value>,
}

/// The body of a write: the values in place of those that it shows, and the rest as it was.
pub(super) fn body(registry: &Registry, values: &NewValues) -> String {
    let settings = &registry.settings;
    let request = Request {
        name: &settings.name,
        kind: &settings.kind,
        description: &settings.description,
        url: &settings.url,
        skip_tls_verification: match registry.form {
            RegistryForm::Container => None,
            RegistryForm::Helm => Some(settings.skips_tls_verification.unwrap_or_default()),
        },
        config: config(&settings.config, values),
    };
    #[expect(
        clippy::expect_used,
        reason = "strings and JSON in a struct: nothing that could fail to become JSON"
    )]
    serde_json::to_string(&request).expect("strings become JSON")
}

fn config(kept: &str, values: &NewValues) -> Map<String, Value> {
    let mut config: Map<String, Value> = serde_json::from_str(kept).unwrap_or_default();
    let mut put = |name: &str, value: &str| config.insert(name.to_owned(), value.into());
    match values {
        NewValues::Role(role) => {
            put("role_arn", role.as_str());
        }
        NewValues::Static(key) => {
            put("access_key_id", key.id.as_str());
            #[expect(clippy::disallowed_methods, reason = "Qovery is given the key here")]
            put("secret_access_key", key.secret.0.expose_secret());
        }
    }
    config
}

/// A list of registries.
#[derive(Default)]
pub(super) struct RegistriesFold {
    list: Registries,
    /// Bytes of the entries that are kept.
    kept: usize,
}

impl Fold for RegistriesFold {
    /// Those that get into AWS are kept.
    fn add(&mut self, json: &str) -> Result<(), FormError> {
        match read(json.as_bytes()) {
            Ok(registry) if registry.values == CredentialsValues::Other => return Ok(()),
            Ok(registry) => self.list.entries.push(registry),
            Err(_) => {
                let entry = UnreadableEntry(without_escapes(json));
                self.list.unreadable.push(entry);
            }
        }
        // An entry takes room though it is short.
        self.kept += json.len() + size_of::<Registry>();
        if self.kept > KEPT_LIMIT {
            return Err(FormError::Published("it has too much that would be kept"));
        }
        Ok(())
    }
}

impl RegistriesFold {
    /// The list, which is of that form.
    pub(super) fn of(self, form: RegistryForm) -> Registries {
        let mut list = self.list;
        for registry in &mut list.entries {
            registry.form = form;
        }
        list
    }
}
