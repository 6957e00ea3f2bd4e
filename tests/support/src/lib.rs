//! The world around the functions, for the demo and the tests.

pub mod account;
pub mod aws;
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
pub mod repository;
mod server;
pub mod stored_key;
pub mod terminal;
pub mod tls;
pub mod toolbox;
mod warm_cli;
pub mod world;
pub mod yaml;
