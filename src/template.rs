//! Views become HTML: the only module that knows Tera.
//!
//! Templates see a view and the name of the site, nothing else: no file, no clock, no network. A template below
//! `templates/` replaces the built-in one of the same name, which stays in reach as `builtin/NAME`.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, OnceLock};

use rust_embed::RustEmbed;
use serde::Serialize;
use tera::{Context, Kwargs, State, Tera, Value};

use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::language::{Languages, Words};
use crate::page::{Content, PageView};
use crate::source::{SourceFile, Span};

#[derive(RustEmbed)]
#[folder = "templates/"]
struct BuiltIn;

/// The static files of the built-in theme.
#[derive(RustEmbed)]
#[folder = "static/"]
struct BuiltInAssets;

/// All templates, compiled.
pub struct Templates {
    /// With the words of English; those of the other languages are made from it when a page needs them.
    tera: Tera,
    languages: BTreeMap<String, (Arc<Words>, OnceLock<Tera>)>,
    files: Vec<Arc<SourceFile>>,
}

/// A plain page in the navigation.
#[derive(Debug, Serialize)]
pub struct NavigationEntry {
    /// Its title.
    pub title: String,
    /// Its address below the root of the site.
    pub href_from_root: String,
}

#[derive(Serialize)]
struct SiteView<'a> {
    title: &'a str,
    description: Option<&'a str>,
    language: &'a str,
    footer: Option<&'a str>,
    search: bool,
    pages: &'a [NavigationEntry],
    generator: &'static str,
}

impl Templates {
    /// The built-in templates with those of the site over them.
    ///
    /// # Errors
    /// What is wrong with a template, at its place.
    pub fn new(
        files: &[Arc<SourceFile>],
        config: &Config,
        pages: &[NavigationEntry],
        languages: &Languages,
    ) -> Result<Self, Diagnostic> {
        let mut tera = Tera::default();
        tera.set_escape_fn(escape_html);
        let by_tag = |words: &Arc<Words>| (words.tag.clone(), (Arc::clone(words), OnceLock::new()));
        let languages: BTreeMap<_, _> = languages.all().map(by_tag).collect();
        if let Some((words, _)) = languages.get("en") {
            speak(&mut tera, words);
        }
        let mut own = Self { tera: Tera::default(), languages, files: files.to_vec() };
        let fail = |error: &tera::Error| own.diagnostic(error);
        tera.set_fallback_prefixes(vec!["builtin/".to_owned()]).map_err(|error| fail(&error))?;
        let mut sources: Vec<(String, String)> = BuiltIn::iter()
            .filter(|name| !name.starts_with(WORDS))
            .filter_map(|name| {
                let file = BuiltIn::get(&name)?;
                let text = String::from_utf8(file.data.into_owned()).ok()?;
                Some((format!("builtin/{name}"), text))
            })
            .collect();
        sources.sort();
        for file in files {
            let name = file.path.strip_prefix("templates/").unwrap_or(&file.path);
            if name.starts_with(WORDS) {
                continue;
            }
            sources.push((name.to_owned(), file.text.clone()));
        }
        tera.add_raw_templates(sources).map_err(|error| fail(&error))?;
        let site = SiteView {
            title: &config.title,
            description: config.description.as_deref(),
            language: &config.language,
            footer: config.footer.as_deref(),
            search: config.search,
            pages,
            generator: "Situs",
        };
        tera.global_context().insert("site", &site);
        own.tera = tera;
        Ok(own)
    }

    /// The templates with the words of a language.
    fn speaking(&self, tag: &str) -> &Tera {
        let Some((words, tera)) = self.languages.get(tag).filter(|_| tag != "en") else { return &self.tera };
        tera.get_or_init(|| {
            let mut tera = self.tera.clone();
            speak(&mut tera, words);
            tera
        })
    }

    /// The HTML of a page.
    ///
    /// # Errors
    /// What is wrong with the template, at its place.
    pub fn render(&self, view: &PageView) -> Result<String, Diagnostic> {
        let mut context = Context::new();
        context.insert("page", &view.page);
        insert(&mut context, &view.content);
        context.insert_value("body", Value::safe_string(&view.body));
        let json_ld = view.json_ld.as_deref().map_or_else(Value::none, Value::safe_string);
        context.insert_value("json_ld", json_ld);
        self.speaking(&view.page.interface)
            .render(template_of(&view.content), &context)
            .map_err(|error| self.diagnostic(&error))
    }

    /// A template's fault at its place: in the site's own file, or in the built-in one by name.
    fn diagnostic(&self, error: &tera::Error) -> Diagnostic {
        let (message, span, name) = match error.kind() {
            tera::ErrorKind::SyntaxError(report) | tera::ErrorKind::RenderingError(report) => {
                (report.message().to_owned(), Some(report.span().clone()), report.filename().to_owned())
            }
            tera::ErrorKind::MissingParent { current, parent } => {
                (format!("`{parent}`, which this template extends, is no template"), None, current.clone())
            }
            tera::ErrorKind::CircularExtend { tpl, .. } => {
                ("this template extends itself".to_owned(), None, tpl.clone())
            }
            tera::ErrorKind::CircularInclude { tpl, .. } => {
                ("this template includes itself".to_owned(), None, tpl.clone())
            }
            _ => (error.to_string(), None, String::new()),
        };
        let diagnostic = Diagnostic::error("template", message);
        let file = self.files.iter().find(|file| file.path.strip_prefix("templates/") == Some(&name));
        match (file, span) {
            (Some(file), Some(span)) => diagnostic.at(file, Span::new(span.range.start, span.range.end)),
            (Some(file), None) => diagnostic.at(file, Span::default()),
            (None, Some(span)) if !name.is_empty() => diagnostic.help(format!(
                "in template `{name}`, line {}, column {}",
                span.start_line,
                span.start_col + 1
            )),
            _ => diagnostic,
        }
    }
}

/// The folder of the words below `templates/`, which hold no templates.
const WORDS: &str = "words/";

/// Gives templates the filter `t`: the words of a language. `{{ "report.by" | t }}` is a phrase, with
/// `t(name=…)` its places are filled, `n` chooses the form for a number, and `{{ status | t(of="status") }}` is a word of
/// a closed list. `t_forms` gives all forms of a phrase as JSON, for a script that counts by itself.
fn speak(tera: &mut Tera, words: &Arc<Words>) {
    let for_scripts = Arc::clone(words);
    tera.register_filter("t_forms", move |key: &str, _: Kwargs, _: &State<'_>| -> tera::TeraResult<String> {
        serde_json::to_string(&for_scripts.forms(key)).map_err(tera::Error::message)
    });
    let words = Arc::clone(words);
    tera.register_filter("t", move |key: &str, given: Kwargs, _: &State<'_>| -> tera::TeraResult<String> {
        if let Some(group) = given.get::<&str>("of")? {
            return Ok(words.word(group, key));
        }
        if !words.has(key) {
            return Err(tera::Error::message(format!("there is no phrase `{key}`; a file of words can say it")));
        }
        let mut count = None;
        let mut places: Vec<(String, String)> = Vec::new();
        for (name, value) in given.iter() {
            let name = name.to_string();
            if name == "n" {
                count = given.get::<usize>("n")?;
            } else {
                places.push((name, value.to_string()));
            }
        }
        let places: Vec<(&str, &str)> = places.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        Ok(match count {
            Some(count) => words.count(key, count, &places),
            None if places.is_empty() => words.say(key).into_owned(),
            None => words.fill(key, &places),
        })
    });
}

/// Escapes what HTML gives a meaning to, in text and in attributes with either kind of quotes. What needs no escape is
/// written in one piece; Tera's own function writes each byte by itself. What HTML forbids is shown as a sign for it.
fn escape_html(text: &str, out: &mut dyn io::Write) -> io::Result<()> {
    let bytes = text.as_bytes();
    let mut written = 0;
    for (at, byte) in bytes.iter().enumerate() {
        let escaped: &[u8] = match byte {
            b'&' => b"&amp;",
            b'<' => b"&lt;",
            b'>' => b"&gt;",
            b'"' => b"&quot;",
            b'\'' => b"&#39;",
            byte if is_forbidden(*byte) => "\u{fffd}".as_bytes(),
            _ => continue,
        };
        out.write_all(&bytes[written..at])?;
        out.write_all(escaped)?;
        written = at + 1;
    }
    out.write_all(&bytes[written..])
}

/// Whether this is a control character that no HTML may hold: readers see a sign in its place.
fn is_forbidden(byte: u8) -> bool {
    byte.is_ascii_control() && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c)
}

/// The content under the name of its kind.
fn insert(context: &mut Context, content: &Content) {
    match content {
        Content::Home(view) => context.insert("home", view),
        Content::Report(view) => context.insert("report", view),
        Content::Actor(view) => context.insert("actor", view),
        Content::Country(view) => context.insert("country", view),
        Content::Event(view) => context.insert("event", view),
        Content::Source(view) => context.insert("source", view),
        Content::Figure(view) => context.insert("figure", view),
        Content::Figures(view) => context.insert("figures", view),
        Content::Claims(view) => context.insert("claims", view),
        Content::Corrections(view) => context.insert("corrections", view),
        Content::Listing(view) => context.insert("listing", view),
        Content::Calendar(view) => context.insert("calendar", view),
        Content::Map(view) => context.insert("map", view),
        Content::Network(view) => context.insert("network", view),
        Content::Search(view) => context.insert("search", view),
        Content::Plain(view) => context.insert("plain", view),
        Content::NotFound(view) => context.insert("not_found", view),
        Content::Redirect(view) => context.insert("redirect", view),
    }
}

fn template_of(content: &Content) -> &'static str {
    match content {
        Content::Home(_) => "home.html",
        Content::Report(_) => "report.html",
        Content::Actor(_) => "actor.html",
        Content::Country(_) => "country.html",
        Content::Event(_) => "event.html",
        Content::Source(_) => "source.html",
        Content::Figure(_) => "figure.html",
        Content::Figures(_) => "figures.html",
        Content::Claims(_) => "claims.html",
        Content::Corrections(_) => "corrections.html",
        Content::Listing(view) => match view.kind {
            "reports" => "reports.html",
            "actors" => "actors.html",
            "countries" => "countries.html",
            "events" => "events.html",
            "sources" => "sources.html",
            _ => "timeline.html",
        },
        Content::Calendar(_) => "calendar.html",
        Content::Map(_) => "map.html",
        Content::Network(_) => "network.html",
        Content::Search(_) => "search.html",
        Content::Plain(_) => "page.html",
        Content::NotFound(_) => "404.html",
        Content::Redirect(_) => "redirect.html",
    }
}

/// A static file of the built-in theme.
#[must_use]
pub fn built_in_asset(path: &str) -> Option<Vec<u8>> {
    BuiltInAssets::get(path).map(|file| file.data.into_owned())
}

/// The texts of the built-in theme: templates, words, style and scripts.
#[must_use]
pub fn built_in_texts() -> Vec<Cow<'static, str>> {
    let files = BuiltIn::iter().filter_map(|path| BuiltIn::get(&path));
    let files = files.chain(BuiltInAssets::iter().filter_map(|path| BuiltInAssets::get(&path)));
    files.map(|file| String::from_utf8_lossy(&file.data).into_owned().into()).collect()
}

/// The paths of the static files of the built-in theme, sorted.
#[must_use]
pub fn built_in_assets() -> Vec<String> {
    let mut paths: Vec<String> = BuiltInAssets::iter().map(std::borrow::Cow::into_owned).collect();
    paths.sort();
    paths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_kinds_of_quotes_are_escaped() {
        let mut out = Vec::new();
        escape_html("<a b=\"c\" d='é'>&amp;", &mut out).expect("memory takes it");
        let out = String::from_utf8(out).expect("text");
        let mut strange = Vec::new();
        escape_html("a\u{1}\u{1b}b\tc", &mut strange).expect("memory takes it");
        assert_eq!(strange, "a\u{fffd}\u{fffd}b\tc".as_bytes());
        assert_eq!(out, "&lt;a b=&quot;c&quot; d=&#39;é&#39;&gt;&amp;amp;");
    }
}
