//! Composition root of the fleet's function.

use adapters::{Adapters, aws::AwsEnvironment, clock, telemetry};
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use organizations::Organizations;
use serde_json::Value;

#[cfg(not(panic = "unwind"))]
compile_error!("a panic in one account is caught: no profile may set `panic = \"abort\"`");

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    telemetry::start();
    let config = fleet::Config::from_env()?;
    let adapters = Adapters::new(AwsEnvironment::from_env()?)?;
    let organizations = Organizations::new(&adapters);
    let (config, adapters, organizations) = (&config, &adapters, &organizations);
    run(service_fn(move |event: LambdaEvent<Value>| async move {
        let time_left = clock::until(event.context.deadline);
        let report = fleet::handle(
            &event.payload,
            adapters,
            organizations,
            config,
            &clock::now,
            time_left,
        )
        .await;
        Ok::<_, Error>(report)
    }))
    .await
}
