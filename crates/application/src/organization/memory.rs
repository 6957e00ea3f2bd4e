//! What a process remembers from one batch to the next.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use domain::{
    port_error::PortError,
    ports::CredentialRegistry,
    qovery::{Access, Registries, RegistryForm},
};
use time::OffsetDateTime;

/// As long as a batch may last: what it has read itself may be as old when it is used.
const CURRENT: Duration = Duration::from_mins(1);

/// What a process remembers from one batch to the next: the lists of registries, so that hundreds of
/// deletions at once do not read them hundreds of times. Nothing is decided on a list that was read
/// more than a minute before.
#[derive(Debug, Default)]
pub struct Memory {
    registries: Mutex<Option<BothLists>>,
}

/// Both lists of registries.
#[derive(Debug, Clone)]
pub(super) struct BothLists {
    read_at: OffsetDateTime,
    container: Registries,
    helm: Registries,
}

impl BothLists {
    pub(super) fn of(&self, form: RegistryForm) -> &Registries {
        match form {
            RegistryForm::Container => &self.container,
            RegistryForm::Helm => &self.helm,
        }
    }

    pub(super) fn is_current(&self, now: OffsetDateTime) -> bool {
        now < self.read_at + CURRENT
    }
}

impl Memory {
    /// The lists as they are now, or were within the last minute.
    pub(super) async fn registries(
        &self,
        registry: &impl CredentialRegistry,
        access: &Access,
        now: OffsetDateTime,
    ) -> Result<BothLists, PortError> {
        if let Some(lists) = self.remembered().filter(|lists| lists.is_current(now)) {
            return Ok(lists);
        }
        let (container, helm) = tokio::try_join!(
            registry.list_registries(access, RegistryForm::Container),
            registry.list_registries(access, RegistryForm::Helm),
        )?;
        let lists = BothLists {
            read_at: now,
            container,
            helm,
        };
        *self.lock() = Some(lists.clone());
        Ok(lists)
    }

    fn remembered(&self) -> Option<BothLists> {
        self.lock().clone()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<BothLists>> {
        self.registries
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
