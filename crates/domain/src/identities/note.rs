//! The note on an identity that something has superseded: a tag, which an operator sees and which
//! goes with the identity.

use std::collections::BTreeMap;

use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use crate::{aws::arn::SecretArn, timestamp};

/// The tag's key.
pub const SUPERSEDED_TAG: &str = "qovery-aws-connect/superseded";

/// When something superseded an identity, and how far its clusters have moved on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct SupersededNote {
    /// When Qovery had what supersedes it, at the latest, and nothing was under way. `None` means
    /// that the change is about to happen, or that a deployment was under way beside it.
    pub at: Option<OffsetDateTime>,
    /// When all clusters were first seen to have taken what supersedes it.
    pub moved_at: Option<OffsetDateTime>,
    /// Of a user: the secret that holds its keys.
    pub secret: Option<SecretArn>,
}

impl SupersededNote {
    /// The note that a user has from its first key on: it names the secret of its keys. Nothing has
    /// superseded the user yet.
    #[must_use]
    pub fn naming(secret: &SecretArn) -> Self {
        Self {
            secret: Some(secret.clone()),
            ..Self::default()
        }
    }

    /// Reads the note among the tags of an identity. What cannot be read counts as absent, and
    /// what is absent holds the identity.
    #[must_use]
    pub fn read(tags: &BTreeMap<String, String>) -> Option<Self> {
        let value = tags.get(SUPERSEDED_TAG).filter(|value| !value.is_empty())?;
        let field = |name: &str| {
            let mut fields = value.split(' ');
            fields.find_map(|field| field.strip_prefix(name)?.strip_prefix('='))
        };
        let date = |name: &str| OffsetDateTime::parse(field(name)?, &Rfc3339).ok();
        Some(Self {
            at: date("at"),
            moved_at: date("moved"),
            secret: field("secret").and_then(|arn| arn.parse().ok()),
        })
    }

    /// The tag's value: at most 256 characters.
    #[must_use]
    pub fn to_tag_value(&self) -> String {
        let date = |name: &str, at: Option<OffsetDateTime>| {
            at.map(|at| format!("{name}={}", timestamp::text(at)))
        };
        let secret = self.secret.as_ref().map(|arn| format!("secret={arn}"));
        let fields = [date("at", self.at), date("moved", self.moved_at), secret];
        let fields: Vec<String> = fields.into_iter().flatten().collect();
        if fields.is_empty() {
            "pending".to_owned()
        } else {
            fields.join(" ")
        }
    }

    /// The tag.
    #[must_use]
    pub fn to_tag(&self) -> BTreeMap<String, String> {
        BTreeMap::from([(SUPERSEDED_TAG.to_owned(), self.to_tag_value())])
    }

    /// The note without dates that could not be true: a person's word is a hint, and what lies in
    /// the future, or before the identity was created, is unreadable.
    #[must_use]
    pub fn plausible(mut self, created_at: OffsetDateTime, now: OffsetDateTime) -> Self {
        let is_possible = |at: &OffsetDateTime| timestamp::is_possible(*at, Some(created_at), now);
        self.at = self.at.filter(is_possible);
        let at = self.at;
        let follows = |moved: &OffsetDateTime| at.is_some_and(|at| at <= *moved);
        self.moved_at = self.moved_at.filter(is_possible).filter(follows);
        self
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn a_note_reads_back_and_fits_a_tag() {
        let secret = "arn:aws:secretsmanager:ap-southeast-3:123456789012:secret:QoveryKey-0a1b2c3d4e5f-AbCdEf";
        let full = SupersededNote {
            at: Some(datetime!(2026-01-02 03:04:05 UTC)),
            moved_at: Some(datetime!(2026-01-03 03:04:05 UTC)),
            secret: Some(secret.parse().unwrap()),
        };
        for note in [full, SupersededNote::default()] {
            let tags = note.to_tag();
            assert!(tags[SUPERSEDED_TAG].len() <= 256);
            assert_eq!(SupersededNote::read(&tags), Some(note));
        }
        assert_eq!(SupersededNote::read(&BTreeMap::new()), None);
    }

    #[test]
    fn dates_that_could_not_be_true_count_as_absent() {
        let (created_at, now) = (
            datetime!(2026-01-01 00:00 UTC),
            datetime!(2026-01-02 00:00 UTC),
        );
        let note = |at, moved_at| SupersededNote {
            at: Some(at),
            moved_at: Some(moved_at),
            secret: None,
        };
        let early = datetime!(1970-01-01 00:00 UTC);
        let future = datetime!(9999-12-31 23:59 UTC);
        for impossible in [early, future] {
            assert_eq!(
                note(impossible, impossible).plausible(created_at, now),
                SupersededNote::default()
            );
        }
        let moved_before = note(now, created_at).plausible(created_at, now);
        assert_eq!((moved_before.at, moved_before.moved_at), (Some(now), None));
    }
}
