//! The page in a browser: the links that it makes, held against `CloudFormation`'s rules.

use std::{
    env::temp_dir,
    fs,
    io::{self, Write as _},
    path::Path,
    process::Command,
    sync::LazyLock,
};

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use support::repository;

use super::*;
use crate::launch::{self, Launch};

/// Debian's names and others'.
const BROWSERS: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];
static VERSION: Version = Version::new(1, 2, 3);
static PUBLISHER: LazyLock<Publisher> = LazyLock::new(|| Publisher {
    account: "123456789012".to_owned(),
    regions: vec!["us-east-1".to_owned(), "eu-west-3".to_owned()],
});
const ORGANIZATION: &str = "11111111-2222-4333-8444-555555555555";

fn source() -> Value {
    template::read(&repository::root().join("template.yaml")).unwrap()
}

#[test]
fn every_parameter_but_the_hidden_one_has_a_labelled_field() {
    let page = page(source(), &PUBLISHER, &VERSION);
    for (name, parameter) in source()["Parameters"].as_object().unwrap() {
        let is_there = page.contains(&format!(" id=\"{name}\" name=\"{name}\""))
            && page.contains(&format!("<label for=\"{name}\">"));
        assert_eq!(is_there, parameter["NoEcho"] != true, "{name}");
    }
    assert!(!page.contains("{{"), "a place was not filled in");
}

#[test]
fn the_page_asks_nobody_for_anything() {
    let page = page(source(), &PUBLISHER, &VERSION);
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

#[test]
fn the_browser_makes_the_links_and_commands_that_we_make() {
    let Some(browser) = browser() else { return };
    let file = temp_dir().join(format!("launch-{}.html", std::process::id()));
    fs::write(&file, page(source(), &PUBLISHER, &VERSION)).unwrap();
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
        let launch = Launch {
            publisher: &PUBLISHER,
            version: &VERSION,
            region: "eu-west-3",
            stack: "connected",
            parameters,
        };
        assert_is_made(&launch, &shown(browser, &file, &address(&launch)));
    }
    fs::remove_file(file).unwrap();
}

/// The console reads the page's link as it reads ours, `CloudFormation` takes what is in it, and the
/// command is the same.
fn assert_is_made(launch: &Launch<'_>, page: &str) {
    let template = template::released(source(), &PUBLISHER, &VERSION);
    assert_eq!(launch.faults(&template), Vec::<String>::new());
    let link = between(page, "<a id=\"launch\"", "</a>");
    let link = between(&link, " href=\"", "\"");
    let ours = launch::read(&launch.link(), &template).unwrap();
    assert_eq!(launch::read(&link, &template).unwrap(), ours);
    let before = "<pre id=\"command\" tabindex=\"0\" aria-label=\"Command\">";
    assert_eq!(between(page, before, "</pre>"), launch.command());
}

#[test]
fn the_browser_makes_no_link_of_what_cloudformation_would_refuse() {
    let Some(browser) = browser() else { return };
    let file = temp_dir().join(format!("launch-refused-{}.html", std::process::id()));
    fs::write(&file, page(source(), &PUBLISHER, &VERSION)).unwrap();
    let page = shown(
        browser,
        &file,
        &format!("QoveryOrganizationId={ORGANIZATION}&RoleName=a+b"),
    );
    assert!(!between(&page, "<a id=\"launch\"", "</a>").contains("href"));
    let state = between(&page, "<p id=\"state\" role=\"status\">", "</p>");
    assert_eq!(
        state,
        "Still needed: Qovery's AWS principals, Name of the role."
    );
    fs::remove_file(file).unwrap();
}
