//! From a request to its answer: record, fault, limit, token, route.

use axum::{
    Extension, Router,
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header, request, response},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use domain::qovery::RegistryForm;
use serde_json::Value;

use super::{
    answer::{add_headers, answer},
    backend::Backend,
    fault::{FaultKind, Loss},
    limit,
    oddity::Oddity,
    record::{RecordedAnswer, RecordedRequest},
    routes::{clusters, credentials, organization, registries},
};
use crate::{server::Disconnect, state::qovery::Refusal};

/// More than any request of a client in order, and any answer.
const BODY_LIMIT_BYTES: usize = 1 << 20;

/// The endpoints over a backend, for a server of any kind. Lost answers by a closed connection, and
/// resets, need the one of this crate: elsewhere they are empty answers.
pub fn router(backend: Backend) -> Router {
    let token = from_fn_with_state(backend.clone(), authorize);
    let count = from_fn_with_state(backend.clone(), count);
    let watch = from_fn_with_state(backend.clone(), watch);
    let below = |rest: &str| format!("/organization/{{organization}}{rest}");
    Router::new()
        .route(&below(""), get(organization::read))
        .route(&below("/credentials"), get(organization::list_credentials))
        .route(
            &below("/aws/credentials"),
            get(credentials::list).post(credentials::create),
        )
        .route(
            &below("/aws/credentials/{id}"),
            get(credentials::read)
                .put(credentials::edit)
                .delete(credentials::delete),
        )
        .route(&below("/cluster/status"), get(clusters::statuses))
        .route(&below("/cluster/{id}/status"), get(clusters::status))
        .route(&below("/cluster/{id}/deploy"), post(clusters::deploy))
        .merge(registries(
            &below("/containerRegistry"),
            RegistryForm::Container,
        ))
        .merge(registries(&below("/helmRepository"), RegistryForm::Helm))
        .route_layer(token)
        .fallback(async || Refusal::new(404, "no such endpoint"))
        .layer(count)
        .layer(watch)
        .with_state(backend)
}

/// The two lists of registries have the same calls.
fn registries(path: &str, form: RegistryForm) -> Router<Backend> {
    let one = get(registries::read).put(registries::edit);
    Router::new()
        .route(path, get(registries::list))
        .route(&format!("{path}/{{id}}"), one)
        .layer(Extension(form))
}

/// Records the request and what became of it, and lets the faults have their way in between.
async fn watch(State(backend): State<Backend>, request: Request, next: Next) -> Response {
    let (head, body) = request.into_parts();
    let Ok(body) = to_bytes(body, BODY_LIMIT_BYTES).await else {
        return Refusal::bad_request("the body did not arrive whole").into_response();
    };
    let (number, fault) = arrive(&backend, &head, &body);
    let operation = next.run(Request::from_parts(head, Body::from(body)));
    let response = match fault {
        None => operation.await,
        Some(kind) => misbehave(kind, operation).await,
    };
    let (head, body) = response.into_parts();
    // The bodies of this stand-in are in memory: reading one cannot fail.
    let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
    if head.extensions.get::<Disconnect>().is_none() {
        backend.wire().requests[number].answer = Some(answered(&head, &body));
    }
    Response::from_parts(head, Body::from(body))
}

fn answered(head: &response::Parts, body: &Bytes) -> RecordedAnswer {
    let content_type = head.headers.get(header::CONTENT_TYPE);
    RecordedAnswer {
        status: head.status.as_u16(),
        content_type: content_type.and_then(|value| Some(value.to_str().ok()?.to_owned())),
        body: String::from_utf8_lossy(body).into_owned(),
    }
}

fn arrive(backend: &Backend, head: &request::Parts, body: &Bytes) -> (usize, Option<FaultKind>) {
    let (method, path) = (head.method.as_str(), head.uri.path());
    let mut wire = backend.wire();
    let fault = wire.faults.hit(method, path);
    let arrived_after = wire.started.elapsed();
    wire.requests.push(RecordedRequest {
        method: method.to_owned(),
        path: path.to_owned(),
        query: head.uri.query().map(str::to_owned),
        headers: texts(&head.headers),
        body: String::from_utf8_lossy(body).into_owned(),
        arrived_after,
        answer: None,
    });
    (wire.requests.len() - 1, fault)
}

async fn misbehave(kind: FaultKind, operation: impl Future<Output = Response>) -> Response {
    match kind {
        FaultKind::Answer {
            status,
            headers,
            body,
        } => given(status, &headers, body),
        FaultKind::Delay(time) => {
            tokio::time::sleep(time).await;
            operation.await
        }
        FaultKind::Odd(oddity) => odd(oddity, operation.await).await,
        FaultKind::Hang => std::future::pending().await,
        FaultKind::Reset => Disconnect::Reset.into_response(),
        FaultKind::LostAnswer(loss) => {
            drop(operation.await);
            match loss {
                Loss::Closed => Disconnect::Close.into_response(),
                Loss::BadGateway => bad_gateway(),
                Loss::Hung => std::future::pending().await,
            }
        }
    }
}

fn bad_gateway() -> Response {
    match FaultKind::html(502, 0) {
        FaultKind::Answer {
            status,
            headers,
            body,
        } => given(status, &headers, body),
        _ => StatusCode::BAD_GATEWAY.into_response(),
    }
}

fn given(status: u16, headers: &[(String, String)], body: Vec<u8>) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or_default();
    add_headers(&mut response, headers);
    response
}

/// Only a JSON answer can be odd.
async fn odd(oddity: Oddity, response: Response) -> Response {
    let status = response.status();
    let body = to_bytes(response.into_body(), BODY_LIMIT_BYTES).await;
    let body = body.unwrap_or_default();
    match serde_json::from_slice::<Value>(&body) {
        Ok(mut document) => {
            oddity.apply(&mut document);
            answer(status, &document)
        }
        Err(_) => given(status.as_u16(), &[], body.into()),
    }
}

/// 429 for a token that has used up its requests. A request without one is not counted.
async fn count(State(backend): State<Backend>, request: Request, next: Next) -> Response {
    let Some(token) = token(request.headers()) else {
        return next.run(request).await;
    };
    let now = backend.now();
    let counted = backend.wire().limits.count(token, now);
    let mut response = if counted.is_refused {
        Refusal::new(429, "Too many requests").into_response()
    } else {
        next.run(request).await
    };
    add_headers(&mut response, &limit::headers(&counted, now));
    response
}

async fn authorize(
    State(backend): State<Backend>,
    request: Request,
    next: Next,
) -> Result<Response, Refusal> {
    let (method, path) = (request.method().as_str(), request.uri().path());
    let organization = path.split('/').nth(2).unwrap_or_default();
    let token = token(request.headers());
    backend.state().permit(token, organization, method, path)?;
    Ok(next.run(request).await)
}

fn token(headers: &HeaderMap) -> Option<&str> {
    let authorization = headers.get("authorization")?.to_str().ok()?;
    authorization.strip_prefix("Token ")
}

fn texts(headers: &HeaderMap) -> Vec<(String, String)> {
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    headers
        .iter()
        .map(|(name, value)| (name.as_str().to_owned(), text(value)))
        .collect()
}
