//! Organizations.

use super::Call;
use crate::aws::organization::OrganizationAccount;

/// The accounts of the organization that this function's account is in. Only the management account
/// and delegated administrators may ask.
pub trait OrganizationAccounts: Sync {
    /// As an IAM policy names what is called here.
    const OPERATIONS: &[&str] = &["organizations:ListAccounts"];

    /// Every account, all pages of them.
    fn list_accounts(&self) -> impl Call<Vec<OrganizationAccount>>;
}
