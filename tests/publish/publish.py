"""Publishes a site to a real S3 server, to a folder, to a Git repository and with rsync and sftp, while visitors read it and
things go wrong.

    python publish.py SITUS

SITUS is the program. The server is moto's, on a free port of the loopback address; before it stands a proxy of our own,
which counts requests, delays them, and fails some. Prints `publish: …: nothing wrong`, or stops with what is wrong.
"""

import http.client
import http.server
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import boto3

SITUS = os.path.abspath(sys.argv[1])
SEED = int(os.environ.get("SEED", "20251021"))
KILLS = int(os.environ.get("KILLS", "50"))
NOW = "2025-10-22T00:00:00Z"
SECRET = "wJalrXUtnFEMI-not-a-real-one"


def free_port():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


class Proxy(http.server.ThreadingHTTPServer):
    """Passes requests on; `fail`, `delay` and `deny` say what it does to them. Keeps what was asked for in `log`."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, upstream):
        self.upstream = upstream
        self.lock = threading.Lock()
        self.reset()
        super().__init__(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, request, client_address):
        """A client that was killed is no fault."""

    def reset(self, fail=0, delay=0.0, deny=False):
        self.fail, self.delay, self.deny, self.log, self.count = fail, delay, deny, [], 0

    def sent(self):
        """Files that were put, without Situs's own notes."""
        puts = [path for method, path in self.log if method == "PUT"]
        return [path for path in puts if not path.rsplit("/", 1)[-1].startswith(".situs-")]


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def handle_one(self):
        server = self.server
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        with server.lock:
            server.count += 1
            server.log.append((self.command, self.path.split("?")[0]))
            failed = server.fail and server.count % server.fail == 0
        if server.delay:
            time.sleep(server.delay)
        if server.deny:
            text = b"<Error><Code>InvalidAccessKeyId</Code><Message>The key does not exist.</Message></Error>"
            return self.answer(403, [("Content-Type", "application/xml")], text)
        if failed:
            return self.answer(503, [], b"<Error><Code>SlowDown</Code></Error>")
        upstream = http.client.HTTPConnection("127.0.0.1", server.upstream, timeout=30)
        upstream.request(self.command, self.path, body, dict(self.headers.items()))
        answer = upstream.getresponse()
        text = answer.read()
        drop = {"transfer-encoding", "connection", "content-length", "server", "date"}
        headers = [pair for pair in answer.getheaders() if pair[0].lower() not in drop]
        if self.command == "HEAD":
            headers.append(("Content-Length", answer.getheader("Content-Length") or "0"))
        self.answer(answer.status, headers, text)
        upstream.close()

    def answer(self, status, headers, text):
        try:
            self.send_response(status)
            for name, value in headers:
                self.send_header(name, value)
            if self.command != "HEAD":
                self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(text)
        except (BrokenPipeError, ConnectionResetError):
            pass

    do_GET = do_PUT = do_DELETE = do_HEAD = do_POST = handle_one


class Links(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            if value and ((name == "href" and tag in ("a", "link")) or (name == "src" and tag in ("img", "script"))):
                self.found.append(value)


def links_of(path, text):
    parser = Links()
    parser.feed(text.decode())
    found = set()
    for link in parser.found:
        address = urlsplit(urljoin(f"http://site/{path}", link))
        if address.netloc == "site" and not urlsplit(link).scheme:
            below = address.path.lstrip("/")
            found.add(below + "index.html" if below == "" or below.endswith("/") else below)
    return found


def crawl(read, stop=None):
    """Follows every link from the home page. Gives how many pages were read, and each link that leads nowhere.

    A link counts as dead where the page that has it still has it when it is read again: whoever keeps a page open for
    hours follows links of yesterday."""
    seen, queue, dead, pages = set(), ["index.html"], [], 0
    while queue and not (stop and stop.is_set()):
        path = queue.pop(0)
        text = read(path)
        if text is None:
            continue
        pages += 1
        for link in links_of(path, text):
            if link in seen:
                continue
            target = read(link)
            if target is None:
                again = read(path)
                if again is not None and link in links_of(path, again) and read(link) is None:
                    dead.append((path, link))
                continue
            seen.add(link)
            if link.endswith(".html"):
                queue.append(link)
    return pages, dead


def check(condition, message):
    if not condition:
        raise SystemExit(f"publish: {message}")


REPORTS = {
    "first": ("2025-10-18", "The Harbour Committee met at the pier. Anna Orrell spoke."),
    "second": ("2025-10-19", "The Grain Board bought wheat in Kenya."),
    "third": ("2025-10-20", "Anna Orrell left the Harbour Committee."),
}
ACTORS = {"harbour-committee": "Harbour Committee", "anna-orrell": "Anna Orrell", "grain-board": "Grain Board"}


def write_site(root, target_lines):
    (root / "content/reports").mkdir(parents=True)
    (root / "content/actors").mkdir()
    (root / "static").mkdir()
    (root / "static/picture.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    for name, (date, text) in REPORTS.items():
        write_report(root, name, date, text)
    for slug, name in ACTORS.items():
        (root / f"content/actors/{slug}.md").write_text(f"---\nname: {name}\n---\n\nKnown.\n")
    (root / "situs.toml").write_text('title = "Harbour news"\nbase_url = "https://news.example.org/"\n' + target_lines)


def write_report(root, name, date, text):
    (root / f"content/reports/{name}.md").write_text(f"---\ntitle: The {name} report\ndate: {date}\n---\n\n{text}\n")


class Site:
    def __init__(self, work, name, target_lines):
        self.root = work / name
        write_site(self.root, target_lines)

    def publish(self, *arguments, code=0, env=None, timeout=120):
        command = [SITUS, "publish", "live", "--root", str(self.root), "--now", NOW, *arguments]
        ran = subprocess.run(command, capture_output=True, text=True, timeout=timeout, env={**os.environ, **(env or {})})
        said = ran.stdout + ran.stderr
        check(ran.returncode == code, f"{arguments} ended with {ran.returncode}, not {code}:\n{said}")
        check(SECRET not in said, "a secret was printed")
        return said

    def start(self):
        command = [SITUS, "publish", "live", "--root", str(self.root), "--now", NOW, "--yes", "-q"]
        return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def wanted(self):
        """The files of the output folder by path."""
        public = self.root / "public"
        files = (path for path in public.rglob("*") if path.is_file() and not path.name.startswith(".situs-"))
        return {str(path.relative_to(public)): path.read_bytes() for path in files}

    def version(self, number):
        """Two sites that differ in most pages: each has two reports and an actor that the other has not."""
        for old in (self.root / "content/reports").glob("extra-*.md"):
            old.unlink()
        for old in (self.root / "content/actors").glob("extra-*.md"):
            old.unlink()
        side = "odd" if number % 2 else "even"
        (self.root / f"content/actors/extra-{side}.md").write_text(f"---\nname: The {side} Front\n---\n\nKnown.\n")
        for at in (1, 2):
            write_report(self.root, f"extra-{side}-{at}", f"2025-10-2{at}", f"The {side} Front met Anna Orrell in Peru.")


def same(site, got, why):
    wanted = site.wanted()
    wrong = sorted(path for path in wanted if got.get(path) != wanted[path])
    more = sorted(path for path in got if path not in wanted and not Path(path).name.startswith(".situs-"))
    check(not wrong and not more, f"{why}: these differ {wrong[:5]}, and these are left {more[:5]}")


def changes(site, read, listing, why):
    """One changed report, a deletion, a dry run and somebody else's file; for any target."""
    said = site.publish()
    check("0 as they were" in said, f"{why}: {said}")
    same(site, listing(), f"{why}, first")
    check(read("nothing/of/that/name.html") is None, "a file that is not there is read")
    said = site.publish()
    check("0 files sent" in said, f"{why}: a second time, {said}")
    write_report(site.root, "second", "2025-10-19", "The Grain Board bought rice in Kenya.")
    before = listing()
    said = site.publish("--dry-run")
    check("~ /reports/second/" in said and before == listing(), f"{why}: the dry run, {said}")
    said = site.publish()
    sent = int(re.search(r"published: (\d+) file", said).group(1))
    check(0 < sent < len(site.wanted()) / 2, f"{why}: {sent} files were sent for one report")
    same(site, listing(), f"{why}, one report changed")
    (site.root / "content/reports/third.md").unlink()
    (site.root / "content/actors/grain-board.md").unlink()
    said = site.publish(code=0 if deletes_few(site) else 4)
    if "--yes" in said:
        check(listing() != site.wanted(), "nothing was taken away yet")
        said = site.publish("--yes")
    same(site, listing(), f"{why}, a deletion")
    write_report(site.root, "third", *REPORTS["third"])
    (site.root / "content/actors/grain-board.md").write_text("---\nname: Grain Board\n---\n\nKnown.\n")
    site.publish()
    pages, dead = crawl(read)
    check(pages > 10 and not dead, f"{why}: {pages} pages, dead links {dead[:5]}")
    return pages


def deletes_few(site):
    said = site.publish("--dry-run")
    gone, all_there = (int(number) for number in re.search(r"(\d+) to take away.* of (\d+) files? there", said).groups())
    return gone * 10 <= all_there


def kills(site, read, listing, why, count):
    """Publishes two versions in turn and kills most publications; whatever stands there has no dead link."""
    chance = random.Random(SEED)
    cut = 0
    times = []
    for number in (1, 0):
        site.version(number)
        started = time.monotonic()
        site.start().wait()
        times.append(time.monotonic() - started)
    seconds = max(times)
    for number in range(count):
        site.version(number)
        running = site.start()
        time.sleep(chance.uniform(0, seconds))
        # A machine is busier at one time than at another.
        if running.poll() is None:
            cut += 1
            seconds *= 1.05
            running.send_signal(signal.SIGKILL)
        else:
            seconds *= 0.8
        running.wait()
        pages, dead = crawl(read)
        check(pages > 5 and not dead, f"{why}: after kill {number}, {pages} pages, dead links {dead[:5]}")
    check(cut >= count // 3, f"{why}: only {cut} of {count} publications were cut short")
    site.version(count)
    # What a killed build left is mended by the next one, and so is what a killed publication left.
    site.publish("--yes")
    same(site, listing(), f"{why}, healed")
    left = [path for path in listing() if ".situs-incoming" in path]
    check(not left, f"{why}: healed, and {left} is left")
    check("0 files sent" in site.publish(), f"{why}: healed, and then nothing is left to do")
    return cut


def visited(site, read, why, delay):
    """Visitors follow all links while two versions go up in turn."""
    stop, found, rounds = threading.Event(), [], []

    def visitor():
        while not stop.is_set():
            pages, dead = crawl(read, stop)
            rounds.append(pages)
            found.extend(dead)

    visitors = [threading.Thread(target=visitor) for _ in range(2)]
    for each in visitors:
        each.start()
    try:
        for number in range(6):
            site.version(number)
            site.publish("--yes")
            time.sleep(delay)
    finally:
        stop.set()
        for each in visitors:
            each.join()
    check(not found, f"{why}: visitors found dead links {found[:5]}")
    check(sum(rounds) > 20, f"{why}: visitors read {sum(rounds)} pages only")
    return sum(rounds)


def s3(work):
    port = free_port()
    # Its own threads would take the processor from what is tested.
    server = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        run_s3(work, port)
    finally:
        server.terminate()
        server.wait()


def run_s3(work, port):
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            break
        except OSError:
            time.sleep(0.1)
    client = boto3.client("s3", endpoint_url=f"http://127.0.0.1:{port}", region_name="us-east-1")
    client.create_bucket(Bucket="news")
    client.put_object(Bucket="news", Key="elsewhere.txt", Body=b"mine")
    client.put_object(Bucket="news", Key="live/of-another-tool.txt", Body=b"mine, too")
    proxy = Proxy(port)

    def read(path):
        try:
            return client.get_object(Bucket="news", Key=f"live/{path}")["Body"].read()
        except client.exceptions.NoSuchKey:
            return None

    def everything():
        pages = client.get_paginator("list_objects_v2").paginate(Bucket="news")
        return {item["Key"]: item for page in pages for item in page.get("Contents", [])}

    def listing():
        keys = [key for key in everything() if key.startswith("live/") and key != "live/of-another-tool.txt"]
        return {key[5:]: client.get_object(Bucket="news", Key=key)["Body"].read() for key in keys}

    lines = f'[publish.live]\nurl = "s3://news/live"\nendpoint = "http://127.0.0.1:{proxy.server_port}"\npath_style = true\n'
    site = Site(work, "s3", lines)
    pages = changes(site, read, listing, "S3")
    proxy.reset()
    site.publish()
    check(not proxy.sent(), f"nothing to do, and {len(proxy.sent())} files were sent")
    check(all(method == "GET" for method, _ in proxy.log), "nothing to do, and something was written")
    kinds = {"index.html": "text/html; charset=utf-8", "situs.css": "text/css; charset=utf-8", "feed.xml": "application/atom+xml; charset=utf-8"}
    for path, kind in kinds.items():
        head = client.head_object(Bucket="news", Key=f"live/{path}")
        check(head["ContentType"] == kind and head.get("CacheControl"), f"{path} is {head['ContentType']}")

    # Order: what nobody links to yet, pages, ways in; and what is gone goes last.
    site.version(1)
    site.publish()
    proxy.reset()
    site.version(2)
    site.publish("--yes")
    sent = proxy.sent()
    first_delete = next(at for at, (method, _) in enumerate(proxy.log) if method in ("DELETE", "POST"))
    last_put = max(at for at, (method, path) in enumerate(proxy.log) if method == "PUT" and ".situs-" not in path)
    check(last_put < first_delete, "a file was taken away before all were sent")
    new = next(at for at, path in enumerate(sent) if path.endswith("reports/extra-even-1/index.html"))
    way = next(at for at, path in enumerate(sent) if path.endswith("live/reports/index.html"))
    check(new < way, "a list of reports went up before a report on it")

    # Visitors, and publications that are cut short.
    proxy.reset(delay=0.004)
    read_pages = visited(site, read, "S3", 0.2)
    cut = kills(site, read, listing, "S3", KILLS)

    # A server that fails every third request, and a slow one.
    proxy.reset(fail=3)
    site.version(0)
    site.publish("--yes")
    same(site, listing(), "a server that fails every third request")
    proxy.reset(delay=0.1)
    site.version(1)
    site.publish("--yes")
    same(site, listing(), "a slow server")

    # Wrong credentials, no network, and somebody else's file where ours should be.
    proxy.reset(deny=True)
    site.version(0)
    said = site.publish(code=3)
    check("credentials" in said, f"wrong credentials: {said}")
    proxy.reset()
    gone = Site(work, "gone", lines.replace(str(proxy.server_port), str(free_port())))
    started = time.monotonic()
    said = gone.publish(code=3, timeout=90)
    check("network" in said and time.monotonic() - started < 60, f"no network: {said}")
    client.put_object(Bucket="news", Key="other/index.html", Body=b"mine")
    other = Site(work, "other", lines.replace("news/live", "news/other"))
    said = other.publish(code=4)
    check("index.html" in said, f"somebody else's file: {said}")
    check(client.get_object(Bucket="news", Key="other/index.html")["Body"].read() == b"mine", "it was replaced")
    client.delete_object(Bucket="news", Key="other/index.html")
    # What the profile of the provider's own tool says is taken where the environment says nothing.
    folder = work / "aws"
    folder.mkdir()
    (folder / "credentials").write_text(f"[work]\naws_access_key_id = other\naws_secret_access_key = {SECRET}\n")
    profile = {"AWS_SHARED_CREDENTIALS_FILE": str(folder / "credentials"), "AWS_PROFILE": "work", "AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        os.environ.pop(name), profile.pop(name)
    other.publish(env=profile)
    os.environ.update(AWS_ACCESS_KEY_ID="key", AWS_SECRET_ACCESS_KEY=SECRET)

    kept = everything()
    check("elsewhere.txt" in kept and "live/of-another-tool.txt" in kept, "another tool's file is gone")
    print(f"publish: S3: {pages} pages, {cut} publications cut short, {read_pages} pages read meanwhile: nothing wrong")


def reader(root):
    """What a visitor gets at a path below a folder; nothing where there is no file."""

    def read(path):
        try:
            return (root / path).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None

    return read


def folder(work):
    target = work / "www"
    site = Site(work, "folder", f'[publish.live]\nurl = "{target}"\ncompress = true\n')
    target.mkdir()
    (target / "of-another-tool.txt").write_text("mine")

    read = reader(target)

    def listing():
        files = {str(path.relative_to(target)): path for path in target.rglob("*") if path.is_file()}
        copies = [path for path in files if path.endswith(".gz") and path[:-3] in files]
        check(copies, "there are compressed copies")
        return {path: file.read_bytes() for path, file in files.items() if path not in copies and path != "of-another-tool.txt"}

    pages = changes(site, read, listing, "a folder")
    cut = kills(site, read, listing, "a folder", KILLS)
    check((target / "of-another-tool.txt").read_text() == "mine", "another tool's file is gone")
    print(f"publish: a folder: {pages} pages, {cut} publications cut short: nothing wrong")


def git(work):
    repository = work / "repository.git"
    run = lambda *arguments: subprocess.run(["git", "-C", str(repository), *arguments], capture_output=True)
    subprocess.run(["git", "init", "-q", "--bare", str(repository)], check=True)
    lines = f'[publish.live]\nurl = "git+{repository}"\nbranch = "pages"\ndomain = "news.example.org"\n'
    site = Site(work, "git", lines)

    def read(path):
        shown = run("show", f"pages:{path}")
        return shown.stdout if shown.returncode == 0 else None

    def listing():
        archive = run("archive", "pages")
        with tempfile.TemporaryDirectory() as into:
            subprocess.run(["tar", "-x", "-C", into], input=archive.stdout, check=True)
            files = (path for path in Path(into).rglob("*") if path.is_file())
            files = {str(path.relative_to(into)): path.read_bytes() for path in files}
        check(files.pop(".nojekyll", None) == b"" and files.pop("CNAME", None) == b"news.example.org\n", "what Pages needs")
        files.pop("theirs.txt", None)
        return files

    pages = changes(site, read, listing, "Git")
    # Another commit on the branch, of files that are none of ours.
    clone = work / "clone"
    subprocess.run(["git", "clone", "-q", "-b", "pages", str(repository), str(clone)], check=True)
    (clone / "theirs.txt").write_text("mine")
    for arguments in (["add", "."], ["-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-qm", "Theirs"], ["push", "-q"]):
        subprocess.run(["git", "-C", str(clone), *arguments], check=True)
    theirs = run("rev-parse", "pages").stdout.strip().decode()
    site.version(1)
    site.publish("--yes")
    check(read("theirs.txt") == b"mine", "another tool's file is gone")
    check(theirs in run("log", "--format=%H", "pages").stdout.decode(), "the branch was forced")
    cut = kills(site, read, listing, "Git", max(KILLS // 3, 5))
    print(f"publish: Git: {pages} pages, {cut} publications cut short: nothing wrong")


# The real programs, with a process of this machine in place of the network.
RSH = """#!/bin/sh
[ "$1" = -l ] && shift 2
while case "$1" in -*) true;; *) false;; esac; do shift; done
shift
exec $AS_OTHERS "$@"
"""
SFTP = """#!/bin/sh
while [ "$1" != -- ]; do shift; done
[ "$2" = me@news.example.org ] || exit 255
exec {sftp} -q -b - -D "$AS_OTHERS {server}"
"""


def denied(site, target, name):
    """A server that may not read a folder, or not take a file away: nothing counts as done that was not."""
    (site.root / "static/d").mkdir()
    (site.root / "static/d/not found.txt").write_text("to be withheld")
    (site.root / "static/#1 of; all.txt").write_text("odd")
    write_report(site.root, "third", "2025-10-20", "See [this](/d/not%20found.txt).")
    site.publish("--yes")
    check((target / "d/not found.txt").exists() and (target / "#1 of; all.txt").exists(), f"{name}: odd names arrive")
    check((target / "index.html").stat().st_mode & 0o777 == 0o644, f"{name}: others may read it")
    (target / "d").chmod(0o555)
    (site.root / "content/reports/third.md").write_text(
        "---\ntitle: The third report\ndate: 2025-10-20\ntlp: red\n---\n\nSee [this](/d/not%20found.txt).\n"
    )
    # As root without what root may do beyond others.
    os.environ["AS_OTHERS"] = "setpriv --inh-caps=-all --bounding-set=-all" if os.geteuid() == 0 else ""
    site.publish("--yes", code=3)
    check("d/not found.txt" in (target / ".situs-published").read_text(), f"{name}: what is still there is still known")
    # What is in doubt there cannot be looked for.
    (target / "d").chmod(0)
    site.publish("--yes", code=3)
    (target / "d").chmod(0o755)
    if name == "rsync":
        (target / "lost+found").mkdir(0)
        site.publish("--yes", code=3)
        check("third" in (target / ".situs-published").read_text(), "a list that is not whole is none")
        (target / "lost+found").rmdir()
    site.publish("--yes")
    check(not (target / "d").exists() and not (target / "reports/third").exists(), f"{name}: what is withheld goes")
    os.environ["AS_OTHERS"] = ""


def servers(work):
    programs = work / "programs"
    programs.mkdir()
    server = next(path for path in ("/usr/lib/openssh/sftp-server", "/usr/lib/sftp-server") if os.path.exists(path))
    for name, text in (("rsh", RSH), ("sftp", SFTP.format(sftp=shutil.which("sftp"), server=server))):
        (programs / name).write_text(text)
        (programs / name).chmod(0o755)
    os.environ.update(PATH=f"{programs}:{os.environ['PATH']}", RSYNC_RSH=str(programs / "rsh"), AS_OTHERS="")
    for scheme, name in (("ssh", "rsync"), ("sftp", "sftp")):
        target = work / f"server {name}" / "www"
        target.mkdir(parents=True)
        site = Site(work, name, f'[publish.live]\nurl = "{scheme}://me@news.example.org{target}"\n')
        for name_of_file in ("odd [1] \'a\' b*.txt", "café ﷼.txt"):
            (site.root / "static" / name_of_file).write_text("odd")

        read = reader(target)

        def listing():
            files = (path for path in target.rglob("*") if path.is_file())
            files = {str(path.relative_to(target)): path.read_bytes() for path in files}
            files.pop("of-another-tool.txt", None)
            return files

        # Somebody else's files, before the first publication.
        (target / "of-another-tool.txt").write_text("mine")
        (target / "reports").mkdir()
        (target / "reports/index.html").write_text("mine")
        said = site.publish(code=4)
        check("reports/index.html" in said and read("reports/index.html") == b"mine", f"{name}: {said}")
        (target / "reports/index.html").unlink()
        (target / "café ﷼.txt").write_text("mine")
        check("café" in site.publish(code=4), f"{name}: a file of another name than English has")
        (target / "café ﷼.txt").unlink()
        pages = changes(site, read, listing, name)
        cut = kills(site, read, listing, name, max(KILLS // 5, 3))
        check(read("of-another-tool.txt") == b"mine", f"{name}: another tool's file is gone")
        denied(site, target, name)
        lines = site.root / "situs.toml"
        lines.write_text(lines.read_text().replace("me@news", "nobody@nowhere"))
        if name == "sftp":
            check("sftp says" in site.publish(code=3), "a server that does not answer")
        print(f"publish: {name}: {pages} pages, {cut} publications cut short: nothing wrong")


def main():
    os.environ.update(
        AWS_ACCESS_KEY_ID="key", AWS_SECRET_ACCESS_KEY=SECRET, AWS_DEFAULT_REGION="us-east-1", NO_PROXY="*",
        AWS_CONFIG_FILE="/nonexistent", AWS_EC2_METADATA_DISABLED="true", GIT_CONFIG_GLOBAL="/dev/null",
    )
    work = Path(tempfile.mkdtemp(prefix="situs-publish-test-"))
    try:
        for part in (folder, git, servers, s3):
            part(work)
    finally:
        shutil.rmtree(work, ignore_errors=True)


main()
