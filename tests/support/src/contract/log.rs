//! What Prism prints, read as violations.

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::Child,
    sync::{
        Mutex, PoisonError,
        mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    },
    thread,
    time::Duration,
};

/// A path that no specification has: its request ends what was logged before it.
const MARK: &str = "/end-of-violations";

/// Prism logs while it answers: a line comes within milliseconds.
const LINE_TIMEOUT: Duration = Duration::from_secs(20);

/// One difference between what was sent and what is published.
#[derive(Debug, Clone, Eq, PartialEq)]
pub struct Violation {
    /// Warnings are what the specification leaves open: an error status that it does not name.
    pub severity: Severity,
    /// `put /organization/...`.
    pub request: String,
    /// Where and what: `response.body.results.0.credential ...`.
    pub message: String,
}

/// How Prism sees a violation.
#[derive(Debug, Clone, Copy, Eq, PartialEq)]
pub enum Severity {
    /// Against the specification.
    Error,
    /// Not in the specification.
    Warning,
}

/// Prism's lines as they come.
#[derive(Debug)]
pub(super) struct Log(Mutex<Receiver<String>>);

impl Log {
    /// What it prints, and why it ended when it did: on the standard error.
    pub(super) fn follow(child: &mut Child) -> Self {
        let (sender, lines) = channel();
        if let Some(output) = child.stdout.take() {
            forward(output, sender.clone());
        }
        if let Some(errors) = child.stderr.take() {
            forward(errors, sender);
        }
        Self(Mutex::new(lines))
    }

    pub(super) fn wait_for_address(&self, timeout: Duration) -> io::Result<String> {
        let mut address = None;
        self.read_until(timeout, |line| {
            address = line
                .split_once("listening on ")
                .map(|(_, url)| url.trim().to_owned());
            address.is_some()
        })?;
        Ok(address.unwrap_or_default())
    }

    /// Prism logs in order, so what stands before the line of a request of ours is complete.
    pub(super) fn violations_before_mark(&self, url: &str) -> io::Result<Vec<Violation>> {
        send_mark(url)?;
        let mut request = String::new();
        let mut violations = Vec::new();
        self.read_until(LINE_TIMEOUT, |line| {
            if let Some(received) = received_request(line) {
                received.clone_into(&mut request);
            }
            if request.ends_with(MARK) {
                return line.contains("Request terminated");
            }
            violations.extend(violation(&request, line));
            false
        })?;
        Ok(violations)
    }

    fn read_until(
        &self,
        timeout: Duration,
        mut is_last: impl FnMut(&str) -> bool,
    ) -> io::Result<()> {
        let lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut printed = String::new();
        loop {
            match lines.recv_timeout(timeout) {
                Ok(line) if is_last(&line) => return Ok(()),
                Ok(line) => printed = format!("{printed}\n{line}"),
                Err(RecvTimeoutError::Timeout) => return Err(io::ErrorKind::TimedOut.into()),
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(io::Error::other(format!(
                        "Prism ended and printed:{printed}"
                    )));
                }
            }
        }
    }
}

fn forward(output: impl Read + Send + 'static, sender: Sender<String>) {
    thread::spawn(move || {
        let mut lines = BufReader::new(output).lines().map_while(Result::ok);
        lines.try_for_each(|line| sender.send(line))
    });
}

/// A `GET` with a body, which Prism ends by itself: it never reaches the upstream.
fn send_mark(url: &str) -> io::Result<()> {
    let host = url.trim_start_matches("http://");
    let mut stream = TcpStream::connect(host)?;
    write!(
        stream,
        "GET {MARK} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\
         content-type: text/plain\r\ncontent-length: 4\r\n\r\nmark"
    )?;
    stream.read_to_end(&mut Vec::new()).map(drop)
}

/// `[10:00:00 AM] › [HTTP SERVER] get /path ℹ  info      Request received`.
fn received_request(line: &str) -> Option<&str> {
    let (_, rest) = line
        .strip_suffix("Request received")?
        .split_once("[HTTP SERVER] ")?;
    let end = rest.match_indices(' ').nth(1)?.0;
    Some(&rest[..end])
}

/// `... [VALIDATOR] ✖  error     Violation: response.body.id must be ...`, and failures of Prism.
fn violation(request: &str, line: &str) -> Option<Violation> {
    let marker = ["Violation: ", "Request terminated with error: "];
    let (head, message) = marker.iter().find_map(|marker| line.split_once(marker))?;
    let is_warning = head.contains(" warning ");
    Some(Violation {
        severity: if is_warning {
            Severity::Warning
        } else {
            Severity::Error
        },
        request: request.to_owned(),
        message: message.trim().to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_violation_is_read_from_its_line_with_its_severity() {
        let line = "[1:00:00 PM] ›     [VALIDATOR] ⚠  warning   Violation: response.x odd";
        let expected = Violation {
            severity: Severity::Warning,
            request: "get /a".to_owned(),
            message: "response.x odd".to_owned(),
        };
        assert_eq!(violation("get /a", line), Some(expected));
        let line = line.replace("⚠  warning", "✖  error");
        assert_eq!(
            violation("", &line).map(|v| v.severity),
            Some(Severity::Error)
        );
    }

    #[test]
    fn a_request_is_read_from_its_line_and_no_other() {
        let line = "[1:00:00 PM] › [HTTP SERVER] get /a/b ℹ  info      Request received";
        assert_eq!(received_request(line), Some("get /a/b"));
        assert_eq!(
            received_request("[1:00:00 PM] › [PROXY] ℹ  info  > Forwarding"),
            None
        );
    }
}
