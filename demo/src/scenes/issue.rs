//! A stack connects the account with a key.

use anyhow::{Result, ensure};

use super::{Scene, connect};
use crate::{keys, stage::Stage};

pub(crate) const SCENE: Scene = Scene {
    title: "Connect the account, with a key",
    story: "Where a role will not do, the stack makes a user. The function issues its access key \
            straight into Secrets Manager, proves that it works and gives it to Qovery. The \
            secret is never printed; the demo shows the key's id.",
    play,
};

fn play(stage: &Stage) -> Result<()> {
    connect::connect(stage, ("AuthenticationMethod", "StaticCredentials"))?;
    let keys = keys::show(stage)?;
    ensure!(keys.of_user.len() == 1, "the user has one key");
    keys::are_sound(stage, &keys)
}
