//! Who is measured, and how it is started.

use std::{
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use domain::permissions::simulations;
use serde_json::{Map, Value};
use support::{
    flows::{self, Flow},
    tls::Authority,
};

use crate::prepare::Places;

/// The same function in two languages, or another function: one flow each.
#[derive(Debug)]
pub(crate) struct Contender {
    /// `rust`, `python`, `echo`.
    pub(crate) name: &'static str,
    pub(crate) flow: Flow,
    pub(crate) program: Vec<OsString>,
    pub(crate) environment: Vec<(&'static str, String)>,
}

/// What a TLS client trusts, beside the stand-ins' authority.
///
/// Reading a hundred and more roots is a large part of a cold start. Python does that in Lambda,
/// and here. The functions have theirs linked in, and read here what they do not read there: one
/// certificate.
enum Roots {
    Machine,
    LinkedIn,
}

pub(crate) fn all(places: &Places, authority: &Authority) -> Result<Vec<Contender>> {
    let machine = bundle(places, authority, &Roots::Machine)?;
    let ours = bundle(places, authority, &Roots::LinkedIn)?;
    let rust = flows::ALL
        .iter()
        .chain(flows::STARTS)
        .map(|flow| Contender {
            name: "rust",
            flow: *flow,
            program: vec![places.release.join(flow.function).into()],
            environment: vec![("SSL_CERT_FILE", text(&ours))],
        });
    let python = Contender {
        name: "python",
        flow: flows::ALL[0],
        program: vec![
            places.python.clone().into(),
            "-m".into(),
            "awslambdaric".into(),
            "handler.handle".into(),
        ],
        environment: python(places, &machine)?,
    };
    let echo = Contender {
        name: "echo",
        flow: flows::ECHO,
        program: vec![places.release.join("echo").into()],
        environment: Vec::new(),
    };
    Ok([echo, python].into_iter().chain(rust).collect())
}

fn python(places: &Places, roots: &Path) -> Result<Vec<(&'static str, String)>> {
    let stack = "arn:aws:cloudformation:eu-west-3:123456789012:stack/qovery/1".parse()?;
    let asked = simulations("", &stack).into_iter();
    let needed: Map<String, Value> = asked
        .map(|one| {
            (
                one.resource_arn.unwrap_or("*".to_owned()),
                one.actions.into(),
            )
        })
        .collect();
    let path = places.python.parent().unwrap_or(&places.python);
    Ok(vec![
        ("SSL_CERT_FILE", text(roots)),
        ("AWS_CA_BUNDLE", text(roots)),
        ("PYTHONPATH", text(&places.handler)),
        ("LAMBDA_TASK_ROOT", text(&places.handler)),
        ("PATH", text(path)),
        ("NEEDED_PERMISSIONS", Value::from(needed).to_string()),
    ])
}

/// A file with the certificates that a contender is to trust.
fn bundle(places: &Places, authority: &Authority, roots: &Roots) -> Result<PathBuf> {
    let (name, before) = match roots {
        Roots::Machine => {
            let read = fs::read_to_string(&places.roots);
            let read = read.with_context(|| format!("read {}", places.roots.display()))?;
            ("machine.pem", read)
        }
        Roots::LinkedIn => ("linked-in.pem", String::new()),
    };
    let file = places.output.join(name);
    fs::write(&file, format!("{before}\n{}", authority.certificate()))?;
    Ok(file)
}

fn text(path: &Path) -> String {
    path.display().to_string()
}
