//! Building for a processor that this machine does not have.

use std::process::{Command, Stdio};

use anyhow::{Result, ensure};

use crate::architecture::Architecture;

/// How to build for another processor.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Cross {
    /// Rust's name of what is built for.
    pub(super) target: String,
    /// The program that links it.
    pub(super) linker: String,
    /// The variable that tells cargo.
    pub(super) variable: String,
}

impl Cross {
    /// Fails where `is_program` does not know the linker, which C code is compiled with, too.
    pub(super) fn find(
        architecture: Architecture,
        is_program: impl Fn(&str) -> bool,
    ) -> Result<Self> {
        let processor = architecture.of_compilers();
        let target = format!("{processor}-unknown-linux-gnu");
        // As Debian and its kin name it.
        let linker = format!("{processor}-linux-gnu-gcc");
        let packages = match architecture {
            Architecture::Arm64 => "gcc-aarch64-linux-gnu libc6-dev-arm64-cross",
            Architecture::X86_64 => "gcc-x86-64-linux-gnu libc6-dev-amd64-cross",
        };
        ensure!(
            is_program(&linker),
            "there is no `{linker}` to build for {architecture} on this machine: install it (on Debian `apt install {packages}`) and `rustup target add {target}`, or build with cargo-lambda (`sam build`)"
        );
        let variable = target.to_uppercase().replace('-', "_");
        Ok(Self {
            variable: format!("CARGO_TARGET_{variable}_LINKER"),
            target,
            linker,
        })
    }
}

/// Whether a C compiler of that name can be started.
pub(super) fn is_program(name: &str) -> bool {
    let mut program = Command::new(name);
    let program = program.arg("--version").stdout(Stdio::null());
    program
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_processor_is_built_for_where_its_linker_is_there() {
        let cross = Cross::find(Architecture::Arm64, |name| name == "aarch64-linux-gnu-gcc");
        let expected = Cross {
            target: "aarch64-unknown-linux-gnu".to_owned(),
            linker: "aarch64-linux-gnu-gcc".to_owned(),
            variable: "CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER".to_owned(),
        };
        assert_eq!(cross.unwrap(), expected);
    }

    #[test]
    fn without_its_linker_it_is_said_what_to_install() {
        for (architecture, package, target) in [
            (
                Architecture::Arm64,
                "gcc-aarch64-linux-gnu",
                "aarch64-unknown-linux-gnu",
            ),
            (
                Architecture::X86_64,
                "gcc-x86-64-linux-gnu",
                "x86_64-unknown-linux-gnu",
            ),
        ] {
            let refused = Cross::find(architecture, |_| false)
                .unwrap_err()
                .to_string();
            for word in [package, target, "sam build"] {
                assert!(refused.contains(word), "{word}: {refused}");
            }
        }
    }
}
