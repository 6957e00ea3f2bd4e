//! Lives of a stack beside a cluster: what an update replaces stays until it is proven unused, and
//! goes then. All variants of each request are tried in memory: `custom_resource::lives`,
//! `overtaken`, `roll_back`.

use std::time::Duration;

use anyhow::{Result, ensure};
use support::{
    cloudformation::StackResult,
    qovery::{ClusterState, Fault, FaultKind},
};

use super::{
    reconciliation::ask,
    scene::{Parameters, Scene, wait_until},
    templates,
};

const WEEK: Duration = Duration::from_hours(8 * 24);
const KEY: (&str, &str) = ("AuthenticationMethod", "StaticCredentials");
const ROLE: (&str, &str) = ("AuthenticationMethod", "AssumeRole");

/// An update that succeeds, and cuts nobody off.
fn updated(scene: &Scene, parameters: Parameters<'_>) -> Result<StackResult> {
    let updated = scene.update(parameters)?;
    let failure = updated.failure();
    ensure!(updated.status == "UPDATE_COMPLETE", "{failure}");
    scene.assert_clusters_have_access(&format!("{parameters:?}"))?;
    Ok(updated)
}

/// Weeks pass, each with a run of the reconciliation; what the runs did.
pub(super) fn weeks(scene: &Scene, stack: &StackResult, count: u32) -> Result<String> {
    let mut changes = String::new();
    for _ in 0..count {
        scene.age(WEEK)?;
        let (report, _) = ask(scene, stack)?;
        scene.assert_clusters_have_access(&format!("{report:#}"))?;
        changes += &report["changes"].to_string();
    }
    Ok(changes)
}

#[test]
fn every_role_that_was_replaced_stays_until_the_cluster_has_moved_and_goes_then() -> Result<()> {
    let scene = Scene::new()?;
    scene.account.keep_dependencies_after_failed_deletions()?;
    let created = scene.created(&[("RoleName", "first")])?;
    let cluster = scene.cluster("production");
    updated(&scene, &[("RoleName", "second")])?;
    updated(&scene, &[("RoleName", "third")])?;
    // The stack's own role, given by its ARN, and taken back.
    updated(&scene, &[("RoleArn", &scene.role_arn("third"))])?;
    updated(&scene, &[("RoleArn", ""), ("RoleName", "fourth")])?;
    let done = weeks(&scene, &created, 2)?;
    for role in ["first", "second", "third", "fourth"] {
        scene.assert_is_there("role", role);
    }
    assert_eq!(done, "[][]", "no cluster was deployed");

    scene.qovery.deploy(&cluster);
    let done = weeks(&scene, &created, 3)?;
    for role in ["first", "second", "third"] {
        scene.assert_is_gone("role", role);
        assert!(done.contains(role), "{role}: {done}");
    }
    scene.assert_is_there("role", "fourth");

    let held = scene.delete()?;
    assert_eq!(held.status, "DELETE_FAILED", "{}", held.failure());
    scene.assert_clusters_have_access("a deletion that was refused")?;
    scene.qovery.unlink_cluster(&cluster);
    scene.deleted()?;
    scene.assert_is_gone("role", "fourth");
    assert_eq!(scene.registered(), []);
    Ok(())
}

#[test]
fn the_key_of_a_cluster_survives_a_rotation_a_switch_and_the_way_back() -> Result<()> {
    let scene = Scene::new()?;
    let created = scene.created(&[KEY])?;
    let cluster = scene.cluster("production");
    let first_user = created.physical_id("QoveryUser");
    assert!(scene.stored_key()?.rotate()?.ends()?);
    let queued = ClusterState::DeploymentQueued;
    scene.qovery.set_cluster_state(&cluster, queued);
    let on_role = updated(&scene, &[ROLE])?;
    let back = updated(&scene, &[KEY])?;
    assert_ne!(back.physical_id("QoveryUser"), first_user);
    weeks(&scene, &created, 2)?;
    scene.assert_is_there("user", first_user);

    // What was queued may have begun before the switch: it takes a second deployment.
    let deployed = ClusterState::Deployed;
    scene.qovery.set_cluster_state(&cluster, deployed);
    weeks(&scene, &created, 1)?;
    scene.assert_is_there("user", first_user);
    // Dates have whole seconds, and what happens within one counts as before.
    scene.age(Duration::from_mins(1))?;
    scene.qovery.deploy(&cluster);
    let done = weeks(&scene, &created, 5)?;
    scene.assert_is_gone("user", first_user);
    scene.assert_is_gone("role", on_role.physical_id("QoveryRole"));
    assert!(done.contains(first_user), "{done}");
    let secret = created.physical_id("QoveryKey");
    let describe = ["secretsmanager", "describe-secret", "--secret-id", secret];
    let described = scene.account.aws().run(&describe)?;
    assert!(!described["DeletedDate"].is_null(), "{described}");

    // The day on which access is to end at once, whatever Qovery says.
    updated(&scene, &[("OnDelete", "Revoke")])?;
    let down = FaultKind::refusal(401, "not today");
    scene.qovery.fault(Fault::on("*", "/**", down).always());
    let deleted = scene.deleted()?;
    scene.assert_is_gone("user", back.physical_id("QoveryUser"));
    scene.assert_no_secret_was_shown(&[&created, &on_role, &back, &deleted])
}

/// What the reconciliation restores, it restores once Qovery is there again.
#[test]
fn a_switch_that_fails_later_is_rolled_back_with_qovery_there_and_away() -> Result<()> {
    let scene = Scene::with(templates::whose_parts_fail_on_demand()?)?;
    let created = scene.created(&[])?;
    let cluster = scene.cluster("production");
    let role_arn = scene.role_arn(created.physical_id("QoveryRole"));
    for is_away in [false, true] {
        if is_away {
            // The switch is written, its way back is refused.
            let refused = FaultKind::refusal(401, "not today");
            let put = Fault::on("PUT", "/**", refused);
            scene.qovery.fault(put.after(1).always());
        }
        let failed = scene.update(&[KEY, templates::FAILS_LATE])?;
        assert_eq!(failed.status, "UPDATE_ROLLBACK_COMPLETE");
        scene.assert_clusters_have_access("a switch that was rolled back")?;
        let user = failed.physical_id("QoveryUser");
        scene.assert_is_there("user", user);
        assert_eq!(scene.registered()[0].2 == role_arn, !is_away);
        scene.qovery.clear_faults();
        // Qovery showed the key for a while: that the cluster has not kept it, its weekly
        // maintenance proves, and does not begin the quiet time anew.
        let mut done = String::new();
        for _ in 0..9 {
            scene.qovery.deploy(&cluster);
            done += &weeks(&scene, &created, 1)?;
        }
        assert_eq!(scene.registered()[0].2, role_arn, "{done}");
        scene.assert_is_gone("user", user);
    }
    Ok(())
}

#[test]
fn the_reconciliation_only_reports_while_the_stack_is_not_at_rest() -> Result<()> {
    let scene = Scene::with(templates::whose_parts_fail_on_demand()?)?;
    let created = scene.created(&[("RoleName", "first")])?;
    updated(&scene, &[("RoleName", "second")])?;
    ask(&scene, &created)?;
    scene.age(WEEK)?;
    let only_reports = |status: &str| -> Result<()> {
        assert_eq!(scene.stack().status()?, status);
        let (report, _) = ask(&scene, &created)?;
        assert_eq!(report["changes"], serde_json::json!([]), "{report:#}");
        scene.assert_is_there("role", "first");
        Ok(())
    };

    let late = Fault::on("PUT", "/**", FaultKind::Delay(Duration::from_secs(4)));
    scene.qovery.fault(late);
    let before = scene.qovery.requests().len();
    let renamed = scene.start_update(&[], &[("CredentialsName", "another")])?;
    wait_until("the new name is written", || {
        let requests = scene.qovery.requests();
        Ok(requests[before..].iter().any(|one| one.method == "PUT"))
    })?;
    only_reports("UPDATE_IN_PROGRESS")?;
    let renamed = scene.stack().watch(renamed)?;
    assert_eq!(renamed.status, "UPDATE_COMPLETE", "{}", renamed.failure());

    let failed = scene.start_update(&["--disable-rollback"], &[templates::FAILS_LATE])?;
    let failed = scene.stack().watch(failed)?;
    assert_eq!(failed.status, "UPDATE_FAILED", "{}", failed.failure());
    only_reports("UPDATE_FAILED")?;
    let stack = scene.stack();
    let back = stack.watch(stack.start("rollback-stack", &[])?)?;
    assert_eq!(back.status, "UPDATE_ROLLBACK_COMPLETE");
    weeks(&scene, &created, 2)?;
    scene.assert_is_gone("role", "first");
    Ok(())
}

/// Whichever writes last to Qovery: what it holds works, and the reconciliation puts it right.
#[test]
fn a_rotation_beside_a_switch_cuts_nobody_off_and_the_switch_holds_in_the_end() -> Result<()> {
    let scene = Scene::new()?;
    let created = scene.created(&[KEY])?;
    scene.cluster("production");
    let secret = scene.stored_key()?;
    let late = Fault::on("PUT", "/**", FaultKind::Delay(Duration::from_secs(3)));
    scene.qovery.fault(late);
    let before = scene.qovery.requests().len();
    let rotation = secret.rotate()?;
    wait_until("the new key is pushed", || {
        let requests = scene.qovery.requests();
        Ok(requests[before..].iter().any(|one| one.method == "PUT"))
    })?;
    let on_role = updated(&scene, &[ROLE])?;
    rotation.ends()?;
    scene.assert_clusters_have_access("a rotation beside a switch")?;
    let done = weeks(&scene, &created, 1)?;
    assert_eq!(
        scene.registered()[0].2,
        on_role.outputs["RoleArn"],
        "{done}"
    );
    scene.assert_is_there("user", created.physical_id("QoveryUser"));
    Ok(())
}
