//! A router, served on 127.0.0.1 by a thread of its own, plain or over TLS.

use std::{
    convert::Infallible,
    error::Error,
    future::poll_fn,
    io,
    net::{Ipv4Addr, SocketAddr},
    thread::{self, JoinHandle},
};

use axum::{
    Router,
    extract::Request,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{rt::TokioIo, service::TowerToHyperService};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
    sync::oneshot,
};
use tokio_rustls::TlsAcceptor;

/// In an answer's extensions: end the connection in place of sending the answer.
#[derive(Debug, Clone, Copy, thiserror::Error)]
pub(crate) enum Disconnect {
    /// In order, without a byte.
    #[error("closed on demand")]
    Close,
    /// With a reset.
    #[error("reset on demand")]
    Reset,
}

impl IntoResponse for Disconnect {
    fn into_response(self) -> Response {
        let mut response = StatusCode::BAD_GATEWAY.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// A thread with a loop of its own, so that a blocking test can wait for what it serves.
#[derive(Debug)]
pub(crate) struct Server {
    address: SocketAddr,
    stop: Option<oneshot::Sender<Infallible>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Plain, on that port; 0: any free one.
    pub(crate) fn start(port: u16, router: Router) -> io::Result<Self> {
        Self::serve(port, None, router)
    }

    /// Over TLS, on any free port.
    pub(crate) fn start_tls(tls: TlsAcceptor, router: Router) -> io::Result<Self> {
        Self::serve(0, Some(tls), router)
    }

    fn serve(port: u16, tls: Option<TlsAcceptor>, router: Router) -> io::Result<Self> {
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let (stop, stopped) = oneshot::channel();
        let thread = thread::Builder::new()
            .name("stand-in".to_owned())
            .spawn(move || {
                // Leaving the block drops the runtime, and with it every connection, hung ones too.
                runtime.block_on(async {
                    tokio::select! {
                        _ = stopped => {}
                        () = accept(listener, tls, router) => {}
                    }
                });
            })?;
        Ok(Self {
            address,
            stop: Some(stop),
            thread: Some(thread),
        })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A panic over there has been printed already; here it would hide the test's own.
            drop(thread.join());
        }
    }
}

async fn accept(listener: std::net::TcpListener, tls: Option<TlsAcceptor>, router: Router) {
    let Ok(listener) = TcpListener::from_std(listener) else {
        return;
    };
    loop {
        // What fails here is one connection, gone before it was accepted.
        if let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream, tls.clone(), router.clone()));
        }
    }
}

async fn serve(stream: TcpStream, tls: Option<TlsAcceptor>, router: Router) {
    // An answer is two writes, head and body: without this the second waits for the client's ack.
    drop(stream.set_nodelay(true));
    match tls {
        None => {
            let (stream, ended) = converse(stream, router).await;
            if ended.is_err_and(|error| is_reset(&error)) {
                drop(stream.set_zero_linger());
            }
        }
        Some(tls) => {
            // Who does not trust the certificate goes away.
            if let Ok(stream) = tls.accept(stream).await {
                drop(converse(stream, router).await);
            }
        }
    }
}

/// Answers until the other side leaves or a [`Disconnect`] ends it.
async fn converse<S>(stream: S, router: Router) -> (S, hyper::Result<()>)
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let service = TowerToHyperService::new(router);
    let service = service_fn(move |request: Request<Incoming>| {
        let answer = hyper::service::Service::call(&service, request);
        Box::pin(async {
            answer
                .await
                .map_or_else(|never| match never {}, deliverable)
        })
    });
    let mut connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    let ended = poll_fn(|context| connection.poll_without_shutdown(context)).await;
    (connection.into_parts().io.into_inner(), ended)
}

fn deliverable(response: Response) -> Result<Response, Disconnect> {
    match response.extensions().get::<Disconnect>() {
        Some(disconnect) => Err(*disconnect),
        None => Ok(response),
    }
}

fn is_reset(error: &hyper::Error) -> bool {
    let cause = error
        .source()
        .and_then(|cause| cause.downcast_ref::<Disconnect>());
    matches!(cause, Some(Disconnect::Reset))
}
