//! The report on all accounts, whose JSON `docs/fleet.md` describes.

use serde::Serialize;
use time::OffsetDateTime;

use super::{Lists, Row, Standing};
use crate::{
    finding::Finding,
    qovery::{CredentialsValues, OrganizationId},
    reconciliation::{
        Change, ChangeOutcome, Found, Known, News, Notification, ReportDigest, Trigger, api_token,
        has_changed, summary::timestamp,
    },
};

/// Grows by one when something that was there means something else or is gone.
pub const SCHEMA_VERSION: u32 = 1;

/// Far below SNS's 256 KiB: a person reads it.
const MAX_MESSAGE_BYTES: usize = 16 << 10;

/// Everything that one run found and did.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FleetReport {
    /// [`SCHEMA_VERSION`]
    pub schema_version: u32,
    /// When the lists were read.
    #[serde(serialize_with = "timestamp")]
    pub at: OffsetDateTime,
    /// Why.
    pub trigger: String,
    /// Whether this run only says what it would do.
    pub dry_run: bool,
    /// The hub's stack.
    pub stack: String,
    /// The organization at Qovery.
    pub organization: String,
    /// The number of accounts of each standing.
    pub standings: Standings,
    /// What is wrong with the whole.
    pub findings: Vec<Found>,
    /// What could not be seen of the lists, and why.
    pub unknown: Vec<String>,
    /// Every account, in the order of their ids.
    pub accounts: Vec<Row>,
    /// What stands for findings and changes; the same as last time: nothing new.
    pub digest: String,
    /// Whether there is something new.
    pub has_changed: bool,
    /// Whether the operator got a message about it.
    pub notification: Notification,
}

/// The number of accounts of each [`Standing`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Standings {
    /// See [`Standing::Connected`].
    pub connected: usize,
    /// See [`Standing::Finding`].
    pub finding: usize,
    /// See [`Standing::Unknown`].
    pub unknown: usize,
    /// See [`Standing::NotConnected`].
    pub not_connected: usize,
    /// See [`Standing::Ended`].
    pub ended: usize,
}

/// When, where and why the fleet's function ran, for its report.
#[derive(Debug, Clone, Copy)]
pub struct FleetRun<'a> {
    /// When the lists were read.
    pub at: OffsetDateTime,
    /// The hub's stack.
    pub stack: &'a str,
    /// The organization at Qovery.
    pub organization: &'a OrganizationId,
    /// Why it ran.
    pub trigger: &'a Trigger,
    /// Whether it only says what it would do.
    pub dry_run: bool,
    /// What is remembered of the report before. `None` means that there is none, or that it could
    /// not be read.
    pub last: Option<&'a ReportDigest>,
}

/// Builds the report of a run. `token` says whether there is one for Qovery.
#[must_use]
pub fn report(
    run: FleetRun<'_>,
    token: &Known<()>,
    lists: &Lists,
    accounts: Vec<Row>,
) -> FleetReport {
    let of_token = api_token(run.organization, token, &lists.organization);
    let (findings, unknown) = (of_token.findings, of_token.unknown);
    let unknown: Vec<String> = unknown.into_iter().chain(unseen(lists)).collect();
    let digest = digest(&findings, &unknown, &accounts);
    let is_well = findings.is_empty() && unknown.is_empty() && accounts.iter().all(is_well);
    let has_done = changes(&accounts).any(|(_, change)| change.outcome == ChangeOutcome::Done);
    FleetReport {
        schema_version: SCHEMA_VERSION,
        at: run.at,
        trigger: run.trigger.to_string(),
        dry_run: run.dry_run,
        stack: run.stack.to_owned(),
        organization: run.organization.to_string(),
        standings: standings(&accounts),
        has_changed: has_changed(is_well, has_done, &digest, run.last),
        digest: digest.as_str().to_owned(),
        notification: Notification::Off,
        findings,
        unknown,
        accounts,
    }
}

/// Why a list, or an entry of it, is of no account.
fn unseen(lists: &Lists) -> Vec<String> {
    let accounts = lists.accounts.as_ref().err();
    let accounts = accounts.map(|unknown| format!("Organizations' accounts: {}", unknown.cause));
    let instances = lists.instances.as_ref().err();
    let instances = instances.map(|unknown| format!("the StackSet's instances: {}", unknown.cause));
    let unreadable = match lists.unreadable().count() {
        0 => None,
        1 => Some("one entry of Qovery's list could not be read".to_owned()),
        many => Some(format!("{many} entries of Qovery's list could not be read")),
    };
    let lost = lists.credentials().filter_map(|linked| {
        let shown = &linked.credentials;
        let why = of_no_account(&shown.values, lists)?;
        Some(format!(
            "the account of the credentials `{}` ({}): {why}",
            shown.name, shown.id
        ))
    });
    let lists = [accounts, instances, unreadable].into_iter().flatten();
    lists.chain(lost).collect()
}

/// Why nothing says of which account the values are. `None`: something does, or they are of another
/// cloud.
fn of_no_account(values: &CredentialsValues, lists: &Lists) -> Option<String> {
    match values {
        CredentialsValues::Other => None,
        CredentialsValues::Role(arn) => {
            let read = arn.parse::<crate::aws::arn::RoleArn>();
            read.err().map(|error| error.to_string())
        }
        CredentialsValues::Static(id) => match values.key_id().map(|id| lists.keys.get(&id)) {
            Some(Some(Ok(_))) => None,
            Some(Some(Err(unknown))) => Some(unknown.cause.clone()),
            Some(None) | None => Some(format!("`{id}` is no key that STS was asked about")),
        },
    }
}

/// Not the messages: they carry dates, and a date that moves on is no news.
fn digest(findings: &[Found], unknown: &[String], accounts: &[Row]) -> ReportDigest {
    let of = |found: &Found| {
        let Finding {
            code, statement, ..
        } = &found.finding;
        format!("{}/{code}/{statement:?}", found.subject)
    };
    let whole = findings.iter().map(of);
    let is_partial = (!unknown.is_empty()).then(|| "unknown".to_owned());
    let rows = accounts
        .iter()
        .filter(|row| row.standing != Standing::Connected);
    let rows = rows.flat_map(|row| {
        let mut lines: Vec<String> = row.findings.iter().map(of).collect();
        lines.sort();
        lines.insert(0, format!("{}/{:?}", row.account, row.standing));
        lines
    });
    let undone = changes(accounts)
        .filter(|(_, change)| change.outcome != ChangeOutcome::Done)
        .map(|(row, change)| format!("{}/{:?}/{}", row.account, change.outcome, change.what));
    ReportDigest::of_lines(whole.chain(is_partial).chain(rows).chain(undone))
}

/// Nobody has to do anything about it.
fn is_well(row: &Row) -> bool {
    let is_well = !matches!(row.standing, Standing::Finding | Standing::Unknown);
    is_well && row.changes.is_empty()
}

fn changes(accounts: &[Row]) -> impl Iterator<Item = (&Row, &Change)> {
    let rows = accounts.iter();
    rows.flat_map(|row| row.changes.iter().map(move |change| (row, change)))
}

fn standings(accounts: &[Row]) -> Standings {
    let mut standings = Standings::default();
    for row in accounts {
        let counted = match row.standing {
            Standing::Connected => &mut standings.connected,
            Standing::Finding => &mut standings.finding,
            Standing::Unknown => &mut standings.unknown,
            Standing::NotConnected => &mut standings.not_connected,
            Standing::Ended => &mut standings.ended,
        };
        *counted += 1;
    }
    standings
}

impl FleetReport {
    /// Everything that is wrong, with the account that it is about.
    pub(super) fn all_findings(&self) -> impl Iterator<Item = (Option<&Row>, &Found)> {
        let whole = self.findings.iter().map(|found| (None, found));
        let rows = self.accounts.iter();
        let rows = rows.flat_map(|row| row.findings.iter().map(move |found| (Some(row), found)));
        whole.chain(rows)
    }

    /// Everything that was repaired, or would have been, with its account.
    pub(super) fn all_changes(&self) -> impl Iterator<Item = (&Row, &Change)> {
        changes(&self.accounts)
    }

    /// How many clusters use credentials of the organization's accounts.
    pub(super) fn clusters(&self) -> usize {
        let credentials = self.accounts.iter().flat_map(|row| &row.credentials);
        credentials.map(|one| one.clusters.len()).sum()
    }

    /// What an operator reads of it.
    #[must_use]
    pub fn news(&self) -> News {
        News {
            at: self.at,
            has_changed: self.has_changed,
            digest: digest(&self.findings, &self.unknown, &self.accounts),
            subject: self.subject(),
            text: self.to_text(MAX_MESSAGE_BYTES),
        }
    }
}
