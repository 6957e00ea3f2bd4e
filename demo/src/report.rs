//! What the reconciliation reports: the words and the metrics, both from its log.

use std::{
    collections::{BTreeMap, VecDeque},
    thread::sleep,
    time::Duration,
};

use anyhow::{Result, bail};
use console::style;
use serde_json::Value;
use support::terminal;

use crate::{log::Log, page, show, stage::Stage};

const POLL: Duration = Duration::from_millis(100);
/// Polls: with their calls at least half a minute.
const MOST_POLLS: u32 = 150;

/// The reports from some moment on.
pub(crate) struct Reports<'a> {
    stage: &'a Stage,
    log: Log<'a>,
    unread: VecDeque<Value>,
}

/// One run.
#[derive(Debug, Default)]
pub(crate) struct Report {
    /// Why it ran.
    pub(crate) trigger: String,
    /// What a person reads.
    pub(crate) text: String,
    /// Of the stack.
    metrics: BTreeMap<String, u64>,
    /// Findings by their code.
    codes: BTreeMap<String, u64>,
}

impl<'a> Reports<'a> {
    /// From now on.
    pub(crate) fn open(stage: &'a Stage) -> Result<Self> {
        Ok(Self {
            stage,
            log: Log::open(stage, "ReconciliationFunctionLogs")?,
            unread: VecDeque::new(),
        })
    }

    /// Asks the function, as its schedule does once a day.
    pub(crate) fn ask(&mut self) -> Result<Report> {
        let function = self.stage.physical_id("ReconciliationFunction")?;
        page::command(&format!(
            "aws lambda invoke --function-name {function} report.json"
        ));
        self.stage.account.invoke(&function)?;
        self.next()
    }

    /// The next report, whatever its trigger.
    pub(crate) fn next(&mut self) -> Result<Report> {
        let mut report = Report::default();
        for _ in 0..MOST_POLLS {
            while let Some(record) = self.unread.pop_front() {
                report.read(&record);
                if !report.text.is_empty() {
                    report.show();
                    return Ok(report);
                }
            }
            self.unread.extend(self.log.news()?);
            if self.unread.is_empty() {
                sleep(POLL);
            }
        }
        bail!("the reconciliation reports nothing");
    }
}

impl Report {
    /// Whether the stack's metric has that value.
    pub(crate) fn has(&self, metric: &str, value: u64) -> bool {
        self.metrics.get(metric) == Some(&value)
    }

    /// Whether there are findings of that code.
    pub(crate) fn found(&self, code: &str) -> bool {
        self.codes.get(code).is_some_and(|findings| *findings > 0)
    }

    fn read(&mut self, record: &Value) {
        let text = |name: &str| record[name].as_str().unwrap_or_default().to_owned();
        match text("message").as_str() {
            "started" => self.trigger = text("trigger"),
            "ended" => self.text = text("report"),
            _ => {}
        }
        let metrics = record["_aws"]["CloudWatchMetrics"][0]["Metrics"].as_array();
        for name in metrics.into_iter().flatten().map(|metric| &metric["Name"]) {
            let name = name.as_str().unwrap_or_default();
            let value = record[name].as_u64().unwrap_or_default();
            match record["Code"].as_str() {
                Some(code) => self.codes.insert(code.to_owned(), value),
                None => self.metrics.insert(name.to_owned(), value),
            };
        }
    }

    fn show(&self) {
        page::subheading(&format!("The report ({})", self.trigger));
        show::reason(&self.text);
        let metrics = self.metrics.iter();
        let metrics = metrics.map(|(name, value)| format!("{name} {value}"));
        for line in page::wrapped(&metrics.collect::<Vec<_>>().join(", "), 88) {
            terminal::line(&format!("           {}", style(line).dim()));
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_report_is_its_words_and_the_metrics_before_them() {
        let metrics = |names: &[&str]| {
            let names: Vec<Value> = names.iter().map(|name| json!({ "Name": name })).collect();
            json!({ "CloudWatchMetrics": [{ "Metrics": names }] })
        };
        let log = [
            json!({"message": "started", "trigger": "schedule"}),
            json!({"Stack": "qovery", "Findings": 2, "Trusted": 0,
                "_aws": metrics(&["Findings", "Trusted"])}),
            json!({"Stack": "qovery", "Code": "public-access", "Findings": 1,
                "_aws": metrics(&["Findings"])}),
            json!({"message": "ended", "report": "2 findings"}),
        ];
        let mut report = Report::default();
        for record in &log {
            report.read(record);
        }
        assert_eq!(
            (&*report.trigger, &*report.text),
            ("schedule", "2 findings")
        );
        assert!(report.has("Findings", 2) && report.has("Trusted", 0));
        assert!(!report.has("UnknownChecks", 0));
        assert!(report.found("public-access") && !report.found("role-gone"));
    }
}
