//! Composition root of the intake's function.

use adapters::{Adapters, aws::AwsEnvironment, telemetry};
use intake::SnsEvent;
use lambda_runtime::{Error, LambdaEvent, run, service_fn};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    telemetry::start();
    let config = intake::Config::from_env()?;
    let adapters = Adapters::new(AwsEnvironment::from_env()?)?;
    let (config, adapters) = (&config, &adapters);
    run(service_fn(move |event: LambdaEvent<SnsEvent>| async move {
        intake::handle(event.payload, adapters, config)
            .await
            .map_err(|error| intake::diagnostic(&error))
    }))
    .await
}
