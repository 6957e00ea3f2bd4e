//! `cargo xtask link`: a release's launch, as a link and as a command.

use anyhow::{Context, Result, bail, ensure};
use release::{
    Publisher, Version, interface,
    launch::{HUB_STACK, Launch, STACK},
    set::{HUB_TEMPLATE, TEMPLATE, TEMPLATES, Versions},
    template,
};
use serde_json::Value;
use support::{repository, terminal};

/// What the command line asks for.
#[derive(Debug)]
struct Asked<'a> {
    region: &'a str,
    /// `None` means the latest.
    version: Option<Version>,
    template: &'static str,
    /// `None` means the template's usual name.
    stack: Option<&'a str>,
    parameters: Vec<(&'a str, &'a str)>,
}

impl<'a> Asked<'a> {
    fn read(words: &[&'a str]) -> Result<Self> {
        let mut asked = Asked {
            region: "",
            version: None,
            template: TEMPLATE,
            stack: None,
            parameters: Vec::new(),
        };
        let mut words = words.iter().copied();
        while let Some(option) = words.next() {
            if option == "--hub" {
                asked.template = HUB_TEMPLATE;
                continue;
            }
            let value = words.next();
            let value = value.with_context(|| format!("`{option}` needs a value"))?;
            asked.take(option, value)?;
        }
        ensure!(
            !asked.region.is_empty(),
            "--region is needed: a link without one opens wherever its reader was last"
        );
        Ok(asked)
    }

    fn take(&mut self, option: &str, value: &'a str) -> Result<()> {
        match option {
            "--region" => self.region = value,
            "--version" => self.version = Some(value.parse().context("--version")?),
            "--stack" => self.stack = Some(value),
            "--set" => self
                .parameters
                .push(value.split_once('=').context("--set needs NAME=VALUE")?),
            unknown => bail!(
                "`link` knows no `{unknown}`: it takes --hub, --region, --version, --stack and --set NAME=VALUE"
            ),
        }
        Ok(())
    }

    fn stack(&self) -> &'a str {
        let usual = if self.template == TEMPLATE {
            STACK
        } else {
            HUB_STACK
        };
        self.stack.unwrap_or(usual)
    }
}

/// Prints both, or everything that stands against them.
pub(crate) fn run(words: &[&str]) -> Result<()> {
    let asked = Asked::read(words)?;
    let mut publisher = Publisher::of_this_repository()?;
    let releases = crate::release::recorded()?;
    let version = version(asked.version.as_ref(), &releases)?;
    // A region that came later does not have it.
    let release = releases.find(&version);
    if let Some(release) = release {
        publisher.regions.clone_from(&release.regions);
    }
    let launch = Launch {
        publisher: &publisher,
        version: &version,
        template: asked.template,
        region: asked.region,
        stack: asked.stack(),
        parameters: asked.parameters,
    };
    let faults = launch.faults(&template(&launch, release.is_some())?);
    ensure!(
        faults.is_empty(),
        "there is no such launch:\n  {}",
        faults.join("\n  ")
    );
    terminal::heading(&format!("Version {version} in the console"));
    terminal::line(&launch.link());
    terminal::heading("In a terminal");
    terminal::line(&launch.command());
    if !publisher.is_named() {
        terminal::progress(
            "publisher/publisher.json names no account yet: neither leads anywhere until it does",
        );
    }
    Ok(())
}

/// The version that is launched: the latest, or one that is published and not withdrawn. Before the
/// first release any version may be named, and the latest is the workspace's.
fn version(asked: Option<&Version>, published: &Versions) -> Result<Version> {
    if published.versions.is_empty() {
        return asked.cloned().map_or_else(crate::release::version, Ok);
    }
    let latest = published.latest.as_ref();
    let version = asked.or(latest).context("every release is withdrawn")?;
    let release = published.find(version);
    let release = release.with_context(|| format!("{version} was never published"))?;
    match &release.withdrawn {
        None => Ok(version.clone()),
        Some(reason) => bail!("{version} is withdrawn: {reason}"),
    }
}

/// The template that is launched: the one that was published, or before the first release that of
/// these sources.
fn template(launch: &Launch<'_>, is_published: bool) -> Result<Value> {
    let (name, version) = (launch.template, launch.version);
    if is_published {
        let last = interface::last(name, version)?.filter(|(last, _)| last == version);
        let (_, template) =
            last.with_context(|| format!("`releases` has no {name} of {version}"))?;
        return Ok(template);
    }
    let mut templates = TEMPLATES.iter();
    let (_, source) = templates
        .find(|(template, _)| *template == name)
        .with_context(|| format!("no template is called {name}"))?;
    let source = template::read(&repository::root().join(source))?;
    Ok(template::released(source, launch.publisher, version))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use release::set::Release;

    use super::*;

    #[test]
    fn options_are_read_and_no_others() {
        let words = "--region eu-west-3 --version 1.2.3 --set A=b=c --stack s";
        let words: Vec<&str> = words.split(' ').collect();
        let asked = Asked::read(&words).unwrap();
        assert_eq!((asked.region, asked.stack()), ("eu-west-3", "s"));
        assert_eq!(asked.version, Some(Version::new(1, 2, 3)));
        assert_eq!(asked.parameters, [("A", "b=c")]);
        let hub = Asked::read(&["--hub", "--region", "eu-west-3"]).unwrap();
        assert_eq!((hub.template, hub.stack()), ("hub.json", "qovery-hub"));
        for wrong in [
            &["--set", "A=b"][..],
            &["--region"],
            &["--region", "x", "--set", "A"],
            &["--regoin", "x"],
        ] {
            assert!(Asked::read(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn only_what_was_published_and_is_not_withdrawn_is_launched() {
        let release = |version, withdrawn: Option<&str>| Release {
            version,
            date: None,
            regions: Vec::new(),
            template_sha256: String::new(),
            code_sha256: BTreeMap::new(),
            changes: String::new(),
            withdrawn: withdrawn.map(str::to_owned),
        };
        let [good, bad, never] = [0, 1, 2].map(|patch| Version::new(1, 0, patch));
        let none = Versions::default();
        assert_eq!(version(Some(&never), &none).unwrap(), never);
        assert_eq!(
            version(None, &none).unwrap(),
            crate::release::version().unwrap()
        );
        let published = none
            .with(release(good.clone(), None))
            .with(release(bad.clone(), Some("it leaks")));
        assert_eq!(version(None, &published).unwrap(), good);
        assert_eq!(version(Some(&good), &published).unwrap(), good);
        let refused = |asked| version(Some(asked), &published).unwrap_err().to_string();
        assert_eq!(refused(&bad), "1.0.1 is withdrawn: it leaks");
        assert_eq!(refused(&never), "1.0.2 was never published");
    }
}
