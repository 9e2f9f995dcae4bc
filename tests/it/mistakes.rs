//! Mistakes in reports: the whole message for each, at the right line and column.

use crate::told;

#[test]
fn mistakes_in_a_report() {
    insta::assert_snapshot!(told("content/reports/a.md", "\
---
titel: Gaza
date: 21/10/2025
kind: sitrep
summary: [a, b]
TLP: amber
draft: \"false\"
number: twelve
tz: Europe/Kiew
lang: en_GB
when: 2025
tags: [aid, food, aid]
highlights:
  - Only one
countries:
  - JOR
  -
image: {src: ../secret.png, alt: x}
---
"), @r#"
    error[unknown-key]: `titel` is not a key of a report
     --> content/reports/a.md:2:1
      |
    2 | titel: Gaza
      | ^^^^^
      |
      = help: write `title`

    error[bad-date]: `21/10/2025` is not how a date is written here
     --> content/reports/a.md:3:7
      |
    3 | date: 21/10/2025
      |       ^^^^^^^^^^
      |
      = help: write `2025-10-21`

    error[unknown-word]: `kind` cannot be `sitrep`
     --> content/reports/a.md:4:7
      |
    4 | kind: sitrep
      |       ^^^^^^
      |
      = help: write `situation-report`, `flash-update`, `bulletin`, `analysis`, `assessment`, `background`, `forecast`, `statement` or `other`

    error[wrong-type]: `summary` must be a text, not a list
     --> content/reports/a.md:5:10
      |
    5 | summary: [a, b]
      |          ^^^^^^
      |
      = help: put the text into quotes

    error[unknown-key]: `TLP` is not a key of a report
     --> content/reports/a.md:6:1
      |
    6 | TLP: amber
      | ^^^
      |
      = help: write `tlp`

    error[wrong-type]: `draft` must be `true` or `false`, and `false` is a text in quotes
     --> content/reports/a.md:7:8
      |
    7 | draft: "false"
      |        ^^^^^^^
      |
      = help: write `draft: false`

    error[bad-number]: `number` must be a number, and `twelve` is none
     --> content/reports/a.md:8:9
      |
    8 | number: twelve
      |         ^^^^^^
      |
      = help: write digits, such as `number: 1200`

    error[bad-zone]: `Europe/Kiew` is not an IANA time zone
     --> content/reports/a.md:9:5
      |
    9 | tz: Europe/Kiew
      |     ^^^^^^^^^^^
      |
      = help: write `Europe/Kiev`

    error[bad-language]: `en_GB` is not a language tag (BCP 47)
      --> content/reports/a.md:10:7
       |
    10 | lang: en_GB
       |       ^^^^^
       |
       = help: write `en-GB`

    error[unknown-key]: `when` is not a key of a report
      --> content/reports/a.md:11:1
       |
    11 | when: 2025
       | ^^^^
       |
       = help: write `date`

    warning[duplicate-entry]: `aid` stands twice in `tags`
      --> content/reports/a.md:12:19
       |
    12 | tags: [aid, food, aid]
       |        ---        ^^^
       |        |
       |        first here
       |
       = help: remove one of the two

    warning[highlights-count]: 1 highlight, where readers want 2 to 5
      --> content/reports/a.md:14:3
       |
    14 |   - Only one
       |   ^^^^^^^^^^
       |
       = help: add what else matters most

    error[empty-value]: `countries` has an empty entry
      --> content/reports/a.md:17:3
       |
    17 |   -
       |   ^
       |
       = help: write a value, or remove the line

    error[bad-path]: `src` must be a path below `static/`, or an address of http or https
      --> content/reports/a.md:18:14
       |
    18 | image: {src: ../secret.png, alt: x}
       |              ^^^^^^^^^^^^^
       |
       = help: write a path such as `images/map.png` for `static/images/map.png`
    "#);
}

#[test]
fn mistakes_in_records() {
    insta::assert_snapshot!(told("content/reports/a.md", "\
---
title: A
date: 2025-02-30
claims:
  - id: Claim One
    text: It happened
    stance: says
    grade: b2
  - by: un
sources:
  - id: s1
    name: One
    url: javascript:alert(1)
    sha256: abc
  - id: s1
    name: Two
    published: 2025-10-21 14:00
figures:
  - label: Killed
    value: 1,200
  - label: Aid
    value: 12
    qualifier: between
    hxl: #affected
  - value: 3
    qualifer: about
judgements:
  - text: It will hold
    likelihood: quite likely
    confidence: medium
corrections:
  - note: Wrong number
autolink: {of: [Jordan]}
---
"), @r##"
    error[bad-date]: February 2025 has no day 30
     --> content/reports/a.md:3:7
      |
    3 | date: 2025-02-30
      |       ^^^^^^^^^^
      |
      = help: write a day from 01 to 28

    error[bad-id]: `Claim One` in `id` is not an id: lower-case letters, digits and hyphens
     --> content/reports/a.md:5:9
      |
    5 |   - id: Claim One
      |         ^^^^^^^^^
      |
      = help: write `claim-one`

    error[unknown-word]: `stance` cannot be `says`
     --> content/reports/a.md:7:13
      |
    7 |     stance: says
      |             ^^^^
      |
      = help: write `asserts`, `denies`, `confirms`, `announces`, `accuses`, `estimates` or `warns`

    error[bad-grade]: `b2` is not an Admiralty grade: A to F for the source, then 1 to 6 for the item
     --> content/reports/a.md:8:12
      |
    8 |     grade: b2
      |            ^^
      |
      = help: write `grade: B2`

    error[missing-key]: a claim has neither `text` nor `quote`
     --> content/reports/a.md:9:5
      |
    9 |   - by: un
      |     ^^^^^^
      |
      = help: add `text:` with the claim in your words, or `quote:` with exact words of the body

    error[bad-url]: an address starts with `https://`, `http://` or `mailto:`
      --> content/reports/a.md:13:10
       |
    13 |     url: javascript:alert(1)
       |          ^^^^^^^^^^^^^^^^^^^
       |
       = help: write an address that starts with `https://`, `http://` or `mailto:`

    error[bad-sha256]: `abc` is not a SHA-256 hash: 64 digits and letters from `a` to `f`
      --> content/reports/a.md:14:13
       |
    14 |     sha256: abc
       |             ^^^
       |
       = help: write something like `sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855`

    error[duplicate-id]: two entries have the source id `s1`
      --> content/reports/a.md:15:9
       |
    11 |   - id: s1
       |         -- first here
    ...
    15 |   - id: s1
       |         ^^
       |
       = help: give one of the two another id

    error[bad-date]: `2025-10-21 14:00` has no offset from UTC
      --> content/reports/a.md:17:16
       |
    17 |     published: 2025-10-21 14:00
       |                ^^^^^^^^^^^^^^^^
       |
       = help: write `2025-10-21T14:00:00Z` for UTC, or the offset, as in `2025-10-21T14:00:00+03:00`

    error[bad-number]: `value` must be a number, and `1,200` is none
      --> content/reports/a.md:20:12
       |
    20 |     value: 1,200
       |            ^^^^^
       |
       = help: write `value: 1200`

    error[bad-figure]: a figure `between` has no `max`
      --> content/reports/a.md:21:5
       |
    21 |   - label: Aid
       |     ^^^^^^^^^^
       |
       = help: add `max:` with the upper value

    error[empty-value]: the value of `hxl` is a comment, because it starts with `#`
      --> content/reports/a.md:24:5
       |
    24 |     hxl: #affected
       |     ^^^
       |
       = help: write `hxl: "#affected"`

    error[missing-key]: a figure has neither `id` nor `label`
      --> content/reports/a.md:25:5
       |
    25 |   - value: 3
       |     ^^^^^^^^
       |
       = help: add `label:` with what is counted

    error[unknown-key]: `qualifer` is not a key of a figure
      --> content/reports/a.md:26:5
       |
    26 |     qualifer: about
       |     ^^^^^^^^
       |
       = help: write `qualifier`

    error[unknown-word]: `likelihood` cannot be `quite likely`
      --> content/reports/a.md:29:17
       |
    29 |     likelihood: quite likely
       |                 ^^^^^^^^^^^^
       |
       = help: write `almost no chance`, `remote`, `remote chance`, `very unlikely`, `highly unlikely`, `highly improbable`, `unlikely`, `improbable`, `roughly even chance`, `roughly even odds`, `realistic possibility`, `likely`, `probable`, `likely or probable`, `very likely`, `highly likely`, `highly probable`, `almost certain` or `nearly certain`

    error[unknown-word]: `confidence` cannot be `medium`
      --> content/reports/a.md:30:17
       |
    30 |     confidence: medium
       |                 ^^^^^^
       |
       = help: write `low`, `moderate` or `high`

    error[missing-key]: the correction has no `date`
      --> content/reports/a.md:32:5
       |
    32 |   - note: Wrong number
       |     ^^^^^^^^^^^^^^^^^^
       |
       = help: add `date: 2025-10-21`

    error[unknown-key]: `of` is not a key of `autolink`
      --> content/reports/a.md:33:12
       |
    33 | autolink: {of: [Jordan]}
       |            ^^
       |
       = help: write `off`
    "##);
}
