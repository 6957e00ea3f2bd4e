//! Composition root of the custom resource's function.

#![recursion_limit = "256"]

use adapters::{Adapters, aws::AwsEnvironment, clock, telemetry};
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use serde_json::Value;

#[cfg(not(panic = "unwind"))]
compile_error!("a panic is caught and answered: no profile may set `panic = \"abort\"`");

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    telemetry::start();
    let config = custom_resource::Config::from_env()?;
    let adapters = Adapters::new(AwsEnvironment::from_env()?)?;
    let (config, adapters) = (&config, &adapters);
    run(service_fn(move |event: LambdaEvent<Value>| async move {
        let time_left = clock::until(event.context.deadline);
        custom_resource::handle(event.payload, adapters, config, time_left, &clock::now)
            .await
            .map_err(|error| custom_resource::diagnostic(&error))
    }))
    .await
}
