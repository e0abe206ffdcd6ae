//! The listener: one task a connection, all of them owned. axum's own loop sets no limit to how long a client may take
//! over a request's head, and none to how many connections there are.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{ConnectInfo, Request};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_util::task::TaskTracker;

use super::{Site, router};

/// Connections at once; others wait in the listener's queue. Upgraded ones are counted elsewhere.
const CONNECTIONS_AT_MOST: usize = 1024;
/// Between two tries where no connection can be taken, most likely for want of descriptors.
const ACCEPT_AGAIN: Duration = Duration::from_millis(100);

/// Serves the router until the site is stopping, then lets every request that is under way come to its end.
pub async fn serve(listener: TcpListener, site: Arc<Site>) {
    let routes = TowerToHyperService::new(router(Arc::clone(&site)));
    let (connections, places) = (TaskTracker::new(), Arc::new(Semaphore::new(CONNECTIONS_AT_MOST)));
    let mut http = http1::Builder::new();
    // Counts while a connection waits for its next request, too: an idle one is closed then.
    http.timer(TokioTimer::new()).header_read_timeout(site.config.head_within);
    loop {
        let (place, accepted) = tokio::select! {
            biased;
            () = site.stopping.cancelled() => break,
            both = async { (Arc::clone(&places).acquire_owned().await, listener.accept().await) } => both,
        };
        let (stream, from) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "an HTTP connection was not accepted");
                tokio::time::sleep(ACCEPT_AGAIN).await;
                continue;
            }
        };
        let (http, routes, site) = (http.clone(), routes.clone(), Arc::clone(&site));
        connections.spawn(async move {
            connection(&http, stream, from, routes, &site).await;
            drop(place);
        });
    }
    drop(listener);
    connections.close();
    connections.wait().await;
}

async fn connection(
    http: &http1::Builder,
    stream: TcpStream,
    from: SocketAddr,
    routes: TowerToHyperService<axum::Router>,
    site: &Site,
) {
    // Answers are small and awaited; where this fails they are only later.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(from));
        routes.call(request)
    });
    let mut talk = std::pin::pin!(http.serve_connection(TokioIo::new(stream), service).with_upgrades());
    let ended = tokio::select! {
        ended = talk.as_mut() => ended,
        () = site.stopping.cancelled() => {
            talk.as_mut().graceful_shutdown();
            talk.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%from, %error, "an HTTP connection broke");
    }
}
