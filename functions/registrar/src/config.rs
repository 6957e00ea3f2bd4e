//! What the template says to the function.

use application::{
    custom_resource::is_on_loopback,
    environment::{self, ConfigError, Environment},
    organization::{HubSettings, RegistrarSettings},
};

/// What the template says.
#[derive(Debug, Clone)]
pub struct Config {
    /// What the hub knows of itself and says of every member.
    pub settings: RegistrarSettings,
}

impl Config {
    /// Reads the function's own environment.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::read(&environment::variable)
    }

    /// Reads any environment.
    pub fn read(variable: &dyn Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let mut environment = Environment::new(variable);
        let endpoint = environment.text("AWS_ENDPOINT_URL");
        let hub = HubSettings::read(&mut environment);
        let queue = environment.required("QUEUE_URL");
        let settings = || {
            Some(RegistrarSettings {
                hub: hub?,
                queue: queue?,
                is_local: endpoint.as_deref().is_some_and(is_on_loopback),
            })
        };
        let settings = environment.finish(settings())?;
        Ok(Self { settings })
    }
}
