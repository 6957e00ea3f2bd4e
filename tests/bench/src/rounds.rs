//! All of them, in turns: what disturbs the machine for a while disturbs everybody.

use std::{path::Path, time::Duration};

use anyhow::{Context, Result};
use support::{
    cloud::{Cloud, round_trips},
    flows::Run,
    tls::Authority,
};

use crate::{
    contender::Contender,
    samples::{Case, Sample},
};

/// What each call to a stand-in takes, in milliseconds.
const LATENCIES: [u64; 2] = [0, 30];
/// Invocations after the first, in the same process.
const WARM: usize = 3;

/// A sample of each in each round. The first round warms the machine's caches and is dropped.
pub(crate) fn measure(
    rounds: usize,
    contenders: &[Contender],
    authority: &Authority,
    output: &Path,
) -> Result<Vec<Sample>> {
    let mut samples = Vec::new();
    for round in 0..=rounds {
        for latency in LATENCIES {
            for contender in contenders {
                let Contender { name, flow, .. } = contender;
                let log = output
                    .join("logs")
                    .join(format!("{name}-{}.log", flow.name));
                let cloud = Cloud::start(authority, Duration::from_millis(latency))?;
                let run = flow
                    .run(
                        &cloud,
                        &contender.program,
                        &contender.environment,
                        &log,
                        WARM,
                    )
                    .with_context(|| format!("{name}: {}", flow.name))?;
                samples.extend((round > 0).then(|| sample(contender, round, latency, &run)));
            }
        }
    }
    Ok(samples)
}

fn sample(contender: &Contender, round: usize, latency: u64, run: &Run) -> Sample {
    let milliseconds = |time: &Duration| time.as_secs_f64() * 1_000.0;
    Sample {
        case: Case {
            contender: contender.name,
            flow: contender.flow.name,
            function: contender.flow.function,
            latency,
        },
        round,
        to_poll_ms: milliseconds(&run.to_poll),
        cold_ms: milliseconds(&run.cold),
        warm_ms: run.warm.iter().map(milliseconds).collect(),
        cpu_ms: milliseconds(&run.usage.cpu),
        peak_memory_bytes: number(run.usage.peak_memory),
        calls: number(run.calls.len()),
        round_trips: number(round_trips(&run.calls)),
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "bytes and calls are far fewer than the 2^53 that are exact"
)]
fn number(count: impl TryInto<u64>) -> f64 {
    count.try_into().unwrap_or(u64::MAX) as f64
}
