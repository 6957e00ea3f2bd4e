//! What is concluded about all, and how it reads.

use super::*;

fn report_of(lists: &Lists, rows: Vec<Row>, last: Option<&ReportDigest>) -> FleetReport {
    let organization: OrganizationId = "11111111-2222-3333-4444-555555555555".parse().unwrap();
    let run = FleetRun {
        at: day(1),
        stack: "qovery-hub",
        organization: &organization,
        trigger: &Trigger::Schedule,
        dry_run: false,
        last,
    };
    report(run, &Ok(()), lists, rows)
}

#[test]
fn what_a_list_or_an_entry_of_it_does_not_say_is_unknown_of_the_whole() {
    let mut lists = with_credentials(vec![
        linked(OURS, shows_key(KEY), &[]),
        linked(THEIRS, shows_role("role/qovery"), &[]),
    ]);
    lists.accounts = Err(unknown("denied"));
    lists.instances = Err(unknown("throttled"));
    if let Ok(seen) = &mut lists.organization {
        seen.credentials.unreadable = vec![UnreadableEntry("{}".to_owned())];
    }
    let report = report_of(&lists, Vec::new(), None);
    assert_eq!(report.unknown.len(), 5, "{:?}", report.unknown);
    assert!(report.has_changed);
    let of_another_cloud = linked(OURS, CredentialsValues::Other, &[]);
    let lists = with_credentials(vec![of_another_cloud]);
    assert_eq!(report_of(&lists, Vec::new(), None).unknown, [""; 0]);
}

#[test]
fn a_report_is_news_when_something_stands_in_it_that_did_not_or_was_done() {
    let lists = lists();
    let well = first(&lists, seen(ONE, OURS, Vec::new()));
    let report = |row: &Row, last| report_of(&lists, vec![row.clone()], last);
    assert!(!report(&well, None).has_changed);
    let mut ill = first(&lists, denied());
    let found = report(&ill, None);
    assert!(found.has_changed);
    let digest = found.news().digest;
    "another day's words".clone_into(&mut ill.findings[0].finding.message);
    assert!(!report(&ill, Some(&digest)).has_changed);
    assert!(report(&well, Some(&digest)).has_changed);
    let mut repaired = well;
    repaired.changes = vec![change(ChangeOutcome::Done)];
    assert!(report(&repaired, None).has_changed);
}

fn change(outcome: ChangeOutcome) -> Change {
    Change {
        what: "delete the superseded `qovery-1`".to_owned(),
        outcome,
        error: None,
    }
}

fn known(id: usize) -> Vec<OrganizationAccount> {
    let ids = (1..=id).map(|number| format!("1000000000{number:02}"));
    ids.map(|id| account(&id, Some(AccountState::Active)))
        .collect()
}

/// Twelve accounts have one fault: ten of them are named.
#[test]
fn the_text_says_each_fault_once_with_the_accounts_that_have_it() {
    let lists = Lists {
        accounts: Ok(known(15)),
        instances: Ok(Vec::new()),
        ..with_credentials(Vec::new())
    };
    let joined = join(&lists);
    let mut rows: Vec<Row> = joined[..12]
        .iter()
        .map(|account| {
            let check = finding(CheckName::TrustPolicy, Code::PublicAccess);
            row(
                account,
                &lists,
                seen(account.id.as_str(), OURS, vec![check]),
            )
        })
        .collect();
    rows.push(row(
        &joined[12],
        &lists,
        Visit::NotTried("the time was up".to_owned()),
    ));
    rows.push(row(&joined[13], &lists, Visit::NotNeeded));
    rows.push(row(
        &joined[14],
        &lists,
        seen(joined[14].id.as_str(), OURS, Vec::new()),
    ));
    rows[14].changes = vec![change(ChangeOutcome::Done)];
    let report = report_of(&lists, rows, None);
    insta::assert_snapshot!(report.to_text(16 << 10));
    assert_eq!(report.to_text(100).len(), 100);
    let documents = documents(&report);
    assert_eq!(documents.len(), 2);
    assert!(
        documents[0].contains(r#""Findings":12"#),
        "{}",
        documents[0]
    );
    assert!(documents[1].contains("public-access"), "{}", documents[1]);
}
