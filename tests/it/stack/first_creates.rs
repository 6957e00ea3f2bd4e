//! First creates that fail, or are cancelled: what was made for Qovery is taken back.

use std::time::Duration;

use anyhow::Result;
use support::qovery::{Fault, FaultKind};

use super::{
    scene::{Scene, wait_until},
    templates,
};

const KEY: (&str, &str) = ("AuthenticationMethod", "StaticCredentials");

/// Nobody asked the custom resource, and CloudFormation retains what it made; the option of
/// `create-stack` that this project's tools use lets it go.
#[test]
fn one_that_fails_before_the_custom_resource_leaves_a_user_without_a_key_or_none() -> Result<()> {
    for options in [&[][..], &["--retain-except-on-create"]] {
        let scene = Scene::with(templates::whose_parts_fail_on_demand()?)?;
        let created = scene.create_with(options, &[KEY, templates::FAILS_EARLY])?;
        assert_eq!(created.status, "ROLLBACK_COMPLETE", "{}", created.failure());
        let user = created.physical_id("QoveryUser");
        if options.is_empty() {
            let list = ["iam", "list-access-keys", "--user-name", user];
            let keys = scene.account.aws().run(&list)?;
            assert_eq!(keys["AccessKeyMetadata"], serde_json::json!([]));
        } else {
            scene.assert_is_gone("user", user);
        }
        assert_eq!(scene.registered(), []);
    }
    Ok(())
}

#[test]
fn one_that_fails_after_the_custom_resource_takes_all_back() -> Result<()> {
    for (method, kind, made) in [
        (("CredentialsName", ""), "role", "QoveryRole"),
        (KEY, "user", "QoveryUser"),
    ] {
        let scene = Scene::with(templates::whose_parts_fail_on_demand()?)?;
        let created = scene.create(&[method, templates::FAILS_LATE])?;
        assert_eq!(created.status, "ROLLBACK_COMPLETE", "{}", created.failure());
        let was_registered = scene.qovery.requests();
        assert!(was_registered.iter().any(|one| one.method == "POST"));
        assert_eq!(scene.registered(), []);
        scene.assert_is_gone(kind, created.physical_id(made));
    }
    Ok(())
}

#[test]
fn one_that_is_deleted_while_it_registers_takes_all_back() -> Result<()> {
    let scene = Scene::new()?;
    let late = |seconds| FaultKind::Delay(Duration::from_secs(seconds));
    scene.qovery.fault(Fault::on("POST", "/**", late(1)));
    scene.start_create(&[])?;
    wait_until("the credentials are registered", || {
        let requests = scene.qovery.requests();
        Ok(requests.iter().any(|one| one.method == "POST"))
    })?;
    let role = scene.physical_id("QoveryRole")?;
    // The emulator ends a function's processes with the function: the Create is to end before.
    let list = Fault::on("GET", "/organization/*/credentials", late(6));
    scene.qovery.fault(list);
    let stack = scene.stack();
    let deleted = stack.watch(stack.start("delete-stack", &[])?)?;
    assert_eq!(deleted.status, "DELETE_COMPLETE", "{}", deleted.failure());
    wait_until("what was registered late is taken back", || {
        let requests = scene.qovery.requests();
        let is_over = requests.iter().any(|one| one.method == "DELETE");
        Ok(is_over && scene.registered().is_empty())
    })?;
    scene.assert_is_gone("role", &role);
    Ok(())
}
