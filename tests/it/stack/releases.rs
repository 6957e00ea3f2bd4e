//! A stack goes from the sources to a release, to the next one, and back; and what a launch hides.

use std::sync::OnceLock;

use anyhow::{Context, Result, anyhow, ensure};
use release::{
    Publisher, Version, interface,
    launch::{self, Launch},
    page,
    publish::{S3, emulated, publish},
    set::{self, PAGE, Set, TEMPLATE, TEMPLATES, Versions, Zip},
};
use serde_json::{Value, json};
use support::{account::Account, aws::REGION, cloudformation::Template, emulator::Emulator};

use super::{
    scene::{ORGANIZATION, QOVERY_ACCOUNT, Scene, TOKEN},
    templates,
};

/// Nobody publishes yet: the account of `publisher/publisher.json`, which the last release names.
const PUBLISHER: &str = "000000000000";

/// The last release and a next one, in a publisher's bucket.
struct Published {
    publisher: Publisher,
    last: Template,
    next: Template,
    next_version: Version,
    next_template: Value,
    zips: Vec<Zip>,
}

fn published() -> Result<&'static Published> {
    static PUBLISHED: OnceLock<Result<Published, String>> = OnceLock::new();
    let made = PUBLISHED.get_or_init(|| publish_both().map_err(|error| format!("{error:#}")));
    made.as_ref().map_err(|error| anyhow!(error.clone()))
}

fn publish_both() -> Result<Published> {
    let last = interface::last(TEMPLATE, &env!("CARGO_PKG_VERSION").parse()?)?;
    let (last_version, recorded) = last.context("no release")?;
    let Version { major, minor, .. } = last_version;
    let next_version = Version::new(major, minor, last_version.patch + 1);
    let zips = Zip::for_every_processor(&templates::zips()?);
    let publisher = Publisher {
        account: PUBLISHER.to_owned(),
        regions: vec![REGION.to_owned()],
    };
    let last = Set::new(
        &last_version,
        &[(TEMPLATE, &recorded)],
        "",
        &json!({}),
        &zips,
    )?;
    let next = set::assemble(&next_version, &publisher, &TEMPLATES[..1], &zips)?;
    let account = Emulator::shared()?.account(PUBLISHER)?;
    let mut buckets = S3::of(&publisher, &emulated::deploy(&account, &publisher)?);
    let mut versions = Versions::default();
    for set in [&last, &next] {
        versions = versions.with(set.release(None, &publisher.regions)?);
        publish(set, &versions, &mut buckets, |_| ())?;
    }
    let template = |version: &Version| {
        let (endpoint, bucket) = (account.endpoint(), publisher.bucket(REGION));
        Template::Url(format!("{endpoint}/{bucket}/v{version}/{TEMPLATE}"))
    };
    Ok(Published {
        last: template(&last_version),
        next: template(&next_version),
        next_template: template_of(&next, &publisher)?,
        next_version,
        publisher,
        zips,
    })
}

/// A set's template, which its page launches.
fn template_of(set: &Set, publisher: &Publisher) -> Result<Value> {
    let template: Value = serde_json::from_slice(&set.files[TEMPLATE])?;
    let page = page::page(&template, publisher, &set.version);
    ensure!(set.files[PAGE] == page.as_bytes(), "another page");
    Ok(template)
}

#[test]
fn a_stack_goes_from_the_sources_through_releases_and_back_and_keeps_everything() -> Result<()> {
    let (scene, published) = (Scene::new()?, published()?);
    scene.created(&[("AuthenticationMethod", "StaticCredentials")])?;
    let (ids, registered) = (scene.stack().physical_ids()?, scene.registered());
    let stack = scene.stack();
    // The sources have no parameter for a mirror.
    let back = scene.stack().without_parameters(&["CodeBucket"]);
    let sources = templates::as_it_is()?;
    let ways = [
        (&stack, &published.last),
        (&stack, &published.next),
        (&stack, &published.last),
        (&back, &sources),
    ];
    for (stack, template) in ways {
        let updated = stack.update(template, &[])?;
        assert_eq!(updated.status, "UPDATE_COMPLETE", "{}", updated.failure());
        assert_eq!(stack.physical_ids()?, ids, "{template:?}");
        assert_eq!(scene.registered(), registered);
        let is_next = updated.outputs["Version"] == published.next_version.to_string();
        assert_eq!(is_next, std::ptr::eq(template, &raw const published.next));
    }
    Ok(())
}

#[test]
fn the_token_of_a_launch_reaches_a_secret_and_nothing_else() -> Result<()> {
    let (scene, published) = (Scene::new()?, published()?);
    mirror(published)?;
    // What the console's page shows of the link; the token is typed there.
    let launch = Launch {
        publisher: &published.publisher,
        version: &published.next_version,
        template: TEMPLATE,
        region: REGION,
        stack: "qovery",
        parameters: vec![
            ("QoveryOrganizationId", ORGANIZATION),
            ("QoveryPrincipal", QOVERY_ACCOUNT),
            ("CodeBucket", MIRROR),
        ],
    };
    let form = launch::read(&launch.link(), &published.next_template)?;
    let token = scene.token(TOKEN);
    let linked = form.parameters.iter();
    let linked = linked.map(|(name, value)| (name.as_str(), value.as_str()));
    let typed: Vec<_> = linked.chain([("QoveryApiToken", token.as_str())]).collect();
    let created = scene.stack().create(&published.next, &typed)?;
    assert_eq!(created.status, "CREATE_COMPLETE", "{}", created.failure());
    let secret = created.physical_id("ApiToken");
    let read = ["secretsmanager", "get-secret-value", "--secret-id", secret];
    let aws = scene.account.aws();
    assert_eq!(aws.run(&read)?["SecretString"], token);
    assert_cloudformation_hides_it(&scene.account)?;
    let deleted = scene.delete()?;
    assert_eq!(deleted.status, "DELETE_COMPLETE", "{}", deleted.failure());
    assert!(aws.run(&read).is_err(), "the secret went with the stack");
    scene.assert_no_secret_was_shown(&[&created, &deleted])
}

/// Whatever `CloudFormation` shows of the stack.
fn assert_cloudformation_hides_it(account: &Account) -> Result<()> {
    let shown = |operation| {
        let call = ["cloudformation", operation, "--stack-name", "qovery"];
        account.aws().run(&call)
    };
    for operation in ["describe-stack-events", "get-template"] {
        let said = shown(operation)?.to_string();
        assert!(!said.contains("MARKED-SECRET"), "{operation}: {said}");
    }
    let described = shown("describe-stacks")?;
    assert!(!described.to_string().contains("MARKED-SECRET"));
    let parameters = described["Stacks"][0]["Parameters"].as_array();
    let mut parameters = parameters.into_iter().flatten();
    let hidden = parameters.find(|one| one["ParameterKey"] == "QoveryApiToken");
    assert_eq!(hidden.context("the parameter")?["ParameterValue"], "****");
    Ok(())
}

const MIRROR: &str = "a-mirror-of-the-release";

/// A copy of the code in a bucket of somebody's own.
fn mirror(published: &Published) -> Result<()> {
    let account = Emulator::shared()?.account("000000000901")?;
    let bucket = format!("s3://{MIRROR}");
    account.aws().text(&["s3", "mb", &bucket])?;
    for zip in &published.zips {
        let from = zip.path.display().to_string();
        let to = format!("{bucket}/v{}/{}", published.next_version, zip.name());
        account.aws().text(&["s3", "cp", "--quiet", &from, &to])?;
    }
    Ok(())
}

#[test]
fn a_region_without_code_is_refused_before_anything_is_made() -> Result<()> {
    let (scene, published) = (Scene::new()?, published()?);
    let elsewhere = scene.account.in_region("me-south-1");
    let refused = elsewhere.stack("qovery").create(
        &published.next,
        &[
            ("QoveryOrganizationId", ORGANIZATION),
            ("QoveryApiTokenSecretArn", &scene.token_secret),
            ("QoveryPrincipal", QOVERY_ACCOUNT),
        ],
    );
    let refused = refused.unwrap_err().message;
    let expected = "This region has no code of this release";
    assert!(refused.contains(expected), "{refused}");
    Ok(())
}
