//! Whether Lambda can start a binary: Amazon Linux 2023 on the processor that it was built for.

use std::{fs, path::Path};

use anyhow::{Context, Result, ensure};
use object::{
    Endianness, elf,
    read::elf::{FileHeader, SectionHeader, SectionTable},
};

use crate::architecture::Architecture;

/// glibc of `provided.al2023`. Source: its image, and Amazon Linux 2023's package list.
const GLIBC: [u32; 2] = [2, 34];
const INSTEAD: &str = "build with cargo-lambda (`sam build`), or on an older Linux: \
                       `docker run --rm --volume \"$PWD\":/source --workdir /source rust:bookworm cargo xtask package`";

type Header = elf::FileHeader64<Endianness>;

/// Fails where what is built on this kind of machine does not run on Lambda: `linux` and `x86_64` for
/// one, as Rust names them.
pub fn check_host(os: &str, processor: &str) -> Result<()> {
    ensure!(
        os == "linux"
            && Architecture::ALL
                .iter()
                .any(|one| one.of_compilers() == processor),
        "Lambda does not run programs for {os} on {processor}; {INSTEAD}"
    );
    Ok(())
}

/// Fails where Lambda could not start the program at this path on such a processor.
pub fn check(path: &Path, architecture: Architecture) -> Result<()> {
    let name = path.file_name().unwrap_or_default().display();
    let program = fs::read(path).with_context(|| format!("read {}", path.display()))?;
    let header = Header::parse(&*program).ok();
    let header = header.with_context(|| format!("`{name}` is no program for Linux; {INSTEAD}"))?;
    let endian = header.endian()?;
    ensure!(
        header.e_machine.get(endian) == machine(architecture),
        "`{name}` is not built for {architecture}"
    );
    let sections = header.sections(endian, &*program)?;
    let needed = needed_glibc(&sections, endian, &program)?;
    ensure!(
        needed.as_slice() <= GLIBC.as_slice(),
        "`{name}` needs glibc {}, and Lambda's `provided.al2023` has {}; {INSTEAD}",
        dotted(&needed),
        dotted(&GLIBC)
    );
    Ok(())
}

/// The version of Rust's compiler that built a program, with its commit, as `rustc --version` has it;
/// `None` means that the program does not say.
#[must_use]
pub fn compiler(program: &[u8]) -> Option<String> {
    let header = Header::parse(program).ok()?;
    let endian = header.endian().ok()?;
    let sections = header.sections(endian, program).ok()?;
    let (_, comment) = sections.section_by_name(endian, b".comment")?;
    let comment = String::from_utf8_lossy(comment.data(endian, program).ok()?);
    let mut tools = comment.split('\0');
    tools.find_map(|tool| tool.strip_prefix("rustc version ").map(str::to_owned))
}

/// As ELF names it.
fn machine(architecture: Architecture) -> elf::Machine {
    match architecture {
        Architecture::Arm64 => elf::EM_AARCH64,
        Architecture::X86_64 => elf::EM_X86_64,
    }
}

/// The newest version of glibc that the program does not start without. What it needs only where it
/// is there is marked as weak.
fn needed_glibc(
    sections: &SectionTable<'_, Header>,
    endian: Endianness,
    program: &[u8],
) -> Result<Vec<u32>> {
    let mut newest = Vec::new();
    let Some((mut libraries, names)) = sections.gnu_verneed(endian, program)? else {
        return Ok(newest);
    };
    let names = sections.strings(endian, program, names)?;
    while let Some((_, mut versions)) = libraries.next()? {
        while let Some(version) = versions.next()? {
            if version.vna_flags.get(endian).contains(elf::VER_FLG_WEAK) {
                continue;
            }
            let name = String::from_utf8_lossy(version.name(endian, names)?);
            if let Some(numbers) = name.strip_prefix("GLIBC_") {
                newest = newest.max(numbers.split('.').flat_map(str::parse).collect());
            }
        }
    }
    Ok(newest)
}

fn dotted(numbers: &[u32]) -> String {
    let numbers: Vec<String> = numbers.iter().map(u32::to_string).collect();
    numbers.join(".")
}

#[cfg(test)]
mod tests {
    use std::env::temp_dir;

    use super::*;

    /// This machine's shell, with other bytes in some places.
    fn shell(name: &str, change: impl Fn(&mut Vec<u8>)) -> Result<()> {
        let mut program = fs::read("/bin/sh").unwrap();
        change(&mut program);
        let path = temp_dir().join(format!("{name}-{}", std::process::id()));
        fs::write(&path, program).unwrap();
        let checked = check(&path, Architecture::of_this_machine().unwrap());
        fs::remove_file(path).unwrap();
        checked
    }

    fn glibc(first: u8) -> impl Fn(&mut Vec<u8>) {
        move |program| {
            let name = b"GLIBC_2.";
            let places: Vec<usize> = program
                .windows(name.len())
                .enumerate()
                .filter_map(|(place, bytes)| (bytes == name).then_some(place))
                .collect();
            assert!(!places.is_empty());
            for place in places {
                program[place + 6] = first;
            }
        }
    }

    #[test]
    fn a_program_that_needs_a_newer_glibc_is_refused_and_an_older_one_is_taken() {
        shell("older", glibc(b'1')).unwrap();
        let refused = shell("newer", glibc(b'9')).unwrap_err().to_string();
        assert!(refused.contains("needs glibc 9."), "{refused}");
        assert!(refused.contains("cargo-lambda"), "{refused}");
    }

    #[test]
    fn a_program_for_another_machine_is_refused() {
        // The low byte of `e_machine`: RISC-V.
        let refused = shell("riscv", |program| program[18] = 243).unwrap_err();
        assert!(refused.to_string().contains("not built for"), "{refused}");
        let refused = shell("macho", |program| program[0] = 0xcf).unwrap_err();
        assert!(refused.to_string().contains("no program for Linux"));
    }

    #[test]
    fn a_program_says_which_compiler_built_it() {
        let this = fs::read(std::env::current_exe().unwrap()).unwrap();
        let rustc = std::process::Command::new("rustc")
            .arg("--version")
            .output();
        let version = String::from_utf8(rustc.unwrap().stdout).unwrap();
        let built = compiler(&this).map(|version| format!("rustc {version}\n"));
        assert_eq!(built.as_deref(), Some(version.as_str()));
        assert_eq!(compiler(&fs::read("/bin/sh").unwrap()), None);
        assert_eq!(compiler(b"#!/bin/sh\n"), None);
    }

    #[test]
    fn only_linux_on_lambda_s_processors_builds_what_is_deployed() {
        check_host("linux", "x86_64").unwrap();
        check_host("linux", "aarch64").unwrap();
        for (os, processor) in [("macos", "aarch64"), ("linux", "riscv64")] {
            let refused = check_host(os, processor).unwrap_err().to_string();
            assert!(refused.contains("sam build"), "{refused}");
        }
    }
}
