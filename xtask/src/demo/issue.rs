//! A stack connects the account with a key.

use anyhow::{Result, ensure};

use super::{Chapter, connect, keys, stage::Stage};

pub(super) const CHAPTER: Chapter = Chapter {
    title: "Connect the account, with a key",
    story: "Where a role will not do, the stack makes a user. The function issues its access key \
            straight into Secrets Manager, proves that it works and gives it to Qovery. Nobody sees \
            the secret; what is shown here is the key's id.",
    play,
};

fn play(stage: &Stage) -> Result<()> {
    connect::connect(stage, ("AuthenticationMethod", "StaticCredentials"))?;
    let keys = keys::show(stage)?;
    ensure!(keys.of_user.len() == 1, "the user has one key");
    keys::are_sound(stage, &keys)
}
