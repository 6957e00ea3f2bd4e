//! The custom resource's function as it is deployed, but for a clock that panics on a Create: a
//! bug in the middle of a request, for the tests alone.

#![recursion_limit = "256"]

use adapters::{Adapters, aws::AwsEnvironment, clock, telemetry};
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use serde_json::Value;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    telemetry::start();
    let adapters = Adapters::new(AwsEnvironment::from_env()?)?;
    let config = custom_resource::Config::from_env()?;
    let (adapters, config) = (&adapters, &config);
    run(service_fn(move |event: LambdaEvent<Value>| async move {
        let time_left = clock::until(event.context.deadline);
        let is_create = event.payload["RequestType"] == "Create";
        let now = move || {
            assert!(!is_create, "as the test wants it");
            clock::now()
        };
        custom_resource::handle(event.payload, adapters, config, time_left, &now)
            .await
            .map_err(|error| custom_resource::diagnostic(&error))
    }))
    .await
}
