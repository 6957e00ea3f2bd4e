//! One budget of requests for the whole organization.
//!
//! Source: Qovery's documentation of its API: 1,000 requests an hour and token,
//! `X-RateLimit-Remaining` and `X-RateLimit-Reset`.

use time::OffsetDateTime;

use super::Hour;

/// What Qovery's last answer said is left of the token's limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    /// `X-RateLimit-Limit`. `None`: it was not said.
    pub limit: Option<u32>,
    /// `X-RateLimit-Remaining`
    pub remaining: u32,
    /// `X-RateLimit-Reset`
    pub resets_at: OffsetDateTime,
}

/// How much of the token's limit is for the hub. What others use beyond the rest of the limit is the
/// hub's loss: Qovery says only what is left for all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// Requests an hour.
    pub per_hour: u32,
}

/// When a request is served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// Now.
    Now,
    /// Requests to Qovery are allowed again from then on.
    From(OffsetDateTime),
}

impl Budget {
    /// The requests that are left, and when there are more. `None`: nothing limits them that is
    /// known; Qovery's own refusals are obeyed all the same.
    #[must_use]
    pub fn left(self, quota: Option<&Quota>, now: OffsetDateTime) -> Option<(u32, OffsetDateTime)> {
        let quota = quota.filter(|quota| quota.resets_at > now)?;
        let others = quota
            .limit
            .map_or(0, |limit| limit.saturating_sub(self.per_hour));
        Some((quota.remaining.saturating_sub(others), quota.resets_at))
    }

    /// The turn of each request of a batch, by the hours that they have. Each is one request to
    /// Qovery at least; those that came first are served first.
    #[must_use]
    pub fn turns(self, hours: &[Hour], quota: Option<&Quota>, now: OffsetDateTime) -> Vec<Turn> {
        let Some((left, resets_at)) = self.left(quota, now) else {
            return vec![Turn::Now; hours.len()];
        };
        let mut order: Vec<usize> = (0..hours.len()).collect();
        order.sort_by_key(|&index| hours[index].ends_at());
        let mut turns = vec![Turn::Now; hours.len()];
        let left = usize::try_from(left).unwrap_or(usize::MAX);
        for index in order.into_iter().skip(left) {
            turns[index] = Turn::From(resets_at);
        }
        turns
    }
}
