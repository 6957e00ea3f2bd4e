//! Which resource waits for which.

use serde_json::{Value, json};
use support::{
    aws::AwsError,
    cloudformation::{StackResult, Template},
};

use crate::world::{assert_status, fresh_account};

/// Creates and deletes a stack of queues, and gives the queues' names in the order of their
/// creation and of their deletion. `Has` is a condition that holds, `HasNot` one that does not.
fn orders(resources: &Value) -> Result<[Vec<String>; 2], AwsError> {
    let account = fresh_account();
    let file = std::env::temp_dir().join(format!("{}-queues.json", account.id()));
    let template = json!({
        "Conditions": {
            "Has": {"Fn::Equals": ["1", "1"]}, "HasNot": {"Fn::Equals": ["1", "2"]}},
        "Resources": resources,
    });
    std::fs::write(&file, template.to_string()).unwrap();
    let stack = account.stack("queues");
    let created = stack.create(&Template::File(file), &[])?;
    assert_status(&created, "CREATE_COMPLETE");
    let deleted = stack.delete()?;
    assert_status(&deleted, "DELETE_COMPLETE");
    Ok([
        of(&created, "CREATE_COMPLETE"),
        of(&deleted, "DELETE_COMPLETE"),
    ])
}

fn of(result: &StackResult, status: &str) -> Vec<String> {
    let events = result.events.iter();
    let queues = events.filter(|event| event.resource_type == "AWS::SQS::Queue");
    let so = queues.filter(|event| event.status == status);
    so.map(|event| event.logical_id.clone()).collect()
}

/// A queue that is called by nothing, with more of its definition.
fn queue(more: &Value) -> Value {
    let mut queue = json!({"Type": "AWS::SQS::Queue"});
    let definition = queue.as_object_mut().unwrap();
    definition.extend(more.as_object().unwrap().clone());
    queue
}

fn refers_to(name: &str, condition: &str) -> Value {
    json!({"Metadata": {"After": {"Fn::If": [condition, {"Ref": name}, ""]}}})
}

#[test]
fn a_reference_in_metadata_makes_the_order_of_creation_and_of_deletion() {
    let resources = json!({"A": queue(&refers_to("Z", "Has")), "Z": queue(&json!({}))});
    let [created, deleted] = orders(&resources).unwrap();
    assert_eq!(created, ["Z", "A"]);
    assert_eq!(deleted, ["A", "Z"]);
}

#[test]
fn a_reference_in_a_branch_that_is_not_taken_makes_none() {
    let circle = json!({
        "A": queue(&refers_to("Z", "HasNot")),
        "Z": queue(&json!({"DependsOn": "A"})),
        "Absent": queue(&json!({"Condition": "HasNot"})),
        "B": queue(&refers_to("Absent", "HasNot")),
    });
    let [created, _] = orders(&circle).unwrap();
    assert_eq!(created, ["A", "B", "Z"]);
}

#[test]
fn a_dependency_on_what_the_conditions_leave_out_is_refused_before_anything_is_made() {
    let absent = queue(&json!({"Condition": "HasNot"}));
    let says = "Unresolved resource dependencies [Absent] in the Resources block of the template";
    for depends in [
        json!({"DependsOn": ["Absent"]}),
        refers_to("Absent", "Has"),
        json!({"Properties": {"QueueName": {"Fn::Sub": "${Absent.QueueName}-2"}}}),
    ] {
        let refused = orders(&json!({"A": queue(&depends), "Absent": absent}));
        let refused = refused.unwrap_err();
        assert_eq!(refused.code.as_deref(), Some("ValidationError"));
        assert!(refused.message.contains(says), "{refused}");
    }
    let unknown = queue(&json!({"DependsOn": "Absent"}));
    assert!(orders(&json!({"A": unknown})).is_err());
}
