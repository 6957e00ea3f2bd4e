//! A stack whose reconciliation is asked in many states, one after the other.

use anyhow::{Result, ensure};
use serde_json::{Value, json};
use support::{
    cloudformation::StackResult,
    qovery::{Fault, FaultKind},
};

use super::{reconciliation::ask, scene::Scene};

/// What is expected of a check that cannot see.
pub(super) const UNKNOWN: &str = "unknown";

/// What is changed behind the stack's back, and how it is changed back.
pub(super) enum Change<'a> {
    /// The function's own role may not do this.
    Denied(&'a str),
    /// Qovery answers this.
    Answer(&'a str, u16, Value),
    /// These words on the command line, and at their end this or that.
    Aws(&'a str, [&'a str; 2]),
    /// Done and undone by hand.
    Hand(&'a dyn Fn(), &'a dyn Fn()),
}

/// A check, the code of its finding or [`UNKNOWN`], and what makes it so.
pub(super) type Row<'a> = (&'a str, &'a str, Change<'a>);

/// A stack whose reconciliation changes nothing: each state is undone by who made it.
pub(super) struct Stage {
    pub(super) scene: Scene,
    pub(super) created: StackResult,
    pub(super) cluster: String,
}

impl Stage {
    pub(super) fn new(method: &str) -> Result<Self> {
        let scene = Scene::new()?;
        let created = scene.created(&[("AuthenticationMethod", method), ("DryRun", "true")])?;
        scene.protect()?;
        let cluster = scene.cluster("production");
        Ok(Self {
            scene,
            created,
            cluster,
        })
    }

    /// These words on the command line, and at their end one that may have spaces in it.
    pub(super) fn aws(&self, words: &str, last: &str) -> Result<Value> {
        let words = words.split_whitespace().chain([last]);
        Ok(self.scene.account.aws().run(&words.collect::<Vec<_>>())?)
    }

    /// Makes it so, or as it was before.
    fn change(&self, change: &Change<'_>, is_there: bool) -> Result<()> {
        let role = self.created.physical_id("ReconciliationFunctionRole");
        match change {
            Change::Denied(action) if is_there => {
                let denied = json!({"Version": "2012-10-17", "Statement": {
                    "Effect": "Deny", "Action": action, "Resource": "*"}});
                let put = format!(
                    "iam put-role-policy --role-name {role} --policy-name denied --policy-document"
                );
                self.aws(&put, &denied.to_string())?;
            }
            Change::Denied(_) => {
                let delete = format!("iam delete-role-policy --role-name {role} --policy-name");
                self.aws(&delete, "denied")?;
            }
            Change::Answer(path, status, body) if is_there => {
                let answer = match status {
                    200 => FaultKind::json(*status, body),
                    refused => FaultKind::refusal(*refused, "not today"),
                };
                self.scene
                    .qovery
                    .fault(Fault::on("GET", path, answer).always());
            }
            Change::Answer(..) => self.scene.qovery.clear_faults(),
            Change::Aws(words, [there, back]) => {
                self.aws(words, if is_there { there } else { back })?;
            }
            Change::Hand(there, _) if is_there => there(),
            Change::Hand(_, back) => back(),
        }
        Ok(())
    }

    /// Every state is seen, and when all are undone all is well.
    pub(super) fn play(&self, rows: &[Row<'_>]) -> Result<()> {
        for (check, expected, change) in rows {
            self.change(change, true)?;
            let (report, _) = ask(&self.scene, &self.created)?;
            self.change(change, false)?;
            let mut checks = report["checks"].as_array().into_iter().flatten();
            let seen = checks.find(|seen| seen["name"] == *check);
            ensure!(
                seen.is_some_and(|seen| shows(seen, expected)),
                "{check}, {expected}: {seen:#?}"
            );
        }
        let (_, not_ok) = ask(&self.scene, &self.created)?;
        assert_eq!(not_ok, Vec::<String>::new());
        Ok(())
    }
}

fn shows(check: &Value, expected: &str) -> bool {
    let mut findings = check["findings"].as_array().into_iter().flatten();
    match expected {
        UNKNOWN => check["outcome"] == UNKNOWN,
        code => check["outcome"] == "finding" && findings.any(|finding| finding["code"] == code),
    }
}
