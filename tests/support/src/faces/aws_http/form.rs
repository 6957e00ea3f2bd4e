//! `application/x-www-form-urlencoded`, as AWS's query APIs take it.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;

/// Names and values. A list's items are `Name.member.1` and so on.
#[derive(Debug)]
pub(super) struct Form(BTreeMap<String, String>);

impl Form {
    pub(super) fn read(body: &[u8]) -> Self {
        let text = String::from_utf8_lossy(body);
        let pairs = text.split('&').filter_map(|pair| pair.split_once('='));
        Self(
            pairs
                .map(|(name, value)| (decoded(name), decoded(value)))
                .collect(),
        )
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    pub(super) fn list(&self, name: &str) -> Vec<String> {
        let items = self.items(name, "");
        items.map(str::to_owned).collect()
    }

    pub(super) fn tags(&self) -> BTreeMap<String, String> {
        let (keys, values) = (self.items("Tags", ".Key"), self.items("Tags", ".Value"));
        keys.zip(values)
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .collect()
    }

    fn items<'a>(&'a self, name: &'a str, part: &'a str) -> impl Iterator<Item = &'a str> {
        (1..).map_while(move |number| self.get(&format!("{name}.member.{number}{part}")))
    }
}

fn decoded(text: &str) -> String {
    let spaced = text.replace('+', " ");
    percent_decode_str(&spaced).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_and_tags_are_read_in_their_order() {
        let form = Form::read(
            b"Action=TagUser&UserName=a%2Bb+c&TagKeys.member.1=x&TagKeys.member.2=y\
              &Tags.member.1.Key=k&Tags.member.1.Value=v%3D1",
        );
        assert_eq!(form.get("UserName"), Some("a+b c"));
        assert_eq!(form.list("TagKeys"), ["x", "y"]);
        assert_eq!(form.tags(), [("k".to_owned(), "v=1".to_owned())].into());
    }
}
