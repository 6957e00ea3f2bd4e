//! The limit of requests, and every way to say that it is reached.

use std::time::Duration;

use support::qovery::{Fault, FaultKind, RateLimit, RetryAfter};
use time::macros::datetime;

use crate::client::{Answer, Client, ORGANIZATION, path, start};

fn header<'a>(answer: &'a Answer, name: &str) -> &'a str {
    let value = answer.headers.get(name);
    value.map_or("absent", |value| value.to_str().unwrap_or("not a text"))
}

#[test]
fn every_answer_says_what_is_left_of_a_thousand_requests_an_hour() {
    let (qovery, client) = start();
    qovery.set_now(datetime!(2026-01-01 12:00 UTC));
    client.get(&path("/credentials"));
    let second = client.get(&path("/nowhere"));
    assert_eq!(header(&second, "x-ratelimit-limit"), "1000");
    assert_eq!(header(&second, "x-ratelimit-remaining"), "998");
    let in_an_hour = datetime!(2026-01-01 13:00 UTC).unix_timestamp();
    assert_eq!(header(&second, "x-ratelimit-reset"), in_an_hour.to_string());
}

#[test]
fn a_token_that_has_used_up_its_requests_waits_for_the_next_period_and_others_do_not() {
    for (retry_after, said) in [
        (RetryAfter::Absent, "absent"),
        (RetryAfter::Seconds, "61"),
        (RetryAfter::Date, "Thu, 01 Jan 2026 12:01:00 GMT"),
    ] {
        let (qovery, client) = start();
        qovery.set_now(datetime!(2026-01-01 12:00 UTC));
        qovery.limit_rate(RateLimit {
            requests: 2,
            period: Duration::from_mins(1),
            retry_after,
        });
        let get = |client: &Client| client.get(&path(""));
        let statuses = [(); 3].map(|()| get(&client).status);
        assert_eq!(statuses, [200, 200, 429]);
        let refused = get(&client);
        assert_eq!(header(&refused, "retry-after"), said);
        assert_eq!(header(&refused, "x-ratelimit-remaining"), "0");
        qovery.organization(ORGANIZATION, "qov_another");
        let another = Client::new(&qovery.url()).authorized(Some("Token qov_another"));
        assert_eq!(get(&another).status, 200);
        qovery.advance(time::Duration::minutes(1));
        assert_eq!(get(&client).status, 200);
    }
}

#[test]
fn a_single_request_is_refused_with_seconds_a_date_or_the_reset_alone() {
    let (qovery, client) = start();
    let at = datetime!(2026-01-01 12:00 UTC);
    let kinds = [
        (FaultKind::rate_limit(7), "7", "absent"),
        (
            FaultKind::rate_limit_until(at),
            "Thu, 01 Jan 2026 12:00:00 GMT",
            "absent",
        ),
        (FaultKind::rate_limit_reset(at), "absent", "1767268800"),
    ];
    for (kind, retry_after, reset) in kinds {
        qovery.fault(Fault::on("GET", "**", kind));
        let refused = client.get(&path(""));
        assert_eq!(refused.status, 429);
        assert_eq!(header(&refused, "retry-after"), retry_after);
        assert_eq!(header(&refused, "x-ratelimit-reset"), reset);
        assert_eq!(client.get(&path("")).status, 200);
    }
}
