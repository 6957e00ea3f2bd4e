//! What the requests of one batch share: the token, what Qovery has, and the budget.

use std::time::Duration;

use domain::{
    aws::arn::{AccountId, SecretArn},
    message::chain,
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
use tokio::{
    sync::OnceCell,
    time::{Instant, timeout_at},
};

use super::{
    HubSettings, Memory,
    copied::{Copied, within},
    memory::BothLists,
};
use crate::{Clock, error::failure_of, qovery};

/// For all that a batch reads at Qovery. A function has a minute for everything.
const FOR_READING: Duration = Duration::from_secs(20);

/// What a batch asks outside.
pub(super) trait QoverySide: CredentialRegistry + RequestQuota + Secrets {}

impl<T: CredentialRegistry + RequestQuota + Secrets> QoverySide for T {}

/// What the requests of one batch share.
pub(super) struct Batch<'a, W, C> {
    pub(super) world: &'a W,
    pub(super) settings: &'a HubSettings,
    pub(super) clock: &'a C,
    memory: &'a Memory,
    token: OnceCell<SecretString>,
    /// `None` inside: the token could not be read. Who needs it asks again, and says why.
    listed: OnceCell<Option<Result<Listed, Copied>>>,
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
pub(super) struct Scope {
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
            token: OnceCell::new(),
            listed: OnceCell::new(),
        }
    }

    /// Reads the token and what Qovery has, where the budget allows it, as far as it matters to
    /// these requests: once, for the first of them that needs it. What is not learned in time, by
    /// `ends_at` at the latest, is unknown.
    pub(super) async fn open(&self, scope: &Scope, ends_at: Instant) {
        let until = ends_at.min(Instant::now() + FOR_READING);
        if !self.listed.initialized() && self.closed_until().is_none() {
            self.listed.get_or_init(|| self.read(scope, until)).await;
        }
    }

    async fn read(&self, scope: &Scope, until: Instant) -> Option<Result<Listed, Copied>> {
        let secret = &self.settings.api_token_secret;
        let token = timeout_at(until, self.world.get_secret_value(secret)).await;
        let token = token.ok()?.ok()?;
        self.token.get_or_init(async || token).await;
        let access = qovery::open(self, secret, &self.settings.organization).await;
        let listed = self.list(&access.ok()?, scope, until).await;
        Some(listed.inspect_err(|error| {
            let error = chain(&PortError::from(error));
            tracing::warn!(error, "what Qovery has could not be read");
        }))
    }

    async fn list(&self, access: &Access, scope: &Scope, until: Instant) -> Result<Listed, Copied> {
        let listed = self.world.list_organization_credentials(access);
        let credentials = within(until, "GET /organization/{id}/credentials", listed).await?;
        let is_used = |linked: &LinkedCredentials| {
            let mut accounts = scope.accounts.iter();
            !linked.clusters.is_empty() && accounts.any(|account| is_of(linked, account))
        };
        let are_used = credentials.entries.iter().any(is_used);
        let statuses = async {
            let asking = self.world.list_cluster_statuses(access);
            let asking = within(until, "GET /organization/{id}/cluster/status", asking);
            if are_used { Some(asking.await) } else { None }
        };
        let registries = async {
            let asking = self.memory.registries(self.world, access, (self.clock)());
            let asking = within(until, "GET /organization/{id}/containerRegistry", asking);
            if scope.only_create {
                None
            } else {
                Some(asking.await)
            }
        };
        let (statuses, registries) = tokio::join!(statuses, registries);
        Ok(Listed {
            credentials,
            statuses,
            registries,
        })
    }

    fn listed(&self) -> Option<&Result<Listed, Copied>> {
        self.listed.get()?.as_ref()
    }

    /// Why nothing can be decided now. `None`: the list was read, or can be asked for.
    pub(super) fn failure(&self) -> Option<Failure> {
        match self.listed() {
            Some(Ok(_)) => None,
            Some(Err(error)) => Some(failure_of(&error.into())),
            None => {
                let pause = self.closed_until().map(|until| self.pause(until));
                pause.map(Failure::Throttled)
            }
        }
    }

    /// The list, unless it could not be read. `None`: it was not asked for.
    pub(super) fn credentials(&self) -> Option<Result<OrganizationCredentials, PortError>> {
        let listed = self.listed()?;
        Some(match listed {
            Ok(listed) => Ok(listed.credentials.clone()),
            Err(error) => Err(error.into()),
        })
    }

    /// The statuses of the clusters, as far as they matter to these accounts. `None`: they were not
    /// asked for.
    pub(super) fn statuses(&self) -> Option<Result<ClusterStatuses, PortError>> {
        let listed = self.listed()?.as_ref().ok()?;
        Some(match &listed.statuses {
            None => Ok(ClusterStatuses::default()),
            Some(Ok(statuses)) => Ok(statuses.clone()),
            Some(Err(error)) => Err(error.into()),
        })
    }

    /// One of the lists of registries. `None`: they were not asked for, or are too old by now.
    pub(super) fn registries(&self, form: RegistryForm) -> Option<Result<Registries, PortError>> {
        let listed = self.listed()?.as_ref().ok()?;
        match listed.registries.as_ref()? {
            Ok(lists) => lists
                .is_current((self.clock)())
                .then(|| Ok(lists.of(form).clone())),
            Err(error) => Some(Err(error.into())),
        }
    }

    /// When there are requests to Qovery again. `None`: there are some left.
    pub(super) fn closed_until(&self) -> Option<OffsetDateTime> {
        let now = (self.clock)();
        match self.settings.budget.left(self.world.quota().as_ref(), now) {
            Some((0, resets_at)) => Some(resets_at),
            _ => None,
        }
    }

    /// Refuses a call that is about another organization than the hub's, or goes beyond the budget,
    /// before it is made.
    pub(super) fn admit(&self, at: &Access, operation: &'static str) -> Result<(), PortError> {
        if at.organization != self.settings.organization {
            return Err(self.elsewhere(at, operation));
        }
        let Some(until) = self.closed_until() else {
            return Ok(());
        };
        Err(PortError {
            operation,
            resource: self.settings.organization.to_string(),
            kind: PortErrorKind::Throttled(Some(self.pause(until))),
            hint: Some(super::reply::next_wave(until)),
            source: Some(
                "the requests of this hour are used up, by the hub or by others with its token"
                    .into(),
            ),
        })
    }

    fn pause(&self, until: OffsetDateTime) -> Duration {
        (until - (self.clock)()).try_into().unwrap_or_default()
    }

    /// What was registered while the hub was another organization's: its token is not for that one.
    fn elsewhere(&self, at: &Access, operation: &'static str) -> PortError {
        let (ours, theirs) = (&self.settings.organization, &at.organization);
        PortError {
            operation,
            resource: theirs.to_string(),
            kind: PortErrorKind::Other,
            hint: Some(format!(
                "set the hub's `QoveryOrganizationId` back to {theirs}, or delete the account's credentials there in the Qovery console when no cluster uses them"
            )),
            source: Some(format!("the hub is of organization {ours}").into()),
        }
    }
}

/// The token, read once.
impl<W: QoverySide, C: Clock> Secrets for Batch<'_, W, C> {
    async fn get_secret_value(&self, secret: &SecretArn) -> Result<SecretString, PortError> {
        match self.token.get() {
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
