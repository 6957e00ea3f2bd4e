//! All that these commands print: coloured on a terminal, plain elsewhere and with `NO_COLOR`.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "the one module of a command line that prints"
)]

use anyhow::Error;
use console::style;

/// Of text; columns may be wider.
const WIDTH: usize = 96;

/// As it is.
pub(crate) fn line(text: &str) {
    println!("{text}");
}

/// What comes next.
pub(crate) fn heading(text: &str) {
    println!("\n{} {}", style("▸").cyan().bold(), style(text).bold());
}

/// How something ended, after it.
pub(crate) fn done(text: &str) {
    println!("{} {text}", style("✓").green());
}

/// Why the command failed: the sentence, its causes.
pub(crate) fn error(error: &Error) {
    let mut causes = error.chain().map(ToString::to_string);
    let head = causes.next().unwrap_or_default();
    eprintln!("\n{} {head}", style("error:").for_stderr().red().bold());
    for cause in causes {
        eprintln!("  {} {cause}", style("because").for_stderr().dim());
    }
}

/// What this is about, once.
pub(crate) fn banner(name: &str, story: &str) {
    println!("\n{}", style(name).bold());
    paragraph(story);
}

/// A part of a longer story.
pub(crate) fn chapter(number: usize, title: &str, story: &str) {
    let number = style(format!("{number}")).cyan().bold();
    println!("\n\n{number}  {}\n", style(title).bold().underlined());
    paragraph(story);
    println!();
}

/// A part of a chapter.
pub(crate) fn subheading(text: &str) {
    println!("\n  {}", style(text).bold());
}

/// What somebody types.
pub(crate) fn command(text: &str) {
    println!("  {} {}", style("$").dim(), style(text).cyan());
}

/// Something that takes a while.
pub(crate) fn progress(text: &str) {
    println!("  {}", style(text).dim());
}

fn paragraph(text: &str) {
    for line in wrapped(text, WIDTH) {
        println!("{line}");
    }
}

/// The text in lines of so many characters at most, unless a word is longer.
pub(crate) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// `3.0 MB`, `31 kB`.
pub(crate) fn bytes(count: u64) -> String {
    if count < 100_000 {
        return format!("{} kB", count.div_ceil(1_000));
    }
    let tenths = count * 10 / 1_000_000;
    format!("{}.{} MB", tenths / 10, tenths % 10)
}

/// Whether somebody watches: otherwise tools are asked for plain text.
pub(crate) fn is_coloured() -> bool {
    console::colors_enabled()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_wrapped_between_words() {
        assert_eq!(wrapped("one two  three", 7), ["one two", "three"]);
        assert_eq!(wrapped("unbreakable word", 4), ["unbreakable", "word"]);
        assert_eq!(wrapped("", 4), Vec::<String>::new());
    }

    #[test]
    fn sizes_are_shown_in_units_that_fit() {
        assert_eq!(bytes(30_100), "31 kB");
        assert_eq!(bytes(3_159_734), "3.1 MB");
    }
}
