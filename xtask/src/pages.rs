//! The commands on the pages: each is one of ours, or one that the stock AWS CLI reads.

use std::{env::temp_dir, fs, path::PathBuf, process::Command};

use anyhow::{Result, ensure};
use release::{
    Publisher, Version,
    set::{Digest, SUMS, TEMPLATES},
    template,
};
use serde_json::Value;
use support::{aws::Aws, repository};

/// Programs that are not part of this project: what is given to them is not checked.
const OF_OTHERS: &str = "cd cp curl cut export gh git jq read sam sha256sum xargs";
/// Commands that the CLI cannot check without making them: of several calls, or with a file for the
/// answer.
const UNCHECKED: &[&str] = &["cloudformation package", "lambda invoke", "s3 cp"];
/// What `cloudformation deploy` needs, or may have.
const DEPLOY: [&[&str]; 2] = [
    &["--stack-name", "--template-file", "--capabilities"],
    &[
        "--region",
        "--s3-bucket",
        "--parameter-overrides",
        "--disable-rollback",
    ],
];

/// One program with its words, as a shell would start it.
type Words = Vec<String>;

#[test]
fn every_command_on_the_pages_is_one() {
    let mut all = Vec::new();
    let mut checked = 0;
    for page in pages() {
        let text = fs::read_to_string(&page).unwrap();
        checked += commands(&text).len();
        let found = faults(&text).into_iter();
        all.extend(found.map(|fault| format!("{}: {fault}", page.display())));
    }
    assert!(all.is_empty(), "{all:#?}");
    assert!(checked > 25, "{checked}");
}

/// What stands against the commands of a page.
pub(crate) fn faults(page: &str) -> Vec<String> {
    let aws = Aws::of_caller(None).unwrap();
    let publisher = Publisher::of_this_repository().unwrap();
    let read = |source: &str| {
        let source = template::read(&repository::root().join(source)).unwrap();
        template::released(source, &publisher, &Version::new(1, 2, 3))
    };
    let sources = TEMPLATES.iter().map(|(_, source)| *source);
    let templates: Vec<Value> = sources.chain(["publisher/bucket.yaml"]).map(read).collect();
    let fault = |words: Words| {
        let found = check(&words, &aws).and_then(|()| check_parameters(&words, &templates));
        found.err().map(|error| format!("{words:?}: {error:#}"))
    };
    commands(page).into_iter().filter_map(fault).collect()
}

/// Every page for people, in the root and in `docs`.
fn pages() -> Vec<PathBuf> {
    let root = repository::root();
    let folders = [root.clone(), root.join("docs")];
    let entries = folders
        .iter()
        .flat_map(|folder| fs::read_dir(folder).unwrap());
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect()
}

/// What is given as `NAME=value` is a parameter of a template.
fn check_parameters(words: &[String], templates: &[Value]) -> Result<()> {
    let named = words.iter().filter_map(|word| word.split_once('='));
    let is_name = |name: &str| name.starts_with(char::is_uppercase);
    for (name, _) in named.filter(|(name, _)| is_name(name)) {
        let has_it = |template: &Value| template["Parameters"].get(name).is_some();
        ensure!(
            templates.iter().any(has_it),
            "no template has a parameter {name}"
        );
    }
    Ok(())
}

fn check(words: &[String], aws: &Aws) -> Result<()> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match &words[..] {
        ["cargo", "xtask", rest @ ..] => {
            let unknown = rest
                .iter()
                .take(1)
                .chain(rest.iter().filter(|word| word.starts_with("--")));
            for word in unknown {
                ensure!(
                    crate::USAGE.contains(word),
                    "`cargo xtask` knows no `{word}`"
                );
            }
        }
        ["cargo", "run", rest @ ..] => {
            let example = rest.iter().skip_while(|word| **word != "--example").nth(1);
            let file = format!("crates/domain/examples/{}", example.unwrap_or(&"none"));
            let is_there = repository::root().join(&file).exists()
                || repository::root().join(format!("{file}.rs")).exists();
            ensure!(is_there, "there is no {file}");
        }
        ["aws", "cloudformation", "deploy", rest @ ..] => check_deploy(rest)?,
        ["aws", service, operation, rest @ ..] => {
            let called = format!("{service} {operation}");
            if !UNCHECKED.contains(&called.as_str()) {
                let skeleton = ["--region", "us-east-1", "--generate-cli-skeleton", "input"];
                aws.run(&[&[*service, *operation], rest, &skeleton].concat())?;
            }
        }
        [other, ..] => ensure!(
            OF_OTHERS.split(' ').any(|one| one == *other),
            "nobody knows `{other}`"
        ),
        [] => {}
    }
    Ok(())
}

/// The CLI refuses a template of more than 51,200 bytes without a bucket, which one of the sources has.
fn check_deploy(words: &[&str]) -> Result<()> {
    let [needed, known] = DEPLOY;
    for option in needed {
        ensure!(words.contains(option), "it lacks {option}");
    }
    let is_option = |word: &&&str| word.starts_with("--");
    for option in words.iter().filter(is_option) {
        ensure!(
            needed.contains(option) || known.contains(option),
            "it knows no {option}"
        );
    }
    let is_source = words.contains(&"packaged.yaml");
    ensure!(
        !is_source || words.contains(&"--s3-bucket"),
        "it lacks --s3-bucket"
    );
    Ok(())
}

/// The commands in a page's `console` blocks: after each `$`, up to the end of what it continues.
fn commands(page: &str) -> Vec<Words> {
    let blocks = page.split("```console\n").skip(1);
    let blocks = blocks.filter_map(|rest| rest.split("```").next());
    let mut commands = Vec::new();
    for block in blocks {
        let joined: Vec<&str> = block.lines().map(str::trim).collect();
        let joined = joined
            .join("\n")
            .replace("\\\n", " ")
            .replace("|\n", "| ")
            .replace("&&\n", "&& ");
        let lines = joined.lines().filter_map(|line| line.strip_prefix("$ "));
        commands.extend(lines.flat_map(words));
    }
    commands
}

/// A line as a shell reads it: its programs, apart at `|` and `&&`. A placeholder is one word.
fn words(line: &str) -> Vec<Words> {
    let mut programs = vec![Words::new()];
    let (mut word, mut until) = (String::new(), None);
    for letter in line.chars().chain([' ']) {
        match (until, letter) {
            (Some(end), _) if letter == end => until = None,
            (None, '\'' | '"') => until = Some(letter),
            (None, '<') => until = Some('>'),
            (None, '#') if word.is_empty() => break,
            (None, ' ') => end_of_word(&mut word, &mut programs),
            _ => word.push(letter),
        }
    }
    end_of_word(&mut word, &mut programs);
    programs
}

fn end_of_word(word: &mut String, programs: &mut Vec<Words>) {
    let word = std::mem::take(word);
    match word.as_str() {
        "" => {}
        "|" | "&&" => programs.push(Words::new()),
        _ => programs
            .last_mut()
            .expect("there is one from the start")
            .push(word),
    }
}

#[test]
fn a_line_is_read_as_a_shell_reads_it() {
    let page = "```console\n$ curl -s x |\n    jq '[.. | y]'  # why\n$ a --b=<some value> \\\n    c && d\noutput\n```\n";
    let expected: Vec<Words> = [
        &["curl", "-s", "x"][..],
        &["jq", "[.. | y]"],
        &["a", "--b=some value", "c"],
        &["d"],
    ]
    .map(|words| words.iter().map(ToString::to_string).collect())
    .into();
    assert_eq!(commands(page), expected);
}

#[test]
fn the_commands_that_mirror_a_release_copy_all_of_it() {
    let release = temp_dir().join(format!("mirrored-{}", std::process::id()));
    let copy = release.join("copy");
    fs::create_dir_all(&copy).unwrap();
    let files = [("a.zip", "code"), ("template.json", "{}")];
    let mut sums = Vec::new();
    for (name, text) in files {
        fs::write(release.join(name), text).unwrap();
        sums.push(format!("{}  {name}\n", Digest::of(text.as_bytes()).hex()));
    }
    fs::write(release.join(SUMS), sums.concat()).unwrap();
    let page = fs::read_to_string(repository::root().join("docs/security.md")).unwrap();
    let (_, section) = page.split_once("\n## Mirror a release\n").unwrap();
    let block = section.split("```console\n").nth(1).unwrap();
    let lines = block.split("```").next().unwrap().lines();
    let lines = lines.filter_map(|line| line.strip_prefix("$ "));
    let (upload, download): (Vec<&str>, Vec<&str>) =
        lines.partition(|line| line.starts_with("aws "));
    assert_eq!(upload.len(), 1, "{upload:?}");
    let published = "https://<publisher's bucket>.s3.<its region>.amazonaws.com/v<version>";
    let from = format!("file://{}", release.display());
    let script = download.join("\n").replace(published, &from);
    let mut bash = Command::new("bash");
    let ended = bash
        .args(["-e", "-o", "pipefail", "-c", &script])
        .current_dir(&copy)
        .output()
        .unwrap();
    assert!(ended.status.success(), "{ended:?}");
    for (name, text) in files {
        assert_eq!(fs::read_to_string(copy.join(name)).unwrap(), text);
    }
    fs::remove_dir_all(release).unwrap();
}
