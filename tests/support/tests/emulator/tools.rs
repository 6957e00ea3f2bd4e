//! The tools around it: accounts kept apart, nothing left running.

use std::{env, net::TcpStream, path::Path, process::Command};

use support::{
    emulator::Emulator,
    toolbox::{self, Python},
};

use crate::world::fixture;

#[test]
fn nothing_listens_any_more_when_an_emulator_is_dropped() {
    let emulator = Emulator::start().unwrap();
    let address = emulator.endpoint().trim_start_matches("http://").to_owned();
    TcpStream::connect(&address).unwrap();
    drop(emulator);
    TcpStream::connect(&address).unwrap_err();
}

#[test]
fn the_patches_refuse_another_version_of_ministack() {
    let python = toolbox::python(Python::Emulator).unwrap().join("python");
    let patches = Path::new(env!("CARGO_MANIFEST_DIR")).join("../emulator");
    let path = env::join_paths([fixture("other-version"), patches]).unwrap();
    let started = Command::new(python)
        .args(["-m", "qovery_emulator"])
        .env("PYTHONPATH", path)
        .output();
    let started = started.unwrap();
    assert!(!started.status.success());
    let stderr = String::from_utf8(started.stderr).unwrap();
    assert!(stderr.contains("ministack 1.5.34 is installed"), "{stderr}");
}
