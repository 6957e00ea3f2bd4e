//! The look into one account, and its repairs.

use std::{
    panic::AssertUnwindSafe,
    sync::{Arc, atomic::AtomicBool},
    time::Duration,
};

use domain::{
    aws::arn::{AccountId, RoleArn},
    identities::STACK_TAG,
    message::chain,
    organization::{
        Member,
        fleet::{
            FleetAccount, Lists, Route, Row, Seen, UNKNOWN_AT_QOVERY, Visit, about, expected, row,
        },
    },
    ports::Roles,
    reconciliation::{
        Change, ChangeOutcome, Expected, Repair, Unknown, assess, describe_repair, plan,
    },
};
use futures_util::FutureExt;
use time::OffsetDateTime;
use tokio::time::timeout;

use super::{FleetSettings, FleetWorld};
use crate::{
    Clock,
    identities::OwnStack,
    organization::{batch::Batch, hub_side::HubSide, member_world::MemberWorld},
    reconciliation::{AccountLook, Look, QoveryLook, Reconciled, ReconciledWorld, Repairs},
};

/// To get into an account, and again for the look.
const LOOK: Duration = Duration::from_secs(30);
/// For one account's repairs.
const REPAIRS: Duration = Duration::from_secs(40);
/// All of it.
const VISIT: Duration = Duration::from_secs(100);

/// What the visits of one wave share.
pub(super) struct Visits<'a, W, C> {
    pub(super) batch: &'a Batch<'a, W, C>,
    pub(super) has_written: &'a AtomicBool,
    pub(super) settings: &'a FleetSettings,
    pub(super) lists: &'a Lists,
    pub(super) at_qovery: &'a QoveryLook,
    /// When the look at Qovery is too old to repair anything by it.
    pub(super) current_until: OffsetDateTime,
    pub(super) ends_at: OffsetDateTime,
}

impl<W: FleetWorld, C: Clock> Visits<'_, W, C> {
    /// Looks into the account, and concludes.
    pub(super) async fn row(&self, account: &FleetAccount<'_>) -> Row {
        let visit = match account.route(self.lists) {
            None => Visit::NotNeeded,
            Some(_) if (self.batch.clock)() + VISIT > self.ends_at => {
                Visit::NotTried("the time of this run was up".to_owned())
            }
            // Boxed: its state is large, and many are under way at once.
            Some(route) => Box::pin(self.visit(account, route)).await,
        };
        row(account, self.lists, visit)
    }

    /// A panic is one account's, not all's.
    async fn visit(&self, account: &FleetAccount<'_>, route: Route) -> Visit {
        let visit = AssertUnwindSafe(self.look_after(account, route));
        visit.catch_unwind().await.unwrap_or_else(|_panic| {
            tracing::error!(account = account.id.as_str(), "an internal error");
            Visit::NotTried("an internal error, which the log has".to_owned())
        })
    }

    async fn look_after(&self, account: &FleetAccount<'_>, route: Route) -> Visit {
        let entered = match self.enter(&account.id).await {
            Ok(entered) => entered,
            Err(visit) => return visit,
        };
        let world = MemberWorld::new(HubSide::new(self.batch, self.has_written), entered.as_ref());
        let looked = timeout(LOOK, self.look(account, route, &world)).await;
        let too_late = |_elapsed| Err(Visit::NotTried("it took too long".to_owned()));
        match looked.unwrap_or_else(too_late) {
            Ok((expected, look)) => self.repair(&expected, &look, &world).await,
            Err(visit) => visit,
        }
    }

    /// A session as the role that the account has for the hub.
    async fn enter(&self, account: &AccountId) -> Result<Arc<W::Account>, Visit> {
        let (partition, name) = (&self.settings.hub.partition, &self.settings.hub.reader_role);
        let reader = RoleArn::of(partition, account, name);
        let reader = reader.map_err(|error| Visit::NotTried(chain(&error)))?;
        let entered = timeout(LOOK, self.batch.world.assume_role(&reader)).await;
        let entered = entered.map_err(|_elapsed| Visit::NotTried("it took too long".to_owned()))?;
        entered.map_err(|error| Visit::NotAdmitted(error.into()))
    }

    /// What should be the case in the account, and what is.
    async fn look(
        &self,
        account: &FleetAccount<'_>,
        route: Route,
        world: &impl ReconciledWorld,
    ) -> Result<(Expected, Look), Visit> {
        let member = self.member(&account.id, route, world).await?;
        let stack = world.describe_stack(member.stack()).await;
        let stack = stack.map_err(|error| Visit::NotTried(chain(&error)))?;
        let hub = &self.settings.hub;
        let expected = expected(&hub.hub, &member, &stack, hub.grace);
        let expected = expected.map_err(Visit::NotFound)?;
        let own_stack = own_stack(&expected);
        let reconciled = self.reconciled(&expected, &own_stack);
        let look = AccountLook::at(world, reconciled, self.batch.clock).await;
        let look = look.beside(&expected, Ok(stack), self.about(&account.id));
        Ok((expected, look))
    }

    /// The member whose stack the route leads to.
    async fn member(
        &self,
        account: &AccountId,
        route: Route,
        roles: &impl Roles,
    ) -> Result<Member, Visit> {
        let stack = match route {
            Route::Stack(stack) => stack.to_string(),
            Route::Roles(shown) => tag(roles, &shown).await?,
        };
        let (region, partition) = (&self.settings.hub.region, &self.settings.hub.partition);
        let member = Member::of(&stack, region, partition).ok();
        let member = member.filter(|member| member.account() == account);
        member.ok_or_else(|| {
            Visit::NotFound(format!(
                "`{stack}` is no stack of the account in this region"
            ))
        })
    }

    /// What of Qovery concerns the account.
    fn about(&self, account: &AccountId) -> QoveryLook {
        let organization = match &self.at_qovery.organization {
            Ok(seen) => Ok(about(seen, account, &self.lists.keys)),
            // The report says why.
            Err(_) if self.lists.organization.is_err() => Err(Unknown::because(UNKNOWN_AT_QOVERY)),
            Err(unknown) => Err(unknown.clone()),
        };
        QoveryLook {
            token: self.at_qovery.token.clone(),
            access: self.at_qovery.access.clone(),
            organization,
        }
    }

    async fn repair(
        &self,
        expected: &Expected,
        look: &Look,
        world: &impl ReconciledWorld,
    ) -> Visit {
        let assessment = assess(expected, &look.observed);
        let planned = plan(expected, &look.observed, &assessment);
        let own_stack = own_stack(expected);
        let repairs = Repairs {
            world,
            stack: self.reconciled(expected, &own_stack),
            look,
            clock: self.batch.clock,
        };
        let changes = if (self.batch.clock)() > self.current_until {
            planned.iter().map(too_old).collect()
        } else {
            repairs.execute(planned, REPAIRS).await
        };
        Visit::Seen(Box::new(Seen {
            stack: expected.stack.clone(),
            credentials: expected.credentials.clone(),
            verdict: assessment.verdict.map(|verdict| verdict.verdict),
            checks: assessment.checks,
            changes,
        }))
    }

    fn reconciled<'b>(&self, expected: &'b Expected, own_stack: &'b OwnStack) -> Reconciled<'b> {
        Reconciled {
            expected,
            own_stack,
            dry_run: self.settings.dry_run,
        }
    }
}

/// The stack that the tag of a role names. Roles without it are another stack's, or a person's: the
/// hub may not look at them.
async fn tag(roles: &impl Roles, shown: &[RoleArn]) -> Result<String, Visit> {
    for role in shown {
        match roles.get_role(role).await {
            Ok(role) if role.tags.contains_key(STACK_TAG) => {
                return Ok(role.tags[STACK_TAG].clone());
            }
            Ok(_) => {}
            Err(error) if error.is_denied() || error.is_not_found() => {}
            Err(error) => return Err(Visit::NotTried(chain(&error))),
        }
    }
    let why = "no role that Qovery shows is a member stack's";
    Err(Visit::NotFound(why.to_owned()))
}

fn too_old(repair: &Repair) -> Change {
    Change {
        what: describe_repair(repair),
        outcome: ChangeOutcome::Failed,
        error: Some("not tried: what Qovery has was read minutes ago".to_owned()),
    }
}

fn own_stack(expected: &Expected) -> OwnStack {
    OwnStack {
        id: expected.stack.clone(),
        permissions: expected.permissions.clone(),
        grace: expected.grace,
    }
}
