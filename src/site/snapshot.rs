//! From sources to a site, in the order of execution; a site that follows another takes from it what did not change.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use jiff::tz::TimeZone;
use rayon::prelude::*;

use super::{AssetBytes, Options, Site};
use crate::config::{Config, Links};
use crate::diagnostic::{self, Diagnostic, Severity};
use crate::document::record::Tlp;
use crate::document::{self, Document, when};
use crate::edition::{self, Edition, NamedFile, Omission, WithheldCount};
use crate::knowledge::{self, KnowledgeBase, Settings, Withheld};
use crate::language::Languages;
use crate::page;
use crate::route::Route;
use crate::source::{Asset, SourceFile, Sources, Span};
use crate::template::{self, NavigationEntry, Templates};

/// What a site was made of: compared with the sources of the next one.
pub(super) struct MadeOf {
    pub(super) options: Options,
    config: Option<Arc<SourceFile>>,
    parsed: Vec<Arc<Parsed>>,
    template_files: Vec<Arc<SourceFile>>,
    asset_files: Vec<Arc<Asset>>,
    /// The documents of the edition and those that cannot be read, linked, where there are such.
    with_unreadable: Option<KnowledgeBase>,
    pub(super) withheld: Vec<Arc<Document>>,
    /// Documents of the edition, as written, with what it omits from them.
    pub(super) omitted: Vec<(Arc<Document>, Omission)>,
    /// Static files that only what is withheld uses.
    pub(super) withheld_files: BTreeSet<String>,
    /// Documents of the edition that name something withheld.
    naming_withheld: Vec<(Arc<Document>, Vec<Diagnostic>)>,
}

/// A content file that was read.
struct Parsed {
    file: Arc<SourceFile>,
    document: Option<Arc<Document>>,
    diagnostics: Vec<Diagnostic>,
    part: Part,
    /// What the edition shows of the document where that is not all of it, and what it omits.
    redacted: Option<(Arc<Document>, Omission)>,
}

impl Parsed {
    /// The document as the edition shows it.
    fn shown(&self) -> Option<&Arc<Document>> {
        self.redacted.as_ref().map(|(document, _)| document).or(self.document.as_ref())
    }
}

/// What part a document has in an edition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Shown,
    Withheld,
    /// Its front matter cannot be read, so it is in no edition.
    Unreadable,
}

impl Site {
    /// The site of these sources. Pure: it reads no disk and no clock.
    #[must_use]
    pub fn new(sources: &Sources, options: &Options) -> Self {
        Self::made(None, sources, options)
    }

    /// What [`Site::new`] gives for these sources and the options of this site, sooner.
    #[must_use]
    pub fn after(&self, sources: &Sources) -> Self {
        Self::made(Some(self), sources, &self.made_of.options)
    }

    fn made(before: Option<&Self>, sources: &Sources, options: &Options) -> Self {
        // Settings and edition.
        let (mut config, mut diagnostics) = sources.config.as_ref().map_or_else(Default::default, Config::parse);
        let tz = when::zone(&config.tz).unwrap_or(TimeZone::UTC);
        let edition = choose_edition(&config, options, &tz, &mut diagnostics);
        let own_address = config.editions.get(&edition.name).and_then(|edition| edition.base_url.as_ref());
        if let Some(base_url) = options.base_url.as_ref().or(own_address) {
            config.base_url = format!("{}/", base_url.trim_end_matches('/'));
        }
        let before = before.filter(|before| {
            before.edition == edition && same_file(before.made_of.config.as_ref(), sources.config.as_ref())
        });

        // Documents, and what part each has in the edition.
        let part = |document: &Document| match document {
            document if document.unreadable => Part::Unreadable,
            document if edition.shows(document, options.now) => Part::Shown,
            _ => Part::Withheld,
        };
        let parsed = parse(before.map(|before| &before.made_of.parsed[..]), sources, &edition, part);
        let (mut shown, mut told, mut withheld, mut omitted) =
            (Vec::with_capacity(parsed.len()), Vec::new(), Vec::new(), Vec::new());
        let any_unreadable = parsed.iter().any(|parsed| parsed.part == Part::Unreadable);
        for parsed in &parsed {
            diagnostics.extend_from_slice(&parsed.diagnostics);
            let Some(document) = parsed.shown() else { continue };
            if let (Some(whole), Some((_, omission))) = (&parsed.document, &parsed.redacted) {
                omitted.push((Arc::clone(whole), omission.clone()));
            }
            match parsed.part {
                Part::Shown => shown.push(Arc::clone(document)),
                Part::Withheld => withheld.push(Arc::clone(document)),
                Part::Unreadable => {}
            }
            if any_unreadable && parsed.part != Part::Withheld {
                told.push(Arc::clone(document));
            }
        }
        diagnostics.extend(missing(sources));

        // What they say, linked.
        let settings = Settings {
            link_all: config.autolink.links == Links::All,
            demonyms: config.autolink.demonyms,
            language: config.language.clone(),
            allow_broken: options.allow_broken,
            withheld: Withheld::new(
                withheld.iter().map(AsRef::as_ref),
                omitted.iter().flat_map(|(_, omission)| &omission.ids),
            ),
            keeps_words: options.live,
            now: options.now,
            zone: tz.clone(),
            yardstick: config.yardstick,
            figure_stale_days: config.figure_stale_days,
        };
        let link = |before: Option<&KnowledgeBase>, documents: &[Arc<Document>]| match before {
            Some(before) => knowledge::relink(before, documents, &settings),
            None => knowledge::link(documents, &settings),
        };
        let base = link(before.map(|before| &before.base), &shown);
        let with_unreadable = any_unreadable.then(|| {
            // What cannot be read is in no edition, and the run stops for it; its other mistakes are told all the same.
            let known = before.and_then(|before| before.made_of.with_unreadable.as_ref());
            link(Some(known.unwrap_or(&base)), &told)
        });
        diagnostics.extend(with_unreadable.as_ref().unwrap_or(&base).diagnostics());
        let naming_withheld = naming_withheld(before, &shown, &withheld);
        diagnostics.extend(naming_withheld.iter().flat_map(|(_, found)| found).cloned());

        // Words, templates and static files.
        let languages = languages(before, sources);
        diagnostics.extend_from_slice(&languages.1);
        let templates = templates(before, sources, &config, &base, &languages.0);
        diagnostics.extend(templates.as_ref().err().cloned());
        diagnostics.retain(|diagnostic| {
            diagnostic.severity == Severity::Error || !config.lints_off.iter().any(|code| code == diagnostic.code)
        });
        diagnostic::sort(&mut diagnostics);
        let withheld_files = withheld_files(sources, &shown, &withheld, &omitted);
        let assets = assets(before, &sources.assets, &withheld_files);
        let count = WithheldCount {
            documents: withheld.len(),
            records: omitted.iter().map(|(_, omission)| omission.records).sum(),
            blocks: omitted.iter().map(|(_, omission)| omission.blocks).sum(),
            files: withheld_files.len(),
        };
        let made_of = MadeOf {
            options: options.clone(),
            config: sources.config.clone(),
            // Without a next site nothing is compared with them.
            parsed: if options.live { parsed } else { Vec::new() },
            template_files: sources.templates.clone(),
            asset_files: sources.assets.clone(),
            with_unreadable,
            naming_withheld,
            withheld,
            omitted,
            withheld_files,
        };
        let lists = page::lists::Lists::default();
        let withheld = count;
        Self { base, config, edition, diagnostics, withheld, tz, languages, templates, assets, lists, made_of }
    }
}

/// What is not there, or is passed over.
fn missing(sources: &Sources) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    if sources.no_content {
        let help = "restore it, or name the folder of the site with `--root`; `situs init DIR` makes a new site";
        diagnostics.push(Diagnostic::error("no-content", "there is no folder `content`").help(help));
    }
    for skipped in &sources.skipped {
        let message = format!("`{}` is not read: {}", skipped.path, skipped.reason);
        diagnostics.push(Diagnostic::warning("skipped-file", message));
    }
    diagnostics
}

fn same_file(one: Option<&Arc<SourceFile>>, other: Option<&Arc<SourceFile>>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => Arc::ptr_eq(one, other),
        (None, None) => true,
        _ => false,
    }
}

fn same_list<T>(one: &[Arc<T>], other: &[Arc<T>]) -> bool {
    one.len() == other.len() && one.iter().zip(other).all(|(one, other)| Arc::ptr_eq(one, other))
}

/// Reads the files that `before` has not: both lists are sorted by path.
fn parse(
    before: Option<&[Arc<Parsed>]>,
    sources: &Sources,
    edition: &Edition,
    part: impl Fn(&Document) -> Part + Sync,
) -> Vec<Arc<Parsed>> {
    let mut known = before.unwrap_or_default().iter().peekable();
    let mut files: Vec<Result<&Arc<Parsed>, &Arc<SourceFile>>> = Vec::with_capacity(sources.content.len());
    for file in &sources.content {
        let mut same = known.next_if(|parsed| Arc::ptr_eq(&parsed.file, file));
        if same.is_none() {
            while known.next_if(|parsed| parsed.file.path < file.path).is_some() {}
            same =
                known.next_if(|parsed| parsed.file.path == file.path).filter(|parsed| Arc::ptr_eq(&parsed.file, file));
        }
        files.push(same.ok_or(file));
    }
    let read = |file: &Arc<SourceFile>| {
        let (document, diagnostics) = document::parse(file);
        let document = document.map(Arc::new);
        let part = document.as_deref().map_or(Part::Unreadable, &part);
        // A file in no known folder is an error, and no document at all.
        let part = if document.is_none() { Part::Withheld } else { part };
        let redacted = document.as_ref().filter(|_| part == Part::Shown).and_then(|whole| edition.redacted(whole));
        Arc::new(Parsed { file: Arc::clone(file), document, diagnostics, part, redacted })
    };
    files.into_par_iter().with_min_len(64).map(|file| file.map_or_else(read, Arc::clone)).collect()
}

/// Warnings for documents that name something withheld, each with its document.
fn naming_withheld(
    before: Option<&Site>,
    shown: &[Arc<Document>],
    withheld: &[Arc<Document>],
) -> Vec<(Arc<Document>, Vec<Diagnostic>)> {
    let Some(before) = before.filter(|before| same_list(&before.made_of.withheld, withheld)) else {
        return knowledge::withheld::named_in_prose(shown, withheld);
    };
    if withheld.is_empty() {
        return Vec::new();
    }
    let known: HashSet<*const Document> =
        before.made_of.parsed.iter().filter_map(|parsed| parsed.shown()).map(Arc::as_ptr).collect();
    let now: HashSet<*const Document> = shown.iter().map(Arc::as_ptr).collect();
    let new: Vec<Arc<Document>> =
        shown.iter().filter(|document| !known.contains(&Arc::as_ptr(document))).cloned().collect();
    let kept = before.made_of.naming_withheld.iter().filter(|(document, _)| now.contains(&Arc::as_ptr(document)));
    let mut all: Vec<_> = kept.cloned().collect();
    if !new.is_empty() {
        all.extend(knowledge::withheld::named_in_prose(&new, withheld));
    }
    all
}

fn languages(before: Option<&Site>, sources: &Sources) -> Arc<(Languages, Vec<Diagnostic>)> {
    match before.filter(|before| same_list(&before.made_of.template_files, &sources.templates)) {
        Some(before) => Arc::clone(&before.languages),
        None => Arc::new(Languages::new(&sources.templates)),
    }
}

fn templates(
    before: Option<&Site>,
    sources: &Sources,
    config: &Config,
    base: &KnowledgeBase,
    languages: &Languages,
) -> Result<Arc<Templates>, Diagnostic> {
    if let Some(before) = before.filter(|before| {
        same_list(&before.made_of.template_files, &sources.templates) && same_list(&before.base.pages, &base.pages)
    }) {
        return before.templates.clone();
    }
    if let Some(file) = sources.templates.iter().find(|file| file.invalid_utf8.is_some()) {
        let at = file.invalid_utf8.unwrap_or_default();
        let diagnostic = Diagnostic::error("not-utf8", format!("byte {at} of the file is not UTF-8"));
        return Err(diagnostic.at(file, Span::new(at, at)).help("save the template as UTF-8"));
    }
    let navigation: Vec<NavigationEntry> = base
        .pages
        .iter()
        .map(|document| NavigationEntry {
            title: document.title.value.clone(),
            href_from_root: Route::Page(document.id.clone()).output().as_str().to_owned(),
        })
        .collect();
    Templates::new(&sources.templates, config, &navigation, languages).map(Arc::new)
}

/// Static files that only what is withheld uses.
fn withheld_files(
    sources: &Sources,
    shown: &[Arc<Document>],
    withheld: &[Arc<Document>],
    omitted: &[(Arc<Document>, Omission)],
) -> BTreeSet<String> {
    if sources.assets.is_empty() || (withheld.is_empty() && omitted.is_empty()) {
        return BTreeSet::new();
    }
    let parts = omitted.iter().flat_map(|(whole, omission)| {
        let ranges = omission.ranges.iter().chain(&omission.records_at);
        ranges.filter_map(|range| whole.file.text.get(range.clone()))
    });
    let hidden = withheld.iter().map(|document| &*document.file.text).chain(parts);
    let documents: Vec<&str> = shown.iter().map(|document| &*document.file.text).collect();
    let theme: Vec<&str> = sources.templates.iter().chain(&sources.config).map(|file| &*file.text).collect();
    let files: Vec<NamedFile<'_>> = sources.assets.iter().map(|asset| (&*asset.path, asset.text())).collect();
    edition::withheld_files(&files, hidden, &documents, &theme)
}

fn assets(before: Option<&Site>, own: &[Arc<Asset>], withheld: &BTreeSet<String>) -> Arc<BTreeMap<String, AssetBytes>> {
    let same =
        |before: &&Site| same_list(&before.made_of.asset_files, own) && before.made_of.withheld_files == *withheld;
    if let Some(before) = before.filter(same) {
        return Arc::clone(&before.assets);
    }
    let mut assets: BTreeMap<String, AssetBytes> = template::built_in_assets()
        .into_iter()
        .filter_map(|path| Some((path.clone(), AssetBytes::BuiltIn(template::built_in_asset(&path)?))))
        .collect();
    let own = own.iter().filter(|asset| !withheld.contains(&asset.path));
    assets.extend(own.map(|asset| (asset.path.clone(), AssetBytes::Own(Arc::clone(asset)))));
    Arc::new(assets)
}

/// The edition that is asked for, by its name in the settings.
fn choose_edition(config: &Config, options: &Options, tz: &TimeZone, diagnostics: &mut Vec<Diagnostic>) -> Edition {
    let default_tlp = config.default_tlp.unwrap_or(Tlp::Clear);
    if options.everything && options.edition.is_none() {
        let (drafts, embargoed) = (true, true);
        return Edition { name: "preview".into(), tlp: Tlp::Red, drafts, embargoed, default_tlp, tz: tz.clone() };
    }
    let name = options.edition.as_deref().unwrap_or("public");
    let mut edition = Edition { name: name.to_owned(), ..Edition::public(default_tlp, tz.clone()) };
    if let Some(wanted) = config.editions.get(name) {
        edition.tlp = wanted.tlp;
        edition.drafts = wanted.drafts;
        edition.embargoed = wanted.embargoed;
    } else {
        let known: Vec<String> = config.editions.keys().map(|name| format!("`{name}`")).collect();
        let diagnostic = Diagnostic::error("unknown-edition", format!("there is no edition `{name}`"));
        diagnostics.push(
            diagnostic.help(format!("write one of {}, or add `[editions.{name}]` to `situs.toml`", known.join(", "))),
        );
    }
    edition.drafts |= options.drafts;
    edition
}
