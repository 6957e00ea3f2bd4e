//! The world around the functions, for the demo and the tests.

pub mod account;
pub mod aws;
pub mod cargo;
pub mod cloud;
pub mod cloudformation;
pub mod emulator;
mod environment;
pub mod flows;
pub mod lambda;
pub mod package;
mod processes;
pub mod qovery;
mod query_api;
mod server;
pub mod stored_key;
pub mod tls;
pub mod toolbox;
mod warm_cli;
pub mod world;
pub mod yaml;
