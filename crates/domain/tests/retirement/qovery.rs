//! Credentials and registries.

use domain::qovery::{
    Cluster, Credentials, CredentialsId, CredentialsValues, LinkedCredentials, Registry,
    RegistryForm, RegistrySettings,
};

pub(crate) fn credentials(
    id: CredentialsId,
    values: CredentialsValues,
    clusters: Vec<Cluster>,
) -> LinkedCredentials {
    let name = format!("name of {id}");
    LinkedCredentials {
        credentials: Credentials { id, name, values },
        clusters,
    }
}

pub(crate) fn registry(values: CredentialsValues) -> Registry {
    let name = "mirror".to_owned();
    Registry {
        id: "mirror".parse().unwrap(),
        form: RegistryForm::Container,
        name: name.clone(),
        cluster: None,
        values,
        settings: RegistrySettings {
            name,
            kind: "ECR".to_owned(),
            description: None,
            url: None,
            skips_tls_verification: None,
            config: "{}".to_owned(),
        },
    }
}
