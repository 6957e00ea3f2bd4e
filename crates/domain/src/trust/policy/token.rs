//! Texts known only in part, as lists of tokens.

/// One element of a pattern, or of what is known of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Token {
    /// This character.
    Char(char),
    /// Any one character: `?`.
    One,
    /// Any text, the empty one included: `*`.
    Many,
    /// A digit, by its place, of an account id that the policy does not name.
    Unnamed(u8),
    /// In a pattern: a policy variable whose value is unknown.
    Unresolved,
}

/// A text known in part: `arn:aws:iam::123456789012:` and anything, say.
pub(crate) type Shape = Vec<Token>;

/// The digits of an account that the policy does not name.
pub(crate) const UNNAMED_ACCOUNT: [Token; 12] = {
    let mut digits = [Token::Unnamed(0); 12];
    let mut place: u8 = 0;
    while place < 12 {
        digits[place as usize] = Token::Unnamed(place);
        place += 1;
    }
    digits
};

/// A text without wildcards.
pub(crate) fn literal(text: &str) -> Shape {
    text.chars().map(Token::Char).collect()
}

/// A text in which `*` and `?` are wildcards.
pub(crate) fn wildcards(text: &str) -> Shape {
    text.chars()
        .map(|c| match c {
            '*' => Token::Many,
            '?' => Token::One,
            c => Token::Char(c),
        })
        .collect()
}

/// Whether every token is a character.
pub(crate) fn is_text(tokens: &[Token]) -> bool {
    tokens.iter().all(|token| matches!(token, Token::Char(_)))
}

/// The leading characters, up to the first token that is none.
pub(crate) fn leading_text(tokens: &[Token]) -> &[Token] {
    let end = tokens.iter().position(|t| !matches!(t, Token::Char(_)));
    &tokens[..end.unwrap_or(tokens.len())]
}

/// The characters among the tokens, as one text.
pub(crate) fn spelt(tokens: &[Token]) -> String {
    tokens
        .iter()
        .filter_map(|token| match token {
            Token::Char(c) => Some(*c),
            _ => None,
        })
        .collect()
}

/// Whether two characters are equal. Case is folded in ASCII only: AWS documents no other folding.
pub(crate) fn same(a: char, b: char, fold_case: bool) -> bool {
    a == b || fold_case && a.eq_ignore_ascii_case(&b)
}
