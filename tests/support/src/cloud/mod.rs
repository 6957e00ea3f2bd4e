//! AWS, Qovery and `CloudFormation`'s bucket over TLS, as late as one wishes, every call counted.
//!
//! AWS and Qovery share one state, so that Qovery knows which identities of the account work. Each
//! of the three has an address of its own, so that clients connect as often as they would in
//! earnest.

use std::{
    io,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{Router, http::StatusCode, middleware::from_fn_with_state, routing::put};
use serde_json::Value;

use crate::{
    faces::{
        aws_http,
        ports::World,
        qovery_http::{self, Backend},
    },
    server::Server,
    state::Shared,
    tls::Authority,
};

mod traffic;

pub use traffic::{Call, Traffic, round_trips};

/// What `CloudFormation` was answered.
type Answers = Arc<Mutex<Vec<Value>>>;

/// All that the functions talk to. Stops when dropped.
#[derive(Debug)]
pub struct Cloud {
    /// What AWS holds.
    pub world: Arc<World>,
    /// What Qovery holds.
    pub qovery: Backend,
    /// What was called.
    pub traffic: Traffic,
    answers: Answers,
    aws: Server,
    api: Server,
    bucket: Server,
}

impl Cloud {
    /// Empty, answering each call after `latency`.
    pub fn start(authority: &Authority, latency: Duration) -> io::Result<Self> {
        let state = Shared::of_today();
        let world = Arc::new(World::over(state.clone()));
        let qovery = Backend::over(state);
        let (traffic, answers) = (Traffic::new(latency), Answers::default());
        let serve = |router: Router| {
            let counted = router.layer(from_fn_with_state(traffic.clone(), traffic::count));
            Server::start_tls(authority.acceptor(), counted)
        };
        Ok(Self {
            aws: serve(
                Router::new()
                    .fallback(aws_http::answer)
                    .with_state(world.clone()),
            )?,
            api: serve(qovery_http::router(qovery.clone()))?,
            bucket: serve(bucket(answers.clone()))?,
            world,
            qovery,
            traffic,
            answers,
        })
    }

    /// For `AWS_ENDPOINT_URL`.
    #[must_use]
    pub fn aws_url(&self) -> String {
        format!("https://{}", self.aws.address())
    }

    /// The base URL of Qovery's API.
    #[must_use]
    pub fn qovery_url(&self) -> String {
        format!("https://{}", self.api.address())
    }

    /// A `ResponseURL`.
    #[must_use]
    pub fn response_url(&self) -> String {
        format!(
            "https://{}/answer?X-Amz-Signature=unchecked",
            self.bucket.address()
        )
    }

    /// What `CloudFormation` was answered so far.
    #[must_use]
    pub fn answers(&self) -> Vec<Value> {
        let answers = self.answers.lock();
        answers.unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn bucket(answers: Answers) -> Router {
    let take = async move |body: String| {
        let Ok(answer) = serde_json::from_str(&body) else {
            return StatusCode::BAD_REQUEST;
        };
        let mut answers = answers.lock().unwrap_or_else(PoisonError::into_inner);
        answers.push(answer);
        StatusCode::OK
    };
    Router::new().route("/answer", put(take))
}
