//! Rules of the repository that no lint knows.

use std::{
    fs,
    path::{Path, PathBuf},
};

use support::yaml;

/// With its tests: a longer file is about two things.
const MOST_LINES: usize = 250;
/// Names that say nothing.
const BANNED_NAMES: &[&str] = &[
    "util", "utils", "helper", "helpers", "common", "manager", "misc",
];
/// Not ours, or made.
const NOT_LOOKED_AT: &[&str] = &["target", "artifacts", "corpus", "tools"];
/// Longer for a reason, and how long they may be.
const LONGER: &[(&str, usize, &str)] = &[
    (
        "crates/domain/src/aws/arn.rs",
        350,
        "one parser, and each kind of ARN that it reads",
    ),
    (
        "crates/domain/src/finding/code.rs",
        550,
        "a table of three lines for each code",
    ),
    (
        "crates/domain/src/reconciliation/tests.rs",
        260,
        "one world for all checks",
    ),
];

#[test]
fn files_are_short() {
    let too_long: Vec<String> = sources()
        .into_iter()
        .filter_map(|path| {
            let name = relative(&path);
            let lines = read(&path).lines().count();
            let longer = LONGER.iter().find(|(longer, ..)| *longer == name);
            let most = longer.map_or(MOST_LINES, |(_, most, _why)| *most);
            (lines > most).then(|| format!("{name}: {lines} lines, {most} at most"))
        })
        .collect();
    assert!(too_long.is_empty(), "{too_long:#?}");
}

#[test]
fn names_say_what_is_inside() {
    let vague: Vec<String> = sources()
        .iter()
        .map(|path| relative(path))
        .filter(|path| {
            let mut parts = path.split(['/', '.']);
            parts.any(|part| BANNED_NAMES.contains(&part))
        })
        .collect();
    assert!(vague.is_empty(), "{vague:#?}");
}

#[test]
fn nothing_is_left_to_do() {
    assert_in_no_source(&["TODO", "FIXME"]);
}

/// The manifests switch off the tests of examples: each crate would be compiled once more to find
/// none.
#[test]
fn no_comment_holds_an_example_that_nobody_compiles() {
    assert_in_no_source(&["/// ```", "//! ```"]);
}

fn assert_in_no_source(marks: &[&str]) {
    let found: Vec<String> = sources()
        .iter()
        .filter(|path| !path.ends_with("tests/it/tidy.rs"))
        .filter(|path| marks.iter().any(|mark| read(path).contains(*mark)))
        .map(|path| relative(path))
        .collect();
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn workflows_run_nothing_that_somebody_else_can_change() {
    let workflows = files(&repository().join(".github/workflows"), "yml");
    assert!(workflows.len() >= 2, "{workflows:?}");
    for workflow in workflows {
        let text = read(&workflow);
        let uses = text.lines().filter_map(|line| line.split_once("uses: "));
        for action in uses.map(|(_, action)| action) {
            let commit = action.split(['@', ' ']).nth(1).unwrap_or_default();
            let is_commit =
                commit.len() == 40 && commit.bytes().all(|byte| byte.is_ascii_hexdigit());
            assert!(is_commit, "{}: {action}", relative(&workflow));
        }
    }
}

/// A build script, or a package that is installed, could use them.
#[test]
fn jobs_with_rights_compile_and_install_nothing() {
    let mut jobs = 0;
    for workflow in files(&repository().join(".github/workflows"), "yml") {
        let read = yaml::read(&read(&workflow)).unwrap();
        for (name, job) in read["jobs"].as_object().unwrap() {
            if !job["permissions"].to_string().contains("write") {
                continue;
            }
            jobs += 1;
            let steps = job["steps"].to_string();
            for made in ["cargo", ".ci/", "pip", "npm"] {
                assert!(
                    !steps.contains(made),
                    "{name} of {}: {made}",
                    relative(&workflow)
                );
            }
        }
    }
    assert!(jobs >= 4, "{jobs}");
}

#[test]
fn links_between_pages_lead_somewhere() {
    let pages = files(&repository(), "md");
    assert!(!pages.is_empty());
    let dead: Vec<String> = pages.iter().flat_map(|page| dead_links(page)).collect();
    assert!(dead.is_empty(), "{dead:#?}");
}

/// The relative links of a page to files that are not there.
fn dead_links(page: &Path) -> Vec<String> {
    let text = read(page);
    let targets = text
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split(')').next());
    targets
        .filter_map(|target| target.split('#').next())
        .filter(|target| !target.is_empty() && !target.contains("://") && !target.contains(' '))
        .filter(|target| !page.with_file_name("").join(target).exists())
        .map(|target| format!("{}: {target}", relative(page)))
        .collect()
}

fn sources() -> Vec<PathBuf> {
    let sources = files(&repository(), "rs");
    assert!(sources.len() > 100, "{}", sources.len());
    sources
}

pub(crate) fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").flatten();
    let mut found = Vec::new();
    for path in entries.map(|entry| entry.path()) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_symlink() || name.starts_with('.') || NOT_LOOKED_AT.contains(&&*name) {
            continue;
        }
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|of| of == extension) {
            found.push(path);
        }
    }
    found
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

pub(crate) fn relative(path: &Path) -> String {
    let path = path.strip_prefix(repository()).unwrap_or(path);
    path.display().to_string()
}

pub(crate) fn repository() -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    folder.parent().unwrap_or(folder).to_owned()
}
