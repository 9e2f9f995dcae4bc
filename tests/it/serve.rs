//! The preview over real connections: what it answers, and what becomes of pages while something is broken.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use situs::diagnostic::Diagnostic;
use situs::serve::{self, Applied, Limits, Observer, Server, Settings};
use situs::site::Options;
use tempfile::TempDir;

/// A preview of a site in a temporary folder.
pub(crate) struct Preview {
    pub(crate) server: Server,
    pub(crate) folder: TempDir,
    said: Arc<Said>,
}

/// What the terminal would have shown.
#[derive(Default)]
struct Said(Mutex<Vec<String>>);

impl Observer for Said {
    fn errors(&self, errors: &[Diagnostic]) {
        let codes: Vec<&str> = errors.iter().map(|error| error.code).collect();
        self.0.lock().expect("a list").push(format!("errors: {}", codes.join(" ")));
    }

    fn applied(&self, _: &Applied<'_>) {}

    fn notice(&self, text: &str) {
        self.0.lock().expect("a list").push(text.to_owned());
    }
}

pub(crate) fn write(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    std::fs::write(path, text).expect("written");
}

const REPORT: &str = "---\ntitle: Harbour reopens\ndate: 2025-03-14\n---\n\nThe Harbour Centre met in Kenya.\n";

pub(crate) fn harbour(folder: &Path) {
    write(folder, "content/actors/harbour-centre.md", "---\nname: Harbour Centre\n---\n");
    write(folder, "content/reports/a.md", REPORT);
    let draft = "---\ntitle: Not yet\ndate: 2025-03-15\ndraft: true\n---\n\nSoon.\n";
    write(folder, "content/reports/soon.md", draft);
    write(folder, "static/a b.txt", "static");
}

impl Preview {
    pub(crate) fn new() -> Self {
        Self::with(harbour, |settings| settings)
    }

    pub(crate) fn with(fill: impl FnOnce(&Path), change: impl FnOnce(Settings) -> Settings) -> Self {
        let folder = TempDir::new().expect("a folder");
        fill(folder.path());
        let options = Options { everything: true, live: true, ..Options::default() };
        let root = folder.path().to_owned();
        let settings = change(Settings { root, options, port: 0, poll: None, limits: Limits::default() });
        let said = Arc::new(Said::default());
        let server = serve::start(&settings, Arc::clone(&said) as Arc<dyn Observer>).expect("it starts");
        Self { server, folder, said }
    }

    pub(crate) fn connect(&self) -> TcpStream {
        connect(self.server.address)
    }

    /// The response to these bytes, as far as it comes.
    pub(crate) fn raw(&self, request: &str) -> Response {
        let mut stream = self.connect();
        stream.write_all(request.as_bytes()).expect("sent");
        Response::read(stream)
    }

    pub(crate) fn send(&self, method: &str, target: &str, headers: &[&str]) -> Response {
        let mut request = format!("{method} {target} HTTP/1.1\r\nConnection: close\r\n");
        if !headers.iter().any(|header| header.starts_with("Host:")) {
            let _ = write!(request, "Host: {}\r\n", self.server.address);
        }
        for header in headers {
            let _ = write!(request, "{header}\r\n");
        }
        self.raw(&format!("{request}\r\n"))
    }

    pub(crate) fn get(&self, target: &str) -> Response {
        self.send("GET", target, &[])
    }

    fn state(&self, path: &str) -> serde_json::Value {
        let state = self.get(&format!("/_situs/state?path={path}"));
        serde_json::from_slice(&state.body).expect("JSON")
    }

    /// Refuses with this status, says why, and lives.
    #[track_caller]
    pub(crate) fn refuses(&self, status: u16, method: &str, target: &str, headers: &[&str]) {
        let refused = self.send(method, target, headers);
        assert_eq!(refused.status, status, "{method} {target} {headers:?}: {}", refused.head);
        assert!(refused.header("location").is_none());
        assert!(refused.header("access-control-allow-origin").is_none());
        self.lives();
    }

    #[track_caller]
    pub(crate) fn lives(&self) {
        assert_eq!(self.get("/").status, 200, "it answers no more");
    }

    #[track_caller]
    pub(crate) fn until(&self, what: &str, mut holds: impl FnMut(&Self) -> bool) {
        let started = Instant::now();
        while !holds(self) {
            assert!(started.elapsed() < Duration::from_secs(10), "{what}: not within ten seconds");
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).expect("connected");
    stream.set_read_timeout(Some(Duration::from_secs(10))).expect("set");
    stream
}

pub(crate) struct Response {
    pub(crate) status: u16,
    head: String,
    pub(crate) body: Vec<u8>,
}

impl Response {
    fn read(mut stream: TcpStream) -> Self {
        let mut bytes = Vec::new();
        // A connection that is cut off has said what it had to say.
        let _ = stream.read_to_end(&mut bytes);
        let at = bytes.windows(4).position(|window| window == b"\r\n\r\n").unwrap_or(bytes.len());
        let head = String::from_utf8_lossy(&bytes[..at]).into_owned();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        Self { status, head, body: bytes.get(at + 4..).unwrap_or_default().to_vec() }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The bytes without the line that makes the page follow.
    fn without_line(&self) -> Vec<u8> {
        let text = self.text();
        let Some(at) = text.find("<script src=\"/_situs/preview.js\"") else { return self.body.clone() };
        let end = at + text[at..].find('\n').expect("a line") + 1;
        format!("{}{}", &text[..at], &text[end..]).into_bytes()
    }
}

#[test]
fn every_response_says_that_it_is_private() {
    let preview = Preview::new();
    for target in ["/", "/none/", "/reports/a", "/a%20b.txt", "/_situs/preview.js", "/..", "/feed.xml"] {
        let response = preview.get(target);
        for (name, value) in [
            ("cache-control", "no-store"),
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("cross-origin-resource-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("referrer-policy", "no-referrer"),
        ] {
            assert_eq!(response.header(name), Some(value), "{target}: {name}");
        }
        assert!(response.header("content-type").is_some() && response.header("server").is_none(), "{target}");
    }
}

#[test]
fn every_page_is_the_site_s_own_with_one_line_more() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).to_owned();
    let preview = Preview::with(|_| (), |settings| Settings { root, ..settings });
    let site = preview.server.site();
    let routes = site.routes();
    assert!(routes.len() > 30, "the sample");
    for route in routes {
        for path in [route.path(), route.output().as_str().to_owned()] {
            let response = preview.get(&format!("/{path}"));
            assert_eq!(response.status, 200, "{path}");
            assert!(response.without_line() == site.page(&route).expect("a page").bytes, "{path} differs");
            let is_page = route.output().as_str().rsplit('.').next() == Some("html");
            assert_eq!(response.text().contains("/_situs/preview.js"), is_page, "{path}");
        }
    }
    assert!(preview.get("/none/at/all/").text().contains("Page not found"));
}

#[test]
fn drafts_are_shown_with_a_banner_unless_an_edition_is_asked_for() {
    let preview = Preview::new();
    assert!(preview.get("/reports/soon/").text().contains("class=\"banner\""));
    let public = |settings| {
        let options = Options { edition: Some("public".into()), ..Options::default() };
        Settings { options, ..settings }
    };
    let preview = Preview::with(harbour, public);
    preview.refuses(404, "GET", "/reports/soon/", &[]);
    assert!(!preview.get("/reports/a/").text().contains("class=\"banner\""));
}

#[test]
fn a_page_that_is_known_is_not_sent_again() {
    let preview = Preview::new();
    let etag = preview.get("/reports/a/").header("etag").expect("a tag").to_owned();
    let hash = etag.trim_matches('"');
    assert!(preview.get("/reports/a/").text().contains(&format!("data-page=\"{hash}\"")));
    let again = preview.send("GET", "/reports/a/", &[&format!("If-None-Match: {etag}")]);
    assert_eq!((again.status, again.body.len()), (304, 0));
    assert_eq!(preview.send("GET", "/reports/a/", &["If-None-Match: \"other\""]).status, 200);
    write(preview.folder.path(), "content/reports/a.md", &REPORT.replace("met in", "left"));
    preview.until("the change", |preview| preview.get("/reports/a/").text().contains("left"));
    assert_eq!(preview.send("GET", "/reports/a/", &[&format!("If-None-Match: {etag}")]).status, 200);
}

#[test]
fn a_page_whose_file_breaks_stays_and_the_place_is_told() {
    let preview = Preview::new();
    let before = preview.get("/reports/a/").without_line();
    write(preview.folder.path(), "content/reports/a.md", &REPORT.replace("title: H", "title: Port: H"));
    preview.until("the error", |preview| preview.state("/reports/a/")["errors"][0].is_object());
    let state = preview.state("/reports/a/");
    let error = &state["errors"][0];
    assert_eq!((&error["file"], &error["line"]), (&"content/reports/a.md".into(), &2.into()), "{error}");
    assert!(error["column"].as_u64() > Some(1) && error["drawn"].as_str().expect("text").contains("title: Port: H"));
    assert_eq!((&state["last_good"], &state["document"]), (&true.into(), &"content/reports/a.md".into()));
    let page = preview.get("/reports/a/");
    assert_eq!((page.status, page.header("situs-shown")), (200, Some("last-good")));
    assert!(page.without_line() == before, "the last good page");

    write(preview.folder.path(), "content/reports/a.md", REPORT);
    preview.until("the mending", |preview| preview.state("/reports/a/")["errors"] == serde_json::json!([]));
    assert_eq!(preview.get("/reports/a/").header("situs-shown"), None);
    let said = preview.said.0.lock().expect("a list").clone();
    assert!(said[0].starts_with("errors: yaml-syntax") && said[1] == "errors: ", "each set once: {said:?}");
    assert_eq!(said.len(), 2, "each set once: {said:?}");
}

#[test]
fn pages_stay_while_a_template_or_the_settings_are_broken() {
    let preview = Preview::new();
    let folder = preview.folder.path();
    let before = preview.get("/reports/a/").without_line();
    for (path, broken, stays) in [
        ("templates/report.html", "{% if %}", true),
        ("templates/report.html", "{{ report.no.such.thing }}", true),
        // Without settings there are still pages.
        ("situs.toml", "title = [", false),
    ] {
        write(folder, path, broken);
        preview.until(path, |preview| preview.state("/reports/a/")["errors"][0].is_object());
        let page = preview.get("/reports/a/");
        assert!(page.status == 200 && page.text().contains(">Harbour reopens"), "{path}: {}", page.text());
        assert_eq!(page.without_line() == before, stays, "{path}");
        std::fs::remove_file(folder.join(path)).expect("removed");
        preview.until("mended", |preview| preview.state("/reports/a/")["errors"] == serde_json::json!([]));
        assert_eq!(preview.get("/reports/a/").header("situs-shown"), None);
    }
}

#[test]
fn a_folder_that_cannot_be_read_is_told_and_tried_again() {
    let preview = Preview::new();
    let settings = preview.folder.path().join("situs.toml");
    std::fs::create_dir(&settings).expect("made");
    preview.until("the fault", |preview| preview.state("/")["errors"][0]["code"] == "cannot-read");
    assert!(preview.get("/reports/a/").text().contains("Harbour reopens"), "what was read last");
    std::fs::remove_dir(&settings).expect("removed");
    preview.until("mended", |preview| preview.state("/")["errors"] == serde_json::json!([]));
}

#[test]
fn pages_stay_while_the_content_is_away() {
    let preview = Preview::new();
    let [content, aside] = ["content", "aside"].map(|name| preview.folder.path().join(name));
    std::fs::rename(&content, &aside).expect("renamed");
    preview.until("the fault", |preview| preview.state("/")["errors"][0]["code"] == "no-content");
    assert!(preview.get("/reports/a/").text().contains("Harbour reopens"), "what was there last");
    std::fs::rename(&aside, &content).expect("renamed");
    preview.until("mended", |preview| preview.state("/")["errors"] == serde_json::json!([]));
}

#[test]
fn where_nothing_is_the_page_says_so_with_links_that_work_from_there() {
    let preview = Preview::new();
    for (path, root) in [("/no", ""), ("/no/such/", "../../"), ("/reports/x/y.html", "../../")] {
        let page = preview.get(path);
        assert_eq!(page.status, 404);
        assert!(page.text().contains(&format!("href=\"{root}situs.css\"")), "{path}: {}", page.text());
    }
    // While something is wrong nobody knows whether there would be a page.
    write(preview.folder.path(), "content/reports/new.md", "---\ntitle: New\ndate: 2025-03-14\ntlp: ambr\n---\n");
    preview.until("the error", |preview| preview.state("/")["errors"][0].is_object());
    let page = preview.get("/reports/new/");
    assert!(page.status == 404 && page.text().contains("cannot be shown yet"), "{}", page.text());
}

#[test]
fn a_site_that_begins_broken_is_shown_as_far_as_it_goes() {
    let broken = |folder: &Path| {
        harbour(folder);
        write(folder, "templates/base.html", "{% if %}");
    };
    let preview = Preview::with(broken, |settings| settings);
    let page = preview.get("/");
    assert!(page.text().contains("/_situs/preview.js"), "{}", page.text());
    assert_eq!(preview.state("/")["errors"][0]["file"], "templates/base.html");
    std::fs::remove_file(preview.folder.path().join("templates/base.html")).expect("removed");
    preview.until("mended", |preview| preview.get("/").text().contains("Harbour reopens"));
}

#[test]
fn the_panel_hears_of_links_and_refusals_of_the_page() {
    let preview = Preview::new();
    let state = preview.state("/reports/a/index.html");
    let names: Vec<&str> =
        state["links"].as_array().expect("a list").iter().filter_map(|link| link["id"].as_str()).collect();
    assert_eq!(names, ["harbour-centre", "KEN"]);
    assert_eq!(state["links"][1]["href"], "/countries/ken/");
    assert_eq!(preview.state("/")["document"], serde_json::Value::Null);
}

#[test]
fn an_event_comes_at_once_and_for_each_change() {
    let preview = Preview::new();
    let mut stream = preview.connect();
    let request = format!("GET /_situs/events HTTP/1.1\r\nHost: {}\r\n\r\n", preview.server.address);
    stream.write_all(request.as_bytes()).expect("sent");
    let mut text = String::new();
    let mut until = |wanted: &str| {
        let mut bytes = [0; 1024];
        while !text.contains(wanted) {
            let read = stream.read(&mut bytes).expect("an event in time");
            assert!(read > 0, "the stream ended: {text}");
            text.push_str(&String::from_utf8_lossy(&bytes[..read]));
        }
    };
    until("id: 1\ndata: {\"assets\":{},");
    write(preview.folder.path(), "static/a b.txt", "other");
    until("\"assets\":{\"a b.txt\":2}");
}

#[test]
fn a_port_that_is_taken_gives_way_to_the_next() {
    let first = Preview::new();
    let port = first.server.address.port();
    let second = Preview::with(harbour, |settings| Settings { port, ..settings });
    assert!(second.server.address.port() > port);
    second.lives();
    let said = second.said.0.lock().expect("a list").join(" ");
    assert!(said.contains(&format!("port {port} is taken")), "{said}");
    assert!(second.server.address.ip().is_loopback());
}
