//! Every call, in order.

/// One call that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallRecord {
    /// The API operation, as `PortError::operation` names it.
    pub operation: &'static str,
    /// On what.
    pub resource: String,
    /// Whether it changes something.
    pub is_effect: bool,
}

#[derive(Debug, Default)]
pub(super) struct Log {
    pub(super) calls: Vec<CallRecord>,
}

/// Where in the log a call stands.
pub(super) struct Place {
    pub(super) call: usize,
    pub(super) effect: Option<usize>,
    pub(super) operation: &'static str,
    pub(super) of_operation: usize,
}

impl Log {
    pub(super) fn enter(
        &mut self,
        operation: &'static str,
        resource: &str,
        is_effect: bool,
    ) -> Place {
        self.calls.push(CallRecord {
            operation,
            resource: resource.to_owned(),
            is_effect,
        });
        let count = |of: &dyn Fn(&CallRecord) -> bool| self.calls.iter().filter(|c| of(c)).count();
        Place {
            call: self.calls.len(),
            effect: is_effect.then(|| count(&|call| call.is_effect)),
            operation,
            of_operation: count(&|call| call.operation == operation),
        }
    }
}
