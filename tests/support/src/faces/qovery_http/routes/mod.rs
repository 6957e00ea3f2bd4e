//! One file per group of endpoints.

pub(super) mod clusters;
pub(super) mod credentials;
pub(super) mod organization;
pub(super) mod registries;
