//! JSON read strictly: what two readers could understand differently is refused.
//!
//! Source: IAM user guide, "Grammar of the IAM JSON policy language"; IAM API reference,
//! `UpdateAssumeRolePolicy`, pattern of `PolicyDocument`.

use std::{collections::HashSet, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{Error, MapAccess, SeqAccess, Visitor},
};

/// A document in which every key stands once and no text holds a control character that IAM
/// refuses.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Json {
    Null,
    Bool(bool),
    /// As written in its shortest form.
    Number(String),
    Text(String),
    List(Vec<Self>),
    Object(Vec<(String, Self)>),
}

impl Json {
    pub(crate) fn read(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }

    /// Its items; of anything but a list, itself alone.
    pub(crate) fn into_items(self) -> Vec<Self> {
        match self {
            Self::List(list) => list,
            one => vec![one],
        }
    }

    /// What it is, for messages.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::Text(_) => "a string",
            Self::List(_) => "a list",
            Self::Object(_) => "an object",
        }
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Strict)
    }
}

struct Strict;

impl<'de> Visitor<'de> for Strict {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Json, E> {
        Ok(Json::Number(value.to_string()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Json, E> {
        Ok(Json::Number(value.to_string()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Json, E> {
        Ok(Json::Number(value.to_string()))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Json, E> {
        clean(value.to_owned()).map(Json::Text)
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Json, E> {
        clean(value).map(Json::Text)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Json::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Json, A::Error> {
        let mut object: Vec<(String, Json)> = Vec::new();
        while let Some((key, value)) = entries.next_entry()? {
            object.push((clean(key)?, value));
        }
        match repeated(&object) {
            Some(key) => Err(A::Error::custom(format_args!(
                "the key `{key}` occurs twice"
            ))),
            None => Ok(Json::Object(object)),
        }
    }
}

fn clean<E: Error>(text: String) -> Result<String, E> {
    // IAM takes tab, line feed and carriage return.
    if text
        .chars()
        .any(|c| c.is_control() && !"\t\n\r".contains(c))
    {
        return Err(E::custom("a text holds a control character"));
    }
    Ok(text)
}

fn repeated(object: &[(String, Json)]) -> Option<&str> {
    // Small objects are the rule, and comparing a few keys is cheaper than hashing them.
    if object.len() <= 8 {
        let mut rest = object;
        while let Some(((key, _), tail)) = rest.split_first() {
            if tail.iter().any(|(other, _)| other == key) {
                return Some(key);
            }
            rest = tail;
        }
        return None;
    }
    let mut seen = HashSet::with_capacity(object.len());
    object
        .iter()
        .map(|(key, _)| key.as_str())
        .find(|key| !seen.insert(*key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_two_readers_could_understand_differently_is_refused() {
        let deep = "[".repeat(200) + &"]".repeat(200);
        let many = (0..9)
            .map(|n| format!(r#""k{n}":0"#))
            .collect::<Vec<_>>()
            .join(",");
        for text in [
            "",
            "{} {}",
            r#"{"a":1,"a":2}"#,
            r#"{"a":1,"\u0061":2}"#,
            &format!(r#"{{{many},"k0":1}}"#),
            r#"{"a\u0000":1}"#,
            r#"["\u007f"]"#,
            "[\"\t\"]",
            r#"["\ud800"]"#,
            "{'a':1}",
            "[1,]",
            "\u{feff}{}",
            "NaN",
            &deep,
        ] {
            assert!(Json::read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn escaped_line_breaks_and_tabs_are_characters_like_others() {
        let json = Json::read(r#"["a\n\r\tb"]"#).unwrap();
        assert_eq!(json, Json::List(vec![Json::Text("a\n\r\tb".to_owned())]));
    }

    #[test]
    fn a_plain_document_is_read_in_its_order() {
        let json = Json::read(r#"{"b":[1,-2,1.5,true,null],"a":"\u0041"}"#).unwrap();
        let numbers = ["1", "-2", "1.5"].map(|n| Json::Number(n.to_owned()));
        let mut list = numbers.to_vec();
        list.extend([Json::Bool(true), Json::Null]);
        assert_eq!(
            json,
            Json::Object(vec![
                ("b".to_owned(), Json::List(list)),
                ("a".to_owned(), Json::Text("A".to_owned())),
            ])
        );
    }
}
