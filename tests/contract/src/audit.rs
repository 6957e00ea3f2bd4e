//! What is wrong with what a stand-in was asked.

use std::slice;

use support::qovery::{Backend, RecordedRequest};

use super::{Contract, Part};

/// What is wrong with the requests so far, as sentences without secrets: they are not those that
/// Qovery describes, or show their token to whoever logs addresses.
#[must_use]
pub fn audit(qovery: &Backend) -> Vec<String> {
    qovery.requests().iter().flat_map(of_request).collect()
}

fn of_request(request: &RecordedRequest) -> Vec<String> {
    let violations = Contract::ours().judge(slice::from_ref(request)).into_iter();
    let of_request = violations.filter(|violation| violation.part == Part::Request);
    let shows_token = request.token().is_some_and(|token| {
        let query = request.query.as_deref().unwrap_or_default();
        request.path.contains(token) || query.contains(token)
    });
    let (method, path) = (&request.method, &request.path);
    let mut wrong: Vec<String> = of_request.map(|violation| violation.to_string()).collect();
    wrong.extend(shows_token.then(|| format!("{method} {path} carries the token in its URL")));
    wrong
}
