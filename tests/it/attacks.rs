//! Whom the preview refuses: what other preview servers fell to, a case each.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use situs::serve::{Limits, Settings};

use crate::serve::{Preview, harbour, write};

#[test]
fn only_our_own_names_are_answered() {
    let preview = Preview::new();
    let port = preview.server.address.port();
    for host in ["localhost", "127.0.0.1", "[::1]", "LOCALHOST"] {
        assert_eq!(preview.send("GET", "/", &[&format!("Host: {host}:{port}")]).status, 200, "{host}");
    }
    for host in [
        "evil.example".to_owned(),
        format!("evil.example:{port}"),
        format!("127.0.0.1.nip.io:{port}"),
        "localhost:1".to_owned(),
        "localhost".to_owned(),
        format!("localhost:{port}@evil.example"),
        format!("localhost:{port}, evil.example"),
        format!("0.0.0.0:{port}"),
        String::new(),
    ] {
        preview.refuses(403, "GET", "/", &[&format!("Host: {host}")]);
        preview.refuses(403, "GET", "/_situs/events", &[&format!("Host: {host}")]);
    }
    let own = format!("Host: localhost:{port}");
    preview.refuses(403, "GET", "/", &[&own, "Host: evil.example"]);
    preview.refuses(403, "GET", "/", &[&own, &own]);
    preview.refuses(403, "GET", "/", &["Host: evil.example", &format!("X-Forwarded-Host: localhost:{port}")]);
    preview.refuses(403, "GET", "/", &["Host: evil.example", &format!("Forwarded: host=localhost:{port}")]);
    assert_eq!(preview.send("GET", "/", &[&own, "X-Forwarded-Host: evil.example"]).status, 200);
    assert_eq!(preview.raw("GET / HTTP/1.1\r\nConnection: close\r\n\r\n").status, 403, "no Host");
    assert_eq!(preview.raw("GET / HTTP/1.0\r\n\r\n").status, 403, "no Host");
    preview.lives();
}

#[test]
fn a_target_with_a_host_is_checked_like_the_host() {
    let preview = Preview::new();
    let address = preview.server.address;
    assert_eq!(preview.get(&format!("http://{address}/")).status, 200);
    preview.refuses(403, "GET", "http://evil.example/", &[]);
    preview.refuses(403, "GET", &format!("http://{address}@evil.example/"), &[]);
    preview.refuses(403, "GET", &format!("https://{address}/"), &[]);
    preview.refuses(403, "GET", &format!("http://{address}/"), &["Host: evil.example"]);
}

#[test]
fn another_origin_reads_nothing() {
    let preview = Preview::new();
    let address = preview.server.address;
    assert_eq!(preview.send("GET", "/", &[&format!("Origin: http://{address}")]).status, 200);
    for target in ["/", "/reports/a/", "/_situs/events", "/_situs/state?path=/", "/_situs/preview.js"] {
        for origin in ["http://evil.example", "null", "http://localhost:1", &format!("https://{address}"), ""] {
            preview.refuses(403, "GET", target, &[&format!("Origin: {origin}")]);
        }
    }
}

#[test]
fn another_site_may_link_to_a_page_and_not_load_it() {
    let preview = Preview::new();
    let (navigate, document) = ("Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document");
    for site in ["Sec-Fetch-Site: cross-site", "Sec-Fetch-Site: same-site"] {
        assert_eq!(preview.send("GET", "/reports/a/", &[site, navigate, document]).status, 200);
        preview.refuses(403, "GET", "/reports/a/", &[site, "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: script"]);
        preview.refuses(403, "GET", "/reports/a/", &[site, navigate, "Sec-Fetch-Dest: iframe"]);
        preview.refuses(403, "GET", "/data/reports.json", &[site, "Sec-Fetch-Mode: cors", "Sec-Fetch-Dest: empty"]);
        preview.refuses(403, "GET", "/reports/a/", &[site]);
        preview.refuses(403, "GET", "/_situs/state?path=/", &[site, navigate, document]);
        preview.refuses(403, "GET", "/%5fsitus/state?path=/", &[site, navigate, document]);
    }
    preview.refuses(403, "GET", "/", &["Sec-Fetch-Site: whatever"]);
    for site in ["Sec-Fetch-Site: same-origin", "Sec-Fetch-Site: none"] {
        assert_eq!(preview.send("GET", "/_situs/state?path=/", &[site]).status, 200);
    }
}

#[test]
fn no_address_leads_out_of_the_site() {
    let preview = Preview::with(
        |folder| {
            harbour(folder);
            write(folder, "situs.toml", "title = \"Harbour\"\n");
            write(folder, ".git/config", "secret");
            write(folder, "static/.hidden", "secret");
            #[cfg(unix)]
            std::os::unix::fs::symlink("/etc/passwd", folder.join("static/passwd")).expect("linked");
            #[cfg(unix)]
            std::os::unix::fs::symlink("/etc", folder.join("static/etc")).expect("linked");
        },
        |settings| settings,
    );
    for target in [
        "/../situs.toml",
        "/%2e%2e/situs.toml",
        "/%2e%2e%2fsitus.toml",
        "/..%2fsitus.toml",
        "/..%5csitus.toml",
        "/..\\situs.toml",
        "/reports/../situs.toml",
        "/./situs.toml",
        "/situs.toml%00",
        "/situs.toml%00.html",
        "/%c0%ae%c0%ae/situs.toml",
        "//evil.example/",
        "//evil.example/..",
        "/reports//a/",
        "/%",
        "/a%0d%0aSet-Cookie:x",
    ] {
        preview.refuses(400, "GET", target, &[]);
    }
    for target in [
        "/%252e%252e/situs.toml",
        "/situs.toml",
        "/content/reports/a.md",
        "/templates/base.html",
        "/static/a%20b.txt",
        "/.git/config",
        "/.hidden",
        "/passwd",
        "/etc/passwd",
        "/etc",
        "/c:/windows/win.ini",
        "/@fs/etc/passwd",
        "/_situs/",
        "/_situs",
        "/_situs/other",
    ] {
        preview.refuses(404, "GET", target, &[]);
    }
    preview.refuses(414, "GET", &format!("/{}", "a".repeat(5000)), &[]);
    assert_eq!(preview.get("/a%20b.txt?raw??&x#").body, b"static", "a query has no meaning");
}

#[test]
fn a_page_without_its_slash_moves_there_and_nothing_else_moves() {
    let preview = Preview::new();
    let moved = preview.get("/reports/a");
    assert_eq!((moved.status, moved.header("location")), (308, Some("/reports/a/")));
    assert_eq!(preview.get("/reports?x=//evil.example").header("location"), Some("/reports/"));
    preview.refuses(404, "GET", "/reports/none", &[]);
    preview.refuses(400, "GET", "//evil.example", &[]);
    preview.refuses(404, "GET", "/%5cevil.example".replace("%5c", "evil.example").as_str(), &[]);
}

#[test]
fn only_get_and_head_are_answered() {
    let preview = Preview::new();
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "PROPFIND"] {
        preview.refuses(405, method, "/", &[]);
    }
    preview.refuses(405, "OPTIONS", "*", &[]);
    preview.refuses(413, "GET", "/", &["Content-Length: 5"]);
    preview.refuses(413, "GET", "/", &["Transfer-Encoding: chunked"]);
    let (get, head) = (preview.get("/reports/a/"), preview.send("HEAD", "/reports/a/", &[]));
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.header("content-length"), get.header("content-length"));
    assert_eq!(preview.send("HEAD", "/_situs/events", &[]).status, 200);
}

#[test]
fn a_flood_of_headers_is_cut_off() {
    let preview = Preview::new();
    let long = format!("X-Long: {}", "a".repeat(100_000));
    assert_eq!(preview.send("GET", "/", &[&long]).status, 431);
    let many: Vec<String> = (0..500).map(|at| format!("X-{at}: a")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert_eq!(preview.send("GET", "/", &many).status, 431);
    assert_eq!(preview.raw("\u{0}\u{1}\r\n\r\n").status, 400, "no HTTP");
    assert_eq!(preview.raw("GET / HTTP/1.1\nHost x\n\n").status, 400, "no HTTP");
    preview.lives();
}

#[test]
fn slow_and_idle_clients_hold_nobody_up_and_are_sent_away() {
    let limits = Limits { head: Duration::from_secs(1), ..Limits::default() };
    let preview = Preview::with(harbour, |settings| Settings { limits, ..settings });
    let mut slow = preview.connect();
    slow.write_all(b"GET / HTTP/1.1\r\nHost: local").expect("sent");
    let idle: Vec<TcpStream> = (0..300).map(|_| preview.connect()).collect();
    preview.lives();
    let started = Instant::now();
    let mut rest = Vec::new();
    let _ = slow.read_to_end(&mut rest);
    assert!(started.elapsed() < Duration::from_secs(5), "half a request is not waited for");
    let mut last = idle.into_iter().next_back().expect("a connection");
    let _ = last.read_to_end(&mut rest);
    assert!(started.elapsed() < Duration::from_secs(5), "nor an idle connection");
    preview.lives();
}

#[test]
fn a_client_that_never_reads_is_sent_away() {
    let limits = Limits { connections: 8, write: Duration::from_millis(500), ..Limits::default() };
    let preview = Preview::with(
        |folder| {
            harbour(folder);
            std::fs::write(folder.join("static/large.bin"), vec![0; 24 << 20]).expect("written");
        },
        |settings| Settings { limits, ..settings },
    );
    let address = preview.server.address;
    let deaf: Vec<TcpStream> = (0..8)
        .map(|_| {
            let mut stream = preview.connect();
            let request = format!("GET /large.bin HTTP/1.1\r\nHost: {address}\r\n\r\n");
            stream.write_all(request.as_bytes()).expect("sent");
            stream
        })
        .collect();
    // All places are taken until the writes time out.
    preview.lives();
    drop(deaf);
}
