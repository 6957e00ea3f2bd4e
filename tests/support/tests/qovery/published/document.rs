//! The facts that we rely on, compared with the document that Qovery publishes.

use std::io::{self, Write};

use contract::{Contract, published};

const OURS: &str = include_str!("../../../../contract/qovery.yaml");

/// Qovery's whole document has these calls; an excerpt of it may leave them out.
const OFTEN_LEFT_OUT: [&str; 5] = [
    "/organization/{organizationId}/cluster/status",
    "/organization/{organizationId}/containerRegistry",
    "/organization/{organizationId}/containerRegistry/{containerRegistryId}",
    "/organization/{organizationId}/helmRepository",
    "/organization/{organizationId}/helmRepository/{helmRepositoryId}",
];

#[test]
fn our_facts_are_those_that_qovery_publishes() {
    let Some(document) = published().expect("the document is readable") else {
        // Not `eprintln!`, which the test harness keeps to itself when the test passes.
        let skipped = "comparison with the published document skipped: QOVERY_OPENAPI is not set";
        writeln!(io::stderr(), "{skipped}").expect("a line is printed");
        return;
    };
    let differences = Contract::ours().differences(&document);
    let mut differences = differences.expect("it can be compared");
    for path in OFTEN_LEFT_OUT {
        if !document.contains(&format!("{path}:")) {
            differences.retain(|one| !one.contains(&format!(" {path}: ")));
        }
    }
    assert_eq!(differences, Vec::<String>::new());
}

/// The comparison can fail: each of these documents is one fact away from ours.
#[test]
fn every_fact_that_differs_is_named() {
    let changes = [
        (
            "/{clusterId}/status:",
            "/{clusterId}/state:",
            "/status: : {",
        ),
        ("    put:", "    patch:", "PUT"),
        ("'201': { $ref", "'202': { $ref", "/answers/20"),
        ("[AWS_STATIC]", "[AWS_KEY]", "/body/oneOf/"),
        ("[type, name, role_arn]", "[name, role_arn]", "/required"),
        (
            "name: dry_run, in: query",
            "name: dry_run, in: header",
            "/location",
        ),
        (
            "is_deployed: { type: boolean }",
            "is_deployed: { type: string }",
            "is_deployed/type",
        ),
        ("name: Authorization", "name: X-Api-Key", "token: /name"),
    ];
    for (ours, theirs, place) in changes {
        assert!(OURS.contains(ours), "{ours}");
        let found = Contract::ours().differences(&OURS.replacen(ours, theirs, 1));
        let found = found.expect("it can be compared");
        assert!(!found.is_empty(), "{theirs}");
        assert!(
            found.iter().all(|one| one.contains(place)),
            "{place}: {found:#?}"
        );
    }
    let same = Contract::ours().differences(OURS);
    assert_eq!(same.expect("it can be compared"), Vec::<String>::new());
}

/// What Qovery publishes of calls that we do not make does not matter; what cannot be read does.
#[test]
fn a_document_is_read_as_far_as_it_is_compared() {
    let more = OURS.replace(
        "paths:\n",
        "paths:\n  /event:\n    get: { responses: { '200': { content: { image/png: {} } } } }\n",
    );
    assert_ne!(more, OURS);
    let same = Contract::ours().differences(&more);
    assert_eq!(same.expect("it can be compared"), Vec::<String>::new());
    assert!(Contract::read(&more).is_err(), "a picture is no JSON");

    let endless = OURS.replace(
        "type: object\n      required: [cluster_id",
        "$ref: '#/components/schemas/ClusterStatus'\n      required: [cluster_id",
    );
    assert_ne!(endless, OURS);
    for unreadable in ["", "paths: {", "openapi: 3.1.0", &endless] {
        assert!(
            Contract::ours().differences(unreadable).is_err(),
            "{unreadable}"
        );
    }
}
