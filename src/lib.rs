//! Situs turns Markdown situation reports into a cross-linked static site of reports, actors, countries and events.
//!
//! The program is a flow of values, and its modules stand in that order:
//!
//! ```text
//! source files -> Documents -> edition -> KnowledgeBase -> PageView -> bytes -> Sink
//!  (walkdir)     (per file,   (what may   (whole corpus,   (serde     (Tera)  folder or memory
//!                 parallel)    be seen)     linked)         structs)
//! ```
//!
//! 1. [`source::read`] reads a folder: [`source::Sources`].
//! 2. [`document::parse`] reads one file: front matter with spans, headings, links, runs of prose.
//! 3. [`edition::Edition::shows`] says what a reader may see. Nothing later knows that there was more.
//! 4. [`knowledge::link`] finds who and what the prose names and links everything: [`knowledge::KnowledgeBase`].
//! 5. [`page::view`] makes the view of one route: plain data for a template, with the dates and words of the page's
//!    [`language`].
//! 6. [`template::Templates::render`] makes HTML of a view.
//! 7. [`site::Site::new`] is steps 2 to 4, and [`site::Site::after`] the same after a change: it takes from the site before
//!    what did not change. [`site::Site::page`] is steps 5 and 6 as one pure function, and [`build::build`] maps it over all
//!    routes.
//! 8. [`serve::start`] answers requests with the same function: [`watch::Watch`] says what was saved,
//!    [`site::Project::apply`] makes the next [`site::Site`] of it, and open pages are told.
//! 9. [`publish::Plan`] compares the output folder with what the last publication left, and [`publish::apply`] carries it
//!    out in an order in which no visitor meets a dead link.
//!
//! Beside the flow, [`import::read`] makes drafts of other people's files: bytes in, content files out.
//!
//! What is *absent* is part of the design:
//!
//! - `document`, `edition`, `knowledge` and `page` do no input or output and ask for no time.
//! - `knowledge` knows ids, never addresses, and no HTML.
//! - `page` does not know Tera; templates cannot reach the site, a file, the clock or the network.
//! - Only `source` reads content, only `build` writes a site, only `publish` sends one, only `cli` prints.
//! - `serve` joins no address to a path: it looks routes up in a site that is in memory.
//! - Nothing is changed after its step: there are no placeholders that a later step fills in.
//! - Imports run one way, from the end of the list below to its beginning, and a test says so.
#![forbid(unsafe_code)]

pub mod source;

pub mod diagnostic;

pub mod route;

pub mod document;

pub mod config;

pub mod edition;

pub mod language;

pub mod knowledge;

pub mod page;

pub mod template;

pub mod site;

pub mod build;

pub mod publish;

pub mod audit;

pub mod import;

pub mod watch;

pub mod serve;

pub mod cli;
