//! The API's requests and answers, and answers that are not Qovery's.

mod calls;
mod clusters;
mod credentials;
mod errors;
mod hostile;
mod registries;

use domain::qovery::{Access, ApiToken};

pub(super) const ORGANIZATION: &str = "11111111-2222-4333-8444-555555555555";
pub(super) const ID: &str = "0000a53d-0000-4000-8000-000000000001";

pub(super) fn access() -> Access {
    Access {
        url: "https://api.qovery.com".parse().unwrap(),
        token: ApiToken("planted/token-of-some-length".to_owned().into()),
        organization: ORGANIZATION.parse().unwrap(),
    }
}
