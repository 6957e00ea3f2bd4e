//! An AWS organization: its accounts, and the instances of a `StackSet` in them.

use super::arn::{AccountId, StackArn};

/// An account as `ListAccounts` of Organizations returns it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganizationAccount {
    /// `Id`
    pub id: AccountId,
    /// `Name`, fit for a message.
    pub name: String,
    /// `State`. `None` means a state that this code does not know.
    pub state: Option<AccountState>,
}

/// `State` of an account.
///
/// Source: Organizations API reference, `Account`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "Organizations' own words")]
pub enum AccountState {
    PendingActivation,
    Active,
    Suspended,
    PendingClosure,
    Closed,
}

impl AccountState {
    const ALL: [Self; 5] = [
        Self::PendingActivation,
        Self::Active,
        Self::Suspended,
        Self::PendingClosure,
        Self::Closed,
    ];

    /// The state as Organizations writes it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PendingActivation => "PENDING_ACTIVATION",
            Self::Active => "ACTIVE",
            Self::Suspended => "SUSPENDED",
            Self::PendingClosure => "PENDING_CLOSURE",
            Self::Closed => "CLOSED",
        }
    }

    /// The state of that name. `None` means a state that this code does not know.
    #[must_use]
    pub fn named(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// Whether nobody can work in the account any more.
    #[must_use]
    pub fn is_ended(self) -> bool {
        matches!(self, Self::Suspended | Self::PendingClosure | Self::Closed)
    }
}

/// A `StackSet`, and who asks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StackSet {
    /// `StackSetName`
    pub name: String,
    /// The region whose instances are asked for.
    pub region: String,
    /// Whether a delegated administrator asks, not the management account: `CallAs`.
    pub as_delegated_admin: bool,
}

/// An instance of a `StackSet` in one account, as `ListStackInstances` returns it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StackInstance {
    /// `Account`
    pub account: AccountId,
    /// `StackId`. `None` means that no stack was made yet.
    pub stack: Option<StackArn>,
    /// `Status` and `StackInstanceStatus.DetailedStatus`. `None` means words that this code does
    /// not know.
    pub status: Option<InstanceStatus>,
    /// `StatusReason`, fit for a message.
    pub reason: Option<String>,
}

/// The status of an instance of a `StackSet`.
///
/// Source: `CloudFormation` API reference, `StackInstanceSummary`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InstanceStatus {
    /// `CURRENT`
    Current,
    /// An operation is under way: `PENDING` or `RUNNING`.
    UnderWay,
    /// `SKIPPED_SUSPENDED_ACCOUNT`
    Skipped,
    /// `OUTDATED`, and no operation is under way.
    Outdated,
    /// `INOPERABLE`
    Inoperable,
}

impl InstanceStatus {
    /// Reads a stack instance's status and detailed status as one; an operation under way wins.
    #[must_use]
    pub fn named(status: &str, detailed: Option<&str>) -> Option<Self> {
        match (status, detailed) {
            (_, Some("PENDING" | "RUNNING")) => Some(Self::UnderWay),
            (_, Some("SKIPPED_SUSPENDED_ACCOUNT")) => Some(Self::Skipped),
            ("CURRENT", _) => Some(Self::Current),
            ("OUTDATED", _) => Some(Self::Outdated),
            ("INOPERABLE", _) => Some(Self::Inoperable),
            _ => None,
        }
    }

    /// The status in one word, as `CloudFormation` writes it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Current => "CURRENT",
            Self::UnderWay => "RUNNING",
            Self::Skipped => "SKIPPED_SUSPENDED_ACCOUNT",
            Self::Outdated => "OUTDATED",
            Self::Inoperable => "INOPERABLE",
        }
    }
}
