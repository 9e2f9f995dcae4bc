//! Any text as a title, an address, a file, and a link from one file to another.
#![no_main]

use libfuzzer_sys::fuzz_target;
use situs::document::markdown::url;
use situs::route::{OutputPath, Route, Slug};

fuzz_target!(|text: &str| {
    if let Some(slug) = Slug::of(text) {
        assert_eq!(Slug::exact(slug.as_str()).as_ref(), Some(&slug));
        assert_eq!(Slug::of(slug.as_str()).as_ref(), Some(&slug), "the slug of a slug is another");
        let path = Route::Report(slug.clone()).output();
        assert!(OutputPath::new(path.as_str()).is_some());
        assert_eq!(Route::parse(path.as_str()), Some(Route::Report(slug)));
    }
    if let Some(path) = OutputPath::new(text) {
        assert!(!path.as_str().split('/').any(|part| matches!(part, "" | "." | "..")));
    }
    if let Some(route) = Route::parse(text) {
        let output = route.output();
        assert_eq!(output.as_str(), text, "a file has two names");
        assert!(OutputPath::new(output.as_str()).is_some());
        let _ = (route.href(&Route::Home), Route::Home.href(&route), route.root(), Route::parse_redirect(text));
    }
    let (from, to) = text.split_once('\n').unwrap_or((text, text));
    // The file that a link stands in is one that was read.
    if !from.split('/').any(|part| part == "..")
        && let Some(joined) = url::join(from, to)
    {
        assert!(!joined.split('/').any(|part| part == ".."), "{joined}");
    }
    let _ = (url::harmless(text), url::scheme(text), url::is_local(text), url::split_fragment(text));
    let _ = (url::is_content_path(text), url::percent_decoded(text));
});
