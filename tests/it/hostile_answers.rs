//! The function's own process against answers of 8 MiB, and against answers that repeat what they
//! were sent: it answers CloudFormation, in little memory, and shows no secret.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context, Result};
use serde_json::{Value, json};
use support::{
    ORGANIZATION,
    cloud::Cloud,
    flows::{self, Script},
    lambda::Sandbox,
    qovery::{Fault, FaultKind},
    tls::Authority,
};

/// In the profile of this test.
const FUNCTION: &str = env!("CARGO_BIN_EXE_deployed-custom-resource");
const MIB: u64 = 1 << 20;
const SIZE: usize = 8 << 20;
/// A quarter of what Lambda gives, of which an unoptimized binary alone takes more than a half.
const MOST_MEMORY: u64 = 32 * MIB;
const TOKEN: &str = "qov_MARKED/SECRET-token";
/// The beginning of the token, as JSON may write it.
const SPELLINGS: [&str; 3] = [
    "qov_MARKED/SECRET",
    r"qov_MARKED\/SECRET",
    r"qov_MARK\u0045D\u002FSECRET",
];

/// A stack that is deleted under `Protect`, which an organization that cannot be read refuses.
struct Scene {
    cloud: Cloud,
    script: Script,
    sandbox: Sandbox,
    log: PathBuf,
}

impl Scene {
    fn new(name: &str) -> Result<Self> {
        Self::with_variables(&Authority::new()?, name, &[])
    }

    /// With those variables besides.
    fn with_variables(
        authority: &Authority,
        name: &str,
        variables: &[(&'static str, String)],
    ) -> Result<Self> {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let folder = folder.join(format!("{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder)?;
        let roots = folder.join("roots.pem");
        std::fs::write(&roots, authority.certificate())?;
        let cloud = Cloud::start(authority, Duration::ZERO)?;
        let mut flows = flows::ALL.iter();
        let flow = flows.find(|flow| flow.name == "Delete, role");
        let mut script = (flow.context("no such flow")?.arrange)(&cloud);
        cloud.qovery.organization(ORGANIZATION, TOKEN);
        let secret = script.events[0]["ResourceProperties"]["ApiTokenSecretArn"].as_str();
        let secret = secret.context("no secret")?;
        let value = json!({ "token": TOKEN, "api_url": cloud.qovery_url() }).to_string();
        cloud
            .world
            .edit(|state| state.add_secret(secret, Some(&value)));
        let roots = ("SSL_CERT_FILE", roots.display().to_string());
        script.environment.push(roots);
        script.environment.extend_from_slice(variables);
        let log = folder.join("log");
        Ok(Self {
            sandbox: Sandbox::start(&[FUNCTION], &script.environment, &log)?,
            cloud,
            script,
            log,
        })
    }

    /// Lets Qovery answer both lists so, and returns what CloudFormation is answered.
    fn answer(&mut self, status: u16, credentials: Vec<u8>, statuses: Vec<u8>) -> Result<Value> {
        let qovery = &self.cloud.qovery;
        qovery.clear_faults();
        for (path, body) in [
            ("/organization/*/credentials", credentials),
            ("/organization/*/cluster/status", statuses),
        ] {
            let answer = FaultKind::Answer {
                status,
                headers: vec![("content-type".to_owned(), "application/json".to_owned())],
                body,
            };
            qovery.fault(Fault::on("GET", path, answer).always());
        }
        let before = self.cloud.answers().len();
        let invoked = self.sandbox.invoke(&self.script.events[0])?;
        invoked.answer.map_err(anyhow::Error::msg)?;
        let answers = self.cloud.answers();
        assert_eq!(answers.len(), before + 1, "one answer, always");
        Ok(answers[before].clone())
    }
}

/// The beginning, and then the filler up to 8 MiB.
fn endless(start: &str, filler: &str) -> Vec<u8> {
    let mut body = start.as_bytes().to_vec();
    while body.len() < SIZE {
        body.extend_from_slice(filler.as_bytes());
    }
    body
}

#[test]
fn answers_of_8_mib_cost_little_memory_and_the_request_is_answered() -> Result<()> {
    let mut scene = Scene::new("endless")?;
    let before = scene.sandbox.usage()?.peak_memory;
    let bodies = [
        endless(r#"{"results":["#, "{},"),
        endless(r#"{"results":["#, "["),
        endless(r#"{"results":[{"credential":{"name":""#, "xxxxxxxx"),
    ];
    for status in [200, 400] {
        for (index, body) in bodies.iter().enumerate() {
            let other = bodies[(index + 1) % bodies.len()].clone();
            let answer = scene.answer(status, body.clone(), other)?;
            assert_eq!(answer["Status"], "FAILED", "{answer}");
            let reason = answer["Reason"].as_str().unwrap_or_default();
            assert!(reason.contains("is in use is not known"), "{reason}");
            assert!(!reason.contains("xxxx"), "{reason}");
        }
    }
    let peak = scene.sandbox.usage()?.peak_memory;
    println!("peak memory: {} MiB, {} before", peak / MIB, before / MIB);
    assert!(peak <= MOST_MEMORY, "{peak} bytes, {before} before");
    Ok(())
}

#[test]
fn an_answer_that_repeats_the_token_in_any_spelling_shows_nowhere() -> Result<()> {
    let mut scene = Scene::new("echo")?;
    let mut told = String::new();
    for spelling in SPELLINGS {
        for (status, body) in [
            (400, format!(r#"{{"detail":"no such token: {spelling}"}}"#)),
            (401, format!(r#"{{"detail":"{{\"token\":\"{spelling}"}}"#)),
            (200, format!(r#"{{"results":"{spelling}"}}"#)),
            (
                200,
                format!(r#"{{"results":[],"pagination":"{spelling}"}}"#),
            ),
        ] {
            let bytes = body.into_bytes();
            told += &scene.answer(status, bytes.clone(), bytes)?.to_string();
        }
    }
    told += &std::fs::read_to_string(&scene.log)?;
    assert!(told.contains("FAILED"), "{told}");
    assert!(!told.contains("MARK"), "{told}");
    Ok(())
}

/// Whoever may invoke the function, or change its environment, sends no token anywhere.
#[test]
fn no_event_and_no_variable_sends_a_token_to_another_server() -> Result<()> {
    let authority = Authority::new()?;
    let attacker = Cloud::start(&authority, Duration::ZERO)?;
    attacker.qovery.organization(ORGANIZATION, TOKEN);
    let url = attacker.qovery_url();
    let variables = [
        "QOVERY_API_URL",
        "API_URL",
        "QOVERY_URL",
        "HTTPS_PROXY",
        "ALL_PROXY",
    ];
    let variables = variables.map(|name| (name, url.clone()));
    let mut scene = Scene::with_variables(&authority, "forged", &variables)?;
    let mut forged = scene.script.events[0].clone();
    for name in ["ApiUrl", "QoveryApiUrl", "api_url"] {
        forged["ResourceProperties"][name] = json!(url);
        forged["OldResourceProperties"][name] = json!(url);
    }
    for (kind, stack) in [
        ("Create", "another"),
        ("Delete", "another"),
        ("Update", "qovery"),
        ("Delete", "qovery"),
    ] {
        forged["RequestType"] = json!(kind);
        let own = scene.script.events[0]["StackId"].as_str();
        let own = own.context("no stack")?;
        forged["StackId"] = json!(own.replace("stack/qovery/", &format!("stack/{stack}/")));
        let invoked = scene.sandbox.invoke(&forged)?;
        assert_eq!(invoked.answer.is_err(), stack == "another", "{kind}");
        let asked = !scene.cloud.qovery.requests().is_empty();
        assert_eq!(asked, stack == "qovery", "{kind}");
    }
    let seen = attacker.qovery.requests();
    assert!(seen.is_empty(), "the attacker was asked: {}", seen.len());
    Ok(())
}
