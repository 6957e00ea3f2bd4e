//! What is concluded about accounts, and how it reads.

mod report;
mod rows;

use super::*;
use crate::{
    aws::organization::{AccountState, InstanceStatus, OrganizationAccount, StackInstance},
    finding::{Code, Finding},
    port_error::PortErrorKind,
    qovery::{CredentialsValues, LinkedCredentials, OrganizationId, Registries, UnreadableEntry},
    reconciliation::{
        Change, ChangeOutcome, Check, CheckName, Found, ReportDigest, Trigger, Unknown,
    },
    sample::{self, OURS, THEIRS, day, deployed, linked, registry, shows_key, shows_role},
    trust::Verdict,
};

const ONE: &str = "100000000001";
const TWO: &str = "100000000002";
const KEY: &str = "AKIAOLDOLDOLDOLDOLD1";

fn role(account: &str) -> CredentialsValues {
    shows_role(&format!("arn:aws:iam::{account}:role/qovery"))
}

fn stack(account: &str) -> String {
    format!("arn:aws:cloudformation:eu-west-3:{account}:stack/qovery/0a1b2c3d")
}

fn account(id: &str, state: Option<AccountState>) -> OrganizationAccount {
    OrganizationAccount {
        id: id.parse().unwrap(),
        name: format!("team-{}", &id[11..]),
        state,
    }
}

fn instance(id: &str, status: Option<InstanceStatus>) -> StackInstance {
    StackInstance {
        account: id.parse().unwrap(),
        stack: Some(stack(id).parse().unwrap()),
        status,
        reason: None,
    }
}

/// One account, active and reached by the `StackSet`, whose role Qovery shows.
fn lists() -> Lists {
    let credentials = vec![linked(OURS, role(ONE), &["production"])];
    Lists {
        accounts: Ok(vec![account(ONE, Some(AccountState::Active))]),
        instances: Ok(vec![instance(ONE, Some(InstanceStatus::Current))]),
        organization: Ok(sample::organization(credentials, &deployed(day(1)))),
        keys: KeyOwners::new(),
    }
}

fn with_credentials(entries: Vec<LinkedCredentials>) -> Lists {
    Lists {
        organization: Ok(sample::organization(entries, &deployed(day(1)))),
        ..lists()
    }
}

fn without_stack(mut lists: Lists) -> Lists {
    lists.instances = Ok(Vec::new());
    lists
}

/// All checks of the account are well, but those.
fn seen(account: &str, credentials: &str, checks: Vec<Check>) -> Visit {
    Visit::Seen(Box::new(Seen {
        stack: stack(account).parse().unwrap(),
        credentials: credentials.parse().unwrap(),
        verdict: Some(Verdict::Trusted),
        checks,
        changes: Vec::new(),
    }))
}

fn denied() -> Visit {
    Visit::NotAdmitted(Unknown {
        cause: "sts:AssumeRole: AccessDenied".to_owned(),
        kind: Some(PortErrorKind::AccessDenied),
    })
}

/// What is concluded of the first account.
fn first(lists: &Lists, visit: Visit) -> Row {
    row(&join(lists)[0], lists, visit)
}

fn codes(row: &Row) -> Vec<Code> {
    let findings = row.findings.iter();
    findings.map(|found| found.finding.code).collect()
}

fn finding(name: CheckName, code: Code) -> Check {
    let mut check = Check::new(name);
    check.find(Found::of(OURS, Finding::new(code, "it is wrong")));
    check
}

fn unknown(cause: &str) -> Unknown {
    Unknown::because(cause)
}
