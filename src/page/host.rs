//! Files that static hosts read: what to say of pages, and where former addresses lead.

use std::fmt::Write as _;

use super::{Scope, plain};
use crate::route::Route;

/// What a page may load, as its own `<meta>` says it, and what only a header can say: no frame of another site.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

/// `_headers` (Netlify, Cloudflare Pages): the policy of the pages for all that is served, so that a file of `static/`
/// that has none runs no script of another site either; an edition that is not public tells robots to stay away.
#[must_use]
pub fn headers(scope: &Scope<'_>) -> String {
    let mut text = format!(
        "/*\n  Content-Security-Policy: {POLICY}\n  X-Content-Type-Options: nosniff\n  X-Frame-Options: DENY\n  \
         Referrer-Policy: no-referrer\n  Permissions-Policy: camera=(), geolocation=(), microphone=()\n  \
         Cross-Origin-Opener-Policy: same-origin\n"
    );
    if !scope.edition.is_public() {
        text.push_str("  X-Robots-Tag: noindex, nofollow\n");
    }
    text
}

/// `_redirects` (the same hosts): former addresses, for readers without the pages that stand there.
#[must_use]
pub fn redirects(scope: &Scope<'_>) -> String {
    let root = scope.config.base_url.splitn(4, '/').nth(3).unwrap_or_default().trim_end_matches('/');
    let root = if root.is_empty() { String::new() } else { format!("/{root}") };
    let mut text = String::new();
    for route in super::routes(scope) {
        let Route::Redirect(section, former) = &route else { continue };
        if let Some((_, to)) = plain::moved_to(scope, *section, former) {
            let _ = writeln!(text, "{root}/{} {root}/{} 301", route.path(), to.path());
        }
    }
    text
}
