//! What was measured: medians and how far it spreads.

use std::{fs, path::Path};

use anyhow::{Context, Result};
use serde_json::{Value, json};

/// Every sample, as the bench wrote it.
#[derive(Debug)]
pub(super) struct Samples(Vec<Value>);

/// Who did what, and how late each call was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Case {
    pub(super) contender: String,
    pub(super) flow: String,
    pub(super) function: String,
    pub(super) latency: u64,
}

/// The median, and what a tenth is below and above.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Spread {
    pub(super) low: f64,
    pub(super) median: f64,
    pub(super) high: f64,
}

impl Samples {
    pub(super) fn read(file: &Path) -> Result<Self> {
        let text = fs::read_to_string(file).with_context(|| format!("read {}", file.display()))?;
        let document: Value = serde_json::from_str(&text)?;
        let samples = document["samples"].as_array().cloned();
        samples.map(Self).context("nothing was measured")
    }

    /// In the order in which they were measured.
    pub(super) fn cases(&self) -> Vec<Case> {
        let mut cases: Vec<Case> = Vec::new();
        for case in self.0.iter().map(case) {
            if !cases.contains(&case) {
                cases.push(case);
            }
        }
        cases
    }

    /// A measure of those samples; none where nothing was measured.
    pub(super) fn of(&self, is_wanted: impl Fn(&Case) -> bool, measure: &str) -> Option<Spread> {
        let wanted = self.0.iter().filter(|sample| is_wanted(&case(sample)));
        Spread::of(
            wanted
                .flat_map(|sample| numbers(&sample[measure]))
                .collect(),
        )
    }

    /// How many times as much the first ones took as the second ones, round by round: what
    /// disturbs a round disturbs both.
    pub(super) fn ratio(
        &self,
        first: impl Fn(&Case) -> bool,
        second: impl Fn(&Case) -> bool,
        measure: &str,
    ) -> Option<Spread> {
        let rounds = self.0.iter().filter_map(|sample| sample["round"].as_u64());
        let last = rounds.max()?;
        let ratio = |round: u64| {
            let here = self.0.iter().filter(|sample| sample["round"] == round);
            let here = Self(here.cloned().collect());
            Some(here.of(&first, measure)?.median / here.of(&second, measure)?.median)
        };
        Spread::of((1..=last).filter_map(ratio).collect())
    }
}

fn case(sample: &Value) -> Case {
    let text = |name: &str| sample[name].as_str().unwrap_or_default().to_owned();
    Case {
        contender: text("contender"),
        flow: text("flow"),
        function: text("function"),
        latency: sample["latency_ms"].as_u64().unwrap_or_default(),
    }
}

fn numbers(value: &Value) -> Vec<f64> {
    match value {
        Value::Array(several) => several.iter().filter_map(Value::as_f64).collect(),
        one => one.as_f64().into_iter().collect(),
    }
}

impl Spread {
    fn of(mut values: Vec<f64>) -> Option<Self> {
        values.sort_by(f64::total_cmp);
        let last = values.len().checked_sub(1)?;
        let at = |tenths: usize| values[(last * tenths + 5) / 10];
        Some(Self {
            low: at(1),
            median: at(5),
            high: at(9),
        })
    }

    pub(super) fn json(self) -> Value {
        json!({ "p10": self.low, "median": self.median, "p90": self.high })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_and_a_tenth_lies_beyond_each_end() {
        let values = (0..=10).rev().map(f64::from).collect();
        let spread = Spread {
            low: 1.0,
            median: 5.0,
            high: 9.0,
        };
        assert_eq!(Spread::of(values), Some(spread));
        assert_eq!(Spread::of(Vec::new()), None);
        let one = Spread {
            low: 4.0,
            median: 4.0,
            high: 4.0,
        };
        assert_eq!(Spread::of(vec![4.0]), Some(one));
    }
}
