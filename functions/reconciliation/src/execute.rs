//! Writes: what is ours to mend, or in a dry run what that would be.

use std::time::Duration;

use domain::{
    aws::arn::RoleArn,
    message::chain,
    qovery::{Access, CredentialsRequest, NewValues},
    reconciliation::{Change, ChangeOutcome, Repair, describe_action, describe_goal},
    rotation::{Facts, Goal, dry_run},
};
use rotation::{Keys, Registration};
use tokio::time::timeout;

use crate::{Clock, Config, World, observe::Observed};

/// As long as one change's error is told.
const MAX_ERROR_BYTES: usize = 1024;

/// Mends one thing after the other; each may fail without the next.
pub(crate) async fn execute(
    world: &impl World,
    config: &Config,
    observed: &Observed,
    repairs: Vec<Repair>,
    clock: &impl Clock,
    time: Duration,
) -> Vec<Change> {
    let mut changes = Vec::new();
    let Some(access) = &observed.access else {
        return changes;
    };
    for mend in repairs {
        let (what, mended) = match &mend {
            Repair::Role(role) => {
                let what = format!(
                    "give the credentials {} the role `{role}` again",
                    config.expected.credentials
                );
                let edited = give_role(world, config, observed, access, role);
                (what.clone(), timeout(time, one(config, what, edited)).await)
            }
            Repair::Keys(goal) => {
                let reached = reach(world, config, observed, access, goal, clock);
                (describe_goal(goal), timeout(time, reached).await)
            }
        };
        match mended {
            Ok(Ok(done)) => changes.extend(done),
            Ok(Err(error)) => changes.push(failed(what, error)),
            Err(_elapsed) => changes.push(failed(what, "it took too long".to_owned())),
        }
    }
    changes
}

fn failed(what: String, error: String) -> Change {
    tracing::error!(what, error, "not mended");
    Change {
        what,
        outcome: ChangeOutcome::Failed,
        error: Some(error),
    }
}

fn change(config: &Config, what: String) -> Change {
    let outcome = if config.dry_run {
        ChangeOutcome::WouldBeDone
    } else {
        ChangeOutcome::Done
    };
    tracing::info!(what, ?outcome, "mended");
    Change {
        what,
        outcome,
        error: None,
    }
}

async fn one(
    config: &Config,
    what: String,
    act: impl Future<Output = Result<(), String>>,
) -> Result<Vec<Change>, String> {
    if !config.dry_run {
        act.await?;
    }
    Ok(vec![change(config, what)])
}

/// The name is the operator's: it stays.
async fn give_role(
    world: &impl World,
    config: &Config,
    observed: &Observed,
    access: &Access,
    role: &RoleArn,
) -> Result<(), String> {
    let expected = &config.expected;
    let ours = observed.seen.ours(expected).ok().flatten();
    let request = CredentialsRequest {
        name: ours.map_or_else(
            || expected.properties.credentials_name.clone(),
            |ours| ours.credentials.name.clone(),
        ),
        values: NewValues::Role(role.clone()),
    };
    let edited = world
        .edit_aws_credentials(access, &expected.credentials, &request)
        .await;
    let shown = edited.map_err(|error| chain(&error))?;
    if request.values.shown_by(&shown.values) {
        Ok(())
    } else {
        Err("Qovery took the role and shows another".to_owned())
    }
}

/// Looks again before it acts: what was seen may be minutes old.
async fn reach(
    world: &impl World,
    config: &Config,
    observed: &Observed,
    access: &Access,
    goal: &Goal,
    clock: &impl Clock,
) -> Result<Vec<Change>, String> {
    let expected = &config.expected;
    let (Some(Ok(facts)), Some(keys)) = (observed.seen.facts(expected), &expected.keys) else {
        return Ok(Vec::new());
    };
    let actions = if config.dry_run {
        dry_run(goal, &facts, observed.seen.at).actions
    } else {
        let keys = Keys {
            user_name: keys.user_name.clone(),
            secret: keys.secret.clone(),
            grace: keys.grace,
        };
        let registration = Registration {
            access: access.clone(),
            credentials: expected.credentials.clone(),
            name: expected.properties.credentials_name.clone(),
        };
        let reached = rotation::reach(goal, world, &keys, &registration, clock).await;
        reached.map_err(|error| error.report().render(MAX_ERROR_BYTES))?
    };
    Ok(changes(config, &actions, &facts))
}

fn changes(config: &Config, actions: &[domain::rotation::Action], facts: &Facts) -> Vec<Change> {
    let told = actions
        .iter()
        .filter_map(|action| describe_action(action, facts));
    told.map(|what| change(config, what)).collect()
}
