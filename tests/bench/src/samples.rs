//! What was measured: medians and how far it spreads.

use std::slice;

use anyhow::{Result, ensure};
use serde::Serialize;

/// One run of a flow, and the same events again in the same process.
#[derive(Debug, Clone)]
pub(crate) struct Sample {
    pub(crate) case: Case,
    /// From 1.
    pub(crate) round: usize,
    pub(crate) to_poll_ms: f64,
    pub(crate) cold_ms: f64,
    pub(crate) warm_ms: Vec<f64>,
    pub(crate) cpu_ms: f64,
    pub(crate) peak_memory_bytes: f64,
    pub(crate) calls: f64,
    pub(crate) round_trips: f64,
}

/// Who did what, and how late each call was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Case {
    /// `rust`, `python`, `echo`.
    pub(crate) contender: &'static str,
    pub(crate) flow: &'static str,
    pub(crate) function: &'static str,
    /// In milliseconds.
    pub(crate) latency: u64,
}

/// What is looked at in a sample.
pub(crate) type Measure = fn(&Sample) -> &[f64];

pub(crate) const TO_POLL: Measure = |sample| slice::from_ref(&sample.to_poll_ms);
pub(crate) const COLD: Measure = |sample| slice::from_ref(&sample.cold_ms);
pub(crate) const WARM: Measure = |sample| &sample.warm_ms;
pub(crate) const CPU: Measure = |sample| slice::from_ref(&sample.cpu_ms);
pub(crate) const PEAK_MEMORY: Measure = |sample| slice::from_ref(&sample.peak_memory_bytes);
pub(crate) const CALLS: Measure = |sample| slice::from_ref(&sample.calls);
pub(crate) const ROUND_TRIPS: Measure = |sample| slice::from_ref(&sample.round_trips);

/// Every sample of every round.
#[derive(Debug)]
pub(crate) struct Samples(Vec<Sample>);

/// The median, and what a tenth is below and above.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(crate) struct Spread {
    #[serde(rename = "p10")]
    pub(crate) low: f64,
    pub(crate) median: f64,
    #[serde(rename = "p90")]
    pub(crate) high: f64,
}

impl Samples {
    pub(crate) fn of_rounds(samples: Vec<Sample>) -> Result<Self> {
        ensure!(!samples.is_empty(), "nothing was measured");
        Ok(Self(samples))
    }

    /// In the order in which they were measured.
    pub(crate) fn cases(&self) -> Vec<Case> {
        let mut cases: Vec<Case> = Vec::new();
        for sample in &self.0 {
            if !cases.contains(&sample.case) {
                cases.push(sample.case.clone());
            }
        }
        cases
    }

    /// A measure of those samples; `None` where nothing was measured.
    pub(crate) fn of(&self, is_wanted: impl Fn(&Case) -> bool, measure: Measure) -> Option<Spread> {
        spread(self.0.iter(), is_wanted, measure)
    }

    /// How many times as much the first ones took as the second ones, round by round: what
    /// disturbs a round disturbs both.
    pub(crate) fn ratio(
        &self,
        first: impl Fn(&Case) -> bool,
        second: impl Fn(&Case) -> bool,
        measure: Measure,
    ) -> Option<Spread> {
        let last = self.0.iter().map(|sample| sample.round).max()?;
        let ratio = |round: usize| {
            let here = || self.0.iter().filter(move |sample| sample.round == round);
            let (first, second) = (
                spread(here(), &first, measure)?,
                spread(here(), &second, measure)?,
            );
            Some(first.median / second.median)
        };
        Spread::of((1..=last).filter_map(ratio).collect())
    }
}

fn spread<'a>(
    samples: impl Iterator<Item = &'a Sample>,
    is_wanted: impl Fn(&Case) -> bool,
    measure: Measure,
) -> Option<Spread> {
    let wanted = samples.filter(|sample| is_wanted(&sample.case));
    Spread::of(wanted.flat_map(measure).copied().collect())
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
