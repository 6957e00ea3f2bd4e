//! The life of a stack: refused, created, updated, rotated, kept, deleted.

use std::{thread::sleep, time::Duration};

use anyhow::{Context, Result, ensure};
use domain::qovery::CredentialsValues;
use serde_json::json;
use support::{
    cloudformation::{Stack, StackResult, Template},
    stored_key::StoredKey,
};

use crate::{
    Report,
    place::{NAME, Place, document, output},
};

/// A rotation waits a minute for the new key, and Secrets Manager starts it when it likes.
const LOOKS_AT_A_ROTATION: u32 = 300;
const PAUSE: Duration = Duration::from_secs(1);

pub(crate) fn play(
    place: &Place,
    go_on: &dyn Fn() -> Result<()>,
    report: &mut Report,
) -> Result<()> {
    go_on()?;
    let template = place.package()?;
    refuse(place, &template, report)?;
    go_on()?;
    create(place, &template, report)?;
    go_on()?;
    update(place, &template, report)?;
    go_on()?;
    rotate(place, report)?;
    go_on()?;
    delete(place, report)
}

fn parameters(place: &Place) -> Vec<(&str, &str)> {
    vec![
        ("QoveryOrganizationId", place.order.organization.as_str()),
        ("QoveryApiTokenSecretArn", place.order.token_secret.as_str()),
        ("QoveryPrincipal", &place.order.principal),
        ("CredentialsName", NAME),
        ("Architecture", &place.order.architecture),
    ]
}

/// As the README has it: a first creation that fails leaves nothing.
fn new_stack(place: &Place) -> Stack {
    place
        .stack(NAME)
        .with_options(&["--retain-except-on-create"])
}

fn refuse(place: &Place, template: &Template, report: &mut Report) -> Result<()> {
    let name = format!("{NAME}-untrusting");
    let role = place.role(&name)?;
    let given = [parameters(place), vec![("RoleArn", role.as_str())]].concat();
    let refused = new_stack(place).create(template, &given)?;
    ensure!(
        refused.failure().contains("hint: "),
        "the refusal does not say what to change: {}",
        refused.failure()
    );
    let what = "create with a role that does not trust Qovery";
    report.note(what, &refused.status, Some("ROLLBACK_COMPLETE"));
    let deleted = place.stack(NAME).delete()?;
    report.note(
        "delete what was refused",
        &deleted.status,
        Some("DELETE_COMPLETE"),
    );
    ensure!(place.qovery.registered()?.is_empty(), "it is registered");
    Ok(())
}

fn create(place: &Place, template: &Template, report: &mut Report) -> Result<()> {
    let created = new_stack(place).create(template, &parameters(place))?;
    ended(&created, "CREATE_COMPLETE")?;
    report.note("create", &created.status, Some("CREATE_COMPLETE"));
    let role = output(&created, "RoleArn")?.to_owned();
    let shown = shown(place)?;
    ensure!(
        shown == CredentialsValues::Role(role),
        "Qovery shows {shown:?}"
    );
    Ok(())
}

fn update(place: &Place, template: &Template, report: &mut Report) -> Result<()> {
    let renamed = format!("{NAME}-renamed");
    let rename = [("CredentialsName", renamed.as_str())];
    let updated = place.stack(NAME).update(template, &rename)?;
    ended(&updated, "UPDATE_COMPLETE")?;
    report.note("update the name", &updated.status, Some("UPDATE_COMPLETE"));
    let names = place.qovery.registered()?;
    ensure!(
        names.iter().all(|one| one.name == renamed),
        "Qovery shows {names:?}"
    );
    let switch = [("AuthenticationMethod", "StaticCredentials")];
    let updated = place.stack(NAME).update(template, &switch)?;
    ended(&updated, "UPDATE_COMPLETE")?;
    report.note("switch to a key", &updated.status, Some("UPDATE_COMPLETE"));
    Ok(())
}

fn rotate(place: &Place, report: &mut Report) -> Result<()> {
    let before = shown(place)?;
    let stack = place.stack(NAME);
    let (user, secret) = (
        stack.physical_id("QoveryUser")?,
        stack.physical_id("QoveryKey")?,
    );
    let rotation = StoredKey::of(place.aws(), &user, &secret).rotate()?;
    for _ in 0..LOOKS_AT_A_ROTATION {
        if rotation.has_ended()? {
            break;
        }
        sleep(PAUSE);
    }
    ensure!(rotation.has_ended()?, "the rotation does not end");
    let after = shown(place)?;
    ensure!(before != after, "Qovery still shows {before:?}");
    report.note(
        "rotate the key",
        "Qovery shows the new one",
        Some("Qovery shows the new one"),
    );
    Ok(())
}

/// A policy that a person attached holds the user, and with it the stack: no cluster is needed.
fn delete(place: &Place, report: &mut Report) -> Result<()> {
    let stack = place.stack(NAME);
    let user = stack.physical_id("QoveryUser")?;
    let function = stack.physical_id("CustomResourceFunction")?;
    let nothing = json!({"Effect": "Deny", "Action": "iam:GetUser", "Resource": "*"});
    let put = format!("iam put-user-policy --user-name {user} --policy-name by-hand");
    place.call(&format!("{put} --policy-document"), &document(&nothing))?;
    let held = stack.delete()?;
    ensure!(
        held.failure().contains("by-hand"),
        "it does not say what holds it: {}",
        held.failure()
    );
    report.note("delete what is in use", &held.status, Some("DELETE_FAILED"));
    let is_there = place
        .call("lambda get-function --function-name", &function)
        .is_ok();
    let goes_on = if is_there { "no" } else { "yes" };
    report.note(
        "after a refusal, CloudFormation deletes what the resource depends on",
        goes_on,
        Some("yes"),
    );
    let take_off = format!("iam delete-user-policy --user-name {user} --policy-name");
    place.call(&take_off, "by-hand")?;
    let options: &[&str] = if is_there {
        &[]
    } else {
        &["--retain-resources", "QoveryCredentials"]
    };
    let deleted = stack.watch(stack.start("delete-stack", options)?)?;
    ended(&deleted, "DELETE_COMPLETE")?;
    report.note("delete again", &deleted.status, Some("DELETE_COMPLETE"));
    Ok(())
}

fn ended(result: &StackResult, expected: &str) -> Result<()> {
    let status = &result.status;
    ensure!(status == expected, "{status}: {}", result.failure());
    Ok(())
}

/// The role or key of the one set of credentials that the stack has registered.
fn shown(place: &Place) -> Result<CredentialsValues> {
    let mut registered = place.qovery.registered()?;
    ensure!(registered.len() == 1, "Qovery shows {registered:?}");
    Ok(registered.pop().context("one set of credentials")?.values)
}
