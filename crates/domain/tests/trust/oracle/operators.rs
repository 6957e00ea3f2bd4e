//! Condition operators on values that are all known.

use std::{borrow::Cow, net::IpAddr};

use super::Context;

/// Whether the operator is satisfied.
pub(super) fn holds(operator: &str, key: &str, values: &[&str], context: &Context) -> bool {
    let sent = context.get(key);
    if operator == "Null" {
        return values.contains(&if sent.is_none() { "true" } else { "false" });
    }
    let (quantifier, name) = match operator.split_once(':') {
        Some((quantifier, name)) => (Some(quantifier), name),
        None => (None, operator),
    };
    let (name, if_exists) = match name.strip_suffix("IfExists") {
        Some(name) => (name, true),
        None => (name, false),
    };
    let is_negated = name.contains("Not");
    let Some(sent) = sent else {
        return quantifier == Some("ForAllValues")
            || quantifier.is_none() && (if_exists || is_negated);
    };
    let fits = |sent: &&str| {
        let mut values = values.iter().filter_map(|value| expand(value, context));
        values.any(|value| compares(name, &value, sent)) != is_negated
    };
    match quantifier {
        Some("ForAllValues") => sent.iter().all(fits),
        _ => sent.iter().any(fits),
    }
}

/// The value with its variable replaced; `None` where the variable has no value.
fn expand<'a>(value: &'a str, context: &Context) -> Option<Cow<'a, str>> {
    let Some((before, rest)) = value.split_once("${") else {
        return Some(Cow::Borrowed(value));
    };
    let (name, after) = rest.split_once('}')?;
    let [sent] = context.get(name)?.as_slice() else {
        return None;
    };
    Some(Cow::Owned(format!("{before}{sent}{after}")))
}

fn compares(name: &str, value: &str, sent: &str) -> bool {
    match name {
        "StringEquals" | "StringNotEquals" => value == sent,
        "StringEqualsIgnoreCase" | "StringNotEqualsIgnoreCase" | "Bool" => {
            value.eq_ignore_ascii_case(sent)
        }
        "StringLike" | "StringNotLike" => like(value, sent),
        "ArnEquals" | "ArnLike" | "ArnNotEquals" | "ArnNotLike" => arn_like(value, sent),
        "IpAddress" | "NotIpAddress" => is_within(value, sent),
        "NumericLessThan" => number(sent) < number(value),
        "NumericGreaterThanEquals" => number(sent) >= number(value),
        other => unreachable!("{other} is not generated"),
    }
}

fn number(text: &str) -> f64 {
    text.parse().unwrap_or(f64::NAN)
}

/// `*` is any text and `?` any one character.
pub(super) fn like(pattern: &str, text: &str) -> bool {
    let Some(first) = pattern.chars().next() else {
        return text.is_empty();
    };
    let rest = &pattern[first.len_utf8()..];
    let mut tail = text.chars();
    match first {
        '*' => like(rest, text) || tail.next().is_some() && like(pattern, tail.as_str()),
        '?' => tail.next().is_some() && like(rest, tail.as_str()),
        first => tail.next() == Some(first) && like(rest, tail.as_str()),
    }
}

/// Six parts, each compared by itself.
fn arn_like(pattern: &str, text: &str) -> bool {
    let pattern: Vec<_> = pattern.splitn(6, ':').collect();
    let text: Vec<_> = text.splitn(6, ':').collect();
    let mut parts = pattern.iter().zip(&text);
    pattern.len() == 6 && text.len() == 6 && parts.all(|(pattern, text)| like(pattern, text))
}

fn is_within(block: &str, address: &str) -> bool {
    let (network, length) = block.split_once('/').unwrap_or((block, "128"));
    let length: u32 = length.parse().unwrap();
    match (network.parse(), address.parse()) {
        (Ok(IpAddr::V4(network)), Ok(IpAddr::V4(address))) => {
            let shift = 32 - length.min(32);
            let high = |bits: u32| u64::from(bits) >> shift;
            high(network.to_bits()) == high(address.to_bits())
        }
        (Ok(IpAddr::V6(network)), Ok(IpAddr::V6(address))) => {
            let high = |bits: u128| bits.checked_shr(128 - length).unwrap_or(0);
            high(network.to_bits()) == high(address.to_bits())
        }
        _ => false,
    }
}
