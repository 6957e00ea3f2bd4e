//! The `Statement` element.

use super::{Faults, action, condition, principal};
use crate::finding::Code;
use crate::trust::policy::{Actions, Clause, Principals, Statement, json::Json};

/// The elements that a statement may have, as they stand in it.
#[derive(Default)]
struct Elements {
    effect: Option<Json>,
    principal: Option<Json>,
    not_principal: Option<Json>,
    action: Option<Json>,
    not_action: Option<Json>,
    condition: Option<Json>,
}

/// One statement or a list of them.
pub(super) fn all(json: Json, variables: bool, faults: &mut Faults) -> Vec<Statement> {
    let list = json.into_items();
    if list.is_empty() {
        faults.add(
            Code::MissingElement,
            "`Statement` is an empty list".to_owned(),
        );
    }
    let statements = list
        .into_iter()
        .enumerate()
        .filter_map(|(index, json)| one(index, json, variables, faults))
        .collect();
    faults.leave();
    statements
}

fn one(index: usize, json: Json, variables: bool, faults: &mut Faults) -> Option<Statement> {
    faults.enter(index, None);
    let Json::Object(object) = json else {
        faults.wrong_type("Statement", "an object or a list of objects", &json);
        return None;
    };
    let sid = sid(index, &object, faults);
    let before = faults.count();
    let elements = elements(object, faults);
    let allows = effect(elements.effect, faults);
    let actions = actions(elements.action, elements.not_action, faults);
    let clauses = clauses(elements.condition, variables, faults);
    let readable = faults.count() == before;
    let principals = principals(elements.principal, elements.not_principal, faults);
    readable.then_some(())?;
    Some(Statement {
        index,
        sid,
        allows: allows?,
        principals: principals?,
        actions: actions?,
        clauses,
    })
}

fn sid(index: usize, object: &[(String, Json)], faults: &mut Faults) -> Option<String> {
    let (_, value) = object.iter().find(|(name, _)| name == "Sid")?;
    let Json::Text(sid) = value else {
        faults.wrong_type("Sid", "a string", value);
        return None;
    };
    faults.enter(index, Some(sid.clone()));
    if !sid.bytes().all(|b| b.is_ascii_alphanumeric()) {
        faults.add(
            Code::InvalidSid,
            format!("`{sid}` holds more than letters and digits"),
        );
    }
    Some(sid.clone())
}

fn elements(object: Vec<(String, Json)>, faults: &mut Faults) -> Elements {
    let mut elements = Elements::default();
    for (name, value) in object {
        let slot = match name.as_str() {
            "Sid" => continue,
            "Effect" => &mut elements.effect,
            "Principal" => &mut elements.principal,
            "NotPrincipal" => &mut elements.not_principal,
            "Action" => &mut elements.action,
            "NotAction" => &mut elements.not_action,
            "Condition" => &mut elements.condition,
            name => {
                faults.unknown_element(name);
                continue;
            }
        };
        *slot = Some(value);
    }
    elements
}

fn effect(effect: Option<Json>, faults: &mut Faults) -> Option<bool> {
    match effect {
        Some(Json::Text(text)) if text == "Allow" => return Some(true),
        Some(Json::Text(text)) if text == "Deny" => return Some(false),
        Some(Json::Text(text)) => faults.add(
            Code::InvalidEffect,
            format!("the effect `{text}` is neither `Allow` nor `Deny`"),
        ),
        Some(other) => faults.wrong_type("Effect", "a string", &other),
        None => faults.add(
            Code::MissingElement,
            "the statement has no `Effect`".to_owned(),
        ),
    }
    None
}

fn actions(action: Option<Json>, except: Option<Json>, faults: &mut Faults) -> Option<Actions> {
    let (element, json, is_except) = match (action, except) {
        (Some(json), None) => ("Action", json, false),
        (None, Some(json)) => ("NotAction", json, true),
        (Some(_), Some(_)) => {
            let message = "the statement has both `Action` and `NotAction`";
            faults.add(Code::ElementConflict, message.to_owned());
            return None;
        }
        (None, None) => {
            faults.add(
                Code::MissingElement,
                "the statement has no `Action`".to_owned(),
            );
            return None;
        }
    };
    let patterns = faults.texts(element, json)?;
    action::actions(&patterns, is_except, faults)
}

fn principals(
    principal: Option<Json>,
    except: Option<Json>,
    faults: &mut Faults,
) -> Option<Principals> {
    match (principal, except) {
        (Some(json), None) => principal::principals(json, false, faults),
        (None, Some(json)) => {
            let message = "a trust policy cannot have `NotPrincipal`";
            faults.add(Code::NotPrincipal, message.to_owned());
            principal::principals(json, true, faults)
        }
        (Some(_), Some(_)) => {
            let message = "the statement has both `Principal` and `NotPrincipal`";
            faults.add(Code::ElementConflict, message.to_owned());
            None
        }
        (None, None) => {
            faults.add(
                Code::MissingElement,
                "the statement has no `Principal`".to_owned(),
            );
            None
        }
    }
}

fn clauses(condition: Option<Json>, variables: bool, faults: &mut Faults) -> Vec<Clause> {
    match condition {
        None => Vec::new(),
        Some(Json::Object(operators)) => condition::clauses(operators, variables, faults),
        Some(other) => {
            faults.wrong_type("Condition", "an object", &other);
            Vec::new()
        }
    }
}
