//! Composition root of the registrar's function.

#![recursion_limit = "256"]

use adapters::{Adapters, aws::AwsEnvironment, clock, telemetry};
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use registrar::{Memory, SqsEvent};

#[cfg(not(panic = "unwind"))]
compile_error!("a panic is caught and answered: no profile may set `panic = \"abort\"`");

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    telemetry::start();
    let config = registrar::Config::from_env()?;
    let adapters = Adapters::new(AwsEnvironment::from_env()?)?;
    let memory = Memory::default();
    let (config, adapters, memory) = (&config, &adapters, &memory);
    run(service_fn(move |event: LambdaEvent<SqsEvent>| async move {
        let time_left = clock::until(event.context.deadline);
        let answer = registrar::handle(
            event.payload,
            adapters,
            config,
            memory,
            time_left,
            &clock::now,
        )
        .await;
        Ok::<_, Error>(answer)
    }))
    .await
}
