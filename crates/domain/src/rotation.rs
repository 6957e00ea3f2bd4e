//! Static keys: issued, rotated, retired; nothing lost whatever fails.

mod version;

pub use version::{StagingLabel, VersionId, VersionIdError};
