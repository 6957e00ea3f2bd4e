//! CloudFormation's bucket: keeps every answer.

use domain::{port_error::PortError, ports::Answers};
use secrecy::{ExposeSecret, SecretString};

use super::{Kind, World};

impl Answers for World {
    #[expect(clippy::disallowed_methods, reason = "the bucket is found by the URL")]
    async fn put_answer(&self, response_url: &SecretString, body: String) -> Result<(), PortError> {
        let operation = "PUT ResponseURL";
        self.call(Kind::Effect, operation, "the answer", |state| {
            let url = response_url.expose_secret().to_owned();
            state.answers.push((url, body));
            Ok(())
        })
        .await
    }
}
