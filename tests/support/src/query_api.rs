//! AWS's Query API, for reading only: a call takes a millisecond where the CLI takes half a
//! second, so a stack can be watched closely.

use anyhow::{Context, Result};
use roxmltree::{Document, Node};

use crate::aws::AwsError;

/// The API of one account's CloudFormation.
#[derive(Debug, Clone)]
pub(crate) struct QueryApi {
    endpoint: String,
    authorization: String,
}

impl QueryApi {
    pub(crate) fn new(endpoint: &str, account: &str, region: &str) -> Self {
        Self {
            endpoint: endpoint.to_owned(),
            authorization: authorization(account, region, "cloudformation"),
        }
    }

    /// Asks the emulator itself, not AWS: see `admin` in `tests/emulator`.
    pub(crate) fn ask(&self, command: &str, query: &[(&str, &str)]) -> Result<()> {
        let asked = ureq::post(format!("{}/_qovery/{command}", self.endpoint))
            .query_pairs(query.iter().copied())
            .header("authorization", &self.authorization)
            .send_empty();
        asked.with_context(|| format!("ask the emulator for {command} {query:?}"))?;
        Ok(())
    }

    /// Calls an operation and reads one page of its answer: the first one without a token.
    pub(crate) fn page<T>(
        &self,
        action: &str,
        stack: &str,
        token: &str,
        read: impl FnOnce(Node<'_, '_>) -> T,
    ) -> Result<T, AwsError> {
        let mut form = vec![
            ("Action", action),
            ("Version", "2010-05-15"),
            ("StackName", stack),
        ];
        if !token.is_empty() {
            form.push(("NextToken", token));
        }
        let failed = |error: String| AwsError::of(&["cloudformation", action], &error);
        let answer = ureq::post(&self.endpoint)
            .header("authorization", &self.authorization)
            .send_form(form)
            .and_then(|mut answer| answer.body_mut().read_to_string())
            .map_err(|error| failed(error.to_string()))?;
        let document = Document::parse(&answer).map_err(|error| failed(error.to_string()))?;
        Ok(read(document.root()))
    }
}

/// The header of a call by an account's root. The signature is made up: the emulator does not check
/// a root's.
fn authorization(account: &str, region: &str, service: &str) -> String {
    format!(
        "AWS4-HMAC-SHA256 Credential={account}/20200101/{region}/{service}/aws4_request, \
         SignedHeaders=host, Signature=unchecked"
    )
}

/// The elements of this name, in their order, whatever is around them.
pub(crate) fn elements<'a, 'xml>(
    xml: Node<'a, 'xml>,
    name: &str,
) -> impl Iterator<Item = Node<'a, 'xml>> {
    xml.descendants()
        .filter(move |node| node.tag_name().name() == name)
}

/// The text of the first element of this name; empty when there is none.
pub(crate) fn text(xml: Node<'_, '_>, name: &str) -> String {
    let found = elements(xml, name).next();
    let text = found.and_then(|element| element.text());
    text.unwrap_or_default().to_owned()
}
