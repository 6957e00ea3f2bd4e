//! The page in a browser: the links that it makes, held against `CloudFormation`'s rules.

use std::{
    env::temp_dir,
    fs,
    io::{self, Write as _},
    path::Path,
    process::Command,
};

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::*;
use crate::launch::{
    self, Launch,
    tests::{PUBLISHER, TEMPLATE, VERSION, launch},
};

/// Debian's names and others'.
const BROWSERS: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];
const ORGANIZATION: &str = "11111111-2222-4333-8444-555555555555";

fn made() -> String {
    page(&TEMPLATE, &PUBLISHER, &VERSION)
}

#[test]
fn every_parameter_but_the_hidden_one_has_a_labelled_field() {
    let page = made();
    for (name, parameter) in TEMPLATE["Parameters"].as_object().unwrap() {
        let is_there = page.contains(&format!(" id=\"{name}\" name=\"{name}\""))
            && page.contains(&format!("<label for=\"{name}\">"));
        assert_eq!(is_there, parameter["NoEcho"] != true, "{name}");
    }
    assert!(!page.contains("{{"), "a place was not filled in");
}

#[test]
fn the_page_asks_nobody_for_anything() {
    let page = made();
    for loads in [
        "src=",
        "@import",
        "url(",
        "fetch(",
        "XMLHttpRequest",
        "<link",
        "http-equiv=\"refresh\"",
    ] {
        assert!(!page.contains(loads), "{loads}");
    }
}

/// A browser, where there is one. Where there is none, the test says so.
fn browser() -> Option<&'static str> {
    let is_there = |name: &&&str| {
        Command::new(name)
            .arg("--version")
            .output()
            .is_ok_and(|output| output.status.success())
    };
    let found = BROWSERS.iter().find(is_there).copied();
    if found.is_none() {
        // Not `println!`, which a test that passes keeps to itself.
        let skipped = format!(
            "launch page in a browser skipped: no {}",
            BROWSERS.join(", ")
        );
        writeln!(io::stderr(), "{skipped}").expect("a line is printed");
    }
    found
}

/// What the page shows once it is filled in by the address.
fn shown(browser: &str, file: &Path, query: &str) -> String {
    let address = format!("file://{}?{query}", file.display());
    let options = ["--headless", "--no-sandbox", "--disable-gpu", "--dump-dom"];
    let output = Command::new(browser)
        .args(options)
        .arg(address)
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// A piece of the page between two others, as a person reads it.
fn between(page: &str, before: &str, after: &str) -> String {
    let (_, rest) = page
        .split_once(before)
        .unwrap_or_else(|| panic!("no {before}"));
    let piece = rest.split(after).next().unwrap_or_default();
    piece
        .replace("&quot;", "\"")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

/// The query that fills the page in.
fn address(launch: &Launch<'_>) -> String {
    let own = [("region", launch.region), ("stack", launch.stack)];
    let pairs = own.iter().chain(&launch.parameters);
    let pairs = pairs
        .map(|(name, value)| format!("{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC)));
    pairs.collect::<Vec<_>>().join("&")
}

/// What an address names beside the launch, none of which the page may take.
const NOT_TAKEN: &str =
    "length=1&region=me-south-1&AuthenticationMethod=Role&CodeBucket=evil&constructor=x";

#[test]
fn the_browser_makes_the_links_and_commands_that_we_make() {
    let Some(browser) = browser() else { return };
    let file = temp_dir().join(format!("launch-{}.html", std::process::id()));
    fs::write(&file, made()).unwrap();
    // By their names, as the page has them.
    let role = vec![
        ("CredentialsName", r#"it's & "so" \ (100%) * é"#),
        ("QoveryOrganizationId", ORGANIZATION),
        (
            "QoveryPrincipal",
            "222222222222,arn:aws:iam::222222222222:role/q",
        ),
    ];
    let key = vec![
        ("AuthenticationMethod", "StaticCredentials"),
        ("QoveryOrganizationId", ORGANIZATION),
        ("RetirementGraceDays", "14"),
    ];
    for parameters in [role, key] {
        let launch = connected(parameters);
        let query = format!("{}&{NOT_TAKEN}", address(&launch));
        let page = shown(browser, &file, &query);
        assert_is_made(&launch, &page);
        let said = between(&page, "<p id=\"address\" class=\"notice\">", "</p>");
        let left = "It does not fill in: what has no field here, Region, Method, Bucket with the functions' code.";
        assert!(said.contains(left), "{said}");
    }
    fs::remove_file(file).unwrap();
}

#[test]
fn a_bucket_that_somebody_types_has_the_template_too() {
    let Some(browser) = browser() else { return };
    let file = temp_dir().join(format!("launch-mirror-{}.html", std::process::id()));
    let types = "<script>form.elements.CodeBucket.value = 'a-copy'; update();</script>";
    fs::write(&file, made() + types).unwrap();
    let mut launch = connected(vec![
        ("QoveryOrganizationId", ORGANIZATION),
        ("QoveryPrincipal", "222222222222"),
    ]);
    let query = address(&launch);
    launch.parameters.insert(0, ("CodeBucket", "a-copy"));
    assert_is_made(&launch, &shown(browser, &file, &query));
    fs::remove_file(file).unwrap();
}

/// Under another name than the page proposes.
fn connected(parameters: Vec<(&'static str, &'static str)>) -> Launch<'static> {
    Launch {
        stack: "connected",
        ..launch(parameters)
    }
}

/// The console reads the page's link as it reads ours, `CloudFormation` takes what is in it, and the
/// command is the same.
fn assert_is_made(launch: &Launch<'_>, page: &str) {
    assert_eq!(launch.faults(&TEMPLATE), Vec::<String>::new());
    let link = between(page, "<a id=\"launch\"", "</a>");
    let link = between(&link, " href=\"", "\"");
    let ours = launch::read(&launch.link(), &TEMPLATE).unwrap();
    assert_eq!(launch::read(&link, &TEMPLATE).unwrap(), ours);
    let before = "<pre id=\"command\" tabindex=\"0\" aria-label=\"Command\">";
    assert_eq!(between(page, before, "</pre>"), launch.command());
}

#[test]
fn the_browser_makes_no_link_of_what_cloudformation_would_refuse_and_says_what_is_wrong() {
    let Some(browser) = browser() else { return };
    let file = temp_dir().join(format!("launch-refused-{}.html", std::process::id()));
    fs::write(&file, made()).unwrap();
    let long = "x".repeat(80);
    let query =
        format!("RoleName=a+b&RetirementGraceDays=0&CredentialsName={long}&OnDelete=Protect");
    let page = shown(browser, &file, &query);
    assert!(!between(&page, "<a id=\"launch\"", "</a>").contains("href"));
    assert!(between(&page, "<button id=\"copy\"", ">").contains("disabled"));
    let state = between(&page, "<p id=\"state\" role=\"status\">", "</p>");
    assert_eq!(
        state,
        "Still needed: Organization id, Qovery's AWS principals. \
         Wrong: Name in the Qovery console, Days without use before an old key or role goes, Name of the role."
    );
    for (name, said) in [
        ("CredentialsName", "It may have 64 characters."),
        (
            "RoleName",
            "It must be up to 64 letters, digits or _+=,.@-.",
        ),
        ("RetirementGraceDays", "It must be from 1 to 365."),
        // Nobody has been there yet.
        ("QoveryPrincipal", ""),
    ] {
        let fault = between(&page, &format!("id=\"{name}-fault\">"), "</p>");
        assert_eq!(fault, said, "{name}");
    }
    assert_eq!(
        open_groups(&page),
        ["Qovery", "How Qovery gets access", "Rotating the key"]
    );
    fs::remove_file(file).unwrap();
}

/// The groups that show their fields.
fn open_groups(page: &str) -> Vec<String> {
    let opened = page.split("<details open=\"\">").skip(1);
    opened
        .map(|group| between(group, "<summary>", "</summary>"))
        .collect()
}
