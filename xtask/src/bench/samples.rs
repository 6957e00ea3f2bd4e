//! What was measured: medians and how far it spreads.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::{Value, json};

/// Every sample, as the bench wrote it.
#[derive(Debug)]
pub(super) struct Samples(Vec<Value>);

/// Who did what, and how late each call was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Case {
    pub(super) contender: String,
    pub(super) flow: String,
    pub(super) function: String,
    pub(super) latency: u64,
}

/// The median, and what a tenth is below and above.
#[derive(Clone, Copy, Debug, PartialEq)]
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

    /// A measure in one case; none where nothing was measured.
    pub(super) fn of(&self, wanted: &Case, measure: &str) -> Option<Spread> {
        self.all(|sample| case(sample) == *wanted, measure)
    }

    /// From start to first poll, which no call delays: all of that program.
    pub(super) fn to_poll(&self, contender: &str, function: &str) -> Option<Spread> {
        let is_of =
            |sample: &Value| sample["contender"] == contender && sample["function"] == function;
        self.all(is_of, "to_poll_ms")
    }

    fn all(&self, is_wanted: impl Fn(&Value) -> bool, measure: &str) -> Option<Spread> {
        let wanted = self.0.iter().filter(|sample| is_wanted(sample));
        let values = wanted.flat_map(|sample| numbers(&sample[measure]));
        Spread::of(values.collect())
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
