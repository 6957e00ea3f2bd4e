//! The page that the demo prints: titles, stories, commands.

use console::style;
use support::terminal;

/// Characters of a line of text; columns may be wider.
const WIDTH: usize = 96;

/// Prints the name and the purpose of the demo.
pub(crate) fn banner(name: &str, story: &str) {
    terminal::line(&format!("\n{}", style(name).bold()));
    paragraph(story);
}

/// Prints the title and the story of a scene.
pub(crate) fn scene(number: usize, title: &str, story: &str) {
    let number = style(format!("{number}")).cyan().bold();
    let title = style(title).bold().underlined();
    terminal::line(&format!("\n\n{number}  {title}\n"));
    paragraph(story);
    terminal::line("");
}

/// Prints the title of a part of a scene.
pub(crate) fn subheading(text: &str) {
    terminal::line(&format!("\n  {}", style(text).bold()));
}

/// Prints what an operator types.
pub(crate) fn command(text: &str) {
    terminal::line(&format!("  {} {}", style("$").dim(), style(text).cyan()));
}

fn paragraph(text: &str) {
    for line in wrapped(text, WIDTH) {
        terminal::line(&line);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_wrapped_between_words() {
        assert_eq!(wrapped("one two  three", 7), ["one two", "three"]);
        assert_eq!(wrapped("unbreakable word", 4), ["unbreakable", "word"]);
        assert_eq!(wrapped("", 4), Vec::<String>::new());
    }
}
