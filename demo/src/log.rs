//! What a function logs, as it comes.

use anyhow::Result;
use serde_json::Value;
use support::account::Account;

use crate::stage::Stage;

/// A log group, read from some moment on.
pub(crate) struct Log<'a> {
    account: &'a Account,
    group: String,
    seen: usize,
}

impl<'a> Log<'a> {
    /// From now on.
    pub(crate) fn open(stage: &'a Stage, logical_id: &str) -> Result<Self> {
        let group = stage.physical_id(logical_id)?;
        let account = &stage.account;
        let seen = account.log_records(&group)?.len();
        Ok(Self {
            account,
            group,
            seen,
        })
    }

    /// What came since the last look.
    pub(crate) fn news(&mut self) -> Result<Vec<Value>> {
        let mut all = self.account.log_records(&self.group)?;
        let news = all.split_off(self.seen.min(all.len()));
        self.seen += news.len();
        Ok(news)
    }
}
