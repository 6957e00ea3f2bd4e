//! `cargo xtask release`: the folder that is published, and what stands against publishing it.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail, ensure};
use release::{
    Publisher, Version, build, interface,
    set::{self, Set, Zip},
};
use support::{
    repository::{self, command, run as run_command},
    terminal, toolbox,
};

mod faults;
mod records;
mod twice;

pub(crate) use records::recorded;

#[derive(Debug, Default)]
struct Options {
    /// What other machines have built; `None` means that this one builds.
    zips: Option<PathBuf>,
    /// Where this machine's zips go for another one; `None` means that a set is made here.
    build: Option<PathBuf>,
    is_check: bool,
}

impl Options {
    fn read(words: &[&str]) -> Result<Self> {
        let mut options = Self::default();
        let mut words = words.iter();
        while let Some(word) = words.next() {
            match *word {
                "--check" => options.is_check = true,
                "--zips" | "--build" => {
                    let folder = words
                        .next()
                        .with_context(|| format!("{word} needs a folder"))?;
                    let folder = Some(env::current_dir()?.join(folder));
                    match *word {
                        "--zips" => options.zips = folder,
                        _ => options.build = folder,
                    }
                }
                unknown => {
                    bail!(
                        "`release` knows no `{unknown}`: it takes --check, --zips <folder> and --build <folder>"
                    )
                }
            }
        }
        Ok(options)
    }
}

/// Makes the release set and, with `--check`, fails with everything that stands against publishing
/// it.
pub(crate) fn run(words: &[&str]) -> Result<()> {
    let options = Options::read(words)?;
    if let Some(folder) = &options.build {
        return build_for_another_machine(folder);
    }
    let (version, publisher) = (version()?, Publisher::of_this_repository()?);
    terminal::heading(&format!("Release {version}"));
    let zips = match &options.zips {
        Some(folder) => Zip::in_folder(folder)?,
        None => build::zips(&repository::root(), &build::cargo_home()?, &target())?,
    };
    let set = set::assemble(&version, &publisher, set::TEMPLATES, &zips)?;
    let folder = folder(&version);
    set.write(&folder)?;
    promises_are_kept(&set)?;
    let templates = set::TEMPLATES.iter().map(|(name, _)| folder.join(name));
    run_command(command(toolbox::cfn_lint()?).args(templates))?;
    records::write_next(&set, &publisher)?;
    show(&set, &folder)?;
    if options.is_check {
        let mut faults = faults::of_set(&set, &publisher)?;
        faults.extend(faults::of_zips(&zips)?);
        if options.zips.is_none() {
            faults.extend(twice::differences(&zips)?);
        }
        ensure!(
            faults.is_empty(),
            "{version} cannot be published:\n  {}",
            faults.join("\n  ")
        );
        terminal::done("Nothing stands against publishing it.");
    }
    Ok(())
}

/// Builds the zips of this machine's processor, which needs neither Python nor its packages.
fn build_for_another_machine(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder)?;
    for zip in build::zips(&repository::root(), &build::cargo_home()?, &target())? {
        let bytes = zip.read()?;
        fs::write(folder.join(zip.name()), &bytes)?;
        terminal::line(&format!(
            "  {:<32}{}",
            zip.name(),
            set::Digest::of(&bytes).hex()
        ));
    }
    Ok(())
}

/// The workspace's.
pub(crate) fn version() -> Result<Version> {
    env!("CARGO_PKG_VERSION")
        .parse()
        .context("the workspace's version")
}

/// Where the set of a version is.
pub(crate) fn folder(version: &Version) -> PathBuf {
    sets().join(format!("v{version}"))
}

/// Where the sets and their list are.
pub(crate) fn sets() -> PathBuf {
    repository::root().join("target/release-set")
}

fn target() -> PathBuf {
    repository::root().join("target/release-build")
}

fn date(version: &Version) -> Result<Option<String>> {
    Ok(set::date(&changelog()?, version))
}

fn changelog() -> Result<String> {
    fs::read_to_string(repository::root().join("CHANGELOG.md")).context("read CHANGELOG.md")
}

/// Fails where a stack of the last release could not go to this one and back.
fn promises_are_kept(set: &Set) -> Result<()> {
    for (name, _) in set::TEMPLATES {
        let Some((last, before)) = interface::last(name, &set.version)? else {
            continue;
        };
        let template = set.files.get(*name);
        let template = template.with_context(|| format!("the set has no {name}"))?;
        let breaks = interface::breaks(&before, &serde_json::from_slice(template)?);
        let may_break = interface::may_break(&last, &set.version, &changelog()?);
        ensure!(
            breaks.is_empty() || may_break,
            "a stack of {last} cannot go to {name} of {} and back:\n  {}",
            set.version,
            breaks.join("\n  ")
        );
    }
    Ok(())
}

fn show(set: &Set, folder: &Path) -> Result<()> {
    let root = repository::root();
    terminal::heading(&format!(
        "{}",
        folder.strip_prefix(root).unwrap_or(folder).display()
    ));
    for (name, bytes) in &set.files {
        let size = terminal::bytes(u64::try_from(bytes.len())?);
        let digest = set::Digest::of(bytes).hex();
        terminal::line(&format!("  {name:<32}{size:>10}  {digest}"));
    }
    let missing = set.missing();
    if !missing.is_empty() {
        terminal::progress(&format!("partial: without {}", missing.join(", ")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read_and_no_others() {
        let options = Options::read(&["--check", "--zips", "/somewhere"]).unwrap();
        assert!(options.is_check);
        assert_eq!(options.zips, Some(PathBuf::from("/somewhere")));
        let options = Options::read(&["--build", "/there"]).unwrap();
        assert_eq!(options.build, Some(PathBuf::from("/there")));
        assert!(Options::read(&["--zips"]).is_err());
        assert!(Options::read(&["--chekc"]).is_err());
    }
}
