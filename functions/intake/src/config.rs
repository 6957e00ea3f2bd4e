//! What the template says to the function.

use application::environment::{self, ConfigError, Environment};
use domain::aws::queue::QueueUrl;

/// What the template says.
#[derive(Debug, Clone)]
pub struct Config {
    /// The queue that the registrar reads.
    pub queue: QueueUrl,
    /// The region of the hub and of every member's stack.
    pub region: String,
    /// The partition of both.
    pub partition: String,
}

impl Config {
    /// Reads the function's own environment.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::read(&environment::variable)
    }

    /// Reads any environment.
    pub fn read(variable: &dyn Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let mut environment = Environment::new(variable);
        let queue = environment.required("QUEUE_URL");
        let region = environment.required("AWS_REGION");
        let partition = environment.required("PARTITION");
        let config = || {
            Some(Self {
                queue: queue?,
                region: region?,
                partition: partition?,
            })
        };
        environment.finish(config())
    }
}
