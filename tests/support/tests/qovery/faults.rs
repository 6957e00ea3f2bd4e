//! Misbehaviour on demand, as a client meets it.

use std::{io, thread, time::Duration};

use serde_json::json;
use support::qovery::{Fault, FaultKind, Loss};

use crate::client::{Client, ORGANIZATION, path, role_request, start};

const CREATE: &str = "/organization/*/aws/credentials";

fn create(client: &Client) -> Result<u16, ureq::Error> {
    let request = role_request("aws").to_string();
    client
        .attempt("POST", &path("/aws/credentials"), Some(&request))
        .map(|answer| answer.status)
}

#[test]
fn a_fault_hits_the_requests_that_it_names_and_no_others() {
    let (qovery, client) = start();
    let kind = FaultKind::json(503, &json!({ "detail": "later" }));
    qovery.fault(Fault::on("POST", CREATE, kind).after(1).times(2));
    let statuses: Vec<_> = (0..4).filter_map(|_| create(&client).ok()).collect();
    assert_eq!(statuses, [201, 503, 503, 201]);
    assert_eq!(client.get(&path("/aws/credentials")).status, 200);
    assert_eq!(qovery.credentials(ORGANIZATION).len(), 2);
}

#[test]
fn faults_on_one_path_play_one_after_the_other() {
    let (qovery, client) = start();
    for status in [500, 502] {
        qovery.fault(Fault::on(
            "*",
            "/organization/**",
            FaultKind::html(status, 0),
        ));
    }
    qovery.fault(Fault::on("*", "/organization/**", FaultKind::rate_limit(1)).always());
    let statuses: Vec<_> = (0..4).map(|_| client.get(&path("")).status).collect();
    assert_eq!(statuses, [500, 502, 429, 429]);
    qovery.clear_faults();
    assert_eq!(client.get(&path("")).status, 200);
}

#[test]
fn an_answer_has_any_size_and_any_header() {
    let (qovery, client) = start();
    qovery.fault(Fault::on("GET", "**", FaultKind::html(500, 100_000)));
    let page = client.get(&path(""));
    assert!(page.text.len() >= 100_000 && page.text.starts_with("<html>"));
    assert_eq!(page.headers["content-type"], "text/html; charset=utf-8");

    qovery.fault(Fault::on("GET", "**", FaultKind::rate_limit(7)));
    let limited = client.get(&path(""));
    assert_eq!(
        (limited.status, &limited.headers["retry-after"]),
        (429, &"7".parse().expect("7"))
    );
}

#[test]
fn a_lost_answer_leaves_the_operation_done() {
    let losses = [
        (Loss::Closed, None),
        (Loss::BadGateway, Some(502)),
        (Loss::Hung, None),
    ];
    for (loss, status) in losses {
        let (qovery, client) = start();
        let client = client.patient_for(Duration::from_millis(300));
        qovery.fault(Fault::on("POST", CREATE, FaultKind::LostAnswer(loss)));
        assert_eq!(create(&client).ok(), status, "{loss:?}");
        assert_eq!(qovery.credentials(ORGANIZATION).len(), 1, "{loss:?}");
        assert_eq!(qovery.requests()[0].status(), status, "{loss:?}");
    }
}

#[test]
fn a_connection_is_closed_without_a_byte_or_reset() {
    let (qovery, client) = start();
    qovery.fault(Fault::on("POST", CREATE, FaultKind::Reset));
    let reset = create(&client).expect_err("the connection is reset");
    let is_reset = |error: &ureq::Error| match error {
        ureq::Error::Io(error) => error.kind() == io::ErrorKind::ConnectionReset,
        _ => false,
    };
    assert!(is_reset(&reset), "{reset:?}");
    assert!(
        qovery.credentials(ORGANIZATION).is_empty(),
        "nothing happened before the reset"
    );

    qovery.fault(Fault::on(
        "POST",
        CREATE,
        FaultKind::LostAnswer(Loss::Closed),
    ));
    let closed = create(&client).expect_err("the connection is closed");
    assert!(!is_reset(&closed), "{closed:?}");
}

#[test]
fn a_hung_request_is_never_answered_and_harms_no_other() {
    let (qovery, client) = start();
    qovery.fault(Fault::on("POST", CREATE, FaultKind::Hang));
    let impatient = Client::new(&qovery.url()).patient_for(Duration::from_millis(300));
    assert!(matches!(create(&impatient), Err(ureq::Error::Timeout(_))));
    assert!(qovery.credentials(ORGANIZATION).is_empty());
    assert_eq!(client.get(&path("")).status, 200);
}

#[test]
fn a_delay_comes_before_the_operation() {
    let (qovery, client) = start();
    qovery.fault(Fault::on(
        "POST",
        CREATE,
        FaultKind::Delay(Duration::from_millis(600)),
    ));
    let impatient = Client::new(&qovery.url()).patient_for(Duration::from_millis(200));
    assert!(create(&impatient).is_err());
    qovery.fault(Fault::on(
        "POST",
        CREATE,
        FaultKind::Delay(Duration::from_millis(50)),
    ));
    assert_eq!(create(&client).ok(), Some(201));
    assert_eq!(
        qovery.credentials(ORGANIZATION).len(),
        1,
        "a client that hangs up stops it"
    );
}

#[test]
fn a_stand_in_with_a_hung_request_stops_at_once_and_in_an_async_test_too() {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.expect("a runtime starts").block_on(async {
        let (qovery, client) = start();
        qovery.fault(Fault::on("GET", "**", FaultKind::Hang));
        let hung = thread::spawn(move || client.attempt("GET", &path(""), None));
        while qovery.requests().is_empty() {
            thread::yield_now();
        }
        drop(qovery);
        let ended = hung.join().expect("the client does not panic");
        assert!(!matches!(ended, Ok(_) | Err(ureq::Error::Timeout(_))));
    });
}
