//! Mistakes in everything but reports: the whole message for each, at the right line and column.

use crate::{brief, told};

#[test]
fn mistakes_in_an_actor() {
    insta::assert_snapshot!(told("content/actors/a.md", "\
---
kind: goverment
aliases: [A, A]
names: {english: A}
relations:
  - {type: leeds, to: b}
  - {type: leads}
  - {type: leads, to: b, since: 2025}
reliability: G
privacy: secret
links: [www.un.org]
id: UK_officers
former_ids: [old, Old Name]
---
"), @r#"
    error[missing-name]: the actor has no `name`
     --> content/actors/a.md:1:1
      |
    1 | ---
      | ^^^
      |
      = help: add `name: some text`

    error[unknown-word]: `kind` cannot be `goverment`
     --> content/actors/a.md:2:7
      |
    2 | kind: goverment
      |       ^^^^^^^^^
      |
      = help: write `government`; the words are `person`, `government`, `ministry`, `agency`, `military`, `armed-group`, `political-party`, `international-organisation`, `ngo`, `coalition`, `media`, `company`, `community`, `unnamed` or `organisation`

    warning[duplicate-entry]: `A` stands twice in `aliases`
     --> content/actors/a.md:3:14
      |
    3 | aliases: [A, A]
      |           -  ^
      |           |
      |           first here
      |
      = help: remove one of the two

    error[bad-language]: `english` is not a language tag (BCP 47)
     --> content/actors/a.md:4:9
      |
    4 | names: {english: A}
      |         ^^^^^^^
      |
      = help: write `en`

    error[unknown-word]: `type` cannot be `leeds`
     --> content/actors/a.md:6:12
      |
    6 |   - {type: leeds, to: b}
      |            ^^^^^
      |
      = help: write `leads`; the words are `member-of`, `leads`, `holds-post`, `part-of`, `commands`, `allied-with`, `opposes`, `party-to`, `mediates`, `supports`, `funds`, `supplies`, `sanctions`, `deploys-to`, `hosts`, `represents`, `speaks-for`, `owns` or `related-to`

    error[missing-key]: the relation has no `to`
     --> content/actors/a.md:7:5
      |
    7 |   - {type: leads}
      |     ^^^^^^^^^^^^^
      |
      = help: add `to: some-id`

    error[unknown-key]: `since` is not a key of a relation
     --> content/actors/a.md:8:26
      |
    8 |   - {type: leads, to: b, since: 2025}
      |                          ^^^^^
      |
      = help: the keys are `type`, `to`, `role`, `start`, `end`, `source` and `tlp`

    error[bad-reliability]: `G` is not a letter from A to F
     --> content/actors/a.md:9:14
      |
    9 | reliability: G
      |              ^
      |
      = help: write something like `reliability: B`

    error[unknown-word]: `privacy` cannot be `secret`
      --> content/actors/a.md:10:10
       |
    10 | privacy: secret
       |          ^^^^^^
       |
       = help: write `public` or `private`

    error[bad-url]: an address starts with `https://`, `http://` or `mailto:`
      --> content/actors/a.md:11:9
       |
    11 | links: [www.un.org]
       |         ^^^^^^^^^^
       |
       = help: write `https://www.un.org`

    error[bad-id]: `UK_officers` in `id` is not an id: lower-case letters, digits and hyphens
      --> content/actors/a.md:12:5
       |
    12 | id: UK_officers
       |     ^^^^^^^^^^^
       |
       = help: write `uk-officers`

    error[bad-id]: `Old Name` in `former_ids` is not an id: lower-case letters, digits and hyphens
      --> content/actors/a.md:13:19
       |
    13 | former_ids: [old, Old Name]
       |                   ^^^^^^^^
       |
       = help: write `old-name`
    "#);
}

#[test]
fn mistakes_in_an_event() {
    insta::assert_snapshot!(told("content/events/page.md", "\
---
name: Talks
when: 2025-10-23/2025-10-21
status: planed
kind: meeting
place: {name: Rafah, lat: 131.28, lon: 34.25, precision: 4}
participants: [{role: host}]
glide: eq-2023-000015-tur
title: Talks
---
"), @r#"
    error[reserved-id]: the id `page` is taken by an address of the site's own
     --> content/events/page.md:1:1
      |
    1 | ---
      | ^
      |
      = help: write another, such as `id: page-event`

    error[bad-date]: `2025-10-23/2025-10-21` ends before it starts
     --> content/events/page.md:3:7
      |
    3 | when: 2025-10-23/2025-10-21
      |       ^^^^^^^^^^^^^^^^^^^^^
      |
      = help: write `2025-10-21/2025-10-23`

    error[unknown-word]: `status` cannot be `planed`
     --> content/events/page.md:4:9
      |
    4 | status: planed
      |         ^^^^^^
      |
      = help: write `planned`; the words are `planned`, `reported`, `confirmed`, `ongoing`, `disputed`, `denied`, `postponed` or `cancelled`

    error[unknown-word]: `kind` cannot be `meeting`
     --> content/events/page.md:5:7
      |
    5 | kind: meeting
      |       ^^^^^^^
      |
      = help: write `situation`, `visit`, `talks`, `statement`, `agreement`, `ceasefire`, `deployment`, `transfer`, `aid`, `access`, `battle`, `explosion`, `violence-against-civilians`, `protest`, `riot`, `strategic`, `legal`, `election`, `disaster` or `other`

    error[bad-number]: `lat` cannot be 131.28
     --> content/events/page.md:6:27
      |
    6 | place: {name: Rafah, lat: 131.28, lon: 34.25, precision: 4}
      |                           ^^^^^^
      |
      = help: write a number from -90 to 90; `lat` and `lon` may be the wrong way round

    error[bad-number]: `precision` cannot be 4
     --> content/events/page.md:6:58
      |
    6 | place: {name: Rafah, lat: 131.28, lon: 34.25, precision: 4}
      |                                                          ^
      |
      = help: write a number from 1 to 3

    error[missing-key]: the participant has no `actor`
     --> content/events/page.md:7:16
      |
    7 | participants: [{role: host}]
      |                ^^^^^^^^^^^^
      |
      = help: add `actor: some-id`

    error[bad-glide]: `eq-2023-000015-tur` is not a GLIDE number
     --> content/events/page.md:8:8
      |
    8 | glide: eq-2023-000015-tur
      |        ^^^^^^^^^^^^^^^^^^
      |
      = help: write `glide: EQ-2023-000015-TUR`

    error[unknown-key]: `title` is not a key of an event
     --> content/events/page.md:9:1
      |
    9 | title: Talks
      | ^^^^^
      |
      = help: write `name`
    "#);
}

#[test]
fn mistakes_in_other_kinds() {
    insta::assert_snapshot!(brief("content/countries/jod.md", "---\ndemonym: Jordanian\n---\n"), @r#"
    1:1 unknown-country: `jod` is no code of ISO 3166-1 (alpha-3), and the file has no `name`; rename the file to its alpha-3 code, such as `jor.md`, or add `name:` for a country of your own
    2:1 unknown-key: `demonym` is not a key of a country; write `demonyms`
    readable
    "#);
    insta::assert_snapshot!(brief("content/countries/jordan.md", ""), @r#"
    1:1 unknown-country: `jordan` is no code of ISO 3166-1 (alpha-3), and the file has no `name`; rename the file to its alpha-3 code, such as `jor.md`, or add `name:` for a country of your own
    readable
    "#);
    insta::assert_snapshot!(brief("content/sources/a.md", "---\nurl: un.org\n---\n"), @r#"
    1:1 missing-name: the source has no `name`; add `name: some text`
    2:6 bad-url: an address starts with `https://`, `http://` or `mailto:`; write `https://un.org`
    readable
    "#);
    insta::assert_snapshot!(brief("content/sources/b.md", "Prose only.\n"), @r#"
    1:1 missing-name: the source has no `name`; begin the file with `---`, then the keys, then `---`; add `name: some text`
    readable
    "#);
    insta::assert_snapshot!(brief("content/pages/reports.md", "---\ntags: [a]\n---\n# R\n"), @r#"
    1:1 reserved-id: the id `reports` is taken by an address of the site's own; write another, such as `id: reports-page`
    2:1 unknown-key: `tags` is not a key of a page; `tags` is a key of a report; move free data below `extra:`
    readable
    "#);
    insta::assert_snapshot!(brief("content/pages/….md", "# R\n"), @r#"
    1:1 no-id: the file name `…` gives no id; add `id: some-page`, in lower-case letters, digits and hyphens
    readable
    "#);
    insta::assert_snapshot!(brief("content/reports/a.md", "Text.\n"), @r#"
    1:1 missing-date: the report has no `date`; add `date: 2025-10-21`, or begin the file name with the day, as in `2025-10-21-title.md`
    1:1 missing-title: the report has no `title`; add `title: some text`, or begin the text with `# Title`
    readable
    "#);
    insta::assert_snapshot!(brief("content/reports/2025-02-30-a.md", "# A\n"), @r#"
    1:1 bad-date: the date in the file name is wrong: February 2025 has no day 30; add `date: 2025-10-21`, or rename the file
    readable
    "#);
}
