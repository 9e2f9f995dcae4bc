//! Forty different mistakes in one site: all are reported in one run, each at its line and column.

use std::sync::Arc;

use situs::diagnostic::{Severity, draw};
use situs::site::{Options, Site};
use situs::source::{SourceFile, Sources};

/// One string is the whole site: `-- path --` begins a file.
const SITE: &str = "\
-- content/actors/harbour-committee.md --
---
name: Harbour Committee
kind: armedgroup
aliases: [HC, HC]
country: Atlantis
parent: nobody
reliability: G
privacy: secret
relations:
  - {type: leeds, to: HC}
  - {type: leads, to: Grey Council}
links: {site: \"javascript:alert(1)\"}
---
-- content/actors/second/harbour-committee.md --
---
name: Another Committee
colour: red
---
-- content/actors/empty.md --
---
---
-- content/countries/narnia.md --
---
note: no such place
---
-- content/events/pier-talks.md --
---
name: Pier Talks
when: 2025-13-01
tz: Mars/Olympus
status: plannd
kind: party
place: {name: Pier, lat: 95, lon: 10, precision: 7}
part_of: pier-talk
glide: EQ-25-1
---
-- content/events/no-time.md --
---
name: No Time
---
-- content/reports/one.md --
---
titel: One
date: 21/10/2025
number: twelve
lang: en_GB
draft: \"false\"
highlights: [Only one]
countries: [Jordania]
actors: [harbor-committee]
events: [pier-talks]
claims:
  - {id: a, text: It holds, by: Grey Council, stance: shouts, grade: Z9, disputes: [b]}
  - {id: c, quote: words that are not there}
figures:
  - {id: tons, value: many}
  - {id: days, value: 1, qualifier: between}
sources: [the-gazette]
image: {src: ../secret.png}
---

See [[harbour-comittee]] and [it](../actors/missing.md). Congo wrote.
-- content/reports/two.md --
---
title: Two
date: 2025-10-21
tlp: ambr
-- content/reports/three.md --
---
title: Three
date: 2025-10-21
status: gone
status: published
supersedes: zero
former_ids: [one]
---
-- content/reports/…….md --
---
title: Four
date: 2025-10-21
---
-- content/sources/wire.md --
---
name: Wire
url: ftp://wire.example
published: yesterday
sha256: abc
derives_from: [nothing]
---
-- content/notes/five.md --
---
title: Five
---
";

fn site() -> Site {
    let mut sources = Sources::default();
    for part in SITE.split("-- content/").skip(1) {
        let (path, text) = part.split_once(" --\n").expect("a path and a text");
        sources.content.push(Arc::new(SourceFile::new(format!("content/{path}"), text)));
    }
    Site::new(&sources, &Options { now: "2025-10-22T00:00:00Z".parse().expect("a time"), ..Options::default() })
}

#[test]
fn all_mistakes_are_reported_in_one_run() {
    let site = site();
    let places: Vec<String> = site
        .diagnostics
        .iter()
        .map(|finding| {
            let place = finding.place.as_ref().expect("a place");
            let (line, column) = place.file.line_column(place.span.start as usize);
            let word = if finding.severity == Severity::Error { "error" } else { "warning" };
            format!("{}:{line}:{column} {word} {}", place.file.path, finding.code)
        })
        .collect();
    assert!(places.len() >= 40, "{} findings: {places:#?}", places.len());
    insta::assert_snapshot!("forty_places", places.join("\n"));
    insta::assert_snapshot!("forty_messages", draw(&site.diagnostics, false));
    assert!(site.diagnostics.iter().all(|finding| finding.help.is_some()), "each says what to write instead");
}
