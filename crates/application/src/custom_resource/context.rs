//! The context that all parts of one request share.

use std::time::Duration;

use backon::Retryable;
use domain::{
    aws::{
        access_key::AccessKeyId,
        secret::VersionId,
        stack::{Stack, StackPhase},
    },
    message::Message,
    onboarding::{KeyAccount, key_to_ask_about},
    port_error::PortError,
    ports::{CredentialRegistry, KeyAccounts, Stacks},
    properties::UserProperties,
    qovery::{CredentialsId, Organization},
};
use tokio::time::timeout;

use super::journal::Journal;
use crate::{Clock, Error, identities::OwnStack, keys::UserKeys, qovery};

/// IAM shows a change after seconds, the function's own policy included: pauses between looks, half
/// a minute in all.
const PAUSES: [Duration; 7] = [
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(3),
    Duration::from_secs(4),
    Duration::from_secs(6),
    Duration::from_secs(8),
    Duration::from_secs(10),
];

/// How often a request comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comes {
    /// Once, and a moment ago: where the stack's phase is not known, a Create or an Update counts as
    /// waited for. IAM, which shows a change after seconds, is waited for here.
    Once,
    /// Until it is answered: it may be an old one, so that nothing is written where the stack's phase
    /// is not known. IAM is looked at once.
    Again(Again),
}

/// What an earlier or a later delivery of a request changes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Again {
    /// Whether an earlier one may have registered something.
    pub(crate) in_doubt: bool,
    /// Whether what IAM does not show yet may be looked for next time.
    pub(crate) awaits_iam: bool,
    /// Whether a deletion may ask Qovery next time for what it does not say.
    pub(crate) awaits_qovery: bool,
}

impl Comes {
    /// What other deliveries change: nothing, where there is none.
    pub(crate) fn again(self) -> Again {
        match self {
            Self::Once => Again::default(),
            Self::Again(again) => again,
        }
    }
}

/// World, settings, journal, clock and time of one request.
#[derive(Debug)]
pub(crate) struct RequestContext<'a, W, C> {
    pub(crate) world: &'a W,
    pub(crate) settings: &'a OwnStack,
    pub(crate) journal: &'a Journal,
    pub(crate) clock: &'a C,
    /// `RequestId`. A key that is created for this request is stored under it, so that a repeat
    /// finds it. `None` means that the event's cannot name a version.
    pub(crate) token: Option<VersionId>,
    /// Time for the whole request without its answer.
    pub(crate) time: Duration,
    pub(crate) comes: Comes,
}

impl<W, C> RequestContext<'_, W, C> {
    /// Pauses between looks at IAM, until a "no" is final.
    pub(crate) fn pauses(&self) -> impl Iterator<Item = Duration> + use<W, C> {
        let pauses: &[Duration] = match self.comes {
            Comes::Once => &PAUSES,
            Comes::Again(_) => &[],
        };
        pauses.iter().copied()
    }
}

impl<W: Stacks, C: Clock> RequestContext<'_, W, C> {
    async fn stack(&self) -> Result<Stack, PortError> {
        self.world.describe_stack(&self.settings.id).await
    }

    /// What `CloudFormation` is doing with the stack. `None` means that the call failed or that the
    /// status is not one that we know.
    pub(crate) async fn phase(&self) -> Option<StackPhase> {
        let stack = self.stack().await.ok()?;
        stack.status.map(domain::aws::stack::StackStatus::phase)
    }

    /// The same of a request that depends on the answer: the function's own policy may be seconds
    /// old, or the call was throttled.
    pub(crate) async fn settled_phase(&self) -> Option<StackPhase> {
        let asked = (|| self.stack()).retry(self.pauses());
        let stack = asked.when(PortError::may_be_late).await.ok()?;
        stack.status.map(domain::aws::stack::StackStatus::phase)
    }

    /// Whether `CloudFormation` takes back or deletes what this request created. A stack that has
    /// come to the end of its operation keeps it: the answer arrived before the question.
    pub(crate) async fn is_given_up(&self) -> bool {
        matches!(
            self.phase().await,
            Some(
                StackPhase::RollingBackCreation
                    | StackPhase::RollingBackUpdate
                    | StackPhase::Deleting
            )
        )
    }

    /// Fails once `CloudFormation` has gone on: it cancels a Create or an Update and sends the next
    /// request at once.
    pub(crate) async fn is_waited_for(&self) -> Result<(), Error> {
        match self.phase().await {
            Some(StackPhase::Forward) => Ok(()),
            None if self.comes == Comes::Once => Ok(()),
            None => Err(Error::UnknownPhase),
            Some(_) => Err(Error::Overtaken),
        }
    }
}

impl<W: KeyAccounts, C: Clock> RequestContext<'_, W, C> {
    /// The account of the key that these credentials show, where the stack does not have the key.
    pub(crate) async fn key_account(
        &self,
        seen: &Organization,
        id: Option<&CredentialsId>,
        is_own: impl Fn(&AccessKeyId) -> bool + Send,
    ) -> Result<KeyAccount, Error> {
        let shown = id.and_then(|id| seen.find(id));
        let key = shown.and_then(|linked| key_to_ask_about(&linked.credentials, is_own));
        let Some(key) = key else {
            return Ok(KeyAccount::NotAsked);
        };
        let asked = self.world.get_access_key_info(&key).await;
        asked
            .map(KeyAccount::Known)
            .map_err(Error::call("could not ask whose key Qovery shows"))
    }
}

impl<W: CredentialRegistry, C: Clock> RequestContext<'_, W, C> {
    /// A request that failed leaves nothing that it created. What cannot be taken back is named.
    pub(crate) async fn roll_back(&self, mut message: Message, time: Duration) -> Message {
        let Some((access, id)) = self.journal.take_created() else {
            return message;
        };
        let removed = timeout(time, qovery::delete(self.world, &access, &id)).await;
        let is_gone = matches!(removed, Ok(Ok(())));
        self.journal.doubt(!is_gone);
        if !is_gone {
            message.details.push(format!(
                "the credentials {id} were created and could not be deleted"
            ));
            message
                .hints
                .push(format!("delete the credentials {id} in the Qovery console"));
        }
        message
    }
}

impl<W, C> RequestContext<'_, W, C> {
    pub(crate) fn user_keys(&self, user: &UserProperties) -> UserKeys {
        UserKeys {
            user_name: user.user_name.clone(),
            secret: user.secret.clone(),
            is_superseded: false,
            grace: self.settings.grace,
        }
    }
}
