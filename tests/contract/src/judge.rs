//! One request and its answer, held against the calls that are published.

use serde_json::Value;
use support::qovery::{RecordedAnswer, RecordedRequest};

use super::{
    Part, Violation,
    document::{Call, Parameter},
};

const JSON: &str = "application/json";

/// What is wrong with the request and with its answer.
pub(super) fn request(calls: &[Call], request: &RecordedRequest) -> Vec<Violation> {
    let matching = calls.iter().filter_map(|call| {
        let values = call.values_in(&request.path)?;
        (call.method == request.method).then_some((call, values))
    });
    // `/cluster/status` is nearer than `/cluster/{clusterId}`.
    let Some((call, values)) = matching.min_by_key(|(_, values)| values.len()) else {
        let unknown = "is no call that is published".to_owned();
        return violations(request, Part::Request, [unknown]);
    };
    let address = call.address(values, request.query.as_deref());
    let body = call.body(request);
    let token = request.token().is_none();
    let token = token.then(|| "carries no `Authorization: Token <token>`".to_owned());
    let asked = token.into_iter().chain(address).chain(body);
    let mut found = violations(request, Part::Request, asked);
    if let Some(answer) = &request.answer {
        let (part, wrong) = call.answer(answer);
        found.extend(violations(request, part, wrong));
    }
    found
}

fn violations(
    request: &RecordedRequest,
    part: Part,
    messages: impl IntoIterator<Item = String>,
) -> Vec<Violation> {
    let violation = |message| Violation {
        part,
        call: format!("{} {}", request.method, request.path),
        message,
    };
    messages.into_iter().map(violation).collect()
}

impl Call {
    /// The values of the parameters in a path; `None` when it is the path of another call.
    fn values_in<'a>(&self, path: &'a str) -> Option<Vec<(&str, &'a str)>> {
        let mut given = path.split('/');
        let mut values = Vec::new();
        for expected in self.path.split('/') {
            let segment = given.next()?;
            let name = expected
                .strip_prefix('{')
                .and_then(|rest| rest.strip_suffix('}'));
            match name {
                Some(name) => values.push((name, segment)),
                None if expected == segment => {}
                None => return None,
            }
        }
        given.next().is_none().then_some(values)
    }

    /// What is wrong with the values in the path and in the query.
    fn address(&self, path: Vec<(&str, &str)>, query: Option<&str>) -> Vec<String> {
        let pairs = query
            .unwrap_or_default()
            .split('&')
            .filter(|pair| !pair.is_empty());
        let query = pairs.map(|pair| ("query", pair.split_once('=').unwrap_or((pair, ""))));
        let path = path.into_iter().map(|pair| ("path", pair));
        let values = path.chain(query);
        values
            .flat_map(|(location, (name, value))| {
                let known = self.parameters.get(name);
                match known.filter(|known| known.location == location) {
                    Some(known) => known.violations(name, value),
                    None => vec![format!(
                        "has a value `{name}` in its {location} that is not published"
                    )],
                }
            })
            .collect()
    }

    fn body(&self, request: &RecordedRequest) -> Vec<String> {
        match &self.body {
            None if request.body.is_empty() => Vec::new(),
            None => vec!["has a body where none belongs".to_owned()],
            Some(schema) => match json(request.header("content-type"), &request.body) {
                Ok(body) => labelled("body", schema.violations(&body)),
                Err(reason) => vec![format!("has a body that is not {reason}")],
            },
        }
    }

    fn answer(&self, answer: &RecordedAnswer) -> (Part, Vec<String>) {
        let status = answer.status;
        let wrong = match self.answers.get(&status.to_string()) {
            None => {
                let unknown = format!("is answered with {status}, which is not published");
                return (Part::Status, vec![unknown]);
            }
            // What comes with the status is not published: nobody may depend on it.
            Some(None) => Vec::new(),
            Some(Some(schema)) => match json(answer.content_type.as_deref(), &answer.body) {
                Ok(body) => labelled(&format!("answer {status}"), schema.violations(&body)),
                Err(reason) => vec![format!(
                    "is answered with {status} and a body that is not {reason}"
                )],
            },
        };
        (Part::Answer, wrong)
    }
}

impl Parameter {
    /// Text fits as it is, or as the number or truth that it spells.
    fn violations(&self, name: &str, text: &str) -> Vec<String> {
        let as_text = self.schema.violations(&Value::from(text));
        let spelt = serde_json::from_str(text).ok();
        let fits = spelt.is_some_and(|value| self.schema.violations(&value).is_empty());
        if fits {
            Vec::new()
        } else {
            labelled(name, as_text)
        }
    }
}

/// The body as JSON; what it is not, where it is something else.
fn json(content_type: Option<&str>, body: &str) -> Result<Value, &'static str> {
    let kind = content_type.and_then(|value| value.split(';').next());
    if kind.map(str::trim) != Some(JSON) {
        return Err("`content-type: application/json`");
    }
    serde_json::from_str(body).map_err(|_| "JSON")
}

fn labelled(what: &str, violations: Vec<String>) -> Vec<String> {
    let each = violations.into_iter();
    each.map(|violation| format!("{what}{violation}")).collect()
}
