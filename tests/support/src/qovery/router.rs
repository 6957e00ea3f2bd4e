//! From a request to its answer: record, fault, token, route.

use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header, request, response},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::{get, post},
};

use super::{
    backend::Backend,
    fault::{FaultKind, Loss},
    record::{RecordedAnswer, RecordedRequest},
    refusal::Refusal,
    routes::{clusters, credentials, organization},
    state::Access,
};
use crate::server::Disconnect;

/// More than any request of a client in order.
const BODY_LIMIT_BYTES: usize = 1 << 20;

/// The published endpoints over a backend, for a server of any kind. Lost answers by a closed
/// connection, and resets, need the one of this module: elsewhere they are empty answers.
pub fn router(backend: Backend) -> Router {
    let token = from_fn_with_state(backend.clone(), authorize);
    let watch = from_fn_with_state(backend.clone(), watch);
    Router::new()
        .route("/organization/{organization}", get(organization::read))
        .route(
            "/organization/{organization}/credentials",
            get(organization::list_credentials),
        )
        .route(
            "/organization/{organization}/aws/credentials",
            get(credentials::list).post(credentials::create),
        )
        .route(
            "/organization/{organization}/aws/credentials/{id}",
            get(credentials::read)
                .put(credentials::edit)
                .delete(credentials::delete),
        )
        .route(
            "/organization/{organization}/cluster/{id}/status",
            get(clusters::status),
        )
        .route(
            "/organization/{organization}/cluster/{id}/deploy",
            post(clusters::deploy),
        )
        .route_layer(token)
        .fallback(async || Refusal::new(StatusCode::NOT_FOUND, "no such endpoint"))
        .layer(watch)
        .with_state(backend)
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
        backend.lock().requests[number].answer = Some(answered(&head, &body));
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
    let mut state = backend.lock();
    let fault = state.faults.hit(method, path);
    let arrived_after = state.started.elapsed();
    state.requests.push(RecordedRequest {
        method: method.to_owned(),
        path: path.to_owned(),
        query: head.uri.query().map(str::to_owned),
        headers: texts(&head.headers),
        body: String::from_utf8_lossy(body).into_owned(),
        arrived_after,
        answer: None,
    });
    (state.requests.len() - 1, fault)
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
    for (name, value) in headers {
        if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), HeaderValue::from_str(value)) {
            response.headers_mut().append(name, value);
        }
    }
    response
}

/// 401 without a token that is known, 404 without the organization, 403 without the right.
async fn authorize(
    State(backend): State<Backend>,
    request: Request,
    next: Next,
) -> Result<Response, Refusal> {
    let organization = request.uri().path().split('/').nth(2).unwrap_or_default();
    permit(&backend, organization, request.method(), request.headers())?;
    Ok(next.run(request).await)
}

fn permit(
    backend: &Backend,
    organization: &str,
    method: &Method,
    headers: &HeaderMap,
) -> Result<(), Refusal> {
    let authorization = headers
        .get("authorization")
        .and_then(|value| value.to_str().ok());
    let token = authorization.and_then(|value| value.strip_prefix("Token "));
    let mut state = backend.lock();
    let grant = token.and_then(|token| state.tokens.get(token));
    let (owner, access) = grant
        .map(|grant| (grant.organization.clone(), grant.access))
        .ok_or_else(Refusal::unauthorized)?;
    state.organization(organization)?;
    let is_allowed = match access {
        Access::Full => true,
        Access::ReadOnly => method == Method::GET,
        Access::Forbidden => false,
    };
    if owner == organization && is_allowed {
        Ok(())
    } else {
        Err(Refusal::forbidden())
    }
}

fn texts(headers: &HeaderMap) -> Vec<(String, String)> {
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    headers
        .iter()
        .map(|(name, value)| (name.as_str().to_owned(), text(value)))
        .collect()
}
