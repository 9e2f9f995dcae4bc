//! Connections: how many, how long, and how much a client may make us hold.

use std::convert::Infallible;
use std::io;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;
use tokio::runtime::Runtime;
use tokio::sync::Semaphore;
use tokio_io_timeout::TimeoutStream;

use super::{Limits, Preview, answer};

/// Most bytes of a request's head, and of what is held for one connection besides the page.
const HEAD: usize = 16 << 10;
/// Most headers of a request.
const HEADERS: usize = 64;

/// Begins to accept connections.
pub(super) fn accept(
    runtime: &Runtime,
    listener: TcpListener,
    preview: &Arc<Preview>,
    limits: &Limits,
) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let entered = runtime.enter();
    let listener = tokio::net::TcpListener::from_std(listener)?;
    drop(entered);
    let (preview, limits) = (Arc::clone(preview), limits.clone());
    let permits = Arc::new(Semaphore::new(limits.connections));
    runtime.spawn(async move {
        while let Ok(permit) = Arc::clone(&permits).acquire_owned().await {
            let Ok((stream, _)) = listener.accept().await else {
                // Out of file descriptors, or the client has gone: neither may end the preview.
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            };
            let (preview, limits) = (Arc::clone(&preview), limits.clone());
            tokio::spawn(async move {
                serve(stream, preview, &limits).await;
                drop(permit);
            });
        }
    });
    Ok(())
}

async fn serve(stream: TcpStream, preview: Arc<Preview>, limits: &Limits) {
    let _ = stream.set_nodelay(true);
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(limits.write));
    let service = service_fn(move |request| {
        let preview = Arc::clone(&preview);
        async move { Ok::<_, Infallible>(answer::answer(&preview, request).await) }
    });
    // An error here is the client's: it left, was too slow, or spoke no HTTP.
    let _ = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .max_buf_size(HEAD)
        .max_headers(HEADERS)
        .serve_connection(TokioIo::new(Box::pin(stream)), service)
        .await;
}
