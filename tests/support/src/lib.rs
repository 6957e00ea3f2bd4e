//! The world around the functions, for the demo and the tests.

pub mod account;
pub mod architecture;
pub mod aws;
pub mod cloud;
pub mod cloudformation;
pub mod emulator;
mod environment;
pub mod faces;
pub mod flows;
pub mod lambda;
pub mod lambda_binary;
pub mod package;
mod processes;
mod query_api;
pub mod repository;
mod server;
pub mod state;
pub mod stored_key;
pub mod terminal;
pub mod tls;
pub mod toolbox;
mod warm_cli;
pub mod yaml;

pub use faces::{ports as world, qovery_http as qovery};
pub use state::ORGANIZATION;
