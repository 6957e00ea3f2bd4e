//! No document makes the verdict panic, and none contradicts itself.
#![no_main]

use std::sync::LazyLock;

use domain::trust::{CanAssume, ExpectedTrust, ExternalIdEnforcement, Verdict, evaluate};
use libfuzzer_sys::fuzz_target;

static EXPECTED: LazyLock<ExpectedTrust> = LazyLock::new(|| ExpectedTrust {
    principals: vec![
        "444455556666".parse().expect("an account"),
        "arn:aws:iam::444455556666:role/platform/deployer".parse().expect("a role"),
    ],
    additional: vec!["arn:aws:iam::777788889999:role/audit".parse().expect("a role")],
    external_id: Some("Org-5f2b.9@eu".parse().expect("an external id")),
    role: "arn:aws:iam::123412341234:role/qovery-role".parse().expect("a role"),
});

fuzz_target!(|document: &str| {
    let verdict = evaluate(document, &EXPECTED);
    let is_as_expected = verdict.can_assume == CanAssume::Yes
        && !verdict.others_can_assume
        && !verdict.public
        && verdict.external_id_enforced == Some(ExternalIdEnforcement::Exact);
    assert_eq!(verdict.is_trusted(), is_as_expected);
    assert_eq!(verdict.is_trusted(), verdict.findings.is_empty());
    assert!(verdict.others_can_assume || !verdict.public);
    assert!(verdict.verdict != Verdict::Invalid || verdict.can_assume == CanAssume::No);
});
