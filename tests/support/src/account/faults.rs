//! What an account meets on demand: time, faults, and the other story of a failed deletion.

use std::time::Duration;

use anyhow::Result;

use crate::account::Account;

/// What the next calls of an action meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// A permission that was just granted does not count yet: `AccessDenied`.
    Denied,
    /// The account makes too many calls: `Throttling`.
    Throttled,
    /// Two writes meet at one user, role or policy: `ConcurrentModification`.
    Conflict,
    /// The call has its effect and gets no answer.
    Unanswered,
}

impl Fault {
    fn name(self) -> &'static str {
        match self {
            Self::Denied => "denied",
            Self::Throttled => "throttled",
            Self::Conflict => "conflict",
            Self::Unanswered => "unanswered",
        }
    }
}

impl Account {
    /// Lets time go by: whatever the account has dated is so much older.
    pub fn age(&self, by: Duration) -> Result<()> {
        self.ask("age", &[("seconds", &by.as_secs().to_string())])
    }

    /// The next `times` calls of an action meet a fault, the root's own calls aside. The action
    /// is written as in a policy, `iam:GetRole`; all faults but [`Fault::Denied`] are IAM's only.
    pub fn fail_next(&self, action: &str, fault: Fault, times: u32) -> Result<()> {
        let times = times.to_string();
        let query = [
            ("action", action),
            ("kind", fault.name()),
            ("times", &times),
        ];
        self.ask("fault", &query)
    }

    /// The next call of this IAM operation has its effect and gets no answer.
    pub fn withhold_next_answer(&self, operation: &str) -> Result<()> {
        self.fail_next(&format!("iam:{operation}"), Fault::Unanswered, 1)
    }

    /// From now on, changes of IAM count and show only so much later.
    pub fn delay_iam(&self, by: Duration) -> Result<()> {
        self.ask("propagation", &[("seconds", &by.as_secs_f64().to_string())])
    }

    /// From now on, what a resource depends on stays when the resource could not be deleted. Else
    /// CloudFormation goes on and deletes it, as it is reported to do.
    pub fn keep_dependencies_after_failed_deletions(&self) -> Result<()> {
        self.ask("deletion", &[("after_failure", "keep")])
    }

    /// Ends a create or update that waits for a custom resource, as the failure of another
    /// resource does: CloudFormation waits no more and rolls back at once.
    pub fn interrupt(&self, stack: &str) -> Result<()> {
        self.ask("interrupt", &[("stack", stack)])
    }

    fn ask(&self, command: &str, query: &[(&str, &str)]) -> Result<()> {
        self.api().ask(command, query)
    }
}
