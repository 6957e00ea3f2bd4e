//! Where two statements of the same facts differ.

use std::collections::BTreeSet;

use serde_json::Value;

/// Characters of a value that a difference shows.
const MOST_SHOWN: usize = 80;

/// Each place where they differ, and what either has there.
pub(super) fn between(ours: &Value, published: &Value) -> Vec<String> {
    let mut found = Vec::new();
    compare("", ours, published, &mut found);
    found
}

fn compare(at: &str, ours: &Value, published: &Value, found: &mut Vec<String>) {
    match (ours, published) {
        (Value::Object(left), Value::Object(right)) => {
            let names: BTreeSet<&String> = left.keys().chain(right.keys()).collect();
            for name in names {
                let (ours, published) = (&ours[name], &published[name]);
                compare(&format!("{at}/{name}"), ours, published, found);
            }
        }
        (Value::Array(left), Value::Array(right)) if left.len() == right.len() => {
            for (index, (ours, published)) in left.iter().zip(right).enumerate() {
                compare(&format!("{at}/{index}"), ours, published, found);
            }
        }
        _ if ours == published => {}
        _ => {
            let (ours, published) = (shown(ours), shown(published));
            found.push(format!("{at}: {ours} here, {published} published"));
        }
    }
}

/// The start of a long one: the place says which it is.
fn shown(value: &Value) -> String {
    let whole = value.to_string();
    match whole.char_indices().nth(MOST_SHOWN) {
        Some((end, _)) => format!("{}…", &whole[..end]),
        None => whole,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_difference_is_found_at_its_place() {
        let ours = json!({ "same": 1, "list": [1, { "a": 2 }], "ours": true, "long": [1] });
        let published = json!({ "same": 1, "list": [1, { "a": 3 }], "theirs": {}, "long": [1, 2] });
        let expected = [
            "/list/1/a: 2 here, 3 published",
            "/long: [1] here, [1,2] published",
            "/ours: true here, null published",
            "/theirs: null here, {} published",
        ];
        assert_eq!(between(&ours, &published), expected);
        assert_eq!(between(&ours, &ours), Vec::<String>::new());
    }
}
