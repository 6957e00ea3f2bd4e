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

/// As long as a batch may last: what was read at its beginning may be as old.
const CURRENT: Duration = Duration::from_mins(1);

/// What a process remembers from one batch to the next: the lists of registries, so that hundreds of
/// deletions at once do not read them hundreds of times.
#[derive(Debug, Default)]
pub struct Memory {
    registries: Mutex<Option<(OffsetDateTime, BothLists)>>,
}

/// Both lists of registries.
#[derive(Debug, Clone)]
pub(super) struct BothLists {
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
}

impl Memory {
    /// The lists as they are now, or were a minute ago.
    pub(super) async fn registries(
        &self,
        registry: &impl CredentialRegistry,
        access: &Access,
        now: OffsetDateTime,
    ) -> Result<BothLists, PortError> {
        if let Some((at, lists)) = self.remembered()
            && now < at + CURRENT
        {
            return Ok(lists);
        }
        let (container, helm) = tokio::try_join!(
            registry.list_registries(access, RegistryForm::Container),
            registry.list_registries(access, RegistryForm::Helm),
        )?;
        let lists = BothLists { container, helm };
        *self.lock() = Some((now, lists.clone()));
        Ok(lists)
    }

    fn remembered(&self) -> Option<(OffsetDateTime, BothLists)> {
        self.lock().clone()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<(OffsetDateTime, BothLists)>> {
        self.registries
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
