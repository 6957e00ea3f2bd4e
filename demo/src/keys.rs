//! The user's keys: where each is stored, and which cluster runs on it.

use anyhow::{Result, ensure};
use console::style;
use support::{
    stored_key::{Keys, StoredKey},
    terminal,
};

use crate::{
    cluster, page,
    stage::{ORGANIZATION, Stage},
};

/// Looks at IAM, into the stack's secret and at Qovery. Ids are all that is read.
pub(crate) fn show(stage: &Stage) -> Result<Keys> {
    show_in(stage, &stage.stored_key()?)
}

/// The same for a user that the stack has made, whether it still uses it or not.
pub(crate) fn show_in(stage: &Stage, secret: &StoredKey) -> Result<Keys> {
    let keys = secret.keys()?;
    page::subheading("The keys");
    for (id, status) in &keys.of_user {
        let shown = style(format!("{status:<8}"));
        let shown = match status.as_str() {
            "Active" => shown.green(),
            _ => shown.yellow(),
        };
        let places = places(stage, &keys, id).join(", ");
        terminal::line(&format!("    {id}  {shown}  {places}"));
    }
    Ok(keys)
}

fn places(stage: &Stage, keys: &Keys, id: &str) -> Vec<String> {
    let labels = keys.labelled.iter().filter(|(_, key)| *key == id);
    let mut places: Vec<String> = labels.map(|(label, _)| label.clone()).collect();
    if at_qovery(stage).iter().any(|held| held == id) {
        places.push("at Qovery".to_owned());
    }
    if stage
        .qovery
        .identities_in_use()
        .iter()
        .any(|used| used == id)
    {
        places.push(format!("cluster {} runs on it", cluster::NAME));
    }
    places
}

/// The keys that Qovery has.
fn at_qovery(stage: &Stage) -> Vec<String> {
    let held = stage.qovery.credentials(ORGANIZATION).into_iter();
    held.filter_map(|held| held.values.identity().map(str::to_owned))
        .collect()
}

/// Fails unless Qovery has the key in `AWSCURRENT`, and that key and each that a cluster runs on
/// is active.
pub(crate) fn are_sound(stage: &Stage, keys: &Keys) -> Result<()> {
    let current = keys.current();
    let held = at_qovery(stage);
    ensure!(
        held == [current],
        "Qovery has {held:?}, and AWSCURRENT is {current}"
    );
    for key in held.iter().chain(&stage.qovery.identities_in_use()) {
        let status = keys.of_user.get(key).map_or("deleted", String::as_str);
        ensure!(status == "Active", "{key} is needed, and is {status}");
    }
    Ok(())
}
