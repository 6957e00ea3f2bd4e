//! Composition root of the rotation's function.

use adapters::{Adapters, aws::AwsEnvironment, clock, telemetry};
use lambda_runtime::{Diagnostic, Error, LambdaEvent, run, service_fn};
use serde_json::Value;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    telemetry::start();
    let config = rotation::Config::from_env()?;
    let adapters = Adapters::new(AwsEnvironment::from_env()?)?;
    let (config, adapters) = (&config, &adapters);
    run(service_fn(move |event: LambdaEvent<Value>| async move {
        rotation::handle(event.payload, adapters, config, &clock::now)
            .await
            .map_err(Diagnostic::from)
    }))
    .await
}
