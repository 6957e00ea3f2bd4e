//! Connections are kept from one event to the next, and servers do not wait for that long.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, TcpListener, TcpStream},
    sync::mpsc,
    thread,
    time::Duration,
};

use anyhow::{Result, ensure};
use domain::{
    ports::CredentialRegistry,
    qovery::{CredentialsRequest, NewValues},
};

use crate::client::{access, client};

/// For a list: empty. For a Create: what was made.
const ANSWER: &str = r#"{"results": [], "id": "0000a53d-0000-4000-8000-000000000001", "name": "production", "object_type": "AWS_ROLE", "role_arn": "arn:aws:iam::123456789012:role/qovery-role"}"#;

/// Reads one request to its end, and answers with that body.
pub(crate) fn answer(mut connection: &TcpStream, body: &str) -> Result<()> {
    let mut request = BufReader::new(connection);
    let (mut line, mut length) = (String::new(), 0);
    while line != "\r\n" {
        line.clear();
        ensure!(request.read_line(&mut line)? > 0, "nothing is asked");
        if let Some(value) = line.strip_prefix("content-length: ") {
            length = value.trim().parse()?;
        }
    }
    request.read_exact(&mut vec![0; length])?;
    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len());
    Ok(connection.write_all((head + body).as_bytes())?)
}

#[tokio::test]
async fn a_connection_that_was_closed_meanwhile_is_opened_anew() -> Result<()> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let at = access(&format!("http://{}", listener.local_addr()?))?;
    let (close, asked_to_close) = mpsc::channel::<()>();
    let (closed, is_closed) = mpsc::channel::<()>();
    let server = thread::spawn(move || -> Result<()> {
        let (first, _) = listener.accept()?;
        answer(&first, ANSWER)?;
        asked_to_close.recv()?;
        drop(first);
        closed.send(())?;
        let (second, _) = listener.accept()?;
        answer(&second, ANSWER)
    });
    let client = client(None)?;
    client.list_organization_credentials(&at).await?;
    close.send(())?;
    is_closed.recv()?;
    // As between two events: the function waits for something else.
    tokio::time::sleep(Duration::from_millis(1)).await;
    // Never sent twice by the client itself, so this one arrives at the first try.
    let role = CredentialsRequest {
        name: "production".to_owned(),
        values: NewValues::Role("arn:aws:iam::123456789012:role/qovery-role".parse()?),
    };
    client.create_aws_credentials(&at, &role).await?;
    let answered_both = server.join();
    ensure!(matches!(answered_both, Ok(Ok(()))), "{answered_both:?}");
    Ok(())
}
