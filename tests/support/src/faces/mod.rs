//! The ways to reach what there is: the domain's ports, AWS's wire formats, Qovery's API.

pub(crate) mod aws_http;
pub mod ports;
pub mod qovery_http;
