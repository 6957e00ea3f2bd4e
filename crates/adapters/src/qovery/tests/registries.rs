//! Container registries and Helm repositories.

use domain::{
    aws::access_key::AccessKey,
    qovery::{CredentialsValues, NewValues, Registries, Registry, RegistryForm},
};
use serde_json::{Value, json};

use crate::qovery::{
    registries::{RegistriesFold, body, read},
    results::{Fold, Results},
};

pub(super) const REGISTRY: &str = r#"{"id":"0000a53d-0000-4000-8000-000000000001","created_at":"2026-01-01T00:00:00Z","name":"registry\n of production","kind":"ECR","description":"made by Qovery","url":"https://1.dkr.ecr.eu-west-3.amazonaws.com","cluster":{"id":"c1","name":"production"},"associated_services_count":3,"config":{"region":"eu-west-3","username":null,"access_key_id":"AKIAIOSFODNN7EXAMPLE"}}"#;

pub(super) fn registry(form: RegistryForm) -> Registry {
    let registry = read(REGISTRY.as_bytes()).unwrap();
    Registry { form, ..registry }
}

fn list(entries: &str) -> Registries {
    let mut results = Results::new(RegistriesFold::default());
    results
        .read(format!(r#"{{"results":[{entries}]}}"#).as_bytes())
        .unwrap();
    results.end().unwrap().of(RegistryForm::Helm)
}

/// A registry with that `config`.
fn with(config: &str) -> Registries {
    list(&format!(
        r#"{{"id":"r","name":"r","kind":"GENERIC_CR","config":{config}}}"#
    ))
}

fn written(form: RegistryForm, values: &NewValues) -> Value {
    serde_json::from_str(&body(&registry(form), values)).unwrap()
}

#[test]
fn a_registry_is_read_with_its_cluster_and_its_copy() {
    let registry = &list(REGISTRY).entries[0];
    assert_eq!(registry.form, RegistryForm::Helm);
    assert_eq!(registry.name, "registry  of production");
    assert_eq!(registry.cluster, Some("c1".parse().unwrap()));
    let key = CredentialsValues::Static("AKIAIOSFODNN7EXAMPLE".to_owned());
    assert_eq!(registry.values, key);
}

#[test]
fn a_write_repeats_everything_but_the_access() {
    let key = NewValues::Static(AccessKey {
        id: "AKIANEWNEWNEWNEWNEW1".parse().unwrap(),
        secret: "s/e".to_owned().into(),
    });
    let role = NewValues::Role("arn:aws:iam::123456789012:role/r".parse().unwrap());
    let mut expected = json!({
        "name": "registry\n of production",
        "kind": "ECR",
        "description": "made by Qovery",
        "url": "https://1.dkr.ecr.eu-west-3.amazonaws.com",
        "config": {
            "region": "eu-west-3",
            "access_key_id": "AKIANEWNEWNEWNEWNEW1",
            "secret_access_key": "s/e",
        },
    });
    assert_eq!(written(RegistryForm::Container, &key), expected);
    expected["config"] = json!({
        "region": "eu-west-3",
        "role_arn": "arn:aws:iam::123456789012:role/r",
    });
    assert_eq!(written(RegistryForm::Container, &role), expected);
    expected["skip_tls_verification"] = json!(false);
    assert_eq!(written(RegistryForm::Helm, &role), expected);
}

#[test]
fn a_secret_key_that_qovery_repeats_is_neither_kept_nor_written() {
    let echo = REGISTRY.replace(
        r#""username":null"#,
        r#""secret_access_key":"Planted/Secret""#,
    );
    let registry = read(echo.as_bytes()).unwrap();
    assert_eq!(registry.settings.config, r#"{"region":"eu-west-3"}"#);
    let role = NewValues::Role("arn:aws:iam::123456789012:role/r".parse().unwrap());
    assert!(!body(&registry, &role).contains("Planted"));
}

#[test]
fn what_holds_a_role_or_a_key_is_kept_whatever_its_kind() {
    for (config, values) in [
        (
            r#"{"access_key_id":"AKIA1","role_arn":""}"#,
            CredentialsValues::Static("AKIA1".to_owned()),
        ),
        (
            r#"{"role_arn":"arn:r","access_key_id":null}"#,
            CredentialsValues::Role("arn:r".to_owned()),
        ),
    ] {
        let list = with(config);
        assert_eq!(list.entries[0].values, values, "{config}");
        assert!(
            !list.entries[0].is_writable(),
            "its other fields are not shown"
        );
    }
    for config in ["null", "{}", r#"{"username":"u"}"#] {
        assert_eq!(with(config), Registries::default(), "{config}");
    }
}

#[test]
fn what_cannot_be_read_is_known_by_what_it_mentions() {
    let long = format!(
        r#"{{"access_key_id":"AKIA1","region":"{}"}}"#,
        "x".repeat(4096)
    );
    for config in [
        r#"{"access_key_id":"AKIA1","role_arn":"arn:r"}"#,
        r#"{"access_key_id":["AKIA1"]}"#,
        r#""AK\u0049A1""#,
        &long,
    ] {
        let list = with(config);
        assert_eq!(list.entries, [], "{config}");
        assert!(list.unreadable[0].mentions("AKIA1"), "{config}");
        assert!(!list.unreadable[0].mentions("AKIA2"), "{config}");
    }
    for entry in [
        "7",
        r#"{"id":"a b","name":"n","kind":"ECR"}"#,
        r#"{"id":"r","kind":"ECR"}"#,
    ] {
        assert_eq!(list(entry).unreadable.len(), 1, "{entry}");
    }
}

#[test]
fn a_list_that_would_fill_the_memory_is_not_read() {
    let mut fold = RegistriesFold::default();
    let entry = format!("[{}]", "7,".repeat(1 << 18));
    let read = (0..8).try_for_each(|_| fold.add(&entry));
    assert!(read.is_err());
    let mut many = RegistriesFold::default();
    let read = (0..1 << 16).try_for_each(|_| many.add("{}"));
    assert!(read.is_err());
}
