//! The limit of requests to Qovery.

use domain::{organization::Quota, ports::RequestQuota, qovery::Access};
use secrecy::ExposeSecret;

use super::{State, World};
use crate::state::{lock, qovery::Refusal};

impl World {
    /// Counts a request where requests are limited, and remembers what its answer says is left.
    #[expect(clippy::disallowed_methods, reason = "Qovery counts by the token")]
    pub(super) fn count_request(&self, state: &mut State, at: &Access) -> Result<(), Refusal> {
        let now = state.now;
        let Some(limits) = &mut state.limits else {
            return Ok(());
        };
        let counted = limits.count(at.token.0.expose_secret(), now);
        *lock(&self.quota) = Some(Quota {
            limit: Some(counted.limit),
            remaining: counted.remaining,
            resets_at: counted.resets_at,
        });
        if !counted.is_refused {
            return Ok(());
        }
        Err(Refusal {
            retry_after: (counted.resets_at - now).try_into().ok(),
            ..Refusal::new(429, "Too many requests")
        })
    }
}

impl RequestQuota for World {
    fn quota(&self) -> Option<Quota> {
        *lock(&self.quota)
    }
}
