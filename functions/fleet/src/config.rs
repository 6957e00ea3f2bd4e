//! The function's configuration, which the hub's template sets.

use application::{
    environment::{self, ConfigError, Environment},
    organization::{FleetSettings, HubSettings},
    reporting::Reporting,
};
use domain::aws::{arn::TopicArn, organization::StackSet};

/// What the template says.
#[derive(Debug, Clone)]
pub struct Config {
    /// What is looked after.
    pub settings: FleetSettings,
    /// The hub's stack: it stands in reports and metrics.
    pub stack: String,
    /// The topic for findings. `None` means log and metrics only.
    pub topic: Option<TopicArn>,
    /// The function's own role, whose tags remember the last report.
    pub function_role: String,
}

impl Config {
    /// Reads the function's own environment.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::read(&environment::variable)
    }

    /// Reads any environment.
    pub fn read(variable: &dyn Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let mut environment = Environment::new(variable);
        let settings = settings(&mut environment);
        let stack = environment.required("STACK_NAME");
        let function_role = environment.required("FUNCTION_ROLE_NAME");
        let topic = environment.optional("NOTIFICATION_TOPIC_ARN");
        let config = || {
            Some(Self {
                settings: settings?,
                stack: stack?,
                topic,
                function_role: function_role?,
            })
        };
        environment.finish(config())
    }

    pub(crate) fn reporting(&self) -> Reporting<'_> {
        Reporting {
            topic: self.topic.as_ref(),
            function_role: &self.function_role,
        }
    }
}

fn settings(environment: &mut Environment<'_>) -> Option<FleetSettings> {
    let hub = HubSettings::read(environment);
    let dry_run = environment.required("DRY_RUN");
    let as_delegated_admin = environment.required("DELEGATED_ADMIN");
    let name = environment.text("STACK_SET_NAME");
    let (hub, as_delegated_admin) = (hub?, as_delegated_admin?);
    let stack_set = name.map(|name| StackSet {
        name,
        region: hub.region.clone(),
        as_delegated_admin,
    });
    Some(FleetSettings {
        hub,
        stack_set,
        dry_run: dry_run?,
    })
}
