//! What the functions do for an operator, from their start on, against the stand-ins.

use std::{ffi::OsStr, path::Path, time::Duration};

use anyhow::{Context, Error, Result, ensure};
use serde_json::Value;
use tokio::time::Instant;

use crate::{
    cloud::{Call, Cloud},
    lambda::{Invocation, Sandbox, Usage},
};

mod connect;
mod hub;
mod key;
mod reconcile;
mod rotate;

/// Something that one function does.
#[derive(Debug, Clone, Copy)]
pub struct Flow {
    /// `Create, role`.
    pub name: &'static str,
    /// The package of the function.
    pub function: &'static str,
    /// Prepares the stand-ins, and returns the function's variables and events.
    pub arrange: fn(&Cloud) -> Script,
    /// Prepares them for the same events once more, where that can be.
    pub again: Option<fn(&Cloud)>,
}

/// The function's variables and events.
#[derive(Debug)]
pub struct Script {
    /// Where AWS is, and its own variables.
    pub environment: Vec<(&'static str, String)>,
    /// One after the other.
    pub events: Vec<Value>,
}

impl Script {
    fn new(
        cloud: &Cloud,
        mut environment: Vec<(&'static str, String)>,
        events: Vec<Value>,
    ) -> Self {
        environment.push(("AWS_ENDPOINT_URL", cloud.aws_url()));
        Self {
            environment,
            events,
        }
    }
}

/// What one run of a flow came to.
#[derive(Debug)]
pub struct Run {
    /// From the start of the process to its first poll.
    pub to_poll: Duration,
    /// From the start of the process until the last event was answered.
    pub cold: Duration,
    /// The same events again, in the same process.
    pub warm: Vec<Duration>,
    /// What was called in the cold run.
    pub calls: Vec<Call>,
    /// After the cold run.
    pub usage: Usage,
}

/// Every flow.
pub const ALL: &[Flow] = &[
    connect::CREATE_ROLE,
    connect::CREATE_KEY,
    connect::UPDATE,
    connect::DELETE,
    rotate::ROTATE,
    reconcile::ROLE,
    reconcile::KEY,
    reconcile::KEY_OF_HUNDRED_CLUSTERS,
];

/// The hub's functions, from their start until they ask for their first event.
pub const STARTS: &[Flow] = &[hub::INTAKE, hub::REGISTRAR, hub::FLEET];

/// An event that no function of ours would understand: for one that does nothing.
pub const ECHO: Flow = Flow {
    name: "nothing",
    function: "echo",
    arrange: |cloud| Script::new(cloud, Vec::new(), vec![Value::from("nothing to do")]),
    again: Some(|_| {}),
};

impl Flow {
    /// Runs it with that program in a new process, and then `warm` times more in the same.
    pub fn run(
        &self,
        cloud: &Cloud,
        program: &[impl AsRef<OsStr>],
        environment: &[(&'static str, String)],
        log: &Path,
        warm: usize,
    ) -> Result<Run> {
        let script = (self.arrange)(cloud);
        let environment = [environment, &script.environment].concat();
        let mut sandbox = Sandbox::start(program, &environment, log)?;
        let (ended, calls) = play(&mut sandbox, cloud, &script.events)?;
        let mut run = Run {
            to_poll: sandbox.polled - sandbox.started,
            cold: ended - sandbox.started,
            warm: Vec::new(),
            calls,
            usage: sandbox.usage()?,
        };
        for again in std::iter::repeat_n(self.again, warm).flatten() {
            again(cloud);
            let began = Instant::now();
            let (ended, _) = play(&mut sandbox, cloud, &script.events)?;
            run.warm.push(ended - began);
        }
        Ok(run)
    }
}

/// Hands over all events. Returns when the last one was answered, and what was called for them.
fn play(sandbox: &mut Sandbox, cloud: &Cloud, events: &[Value]) -> Result<(Instant, Vec<Call>)> {
    drop(cloud.traffic.take());
    let mut ended = Instant::now();
    for event in events {
        ended = one(sandbox, cloud, event)?;
    }
    let calls = cloud.traffic.take();
    // CloudFormation does not wait for the function, only for its answer.
    let put = calls.iter().rfind(|call| call.operation == "PUT /answer");
    Ok((put.map_or(ended, |call| call.answered), calls))
}

fn one(sandbox: &mut Sandbox, cloud: &Cloud, event: &Value) -> Result<Instant> {
    let answers = cloud.answers().len();
    let Invocation { ended, answer, .. } = sandbox.invoke(event)?;
    let report = answer.map_err(Error::msg).context("the function failed")?;
    let mut checks = report["checks"].as_array().into_iter().flatten();
    ensure!(
        checks.all(|check| check["outcome"] == "ok"),
        "the report was {report:#}"
    );
    if event.get("ResponseURL").is_some() {
        let answer = cloud.answers().into_iter().nth(answers);
        let answer = answer.context("CloudFormation was not answered")?;
        ensure!(answer["Status"] == "SUCCESS", "the answer was {answer:#}");
    }
    Ok(ended)
}
