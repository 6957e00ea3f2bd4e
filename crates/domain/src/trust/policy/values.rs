//! Which values a condition key can have at all: a condition that requires another is never met.
//!
//! Source: STS API reference, `AssumeRole`; IAM API reference, `CreateRole`; IAM user guide, "IAM
//! and AWS STS quotas".

use std::{net::IpAddr, ops::RangeInclusive};

use super::{
    key::{Key, KeyKind},
    token::{Token, is_text, spelt},
};

/// The characters and the length of a key's values.
struct Form {
    allows: fn(char) -> bool,
    length: RangeInclusive<usize>,
}

const ANY_LENGTH: RangeInclusive<usize> = 0..=usize::MAX;

impl Key {
    /// Whether a value of the key can match the pattern.
    pub(crate) fn can_hold(&self, pattern: &[Token]) -> bool {
        match self.kind {
            KeyKind::PrincipalArn => can_be_arn(pattern),
            KeyKind::SourceIp => can_be_address(pattern),
            KeyKind::Token if self.name.ends_with(":sub") => can_be_subject(&self.name, pattern),
            kind => form(kind).is_none_or(|form| form.fits(pattern)),
        }
    }
}

/// `None` where AWS documents no form, or one that holds any text.
fn form(kind: KeyKind) -> Option<Form> {
    let (allows, length): (fn(char) -> bool, _) = match kind {
        KeyKind::PrincipalAccount => (|c| c.is_ascii_alphanumeric(), 1..=12),
        KeyKind::ResourceAccount => (|c| c.is_ascii_digit(), 12..=12),
        KeyKind::SessionName | KeyKind::SourceIdentity => (is_name, 2..=64),
        KeyKind::Username => (is_name, 1..=64),
        KeyKind::ExternalId => (|c| is_name(c) || ":/".contains(c), 2..=1224),
        KeyKind::PrincipalTag | KeyKind::RequestTag => (is_tag, 0..=256),
        KeyKind::UserId => (|c| is_name(c) || c == ':', ANY_LENGTH),
        KeyKind::Organization | KeyKind::ResourceOrganization | KeyKind::Region => {
            (|c| c.is_ascii_alphanumeric() || c == '-', ANY_LENGTH)
        }
        KeyKind::OrganizationPaths => (
            |c| c.is_ascii_alphanumeric() || "-/".contains(c),
            ANY_LENGTH,
        ),
        KeyKind::ServiceName | KeyKind::ServiceNames => (
            |c| c.is_ascii_alphanumeric() || ".-_".contains(c),
            ANY_LENGTH,
        ),
        KeyKind::Network => (|c| !"*?".contains(c), ANY_LENGTH),
        _ => return None,
    };
    Some(Form { allows, length })
}

impl Form {
    fn fits(&self, pattern: &[Token]) -> bool {
        let is_run = |token: &&Token| matches!(token, Token::Many | Token::Unresolved);
        let shortest = pattern.iter().filter(|token| !is_run(token)).count();
        let is_long_enough = shortest >= *self.length.start() || shortest < pattern.len();
        let is_clean = |token: &Token| match token {
            Token::Char(c) => (self.allows)(*c),
            _ => true,
        };
        is_long_enough && shortest <= *self.length.end() && pattern.iter().all(is_clean)
    }
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || "_+=,.@-".contains(c)
}

fn is_tag(c: char) -> bool {
    c.is_alphanumeric() || c.is_whitespace() || "_.:/=+-@".contains(c)
}

/// Paths hold every printing character, `*` and `?` among them; names do not.
fn can_be_arn(pattern: &[Token]) -> bool {
    let is_clean = |token: &Token| match token {
        Token::Char(c) => c.is_ascii_graphic() || *c == '\u{7f}',
        _ => true,
    };
    let goes_on = |token: &Token| !matches!(token, Token::Char(c) if *c != '/');
    let last_star = pattern
        .iter()
        .rposition(|token| matches!(token, Token::Char('*' | '?')));
    let stands_in_path = last_star.is_none_or(|at| pattern[at..].iter().any(goes_on));
    pattern.iter().all(is_clean) && stands_in_path
}

fn can_be_address(pattern: &[Token]) -> bool {
    let is_clean = |token: &Token| match token {
        Token::Char(c) => c.is_ascii_hexdigit() || ".:".contains(*c),
        _ => true,
    };
    if is_text(pattern) {
        spelt(pattern).parse::<IpAddr>().is_ok()
    } else {
        pattern.iter().all(is_clean)
    }
}

/// GitHub's subjects are claims and their values, with colons between them.
fn can_be_subject(name: &str, pattern: &[Token]) -> bool {
    let has = |wanted: char| pattern.contains(&Token::Char(wanted));
    let is_github = name == "token.actions.githubusercontent.com:sub";
    let is_foreign = is_github && is_text(pattern) && !has(':');
    !(has('*') || is_foreign)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trust::policy::token::{literal, wildcards};

    #[test]
    fn a_value_that_aws_would_refuse_is_none() {
        for (key, value) in [
            ("sts:RoleSessionName", "x"),
            ("sts:RoleSessionName", "my session"),
            ("sts:ExternalId", "*"),
            ("aws:PrincipalTag/team", "a*"),
            ("aws:PrincipalArn", "arn:aws:iam::111122223333:role/deploy*"),
            ("aws:PrincipalArn", "arn:aws:iam::111122223333:role/a/d?"),
            ("aws:SourceIp", "203.0.113.0/24"),
            ("aws:PrincipalAccount", "1111222233334"),
            ("aws:PrincipalOrgID", "o-*"),
        ] {
            assert!(!Key::named(key).can_hold(&literal(value)), "{key} {value}");
        }
    }

    #[test]
    fn a_value_that_aws_takes_is_one() {
        for (key, value) in [
            ("sts:RoleSessionName", "run-7@example.com"),
            ("aws:PrincipalTag/team", "Größe 1/2"),
            (
                "aws:PrincipalArn",
                "arn:aws:iam::111122223333:role/*/deploy",
            ),
            ("aws:PrincipalArn", "arn:aws:iam::111122223333:user/a?b/c/d"),
            ("aws:SourceIp", "2001:db8::1"),
            (
                "aws:SourceArn",
                "arn:aws:logs:eu-west-3:111122223333:log-group:x:*",
            ),
            ("aws:PrincipalAccount", "anonymous"),
            ("aws:UserAgent", "*"),
        ] {
            assert!(Key::named(key).can_hold(&literal(value)), "{key} {value}");
        }
    }

    #[test]
    fn a_pattern_is_judged_by_what_it_spells_out() {
        let can_be =
            |pattern: &str| Key::named("sts:RoleSessionName").can_hold(&wildcards(pattern));
        assert!(can_be("*") && can_be("??") && can_be("x*"));
        assert!(!can_be("?") && !can_be("a b*") && !can_be(&"?".repeat(65)));
    }
}
