//! What the functions may cost, as far as no clock is needed: counted on the binaries that are
//! deployed, by stand-ins that they talk to over TLS.

use std::{env::temp_dir, fs, time::Duration};

use anyhow::{Context, Result};
use support::{
    cloud::{Call, Cloud, round_trips},
    flows::{self, Flow, Run},
    package,
    tls::Authority,
};

/// So long that calls side by side overlap, even on a machine that is busy with other tests.
const LATENCY: Duration = Duration::from_millis(100);

/// Calls, and how many of them wait for one another, at most.
///
/// A role's Create: token, role, stack and three simulations; list; register; answer.
const BUDGETS: [(&str, usize, usize); 8] = [
    ("Create, role", 11, 4),
    ("Create, key", 29, 11),
    ("Update, name", 11, 5),
    ("Delete, role", 18, 10),
    ("rotation, four steps", 67, 20),
    ("reconciliation, role", 11, 4),
    ("reconciliation, key, 1 cluster", 16, 4),
    // Not one more for a hundred: a look at Qovery is a look at all.
    ("reconciliation, key, 100 clusters", 16, 4),
];

#[test]
fn no_flow_makes_more_calls_or_waits_for_more_of_them_than_it_has_to() -> Result<()> {
    let packages = package::build(package::FUNCTIONS)?;
    let binaries = packages[0].zip.parent().and_then(|folder| folder.parent());
    let binaries = binaries.context("no folder")?.join("release");
    let authority = Authority::new()?;
    let folder = temp_dir().join(format!("budgets-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    let roots = folder.join("roots.pem");
    fs::write(&roots, authority.certificate())?;
    let mut over = Vec::new();
    for flow in flows::ALL {
        let cloud = Cloud::start(&authority, LATENCY)?;
        let environment = [("SSL_CERT_FILE", roots.display().to_string())];
        let log = folder.join("log");
        let Run { calls, .. } = flow.run(
            &cloud,
            &[binaries.join(flow.function)],
            &environment,
            &log,
            0,
        )?;
        over.extend(judge(flow, &calls));
    }
    fs::remove_dir_all(folder)?;
    assert!(over.is_empty(), "{}", over.join("\n"));
    Ok(())
}

/// What is wrong with a flow's calls.
fn judge(flow: &Flow, calls: &[Call]) -> Option<String> {
    let trips = round_trips(calls);
    let budget = BUDGETS.iter().find(|(name, ..)| *name == flow.name);
    let is_kept =
        budget.is_some_and(|(_, most, deepest)| calls.len() <= *most && trips <= *deepest);
    let names: Vec<&str> = calls.iter().map(|call| call.operation.as_str()).collect();
    let is = format!(
        "{}: {} calls, {trips} one after another, of {budget:?}: {}",
        flow.name,
        calls.len(),
        names.join(", ")
    );
    (!is_kept).then_some(is)
}

/// A hub's are held where they are built: `cargo xtask package --hub` and `release` refuse them.
#[test]
fn each_zip_of_an_account_is_small() -> Result<()> {
    for (function, package) in package::FUNCTIONS
        .iter()
        .zip(package::build(package::FUNCTIONS)?)
    {
        package::check_size(function, &package.zip)?;
    }
    Ok(())
}
