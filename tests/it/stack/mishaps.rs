//! Calls that fail, hang, repeat or lose their answer.

use anyhow::Result;
use serde_json::json;
use support::{
    cloudformation::StackResult,
    qovery::{CredentialValues, Fault, FaultKind, Loss},
};

use super::{
    scene::{ORGANIZATION, Scene},
    templates,
};

#[test]
fn a_registration_whose_answer_is_lost_is_found_and_not_made_twice() -> Result<()> {
    for loss in [Loss::Closed, Loss::BadGateway] {
        let scene = Scene::new()?;
        let lost = FaultKind::LostAnswer(loss);
        scene
            .qovery
            .fault(Fault::on("POST", "/organization/*/aws/credentials", lost).times(1));
        let created = scene.create(&[])?;
        assert_eq!(created.status, "CREATE_COMPLETE", "{}", created.failure());
        let [(id, ..)] = &scene.registered()[..] else {
            panic!("one registration: {:?}", scene.registered());
        };
        assert_eq!(
            created.physical_id("QoveryCredentials"),
            format!("{ORGANIZATION}/{id}/created")
        );
    }
    Ok(())
}

#[test]
fn a_registration_that_failed_without_effect_is_tried_again() -> Result<()> {
    let scene = Scene::new()?;
    let html = FaultKind::html(503, 2_000);
    scene.qovery.fault(Fault::on("POST", "/**", html).times(1));
    let limited = FaultKind::rate_limit(1);
    scene
        .qovery
        .fault(Fault::on("GET", "/**", limited).times(1));
    scene.created(&[])?;
    assert_eq!(scene.registered().len(), 1);
    Ok(())
}

#[test]
fn a_conflict_is_said_with_qoverys_own_words() -> Result<()> {
    let scene = Scene::new()?;
    let conflict = FaultKind::refusal(409, "this name is taken");
    scene
        .qovery
        .fault(Fault::on("POST", "/**", conflict).always());
    let created = scene.create(&[])?;
    assert_eq!(created.status, "ROLLBACK_COMPLETE");
    for said in [
        "409",
        "this name is taken",
        "hint: choose another `CredentialsName`",
    ] {
        assert!(created.failure().contains(said), "{}", created.failure());
    }
    Ok(())
}

#[test]
fn an_api_that_hangs_fails_the_stack_before_the_deadline() -> Result<()> {
    let scene = Scene::with(templates::with_short_limits()?)?;
    scene
        .qovery
        .fault(Fault::on("GET", "/**", FaultKind::Hang).always());
    let created = scene.create(&[])?;
    assert_eq!(created.status, "ROLLBACK_COMPLETE");
    let said =
        "ran out of time while reading the account, its permissions and Qovery's credentials";
    assert!(created.failure().contains(said), "{}", created.failure());
    Ok(())
}

#[test]
fn what_a_registration_that_ran_out_of_time_left_is_taken_back_by_the_next_deletion() -> Result<()>
{
    let scene = Scene::with(templates::with_short_limits()?)?;
    let hung = FaultKind::LostAnswer(Loss::Hung);
    scene.qovery.fault(Fault::on("POST", "/**", hung).always());
    let created = scene.create(&[])?;
    assert_eq!(created.status, "ROLLBACK_COMPLETE");
    assert!(
        created
            .failure()
            .contains("ran out of time while registering"),
        "{}",
        created.failure()
    );
    scene.qovery.clear_faults();
    scene.deleted()?;

    // The same operator tries again: what is left is recognized, not doubled.
    let again = scene.create(&[])?;
    assert_eq!(again.status, "CREATE_COMPLETE", "{}", again.failure());
    assert_eq!(scene.registered().len(), 1);
    assert!(again.physical_id("QoveryCredentials").ends_with("/created"));
    Ok(())
}

/// The event of a create, as `CloudFormation` sends it, answered to nobody that listens.
fn create_event(scene: &Scene, created: &StackResult) -> String {
    json!({
        "RequestType": "Create",
        "ResponseURL": format!("{}/_ministack/cfn-response/nobody", scene.account.endpoint()),
        "StackId": created.id,
        "RequestId": "repeated",
        "ResourceType": "Custom::QoveryCredentials",
        "LogicalResourceId": "QoveryCredentials",
        "ResourceProperties": {
            "OrganizationId": ORGANIZATION,
            "CredentialsName": format!("aws-{}", scene.account.id()),
            "ApiTokenSecretArn": scene.token_secret,
            "RoleArn": created.outputs["RoleArn"],
            "TrustedPrincipals": "222222222222",
        },
    })
    .to_string()
}

fn invoke(scene: &Scene, function: &str, event: &str) -> Result<()> {
    let aws = scene.account.aws();
    aws.run(&[
        "lambda",
        "invoke",
        "--function-name",
        function,
        "--payload",
        event,
        "/dev/null",
    ])?;
    Ok(())
}

#[test]
fn the_same_event_again_registers_nothing_new() -> Result<()> {
    let scene = Scene::new()?;
    let created = scene.created(&[])?;
    let function = created.physical_id("CustomResourceFunction").to_owned();
    let before = scene.qovery.snapshot();
    invoke(&scene, &function, &create_event(&scene, &created))?;
    assert_eq!(scene.qovery.snapshot(), before);
    Ok(())
}

#[test]
fn a_twin_that_a_second_delivery_left_goes_with_the_stack() -> Result<()> {
    let scene = Scene::new()?;
    scene.created(&[])?;
    let (_, name, role_arn) = scene.registered()[0].clone();
    scene
        .qovery
        .add_credential(ORGANIZATION, &name, CredentialValues::role(&role_arn));
    scene.deleted()?;
    assert_eq!(scene.registered(), []);
    Ok(())
}
