//! An update that an operator cancels while the custom resource is at work.

use std::time::Duration;

use anyhow::Result;
use support::qovery::{Fault, FaultKind};

use super::{
    reconciliation::ask,
    scene::{Scene, wait_until},
};

/// The way back is under way beside the switch: whichever writes last to Qovery, the cluster keeps
/// its access, and the reconciliation puts it right.
#[test]
fn a_switch_that_is_cancelled_cuts_nobody_off_and_is_taken_back() -> Result<()> {
    let scene = Scene::new()?;
    let created = scene.created(&[])?;
    scene.cluster("production");
    let role = scene.registered()[0].2.clone();
    let late = Fault::on("PUT", "/**", FaultKind::Delay(Duration::from_secs(3)));
    scene.qovery.fault(late);
    let before = scene.qovery.requests().len();
    scene.start_update(&[], &[("AuthenticationMethod", "StaticCredentials")])?;
    wait_until("the switch is written", || {
        let requests = scene.qovery.requests();
        Ok(requests[before..].iter().any(|one| one.method == "PUT"))
    })?;
    let stack = scene.stack();
    let back = stack.watch(stack.start("cancel-update-stack", &[])?)?;
    assert_eq!(back.status, "UPDATE_ROLLBACK_COMPLETE", "{back:?}");
    scene.assert_clusters_have_access("a switch that was cancelled")?;
    wait_until(
        "the create, the switch and its way back are answered",
        || {
            let lines = scene.account.all_log_lines()?;
            Ok(lines
                .iter()
                .filter(|line| line.contains("answering"))
                .count()
                >= 3)
        },
    )?;
    let (report, _) = ask(&scene, &created)?;
    assert_eq!(scene.registered()[0].2, role, "{report:#}");
    scene.assert_clusters_have_access(&format!("{report:#}"))
}
