//! The newcomer's way: a link, a page, one box; then the next version, and back.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use release::{
    Publisher, Version,
    launch::{self, Launch},
    publish::{S3, emulated, publish},
    set::{self, Set, TEMPLATE, TEMPLATES, Versions, Zip},
};
use serde_json::{Value, json};
use support::{
    account::Account,
    cloudformation::{StackResult, Template},
    terminal,
};

use super::Scene;
use crate::{
    cluster, page, show,
    stage::{ORGANIZATION, PUBLISHER, QOVERY_ACCOUNT, STACK, Stage, TOKEN},
};

pub(crate) const SCENE: Scene = Scene {
    title: "Launch a release",
    story: "A publisher has put two releases into a bucket of his own account: a flat template, the \
            functions' code and their checksums, every object written once. A newcomer in another \
            account follows a link. The console's page is filled in; he pastes the token, ticks one \
            box, and has a stack. Later he takes the next version, and goes back.",
    play,
};

/// The template that is launched here.
const ONE_ACCOUNT: &[(&str, &str)] = TEMPLATES.split_at(1).0;

fn play(stage: &Stage) -> Result<()> {
    let releases = Releases::publish(stage)?;
    let created = releases.follow_the_link(stage)?;
    cluster::link(stage)?;
    cluster::deploy(stage)?;
    show::held(stage)?;
    let ids = stage.account.stack(STACK).physical_ids()?;
    for (version, what) in [
        (&releases.next, "the next version"),
        (&releases.this, "back"),
    ] {
        page::subheading(&format!("{version}: {what}"));
        let updated = update_to(stage, &releases.template(version), version)?;
        show::ended(&updated, "UPDATE_COMPLETE", what)?;
        ensure!(
            updated.outputs["Version"] == version.to_string(),
            "{:?}",
            updated.outputs
        );
        ensure!(
            stage.account.stack(STACK).physical_ids()? == ids,
            "something was replaced"
        );
        ensure!(
            updated.outputs["QoveryCredentialsId"] == created["QoveryCredentialsId"],
            "other credentials"
        );
    }
    terminal::done("Nothing was replaced, and Qovery has the same credentials.");
    super::connect::secrets_are_nowhere(stage)
}

/// What the publisher has published.
struct Releases {
    publisher: Publisher,
    endpoint: String,
    this: Version,
    next: Version,
    flat: Value,
}

impl Releases {
    fn publish(stage: &Stage) -> Result<Self> {
        let this: Version = env!("CARGO_PKG_VERSION").parse()?;
        let next = Version::new(this.major, this.minor, this.patch + 1);
        let publisher = Publisher {
            account: PUBLISHER.to_owned(),
            regions: vec![stage.account.region().to_owned()],
        };
        let account = stage.publisher();
        let zips = Zip::for_every_processor(&stage.packages);
        let sets = [
            set::assemble(&this, &publisher, ONE_ACCOUNT, &zips)?,
            set::assemble(&next, &publisher, ONE_ACCOUNT, &zips)?,
        ];
        upload(account, &publisher, &sets)?;
        let flat = serde_json::from_slice(&sets[0].files[TEMPLATE])?;
        let endpoint = account.endpoint().to_owned();
        Ok(Self {
            publisher,
            endpoint,
            this,
            next,
            flat,
        })
    }

    /// Where the emulator has what AWS would have at `https://<bucket>.s3.<region>.amazonaws.com`.
    fn template(&self, version: &Version) -> Template {
        let bucket = self.publisher.bucket(&self.publisher.regions[0]);
        Template::Url(format!("{}/{bucket}/v{version}/{TEMPLATE}", self.endpoint))
    }

    fn follow_the_link(&self, stage: &Stage) -> Result<BTreeMap<String, String>> {
        let launch = Launch {
            publisher: &self.publisher,
            version: &self.this,
            template: TEMPLATE,
            region: stage.account.region(),
            stack: STACK,
            parameters: vec![
                ("QoveryOrganizationId", ORGANIZATION),
                ("QoveryPrincipal", QOVERY_ACCOUNT),
            ],
        };
        let faults = launch.faults(&self.flat);
        ensure!(faults.is_empty(), "{faults:?}");
        page::command(&format!("open '{}'", launch.link()));
        let form =
            launch::read(&launch.link(), &self.flat).context("the console cannot read the link")?;
        // Where the token may go is in its value, too: here to the stand-in.
        let token = json!({"token": TOKEN, "api_url": stage.qovery.url()}).to_string();
        let filled_in = form
            .parameters
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        let typed: Vec<(&str, &str)> = filled_in
            .chain([("QoveryApiToken", token.as_str())])
            .collect();
        let created = tick_the_box(stage, &self.template(&self.this), &typed)?;
        show::ended(&created, "CREATE_COMPLETE", "the account is connected")?;
        show::outputs(&created);
        Ok(created.outputs)
    }
}

fn upload(account: &Account, publisher: &Publisher, sets: &[Set]) -> Result<()> {
    let mut buckets = S3::of(publisher, &emulated::deploy(account, publisher)?);
    let mut versions = Versions::default();
    for set in sets {
        versions = versions.with(set.release(None, &publisher.regions)?);
        publish(set, &versions, &mut buckets, terminal::progress)?;
    }
    Ok(())
}

/// What the console does when the one box is ticked.
fn tick_the_box(stage: &Stage, template: &Template, typed: &[(&str, &str)]) -> Result<StackResult> {
    let shown = typed.iter().map(|(name, value)| match *name {
        "QoveryApiToken" => (*name, "••••••••"),
        _ => (*name, *value),
    });
    let protected = "--enable-termination-protection";
    let shown: Vec<(&str, &str)> = shown.collect();
    let options = format!("--template-url …/template.json {protected}");
    show::command("create-stack", &options, &shown);
    let stack = stage.stack().with_options(&[protected]);
    Ok(stack.create(template, typed)?)
}

/// Another release, with the parameters as they are.
fn update_to(stage: &Stage, template: &Template, version: &Version) -> Result<StackResult> {
    let options = format!("--template-url …/v{version}/template.json");
    show::command("update-stack", &options, &[]);
    Ok(stage.stack().update(template, &[])?)
}
