//! What the requests of one batch share: the token, what Qovery has, and the budget.

use domain::{
    aws::arn::{AccountId, SecretArn},
    organization::Failure,
    port_error::{PortError, PortErrorKind},
    ports::{CredentialRegistry, RequestQuota, Secrets},
    qovery::{
        Access, ClusterStatuses, CredentialsValues, LinkedCredentials, OrganizationCredentials,
        Registries, RegistryForm,
    },
};
use secrecy::SecretString;
use time::OffsetDateTime;

use super::{HubSettings, Memory, copied::Copied, memory::BothLists};
use crate::{Clock, error::failure_of, qovery};

/// What a batch asks outside.
pub(super) trait QoverySide: CredentialRegistry + RequestQuota + Secrets {}

impl<T: CredentialRegistry + RequestQuota + Secrets> QoverySide for T {}

/// What the requests of one batch share.
pub(super) struct Batch<'a, W, C> {
    pub(super) world: &'a W,
    pub(super) settings: &'a HubSettings,
    pub(super) clock: &'a C,
    memory: &'a Memory,
    token: Option<SecretString>,
    listed: Option<Result<Listed, Copied>>,
}

/// What was read once.
struct Listed {
    credentials: OrganizationCredentials,
    /// Read where a credential of one of the accounts is in use.
    statuses: Option<Result<ClusterStatuses, Copied>>,
    /// Read where something may be taken away.
    registries: Option<Result<BothLists, Copied>>,
}

/// What the requests of a batch are about.
pub(super) struct Asked {
    pub(super) accounts: Vec<AccountId>,
    /// Whether all of them are Creates: they take nothing away.
    pub(super) only_create: bool,
}

impl<'a, W: QoverySide, C: Clock> Batch<'a, W, C> {
    /// Nothing is read yet.
    pub(super) fn new(
        world: &'a W,
        settings: &'a HubSettings,
        memory: &'a Memory,
        clock: &'a C,
    ) -> Self {
        Self {
            world,
            settings,
            clock,
            memory,
            token: None,
            listed: None,
        }
    }

    /// Reads the token and what Qovery has, where the budget allows it, as far as it matters to
    /// these requests.
    pub(super) async fn open(&mut self, asked: &Asked) {
        if self.closed_until().is_some() {
            return;
        }
        let secret = &self.settings.api_token_secret;
        // Who needs the token reads it again, and says why it could not be read.
        let Ok(token) = self.world.get_secret_value(secret).await else {
            return;
        };
        self.token = Some(token);
        let Ok(access) = qovery::open(self, secret, &self.settings.organization).await else {
            return;
        };
        self.listed = Some(self.list(&access, asked).await.map_err(Copied::from));
    }

    async fn list(&self, access: &Access, asked: &Asked) -> Result<Listed, PortError> {
        let credentials = self.world.list_organization_credentials(access).await?;
        let is_used = |linked: &LinkedCredentials| {
            let mut accounts = asked.accounts.iter();
            !linked.clusters.is_empty() && accounts.any(|account| is_of(linked, account))
        };
        let statuses = if credentials.entries.iter().any(is_used) {
            let statuses = self.world.list_cluster_statuses(access).await;
            Some(statuses.map_err(Copied::from))
        } else {
            None
        };
        let registries = if asked.only_create {
            None
        } else {
            let now = (self.clock)();
            let read = self.memory.registries(self.world, access, now).await;
            Some(read.map_err(Copied::from))
        };
        Ok(Listed {
            credentials,
            statuses,
            registries,
        })
    }

    /// Why nothing can be decided now. `None`: the list was read, or nobody has asked for it.
    pub(super) fn failure(&self) -> Option<Failure> {
        match &self.listed {
            Some(Err(error)) => Some(failure_of(&error.into())),
            _ => None,
        }
    }

    /// The list, unless it could not be read. `None`: it was not asked for.
    pub(super) fn credentials(&self) -> Option<Result<OrganizationCredentials, PortError>> {
        let listed = self.listed.as_ref()?;
        Some(match listed {
            Ok(listed) => Ok(listed.credentials.clone()),
            Err(error) => Err(error.into()),
        })
    }

    /// The statuses of the clusters, as far as they matter to these accounts. `None`: they were not
    /// asked for.
    pub(super) fn statuses(&self) -> Option<Result<ClusterStatuses, PortError>> {
        let listed = self.listed.as_ref()?.as_ref().ok()?;
        Some(match &listed.statuses {
            None => Ok(ClusterStatuses::default()),
            Some(Ok(statuses)) => Ok(statuses.clone()),
            Some(Err(error)) => Err(error.into()),
        })
    }

    /// One of the lists of registries. `None`: they were not asked for.
    pub(super) fn registries(&self, form: RegistryForm) -> Option<Result<Registries, PortError>> {
        let listed = self.listed.as_ref()?.as_ref().ok()?;
        Some(match listed.registries.as_ref()? {
            Ok(lists) => Ok(lists.of(form).clone()),
            Err(error) => Err(error.into()),
        })
    }

    /// When there are requests to Qovery again. `None`: there are some left.
    pub(super) fn closed_until(&self) -> Option<OffsetDateTime> {
        let now = (self.clock)();
        match self.settings.budget.left(self.world.quota().as_ref(), now) {
            Some((0, resets_at)) => Some(resets_at),
            _ => None,
        }
    }

    /// Refuses a call that goes beyond the budget, before it is made.
    pub(super) fn admit(&self, operation: &'static str) -> Result<(), PortError> {
        let Some(until) = self.closed_until() else {
            return Ok(());
        };
        let pause = (until - (self.clock)()).try_into().unwrap_or_default();
        Err(PortError {
            operation,
            resource: self.settings.organization.to_string(),
            kind: PortErrorKind::Throttled(Some(pause)),
            hint: Some(super::reply::next_wave(until)),
            source: Some("the hub has used up its requests of this hour".into()),
        })
    }
}

/// The token, read once.
impl<W: QoverySide, C: Clock> Secrets for Batch<'_, W, C> {
    async fn get_secret_value(&self, secret: &SecretArn) -> Result<SecretString, PortError> {
        match &self.token {
            Some(token) if *secret == self.settings.api_token_secret => Ok(token.clone()),
            _ => self.world.get_secret_value(secret).await,
        }
    }
}

/// Whether the credentials show a role of the account.
fn is_of(linked: &LinkedCredentials, account: &AccountId) -> bool {
    match &linked.credentials.values {
        CredentialsValues::Role(arn) => arn.split(':').nth(4) == Some(account.as_str()),
        CredentialsValues::Static(_) | CredentialsValues::Other => false,
    }
}
