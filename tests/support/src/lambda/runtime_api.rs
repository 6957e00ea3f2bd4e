//! The runtime API, for one process.
//!
//! Source: AWS Lambda's developer guide, "Using the Lambda runtime API".

use std::{
    io,
    sync::{
        Arc,
        mpsc::{self, Receiver, Sender},
    },
    time::Duration,
};

use anyhow::{Context, Result};
use axum::{
    Router,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde_json::Value;
use tokio::{
    sync::{Mutex, mpsc as events},
    time::Instant,
};

use crate::{server::Server, state::machine_time};

const REQUEST: &str = "8476a536-e9f4-11e8-9739-2dfe598c3fcd";
/// As the template has it.
const TIME_LEFT: Duration = Duration::from_secs(90);

/// What the process did.
#[derive(Debug)]
pub(super) enum Note {
    Polled(Instant),
    Answered(Instant, Value),
    Failed(Instant, String),
}

#[derive(Debug)]
pub(super) struct RuntimeApi {
    events: events::UnboundedSender<String>,
    notes: Receiver<Note>,
    address: String,
    server: Option<Server>,
}

/// What the routes share.
#[derive(Debug, Clone)]
struct Desk {
    events: Arc<Mutex<events::UnboundedReceiver<String>>>,
    notes: Sender<Note>,
}

impl RuntimeApi {
    pub(super) fn start() -> io::Result<Self> {
        let (events, waiting) = events::unbounded_channel();
        let (sender, notes) = mpsc::channel();
        let desk = Desk {
            events: Arc::new(Mutex::new(waiting)),
            notes: sender,
        };
        let server = Server::start(0, router(desk))?;
        Ok(Self {
            events,
            notes,
            address: server.address().to_string(),
            server: Some(server),
        })
    }

    /// For `AWS_LAMBDA_RUNTIME_API`.
    pub(super) fn address(&self) -> String {
        self.address.clone()
    }

    pub(super) fn give(&self, event: &Value) -> Result<()> {
        self.events
            .send(event.to_string())
            .context("the runtime API is gone")
    }

    /// The next note, if one comes in that time.
    pub(super) fn note(&self, within: Duration) -> Option<Note> {
        self.notes.recv_timeout(within).ok()
    }

    /// Closes every connection.
    pub(super) fn stop(&mut self) {
        drop(self.server.take());
    }
}

fn router(desk: Desk) -> Router {
    let of = |path: &str| format!("/2018-06-01/runtime/{path}");
    Router::new()
        .route(&of("invocation/next"), get(next))
        .route(&of("invocation/{id}/response"), post(response))
        .route(&of("invocation/{id}/error"), post(error))
        .route(&of("init/error"), post(error))
        .with_state(desk)
}

async fn next(State(desk): State<Desk>) -> Response {
    desk.note(Note::Polled(Instant::now()));
    let Some(event) = desk.events.lock().await.recv().await else {
        return StatusCode::GONE.into_response();
    };
    let deadline = (machine_time() + TIME_LEFT).unix_timestamp_nanos() / 1_000_000;
    let headers = [
        ("content-type", "application/json".to_owned()),
        ("lambda-runtime-aws-request-id", REQUEST.to_owned()),
        ("lambda-runtime-deadline-ms", deadline.to_string()),
        (
            "lambda-runtime-invoked-function-arn",
            "arn:aws:lambda:eu-west-3:123456789012:function:function".to_owned(),
        ),
    ];
    let mut answer = event.into_response();
    for (name, value) in headers {
        if let Ok(value) = value.parse() {
            answer.headers_mut().insert(name, value);
        }
    }
    answer
}

async fn response(State(desk): State<Desk>, body: String) -> StatusCode {
    let answer = serde_json::from_str(&body).unwrap_or(Value::Null);
    desk.note(Note::Answered(Instant::now(), answer));
    StatusCode::ACCEPTED
}

async fn error(State(desk): State<Desk>, body: String) -> StatusCode {
    desk.note(Note::Failed(Instant::now(), body));
    StatusCode::ACCEPTED
}

impl Desk {
    fn note(&self, note: Note) {
        // Who asked is gone, and the process with it.
        drop(self.notes.send(note));
    }
}
