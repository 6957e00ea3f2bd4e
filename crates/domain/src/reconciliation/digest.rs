//! A report's digest, stored until the next report.

use time::OffsetDateTime;

use super::{Change, ChangeOutcome, Check};
use crate::timestamp;

/// The tag on the function's own role: the one thing that is this stack's whatever the method,
/// that an operator sees in the console, and that costs no other service.
pub const LAST_REPORT_TAG: &str = "qovery-aws-connect/last-report";

/// What an operator reads of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct News {
    /// When the world was looked at.
    pub at: OffsetDateTime,
    /// Whether there is something new.
    pub has_changed: bool,
    /// What is remembered of the report.
    pub digest: ReportDigest,
    /// One line: how it stands.
    pub subject: String,
    /// The whole in words.
    pub text: String,
}

/// What is remembered of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportDigest(String);

impl ReportDigest {
    /// Reads the tag.
    #[must_use]
    pub fn read(value: &str) -> Option<Self> {
        let digest = value
            .split(' ')
            .find_map(|field| field.strip_prefix("digest="))?;
        Some(Self(digest.to_owned()))
    }

    /// What stands in the report.
    ///
    /// Not the messages: they carry dates, and a date that moves on is no news.
    pub(super) fn of(checks: &[Check], changes: &[Change]) -> Self {
        let found = checks.iter().flat_map(|check| {
            let found = check.findings.iter();
            let mut lines: Vec<_> = found
                .map(|found| {
                    let finding = &found.finding;
                    format!("{}/{}/{:?}", found.subject, finding.code, finding.statement)
                })
                .collect();
            lines.sort();
            lines.insert(0, format!("{:?}/{:?}", check.name, check.outcome));
            lines
        });
        let changes = changes.iter();
        let undone = changes.filter(|change| change.outcome != ChangeOutcome::Done);
        let undone = undone.map(|change| format!("{:?}/{}", change.outcome, change.what));
        Self::of_lines(found.chain(undone))
    }

    /// What those lines are.
    pub(crate) fn of_lines(lines: impl Iterator<Item = String>) -> Self {
        let mut hash = Fnv::new();
        for line in lines {
            hash.write(&line);
        }
        Self(format!("{:016x}", hash.0))
    }

    /// The value of the tag.
    #[must_use]
    pub fn to_tag_value(&self, at: OffsetDateTime) -> String {
        format!("at={} digest={}", timestamp::text(at), self.0)
    }

    /// The digest alone.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether a report is worth a message: something was done, or what stands in it is not what stood
/// in the last one. `None` means no last report, or unknown: then all being well is no news.
pub(crate) fn has_changed(
    is_well: bool,
    has_done: bool,
    digest: &ReportDigest,
    last: Option<&ReportDigest>,
) -> bool {
    has_done || last.map_or(!is_well, |last| last != digest)
}

/// FNV-1a, 64 bits: the same on every platform and in every version. It need not resist attacks.
struct Fnv(u64);

impl Fnv {
    fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    fn write(&mut self, text: &str) {
        for byte in text.bytes().chain([0]) {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Source: the test vectors of FNV's authors; the byte 0 is written after each text.
    #[test]
    fn the_hash_is_fnv_1a() {
        let mut hash = Fnv::new();
        hash.write("");
        assert_eq!(hash.0, 0xaf63_bd4c_8601_b7df);
    }

    #[test]
    fn a_tag_reads_back_and_any_other_does_not() {
        let last = ReportDigest("00ff".to_owned());
        let value = last.to_tag_value(OffsetDateTime::UNIX_EPOCH);
        assert_eq!(value, "at=1970-01-01T00:00:00Z digest=00ff");
        assert_eq!(ReportDigest::read(&value), Some(last));
        assert_eq!(ReportDigest::read("yesterday"), None);
    }
}
