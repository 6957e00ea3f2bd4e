//! What the tests came to.

use console::strip_ansi_codes;

use crate::say;

/// The last line of each test program, as cargo prints it.
#[derive(Debug, Default)]
pub(super) struct Results {
    program: String,
    lines: Vec<(String, String)>,
}

impl Results {
    /// Keeps what belongs here of the lines that `cargo test` prints.
    pub(super) fn note(&mut self, line: &str) {
        let plain = strip_ansi_codes(line);
        let plain = plain.trim();
        if let Some(program) = program(plain) {
            program.clone_into(&mut self.program);
        }
        if plain.starts_with("test result:") {
            self.lines.push((self.program.clone(), plain.to_owned()));
        }
    }

    /// All of them, and the sum.
    pub(super) fn show(&self) {
        say::line("");
        let ran = self
            .lines
            .iter()
            .filter(|(_, line)| count(line, "passed") > 0);
        for (program, line) in ran {
            say::line(&format!("  {program:<20}{line}"));
        }
        let sum = |word| -> u32 { self.lines.iter().map(|(_, line)| count(line, word)).sum() };
        let (passed, ignored) = (sum("passed"), sum("ignored"));
        say::line(&format!("  {passed} tests passed, {ignored} ignored"));
    }
}

/// `Running unittests src/lib.rs (target/debug/deps/domain-0123)`, `Doc-tests domain`.
fn program(line: &str) -> Option<&str> {
    if let Some(of) = line.strip_prefix("Doc-tests ") {
        return Some(of);
    }
    let (_, path) = line.strip_prefix("Running ")?.rsplit_once('/')?;
    path.rsplit_once('-').map(|(name, _hash)| name)
}

/// `3` of `… 3 passed; …`.
fn count(line: &str, word: &str) -> u32 {
    line.split([';', '.'])
        .filter_map(|part| part.trim().strip_suffix(word)?.trim().parse::<u32>().ok())
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    const RESULT: &str = "test result: ok. 12 passed; 0 failed; 3 ignored; 0 measured; 1 filtered out; finished in 0.01s";

    #[test]
    fn a_result_belongs_to_the_program_before_it() {
        let mut results = Results::default();
        results.note("     Running tests/it/main.rs (target/debug/deps/it-99f5a1)");
        results.note("test stack::life ... ok");
        results.note(RESULT);
        assert_eq!(results.lines, [("it".to_owned(), RESULT.to_owned())]);
    }

    #[test]
    fn counts_are_read_from_a_result() {
        assert_eq!(count(RESULT, "passed"), 12);
        assert_eq!(count(RESULT, "ignored"), 3);
        assert_eq!(count("test stack::life ... ok", "passed"), 0);
    }
}
