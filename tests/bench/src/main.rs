//! Starts the functions and what they are compared with, and takes the time. `cargo xtask bench`
//! builds it for release, like them: what answers them must not be what is measured.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use serde_json::json;
use support::tls::Authority;

mod contender;
mod instructions;
mod rounds;

/// Where things are.
#[derive(Debug)]
struct Places {
    /// The binaries of the functions, and `echo`.
    release: PathBuf,
    python: PathBuf,
    handler: PathBuf,
    /// The roots that the machine trusts.
    roots: PathBuf,
    /// For what is written on the way, and the samples in the end.
    output: PathBuf,
}

fn main() -> Result<()> {
    let mut arguments = env::args().skip(1);
    let mut next = |what: &str| {
        arguments
            .next()
            .with_context(|| format!("{what} is missing"))
    };
    let rounds: usize = next("the number of rounds")?.parse()?;
    let places = Places {
        release: next("the folder of the binaries")?.into(),
        python: next("Python")?.into(),
        handler: next("the folder of the handler in Python")?.into(),
        roots: next("the file of the roots")?.into(),
        output: next("the output folder")?.into(),
    };
    let authority = Authority::new()?;
    let contenders = contender::all(&places, &authority)?;
    let samples = rounds::measure(rounds, &contenders, &authority, &places.output)?;
    let counted = match arguments.next() {
        None => Vec::new(),
        Some(valgrind) => {
            let valgrind = Path::new(&valgrind);
            instructions::count(&contenders, valgrind, &authority, &places.output)?
        }
    };
    let document = json!({ "samples": samples, "instructions": counted });
    let file = places.output.join("samples.json");
    fs::write(&file, serde_json::to_string_pretty(&document)?)
        .with_context(|| format!("write {}", file.display()))
}
