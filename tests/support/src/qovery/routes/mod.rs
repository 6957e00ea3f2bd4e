/// Deployment and status of a cluster.
pub(super) mod clusters;
/// AWS credentials: list, create, read, edit, delete.
pub(super) mod credentials;
/// The organization, and its credentials with their clusters.
pub(super) mod organization;
