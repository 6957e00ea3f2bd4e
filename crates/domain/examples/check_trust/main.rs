//! Trust policies, checked without AWS.
//!
//! Without arguments: JSON lines in, a JSON line out for each. With `--human`: one policy from a
//! file or standard input, for people and pipelines; exit code 0 trusted, 1 untrusted, 2
//! unreadable.

mod human;
mod input;
mod lines;
mod roles;
mod text;

use std::{
    io::{self, BufRead, Write},
    process::ExitCode,
};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let code = match arguments.split_first() {
        None => answer_lines().map(|()| ExitCode::SUCCESS),
        Some((first, rest)) if first == "--human" => human::run(rest),
        Some(_) => {
            let usage = human::USAGE;
            writeln!(io::stderr(), "{usage}").map(|()| ExitCode::from(2))
        }
    };
    code.unwrap_or(ExitCode::from(2))
}

/// A line for a line, in order; a line that cannot be read is answered too.
fn answer_lines() -> io::Result<()> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().split(b'\n') {
        let line = line?;
        if !line.iter().all(u8::is_ascii_whitespace) {
            serde_json::to_writer(&mut out, &lines::answer(&line))?;
            out.write_all(b"\n")?;
        }
    }
    out.flush()
}
