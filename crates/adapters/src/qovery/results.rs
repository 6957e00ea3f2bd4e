//! `{"results": […]}`, read piece by piece as it arrives.
//!
//! One entry at a time is kept, as its text, until a [`Fold`] has taken it. The memory that a list
//! costs is therefore one entry and what the fold keeps, whatever the list is made of.

use serde::Deserialize;

use super::form::{self, FormError};

/// The longest entry: far above one with a thousand clusters.
pub(super) const ENTRY_LIMIT: usize = 1 << 20;

/// The most things of one list, clusters of credentials included: a small multiple of the accounts
/// that the largest AWS organizations have.
const MOST: usize = 20_000;

/// Fails for a list that is longer than any real one.
pub(super) fn check_length(count: usize) -> Result<(), FormError> {
    if count > MOST {
        return Err(FormError::Published("it has more than 20,000 entries"));
    }
    Ok(())
}

/// Takes the entries of a list.
pub(super) trait Fold: Send {
    /// Takes one entry as its JSON text.
    fn add(&mut self, json: &str) -> Result<(), FormError>;
}

impl Fold for &mut dyn Fold {
    fn add(&mut self, json: &str) -> Result<(), FormError> {
        (**self).add(json)
    }
}

/// A list that is being read.
pub(super) struct Results<F> {
    place: Place,
    value: ValueScan,
    /// The name, value or entry that is being read.
    text: Vec<u8>,
    /// Bytes read, for errors.
    read: usize,
    was_found: bool,
    fold: F,
}

#[derive(Clone, Copy)]
enum Place {
    /// Before the list's `{`.
    Start,
    /// In the name of a member, or before it.
    Name,
    /// Before the `[` of `results`.
    Array,
    /// In the entries of `results`.
    Entries,
    /// In the value of another member.
    Value { is_pagination: bool },
    /// Behind the `]` of `results`.
    AfterArray,
    /// Behind the list's `}`.
    End,
}

/// Finds where a JSON value ends. It does not validate: the parser of the text does.
#[derive(Default)]
struct ValueScan {
    depth: usize,
    is_in_string: bool,
    is_escaped: bool,
}

impl ValueScan {
    /// Whether the byte belongs to the value, and does not end it.
    fn takes(&mut self, byte: u8) -> bool {
        if self.is_in_string {
            self.is_in_string = self.is_escaped || byte != b'"';
            self.is_escaped = !self.is_escaped && byte == b'\\';
            return true;
        }
        match byte {
            b'"' => self.is_in_string = true,
            b'[' | b'{' => self.depth += 1,
            b']' | b'}' if self.depth > 0 => self.depth -= 1,
            b']' | b'}' | b',' | b':' if self.depth == 0 => return false,
            _ => {}
        }
        true
    }
}

/// What the documentation shows of pages; no list of the specification has any.
#[derive(Deserialize)]
struct Pagination {
    #[serde(default)]
    total_pages: Option<u64>,
}

impl<F: Fold> Results<F> {
    pub(super) fn new(fold: F) -> Self {
        Self {
            place: Place::Start,
            value: ValueScan::default(),
            text: Vec::new(),
            read: 0,
            was_found: false,
            fold,
        }
    }

    /// Reads the next piece, wherever it was cut.
    pub(super) fn read(&mut self, piece: &[u8]) -> Result<(), FormError> {
        for byte in piece {
            self.read += 1;
            self.place = self.step(*byte)?;
        }
        Ok(())
    }

    /// What was folded, if the list was whole.
    pub(super) fn end(self) -> Result<F, FormError> {
        match self.place {
            Place::End if self.was_found => Ok(self.fold),
            Place::End => Err(FormError::Published("`results` is missing")),
            _ => Err(self.not_json()),
        }
    }

    /// How much room is taken by the text that is being read.
    #[cfg(test)]
    pub(super) fn kept_capacity(&self) -> usize {
        self.text.capacity()
    }

    fn step(&mut self, byte: u8) -> Result<Place, FormError> {
        if byte.is_ascii_whitespace() && !self.value.is_in_string {
            return Ok(self.place);
        }
        match (self.place, byte) {
            (Place::Start, b'{') | (Place::AfterArray, b',') => Ok(Place::Name),
            (Place::Name, _) => self.name(byte),
            (Place::Array, b'[') => Ok(Place::Entries),
            (Place::Array, _) => Err(FormError::Published("`results` is not a list")),
            (Place::Entries, _) => self.entry(byte),
            (Place::Value { is_pagination }, _) => self.value(byte, is_pagination),
            (Place::AfterArray, b'}') => Ok(Place::End),
            _ => Err(self.not_json()),
        }
    }

    fn name(&mut self, byte: u8) -> Result<Place, FormError> {
        if self.value.takes(byte) {
            return self.keep(byte);
        }
        let text = std::mem::take(&mut self.text);
        match byte {
            b':' => match serde_json::from_slice::<String>(&text).as_deref() {
                Ok("results") if self.was_found => {
                    Err(FormError::Published("`results` occurs twice"))
                }
                Ok("results") => Ok(Place::Array),
                Ok(name) => Ok(Place::Value {
                    is_pagination: name == "pagination",
                }),
                Err(_) => Err(self.not_json()),
            },
            b'}' if text.is_empty() => Ok(Place::End),
            _ => Err(self.not_json()),
        }
    }

    fn entry(&mut self, byte: u8) -> Result<Place, FormError> {
        if self.value.takes(byte) {
            return self.keep(byte);
        }
        self.was_found = true;
        let is_end = byte == b']';
        if !self.text.is_empty() {
            let json = str::from_utf8(&self.text).map_err(|_| self.not_json())?;
            self.fold.add(json)?;
            self.text.clear();
        } else if !is_end {
            return Err(self.not_json());
        }
        match byte {
            b']' => Ok(Place::AfterArray),
            b',' => Ok(Place::Entries),
            _ => Err(self.not_json()),
        }
    }

    fn value(&mut self, byte: u8, is_pagination: bool) -> Result<Place, FormError> {
        if self.value.takes(byte) {
            return if is_pagination {
                self.keep(byte)
            } else {
                Ok(self.place)
            };
        }
        if is_pagination {
            let pages: Option<Pagination> = serde_json::from_slice(&self.text)
                .map_err(|_| FormError::Published("`pagination` is not readable"))?;
            self.text.clear();
            if pages.and_then(|pages| pages.total_pages) > Some(1) {
                return Err(FormError::Published("it is one page of several"));
            }
        }
        match byte {
            b',' => Ok(Place::Name),
            b'}' => Ok(Place::End),
            _ => Err(self.not_json()),
        }
    }

    fn keep(&mut self, byte: u8) -> Result<Place, FormError> {
        if self.text.len() == ENTRY_LIMIT {
            return Err(FormError::Published("an entry is larger than 1 MiB"));
        }
        self.text.push(byte);
        Ok(self.place)
    }

    fn not_json(&self) -> FormError {
        FormError::NotJson(form::Place::Byte(self.read))
    }
}
