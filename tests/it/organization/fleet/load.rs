//! A thousand accounts.

use std::time::Duration;

use support::world::CallRecord;

use super::company::Company;

const ACCOUNTS: usize = 1_000;
/// Of one call.
const LATENCY: Duration = Duration::from_millis(100);

#[tokio::test(start_paused = true)]
async fn a_thousand_accounts_take_four_requests_to_qovery_and_less_than_a_minute() {
    let company = Company::of(ACCOUNTS);
    let worlds = company.members.iter().map(|member| member.world.as_ref());
    for world in worlds.chain([&company.world]) {
        world.delay_calls(LATENCY);
        world.forget_calls();
    }
    let started_at = company.world.now();
    let report = company.run().await;
    let took = company.world.now() - started_at;
    assert_eq!(
        report.standings.connected,
        ACCOUNTS,
        "{}",
        report.to_text(4 << 10)
    );
    let of_hub = company.world.calls();
    let is_of_qovery = |call: &&CallRecord| call.operation.contains(" /organization");
    assert_eq!(of_hub.iter().filter(is_of_qovery).count(), 4);
    // Token, accounts, instances, the last report read and written; a session for each.
    assert_eq!(of_hub.len(), 4 + 5 + ACCOUNTS);
    let in_members = company.members.iter();
    let in_members: usize = in_members.map(|member| member.world.calls().len()).sum();
    // Stack, role, three simulations, what the stack has made.
    assert_eq!(in_members, 6 * ACCOUNTS);
    assert!(took < Duration::from_mins(1), "{took}");
    let json = serde_json::to_string(&report).expect("JSON").len();
    assert!(json < 600 << 10, "{json} bytes of Lambda's 6 MB");
    println!("{ACCOUNTS} accounts: {took}, {json} bytes");
}
