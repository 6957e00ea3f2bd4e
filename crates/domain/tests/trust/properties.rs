//! What holds for every policy.

use domain::trust::{CanAssume, TrustVerdict, Verdict, evaluate, suggested_statements};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::generated::{EXPECTED, document, expected, statement, statements};

fn verdict(statements: &[Value]) -> TrustVerdict {
    evaluate(&document(statements), &expected(EXPECTED[0], Some("v1")))
}

fn decision(verdict: &TrustVerdict) -> (Verdict, CanAssume, bool, bool) {
    let TrustVerdict {
        verdict,
        can_assume,
        others_can_assume,
        public,
        ..
    } = verdict;
    (*verdict, *can_assume, *others_can_assume, *public)
}

/// The statements with every list in them backwards.
fn reversed(value: &Value) -> Value {
    match value {
        Value::Array(list) => list.iter().rev().map(reversed).collect(),
        Value::Object(object) => object
            .iter()
            .rev()
            .map(|(key, value)| (key.clone(), reversed(value)))
            .collect(),
        scalar => scalar.clone(),
    }
}

/// As `GetRole` gives it.
pub(crate) fn encoded(text: &str) -> String {
    let encode = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    text.bytes().map(encode).collect()
}

fn any_json() -> impl Strategy<Value = Value> {
    let word = prop::sample::select(vec![
        "Statement",
        "Effect",
        "Allow",
        "Principal",
        "AWS",
        "*",
        "Action",
        "sts:*",
        "Condition",
        "StringLike",
        "aws:PrincipalArn",
        "${",
        "${aws:username}",
        "Version",
        "2012-10-17",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        word.clone().prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 64, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((word.clone(), inner), 0..6)
                .prop_map(|pairs| pairs.into_iter().map(|(k, v)| (k.to_owned(), v)).collect()),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..<_>::default() })]

    #[test]
    fn no_text_makes_it_panic_or_is_trusted(text in ".*") {
        prop_assert_eq!(evaluate(&text, &expected(EXPECTED[0], None)).verdict, Verdict::Invalid);
    }

    #[test]
    fn no_json_makes_it_panic(json in any_json()) {
        let text = json.to_string();
        let plain = evaluate(&text, &expected(EXPECTED[0], None));
        prop_assert!(plain.is_trusted() == plain.findings.is_empty());
    }

    #[test]
    fn a_deny_more_never_turns_a_no_into_a_yes(statements in statements(), more in statement()) {
        let before = verdict(&statements);
        let mut denied = statements.clone();
        let mut deny = more;
        deny["Effect"] = json!("Deny");
        denied.push(deny);
        let after = verdict(&denied);
        if before.can_assume == CanAssume::No {
            prop_assert_eq!(after.can_assume, CanAssume::No);
        }
        prop_assert!(before.others_can_assume || !after.others_can_assume);
        prop_assert!(before.public || !after.public);
    }

    #[test]
    fn an_allow_less_never_lets_anyone_in(statements in statements(), index in any::<prop::sample::Index>()) {
        let before = verdict(&statements);
        let mut fewer = statements.clone();
        let at = index.index(fewer.len());
        fewer[at]["Principal"] = json!({"AWS": []});
        if statements[at]["Effect"] == "Allow" {
            let after = verdict(&fewer);
            prop_assert!(before.can_assume != CanAssume::No || after.can_assume == CanAssume::No);
            prop_assert!(before.others_can_assume || !after.others_can_assume);
            prop_assert!(before.public || !after.public);
        }
    }

    #[test]
    fn a_suggestion_lets_nobody_in_who_was_not_let_in_before(statements in statements()) {
        let document = document(&statements);
        let expected = expected(EXPECTED[0], Some("v1"));
        let before = evaluate(&document, &expected);
        let suggestions = suggested_statements(&document, &before.findings, &expected);
        let mut changed = statements.clone();
        for (finding, suggestion) in before.findings.iter().zip(suggestions) {
            match (finding.statement, suggestion) {
                (Some(index), Some(suggestion)) => changed[index] = suggestion,
                (None, Some(suggestion)) => changed.push(suggestion),
                (_, None) => {}
            }
        }
        let after = verdict(&changed);
        prop_assert!(before.others_can_assume || !after.others_can_assume);
        prop_assert!(before.public || !after.public);
        prop_assert!(before.can_assume != CanAssume::Yes || after.can_assume == CanAssume::Yes);
    }

    #[test]
    fn the_order_of_statements_and_lists_does_not_matter(statements in statements()) {
        let backwards = reversed(&Value::from(statements.clone()));
        let backwards = verdict(backwards.as_array().unwrap());
        prop_assert_eq!(decision(&verdict(&statements)), decision(&backwards));
    }

    #[test]
    fn a_verdict_is_the_same_however_the_document_is_written(statements in statements()) {
        let text = document(&statements);
        let json: Value = serde_json::from_str(&text).unwrap();
        let pretty = serde_json::to_string_pretty(&json).unwrap();
        let plain = evaluate(&text, &expected(EXPECTED[0], None));
        prop_assert_eq!(&evaluate(&pretty, &expected(EXPECTED[0], None)), &plain);
        prop_assert_eq!(&evaluate(&encoded(&text), &expected(EXPECTED[0], None)), &plain);
    }
}
