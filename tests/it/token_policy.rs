//! The least-privilege policy in `docs/api-token.md` allows each call that the adapters make, and
//! no other.

use adapters::qovery::OPERATIONS;

const PAGE: &str = include_str!("../../docs/api-token.md");

/// The rule for an operation such as `GET /organization/{id}/credentials`.
fn rule(operation: &str) -> String {
    let (method, path) = operation.split_once(' ').unwrap();
    let mut is_organization = true;
    let segments = path.trim_start_matches('/').split('/').map(|segment| {
        if segment != "{id}" {
            return format!("\"{segment}\"");
        }
        let name = if is_organization { "organization" } else { "_" };
        is_organization = false;
        name.to_owned()
    });
    let segments: Vec<String> = segments.collect();
    let path = segments.join(", ");
    format!(r#"allow if {{ input.method == "{method}"; input.path = ["api", {path}] }}"#)
}

#[test]
fn the_policy_for_the_token_has_one_rule_for_each_call() {
    let mut rules: Vec<&str> = PAGE
        .lines()
        .filter(|line| line.starts_with("allow"))
        .collect();
    let mut expected: Vec<String> = OPERATIONS.iter().map(|operation| rule(operation)).collect();
    rules.sort_unstable();
    expected.sort_unstable();
    assert_eq!(rules, expected);
}
