//! Every parameter, changed on a stack of each method, with and without a live cluster, first while
//! Qovery refuses every call and then while it answers: each update succeeds or is rolled back, and
//! what a cluster runs on still works after it.
//!
//! One stack per column: what one row has changed is there in the next. How Qovery can be away is
//! varied in memory, in `custom_resource::roll_back`.

mod rows;

use std::collections::BTreeSet;

use anyhow::{Context, Result, ensure};
use support::qovery::{Access, Fault, FaultKind};

use super::scene::{Scene, TOKEN};
use crate::template::document::{names, template};
use rows::{Row, Values, rows};

const OTHER_ORGANIZATION: &str = "66666666-2222-4333-8444-555555555555";
const COMPLETE: &str = "UPDATE_COMPLETE";
const ROLLED_BACK: &str = "UPDATE_ROLLBACK_COMPLETE";

/// A method, and whether a cluster runs on what it has made.
struct Column {
    scene: Scene,
    is_static: bool,
    is_live: bool,
}

#[test]
fn a_role_that_no_cluster_uses_survives_every_update() -> Result<()> {
    Column::new("AssumeRole", false)?.play()
}

#[test]
fn a_role_that_a_cluster_runs_on_survives_every_update() -> Result<()> {
    Column::new("AssumeRole", true)?.play()
}

#[test]
fn a_key_that_no_cluster_uses_survives_every_update() -> Result<()> {
    Column::new("StaticCredentials", false)?.play()
}

#[test]
fn a_key_that_a_cluster_runs_on_survives_every_update() -> Result<()> {
    Column::new("StaticCredentials", true)?.play()
}

impl Column {
    fn new(method: &str, is_live: bool) -> Result<Self> {
        let scene = Scene::new()?;
        scene.qovery.organization(OTHER_ORGANIZATION, "another");
        scene.qovery.token(OTHER_ORGANIZATION, TOKEN, Access::Full);
        scene.created(&[("AuthenticationMethod", method)])?;
        if is_live {
            scene.cluster("production");
        }
        assert_eq!(scene.qovery.values_in_use().is_empty(), !is_live);
        Ok(Self {
            scene,
            is_static: method == "StaticCredentials",
            is_live,
        })
    }

    fn play(self) -> Result<()> {
        let rows = rows(&self.scene, self.is_static)?;
        let changed: BTreeSet<_> = rows.iter().map(|row| row.parameter.to_owned()).collect();
        assert_eq!(changed, names(&template()["Parameters"]));
        for row in &rows {
            self.change(row)?;
        }
        self.scene.assert_no_secret_was_shown(&[])
    }

    /// Changes a parameter without Qovery, and with it again, or back where it has changed.
    fn change(&self, row: &Row) -> Result<()> {
        let before = self.present(&row.values)?;
        if row.parameter == "RotationSchedule" && self.is_static {
            // Each new schedule has the rotation tested beside the update. A test that failed is
            // repeated hours later, and keeps the next one from starting.
            for values in [&row.values, &before] {
                self.scene.stored_key()?.wait_for_test()?;
                self.update(row.parameter, values, COMPLETE)?;
            }
            return Ok(());
        }
        let refused = FaultKind::refusal(401, "not today");
        self.scene
            .qovery
            .fault(Fault::on("*", "/**", refused).always());
        let asks_qovery = row.asks_qovery(self.is_static);
        let away = if asks_qovery { ROLLED_BACK } else { COMPLETE };
        self.update(row.parameter, &row.values, away)?;
        self.scene.qovery.clear_faults();
        let next = match row.parameter {
            _ if !asks_qovery => before,
            // The role of the update that was rolled back has the name until it is retired.
            "RoleName" => vec![("RoleName", "qovery-second".to_owned())],
            _ => row.values.clone(),
        };
        let there = match row.parameter {
            // Not while a cluster uses the credentials in the old one.
            "QoveryOrganizationId" if self.is_live => ROLLED_BACK,
            _ => COMPLETE,
        };
        self.update(row.parameter, &next, there)
    }

    /// Updates to a status.
    fn update(&self, parameter: &str, values: &Values, expected: &str) -> Result<()> {
        let given: Vec<_> = values
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let updated = self.scene.update(&given)?;
        let after = format!("{parameter}: {}, {}", updated.status, updated.failure());
        ensure!(updated.status == expected, "{after}, not {expected}");
        self.scene.assert_clusters_have_access(&after)
    }

    /// What the stack has for these parameters now.
    fn present(&self, values: &Values) -> Result<Values> {
        let describe = ["cloudformation", "describe-stacks", "--stack-name"];
        let described = self.scene.account.aws();
        let described = described.run(&[&describe[..], &["qovery"]].concat())?;
        let parameters = described["Stacks"][0]["Parameters"].as_array().cloned();
        let parameters = parameters.context("the stack has parameters")?;
        let one = |(name, _): &(&'static str, String)| {
            let mut all = parameters.iter();
            let found = all.find(|parameter| parameter["ParameterKey"] == *name);
            let value = found.and_then(|found| found["ParameterValue"].as_str());
            (*name, value.unwrap_or_default().to_owned())
        };
        Ok(values.iter().map(one).collect())
    }
}
