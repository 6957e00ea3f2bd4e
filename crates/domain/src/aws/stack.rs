//! A stack as `CloudFormation` describes it.

use std::collections::BTreeMap;

use time::OffsetDateTime;

/// A stack as `DescribeStacks` returns it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stack {
    /// `StackName`
    pub name: String,
    /// `StackStatus`. `None` means a status that this code does not know.
    pub status: Option<StackStatus>,
    /// `LastUpdatedTime`. `None` means that the stack was never updated.
    pub last_updated_at: Option<OffsetDateTime>,
    /// `EnableTerminationProtection`
    pub is_protected: bool,
    /// `Outputs`, by their keys. The stack's owner writes them.
    pub outputs: BTreeMap<String, String>,
}

macro_rules! stack_statuses {
    ($($status:ident = $text:literal,)*) => {
        /// `StackStatus`.
        ///
        /// Source: `CloudFormation` API reference, `Stack`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[expect(missing_docs, reason = "CloudFormation's own words")]
        pub enum StackStatus {
            $($status,)*
        }

        impl StackStatus {
            /// Every status.
            pub const ALL: &[Self] = &[$(Self::$status,)*];

            /// The status as `CloudFormation` writes it.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$status => $text,)*
                }
            }
        }
    };
}

stack_statuses! {
    CreateInProgress = "CREATE_IN_PROGRESS",
    CreateFailed = "CREATE_FAILED",
    CreateComplete = "CREATE_COMPLETE",
    RollbackInProgress = "ROLLBACK_IN_PROGRESS",
    RollbackFailed = "ROLLBACK_FAILED",
    RollbackComplete = "ROLLBACK_COMPLETE",
    DeleteInProgress = "DELETE_IN_PROGRESS",
    DeleteFailed = "DELETE_FAILED",
    DeleteComplete = "DELETE_COMPLETE",
    UpdateInProgress = "UPDATE_IN_PROGRESS",
    UpdateCompleteCleanupInProgress = "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
    UpdateComplete = "UPDATE_COMPLETE",
    UpdateFailed = "UPDATE_FAILED",
    UpdateRollbackInProgress = "UPDATE_ROLLBACK_IN_PROGRESS",
    UpdateRollbackFailed = "UPDATE_ROLLBACK_FAILED",
    UpdateRollbackCompleteCleanupInProgress = "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS",
    UpdateRollbackComplete = "UPDATE_ROLLBACK_COMPLETE",
    ReviewInProgress = "REVIEW_IN_PROGRESS",
    ImportInProgress = "IMPORT_IN_PROGRESS",
    ImportComplete = "IMPORT_COMPLETE",
    ImportRollbackInProgress = "IMPORT_ROLLBACK_IN_PROGRESS",
    ImportRollbackFailed = "IMPORT_ROLLBACK_FAILED",
    ImportRollbackComplete = "IMPORT_ROLLBACK_COMPLETE",
}

/// What `CloudFormation` is doing with the stack, as far as a custom resource is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StackPhase {
    /// A first creation, or an update or import towards new values.
    Forward,
    /// A first creation failed and is taken back.
    RollingBackCreation,
    /// An update failed and the old values come back.
    RollingBackUpdate,
    /// An update, or its roll-back, is done and what it replaced is deleted.
    CleaningUp,
    /// The stack is being deleted.
    Deleting,
    /// Nothing is under way, and the last operation ended well.
    AtRest,
    /// Nothing is under way, and the last operation failed.
    Stuck,
}

impl StackStatus {
    /// What `CloudFormation` is doing with the stack.
    #[must_use]
    pub fn phase(self) -> StackPhase {
        match self {
            Self::CreateInProgress
            | Self::UpdateInProgress
            | Self::ReviewInProgress
            | Self::ImportInProgress => StackPhase::Forward,
            Self::RollbackInProgress | Self::RollbackFailed => StackPhase::RollingBackCreation,
            Self::UpdateRollbackInProgress
            | Self::UpdateRollbackFailed
            | Self::ImportRollbackInProgress
            | Self::ImportRollbackFailed => StackPhase::RollingBackUpdate,
            Self::UpdateCompleteCleanupInProgress
            | Self::UpdateRollbackCompleteCleanupInProgress => StackPhase::CleaningUp,
            Self::DeleteInProgress | Self::DeleteFailed | Self::DeleteComplete => {
                StackPhase::Deleting
            }
            Self::CreateComplete
            | Self::UpdateComplete
            | Self::UpdateRollbackComplete
            | Self::ImportComplete
            | Self::ImportRollbackComplete => StackPhase::AtRest,
            Self::CreateFailed | Self::RollbackComplete | Self::UpdateFailed => StackPhase::Stuck,
        }
    }

    /// Whether `CloudFormation` is doing something with the stack.
    #[must_use]
    pub fn is_under_way(self) -> bool {
        self.as_str().ends_with("_IN_PROGRESS")
    }

    /// Whether an update that failed is taken back.
    #[must_use]
    pub fn rolls_back_update(self) -> bool {
        self.phase() == StackPhase::RollingBackUpdate
    }

    /// The status of that name. `None` means a status that this code does not know.
    #[must_use]
    pub fn named(text: &str) -> Option<Self> {
        let mut statuses = Self::ALL.iter().copied();
        statuses.find(|status| status.as_str() == text)
    }
}
