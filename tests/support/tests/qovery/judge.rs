//! Prism between client and stand-in, and the three verdicts that a test asks it for.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a test without its judge has failed"
)]

use support::{
    contract::{Prism, Severity, Violation},
    qovery::Qovery,
};

use crate::client::{Answer, Client, start};

/// The stand-in with Prism in front, or nothing where the specification is not at hand.
pub(crate) struct Judged {
    pub(crate) qovery: Qovery,
    pub(crate) client: Client,
    pub(crate) prism: Prism,
}

pub(crate) fn judged() -> Option<Judged> {
    let (qovery, _) = start();
    let prism = Prism::in_front_of(&qovery.url()).expect("Prism starts")?;
    let client = Client::new(prism.url());
    Some(Judged {
        qovery,
        client,
        prism,
    })
}

impl Judged {
    pub(crate) fn violations(&self) -> Vec<Violation> {
        self.prism.take_violations().expect("Prism logs")
    }

    /// Request and answer are as published.
    pub(crate) fn holds(&self, answer: &Answer, status: u16) {
        assert_eq!(answer.status, status, "{}", answer.text);
        assert_eq!(self.violations(), [], "{}", answer.text);
    }

    /// The request is as published, and the answer's status is one that Qovery leaves open.
    pub(crate) fn leaves_open(&self, answer: &Answer, status: u16) {
        assert_eq!(answer.status, status, "{}", answer.text);
        let violations = self.violations();
        let [
            Violation {
                severity: Severity::Warning,
                message,
                ..
            },
        ] = &violations[..]
        else {
            panic!("one warning is due: {violations:?}");
        };
        assert!(
            message.contains("Unable to match the returned status code"),
            "{message}"
        );
    }

    /// The request is not as published, which is what the answer is about; the answer is.
    pub(crate) fn refuses(&self, answer: &Answer, status: u16) {
        assert_eq!(answer.status, status, "{}", answer.text);
        let violations = self.violations();
        let is_of_request = |violation: &Violation| violation.message.starts_with("request");
        assert!(
            !violations.is_empty() && violations.iter().all(is_of_request),
            "{violations:?}"
        );
    }
}
