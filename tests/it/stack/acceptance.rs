//! `cargo xtask accept`, with the emulator where a maintainer has an account.

use std::{cell::Cell, env::temp_dir, fs};

use accept::{Order, Place};
use anyhow::{Result, ensure};
use support::aws::Aws;

use super::{
    scene::{ORGANIZATION, QOVERY_ACCOUNT, Scene},
    templates,
};

const PROFILE: &str = "acceptance";

/// An account that a profile in a file names, as a maintainer's does.
fn place(scene: &Scene) -> Result<Place> {
    let (account, region) = (&scene.account, scene.account.region());
    let file = temp_dir().join(format!("qovery-acceptance-{}.ini", account.id()));
    let profile = format!(
        "[profile {PROFILE}]\nendpoint_url = {}\naws_access_key_id = {}\naws_secret_access_key = unchecked\n",
        account.endpoint(),
        account.id()
    );
    fs::write(&file, profile)?;
    Place::find(Order {
        aws: Aws::of_profile(PROFILE, region, Some(&file))?,
        region: region.to_owned(),
        organization: ORGANIZATION.parse()?,
        token_secret: scene.token_secret.parse()?,
        principal: QOVERY_ACCOUNT.to_owned(),
        code: templates::code()?,
        architecture: "x86_64".to_owned(),
    })
}

fn assert_nothing_is_left(scene: &Scene) -> Result<()> {
    assert_eq!(scene.registered(), []);
    for list in [
        "iam list-roles",
        "iam list-users",
        "iam list-policies --scope Local",
        "logs describe-log-groups",
        "s3api list-buckets",
        "cloudformation describe-stacks",
    ] {
        let words: Vec<&str> = list.split(' ').collect();
        let left = scene.account.aws().run(&words)?.to_string();
        assert!(!left.contains("qovery-acceptance"), "{list}: {left}");
    }
    let secrets = scene
        .account
        .aws()
        .run(&["secretsmanager", "list-secrets"])?;
    assert_eq!(secrets["SecretList"].as_array().map(Vec::len), Some(1));
    Ok(())
}

#[test]
fn a_life_is_played_nothing_differs_and_nothing_is_left() -> Result<()> {
    let scene = Scene::new()?;
    let place = place(&scene)?;
    assert_eq!(place.account(), scene.account.id());
    let report = accept::run(&place, &|| Ok(()))?;
    assert_eq!(
        report.differences().collect::<Vec<_>>(),
        Vec::<&accept::Observation>::new()
    );
    let asked = |what: &str| {
        report
            .observations()
            .iter()
            .any(|seen| seen.what.contains(what))
    };
    for what in [
        "rotate",
        "in use",
        "false",
        "CalledVia",
        "key counts",
        "given the region",
    ] {
        assert!(asked(what), "{what}");
    }
    assert_nothing_is_left(&scene)
}

#[test]
fn whoever_interrupts_it_leaves_nothing_behind() -> Result<()> {
    let scene = Scene::new()?;
    let parts = Cell::new(0);
    let go_on = || {
        parts.set(parts.get() + 1);
        ensure!(parts.get() < 3, "interrupted");
        Ok(())
    };
    let ended = accept::run(&place(&scene)?, &go_on).unwrap_err();
    assert_eq!(ended.to_string(), "interrupted");
    assert_nothing_is_left(&scene)
}
