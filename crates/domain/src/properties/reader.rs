//! Reads one property after the other and keeps every fault.

use std::{fmt::Display, str::FromStr};

use serde_json::Value;

use super::Raw;
use crate::finding::{Code, Finding};

/// A property with a closed set of values.
pub(super) trait Choice: Copy + Default + 'static {
    /// The values as they are written, the default first.
    const VALUES: &'static [(&'static str, Self)];
}

/// What is wrong with a property.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Fault {
    Missing,
    /// A clause that follows the property's name.
    Wrong(String),
}

/// The properties and what is wrong with them so far.
pub(super) struct Reader<'a> {
    raw: &'a Raw,
    faults: Vec<(&'static str, Fault)>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(raw: &'a Raw) -> Self {
        Self {
            raw,
            faults: Vec::new(),
        }
    }

    /// What was read, or every fault.
    pub(super) fn finish<T>(self, read: impl FnOnce() -> Option<T>) -> Result<T, Vec<Finding>> {
        if self.faults.is_empty() {
            read().ok_or_else(Vec::new)
        } else {
            Err(self.faults.into_iter().map(finding).collect())
        }
    }

    /// A property that must be there.
    pub(super) fn required<T: FromStr<Err: Display>>(&mut self, name: &'static str) -> Option<T> {
        let value = self.optional(name);
        if value.is_none() && self.is_sound(name) {
            self.faults.push((name, Fault::Missing));
        }
        value
    }

    /// A property that may be absent or empty.
    pub(super) fn optional<T: FromStr<Err: Display>>(&mut self, name: &'static str) -> Option<T> {
        let text = self.text(name)?;
        self.parse(name, text)
    }

    /// A comma-separated string or a list of strings; empty items are passed over.
    pub(super) fn list<T: FromStr<Err: Display>>(&mut self, name: &'static str) -> Vec<T> {
        let items: Vec<&str> = match self.raw.get(name) {
            None | Some(Value::Null) => Vec::new(),
            Some(Value::String(text)) => text.split(',').collect(),
            Some(Value::Array(items)) if items.iter().all(Value::is_string) => {
                items.iter().filter_map(Value::as_str).collect()
            }
            Some(_) => {
                return self
                    .wrong_type(name, "a list of strings")
                    .unwrap_or_default();
            }
        };
        items
            .into_iter()
            .map(str::trim)
            .filter(|item| !item.is_empty())
            .filter_map(|item| self.parse(name, item))
            .collect()
    }

    /// One of a closed set. An absent one is the default.
    pub(super) fn choice<T: Choice>(&mut self, name: &'static str) -> T {
        let Some(text) = self.text(name) else {
            return T::default();
        };
        if let Some((_, value)) = T::VALUES.iter().find(|(value, _)| *value == text) {
            return *value;
        }
        let values: Vec<&str> = T::VALUES.iter().map(|(value, _)| *value).collect();
        self.fault(
            name,
            format!("is `{text}`: one of {} expected", values.join(", ")),
        );
        T::default()
    }

    /// `true` or `false`. An absent one is false.
    pub(super) fn flag(&mut self, name: &'static str) -> bool {
        match self.text(name) {
            None | Some("false") => false,
            Some("true") => true,
            Some(text) => {
                self.fault(name, format!("is `{text}`: `true` or `false` expected"));
                false
            }
        }
    }

    /// A fault, unless this property has one already.
    pub(super) fn fault_once(&mut self, name: &'static str, what: &str) {
        if self.is_sound(name) {
            self.fault(name, what.to_owned());
        }
    }

    fn is_sound(&self, name: &str) -> bool {
        self.faults.iter().all(|(faulty, _)| *faulty != name)
    }

    fn text(&mut self, name: &'static str) -> Option<&'a str> {
        match self.raw.get(name)? {
            Value::Null => None,
            Value::String(text) => Some(text.trim()).filter(|text| !text.is_empty()),
            _ => self.wrong_type(name, "a string"),
        }
    }

    fn parse<T: FromStr<Err: Display>>(&mut self, name: &'static str, text: &str) -> Option<T> {
        text.parse()
            .map_err(|error: T::Err| self.fault(name, format!("is wrong: {error}")))
            .ok()
    }

    fn wrong_type<T>(&mut self, name: &'static str, expected: &str) -> Option<T> {
        self.fault(name, format!("is not {expected}"));
        None
    }

    /// Two readings of one property find the same fault: it is said once.
    fn fault(&mut self, name: &'static str, what: String) {
        let fault = (name, Fault::Wrong(what));
        if !self.faults.contains(&fault) {
            self.faults.push(fault);
        }
    }
}

fn finding((name, fault): (&'static str, Fault)) -> Finding {
    let (code, what) = match fault {
        Fault::Missing => (Code::PropertyMissing, "is required".to_owned()),
        Fault::Wrong(what) => (Code::PropertyInvalid, what),
    };
    Finding::new(code, format!("property `{name}` {what}"))
}
