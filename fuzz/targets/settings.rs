//! Any bytes as `situs.toml`, and the home page of the site that it sets.
#![no_main]

use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use situs::config::Config;
use situs::diagnostic;
use situs::route::Route;
use situs::site::{Options, Site};
use situs::source::{SourceFile, Sources};

fuzz_target!(|data: &[u8]| {
    let file = Arc::new(SourceFile::new("situs.toml", data));
    let (_, findings) = Config::parse(&file);
    for finding in &findings {
        let Some(place) = &finding.place else { continue };
        assert!(place.file.text.get(place.span.range()).is_some(), "{}: {:?}", finding.code, place.span);
    }
    let _ = (diagnostic::draw(&findings, false), diagnostic::sarif(&findings));
    if findings.is_empty() {
        let site = Site::new(&Sources { config: Some(file), ..Sources::default() }, &Options::default());
        for route in [Route::Home, Route::Sitemap, Route::Robots, Route::NotFound] {
            assert!(site.page(&route).is_ok());
        }
    }
});
