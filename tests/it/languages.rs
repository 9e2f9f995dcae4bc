//! Pages in the language of their document: words, dates, numbers of things, names, direction, translations.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::date;
use serde_json::Value;
use situs::document::when::{DateWords, When};
use situs::language::{Languages, direction};
use situs::route::Route;
use situs::site::{Options, Site};
use situs::source::{SourceFile, Sources};

fn site_with(config: &str, files: &[(&str, &str)]) -> Site {
    let (templates, content): (Vec<_>, Vec<_>) = files.iter().partition(|(path, _)| path.starts_with("templates/"));
    let content = content.iter().map(|(path, text)| Arc::new(SourceFile::new(format!("content/{path}"), *text)));
    let templates = templates.iter().map(|(path, text)| Arc::new(SourceFile::new(*path, *text)));
    let sources = Sources {
        content: content.collect(),
        templates: templates.collect(),
        config: Some(Arc::new(SourceFile::new("situs.toml", config))),
        ..Sources::default()
    };
    let now = "2025-06-01T00:00:00Z".parse().expect("a time");
    Site::new(&sources, &Options { now, ..Options::default() })
}

fn site(files: &[(&str, &str)]) -> Site {
    site_with("title = \"The Desk\"\nbase_url = \"https://desk.example/\"", files)
}

fn route(site: &Site, path: &str) -> Route {
    site.routes().into_iter().find(|route| route.path() == path).unwrap_or_else(|| panic!("no page `{path}`"))
}

fn html(site: &Site, path: &str) -> String {
    String::from_utf8(site.page(&route(site, path)).expect("a page").bytes).expect("text")
}

fn view(site: &Site, path: &str) -> Value {
    serde_json::to_value(site.view(&route(site, path)).expect("a view")).expect("JSON")
}

fn languages() -> Languages {
    Languages::new(&[]).0
}

/// What was found in a report, as `surface: id`.
fn found(site: &Site) -> Vec<String> {
    let base = &site.base;
    let mentions =
        base.reports.iter().flat_map(|entry| {
            let source = &entry.document.file.text;
            entry.prose.found.mentions.iter().map(move |mention| {
                format!("{}: {}", &source[mention.span.range()], base.entities[mention.entity.at()].id)
            })
        });
    mentions.collect()
}

/// Every key of `text` that a template asks for, and whether a template or the program does.
fn keys_of(languages: &Languages, tag: &str) -> BTreeSet<String> {
    languages.get(tag).expect("a language").keys().map(str::to_owned).collect()
}

#[test]
fn every_language_says_every_phrase() {
    let languages = languages();
    let english = keys_of(&languages, "en");
    assert!(english.len() > 400, "{}", english.len());
    for tag in ["fr", "es", "ar"] {
        let own = keys_of(&languages, tag);
        let missing: Vec<_> = english.difference(&own).collect();
        let unknown: Vec<_> = own.difference(&english).collect();
        assert!(missing.is_empty() && unknown.is_empty(), "{tag}: missing {missing:?}, unknown {unknown:?}");
        let words = languages.get(tag).expect("a language");
        for key in &english {
            let english = languages.get("en").expect("English").places(key);
            let extra: Vec<_> = words.places(key).into_iter().filter(|place| !english.contains(place)).collect();
            assert!(extra.is_empty(), "{tag}: `{key}` has no place {extra:?}");
        }
    }
}

#[test]
fn every_phrase_that_a_template_asks_for_is_there() {
    let languages = languages();
    let english = keys_of(&languages, "en");
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    let mut asked = 0;
    for entry in walkdir::WalkDir::new(root).into_iter().map(|entry| entry.expect("a template")) {
        if entry.path().extension().is_none_or(|extension| extension != "html") {
            continue;
        }
        let text = std::fs::read_to_string(entry.path()).expect("readable");
        for (at, _) in text.match_indices("\" | t") {
            let rest = &text[at + 5..];
            if rest.starts_with(|c: char| c.is_alphanumeric() || c == '_') {
                continue;
            }
            let key = text[..at].rsplit('"').next().expect("an opening quote");
            let group = rest.strip_prefix("(of=\"").and_then(|rest| rest.split('"').next());
            let key = group.map_or_else(|| key.to_owned(), |group| format!("{group}.{key}"));
            asked += 1;
            assert!(english.contains(&key), "{}: no phrase `{key}`", entry.path().display());
        }
    }
    assert!(asked > 200, "{asked}");
}

#[test]
fn a_page_speaks_the_language_of_its_document() {
    let site = site(&[
        ("actors/hc.md", "---\nname: Harbour Committee\nnames: {fr: Comité du port, ar: لجنة الميناء}\n---\n"),
        (
            "reports/a.md",
            "---\ntitle: Le port\ndate: 2025-03-01\nlang: fr\nactors: [hc]\ncountries: [GBR]\nclaims:\n  - {text: Le quai est ouvert., by: hc, stance: announces, status: disputed}\n---\n\nLe Comité du port a ouvert le quai.\n\n> [!WARNING]\n> Mer forte.\n",
        ),
        ("reports/b.md", "---\ntitle: The harbour\ndate: 2025-03-02\n---\n\nThe Harbour Committee closed it.\n"),
    ]);
    assert!(!site.has_errors(), "{:#?}", site.diagnostics);
    let french = html(&site, "reports/a/");
    assert!(french.contains("<html lang=\"fr\" dir=\"ltr\">"), "{french}");
    for words in [
        "<time datetime=\"2025-03-01\">1 mars 2025</time>",
        "rapport de situation",
        "Royaume-Uni",
        "annonce",
        "contesté",
        "Affirmations",
        "Aller au contenu",
        "<p class=\"alert-title\">Avertissement</p>",
        ">Comité du port</a>",
    ] {
        assert!(french.contains(words), "no `{words}` in {french}");
    }
    let english = html(&site, "reports/b/");
    assert!(english.contains("<html lang=\"en\" dir=\"ltr\">") && english.contains(">2 March 2025</time>"));
    // What is in another language than the page says so.
    let list = html(&site, "reports/");
    assert!(list.contains("<h2 lang=\"fr\" dir=\"auto\"><a href=\"a/index.html\">Le port</a></h2>"), "{list}");
    assert!(list.contains("<h2><a href=\"b/index.html\">The harbour</a></h2>"), "{list}");
}

#[test]
fn a_whole_site_is_in_its_language() {
    let config = "title = \"La mesa\"\nlanguage = \"es-MX\"";
    let site = site_with(config, &[("reports/a.md", "---\ntitle: A\ndate: 2025-03-01\n---\n\nEspaña y Alemania.\n")]);
    let home = html(&site, "");
    assert!(home.contains("<html lang=\"es-MX\"") && home.contains(">Informes</a>"), "{home}");
    let countries = html(&site, "countries/");
    assert!(countries.contains("Alemania") && countries.contains("Europa Meridional"), "{countries}");
    assert!(html(&site, "countries/deu/").contains(">Alemania</h1>"));
    assert!(html(&site, "calendar/").contains("Nada") || html(&site, "calendar/").contains("No hay nada previsto"));
}

#[test]
fn arabic_is_written_from_the_right_and_counts_in_six_forms() {
    let languages = languages();
    let arabic = languages.get("ar-EG").expect("Arabic");
    let counts = [0, 1, 2, 3, 11, 100].map(|count| arabic.count("count.report", count, &[]));
    assert_eq!(counts, ["لا تقارير", "تقرير واحد", "تقريران", "3 تقارير", "11 تقريرًا", "100 تقرير"]);
    assert_eq!(
        [direction("ar"), direction("fa-IR"), direction("az-Arab"), direction("ks-Deva")],
        ["rtl", "rtl", "rtl", "ltr"]
    );
    let site = site(&[("reports/a.md", "---\ntitle: الميناء\ndate: 2025-03-01\nid: port\nlang: ar\n---\n\nنص.\n")]);
    let page = html(&site, "reports/port/");
    assert!(page.contains("<html lang=\"ar\" dir=\"rtl\">") && page.contains("1 مارس 2025"), "{page}");
}

#[test]
fn dates_are_said_the_way_of_the_language() {
    let languages = languages();
    let say = |tag: &str, text: &str| When::parse(text).expect("a date").label(languages.get(tag).expect("a language"));
    assert_eq!(say("en", "2025-10-21/2025-10-23"), "21 to 23 October 2025");
    assert_eq!(say("fr", "2025-10-21"), "21 octobre 2025");
    assert_eq!(say("fr", "2025-10-21/2025-10-23"), "21 – 23 octobre 2025");
    assert_eq!(say("fr", "2025-09-30/2025-10-02"), "30 septembre – 2 octobre 2025");
    assert_eq!(say("es", "2025-10-21"), "21 de octubre de 2025");
    assert_eq!(say("es", "2025-10"), "octubre de 2025");
    assert_eq!(say("es", "2025-21"), "primavera de 2025");
    assert_eq!(say("ar", "2025-10-21T21:00:00+03:00"), "21 أكتوبر 2025، 21:00 (UTC+3)");
    assert_eq!(say("ar", "2025-10-21/.."), "منذ 21 أكتوبر 2025");
    assert_eq!(say("fr", "-0043"), "44 av. J.-C.");
    let french = languages.get("fr").expect("French");
    assert_eq!((french.weekday(date(2025, 10, 21)), french.month(2025, 10)), ("mardi".into(), "octobre 2025".into()));
    // A language without words of its own still has its dates when a site brings some.
    let file = Arc::new(SourceFile::new("templates/words/de.toml", "[nav]\nreports = \"Berichte\"\n"));
    let (german, diagnostics) = Languages::new(&[file]);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    let german = german.get("de-AT").expect("German");
    assert_eq!(german.word("nav", "reports"), "Berichte");
    assert_eq!(german.word("nav", "actors"), "Actors");
    assert_eq!(german.day(date(2025, 10, 21)), "21. Oktober 2025");
}

#[test]
fn translations_of_one_report_name_each_other() {
    let site = site(&[
        ("reports/storm.md", "---\ntitle: Storm\ndate: 2025-03-01\n---\n\nText.\n"),
        (
            "reports/tempete.md",
            "---\ntitle: Tempête\ndate: 2025-03-01\nlang: fr\ntranslation_of: storm\n---\n\nTexte.\n",
        ),
        ("reports/asifa.md", "---\ntitle: عاصفة\ndate: 2025-03-01\nlang: ar\ntranslation_of: tempete\n---\n\nنص.\n"),
        ("reports/other.md", "---\ntitle: Other\ndate: 2025-03-01\n---\n\nText.\n"),
    ]);
    assert!(!site.has_errors(), "{:#?}", site.diagnostics);
    for path in ["reports/storm/", "reports/tempete/", "reports/asifa/"] {
        let page = html(&site, path);
        for (lang, id) in [("en", "storm"), ("x-default", "storm"), ("fr", "tempete"), ("ar", "asifa")] {
            let link =
                format!("<link rel=\"alternate\" hreflang=\"{lang}\" href=\"https://desk.example/reports/{id}/\">");
            assert!(page.contains(&link), "no {link} on {path}: {page}");
        }
        let names: Vec<String> = view(&site, path)["page"]["translations"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|link| format!("{} {}", link["name"].as_str().expect("a name"), link["here"]))
            .collect();
        assert_eq!(names.iter().filter(|name| name.ends_with("true")).count(), 1, "{names:?}");
        assert!(names[0].starts_with("English") && names[1].starts_with("العربية") && names[2].starts_with("Français"));
    }
    assert!(!html(&site, "reports/other/").contains("hreflang"));
}

#[test]
fn reports_that_say_they_translate_each_other_end() {
    let site = site(&[
        ("reports/a.md", "---\ntitle: A\ndate: 2025-03-01\ntranslation_of: b\n---\n\nText.\n"),
        ("reports/b.md", "---\ntitle: B\ndate: 2025-03-01\nlang: fr\ntranslation_of: a\n---\n\nTexte.\n"),
        ("reports/c.md", "---\ntitle: C\ndate: 2025-03-01\nlang: es\ntranslation_of: c\n---\n\nTexto.\n"),
    ]);
    for path in ["reports/a/", "reports/b/", "reports/c/"] {
        assert!(html(&site, path).contains("</html>"));
    }
}

#[test]
fn countries_are_found_by_their_names_in_the_language_of_the_text() {
    let in_language = |lang: &str, text: &str| {
        let report = format!("---\ntitle: A\ndate: 2025-03-01\nlang: {lang}\n---\n\n{text}\n");
        found(&site(&[("reports/a.md", &report)]))
    };
    assert_eq!(
        in_language("fr", "Le Royaume-Uni et l’Allemagne parlent avec la Birmanie ; les ÉTATS-UNIS écoutent."),
        ["Royaume-Uni: gbr", "Allemagne: deu", "Birmanie: mmr", "ÉTATS-UNIS: usa"]
    );
    assert_eq!(
        in_language("es", "El Reino Unido, Alemania y EE. UU. hablan con Sudáfrica."),
        ["Reino Unido: gbr", "Alemania: deu", "EE. UU.: usa", "Sudáfrica: zaf"]
    );
    assert_eq!(in_language("ar", "وصل الوفد إلى لبنان ومصر."), ["لبنان: lbn", "مصر: egy"]);
    // Names of another language are none.
    assert_eq!(in_language("en", "Alemania and Royaume-Uni are words of other languages."), Vec::<String>::new());
    assert_eq!(in_language("fr", "Alemania est un mot espagnol."), Vec::<String>::new());
    // People, cities and meetings.
    assert_eq!(in_language("fr", "Dominique et Maurice ont vu Salvador."), Vec::<String>::new());
    assert_eq!(in_language("es", "La Reunión de Granada con Mauricio."), Vec::<String>::new());
}

#[test]
fn a_name_in_another_language_is_found_in_its_text() {
    let site = site(&[
        ("actors/hc.md", "---\nname: Harbour Committee\nnames: {ar: لجنة الميناء}\n---\n"),
        (
            "reports/a.md",
            "---\ntitle: تقرير\nid: a\ndate: 2025-03-01\nlang: ar\n---\n\nقالت لجنة الميناء إن الرصيف مفتوح.\n",
        ),
    ]);
    assert_eq!(found(&site), ["لجنة الميناء: hc"]);
    // The link bears the name of the page's language.
    assert!(html(&site, "reports/a/").contains(">لجنة الميناء</a>"));
    assert!(html(&site, "actors/hc/").contains(">Harbour Committee</h1>"));
}

#[test]
fn the_mistakes_of_a_file_of_words_are_told_at_their_place() {
    let site = site(&[(
        "templates/words/en.toml",
        "also = 3\n[report]\nby = \"From {auhtor}\"\nnumber = \"#{nubmer}\"\n[count]\nreport = { one = \"{n} sitrep\", several = \"{n}\" }\nactor = { one = \"one actor\", other = \"{n} people\" }\n",
    )]);
    let told: Vec<String> = site
        .diagnostics
        .iter()
        .map(|found| {
            let ((line, column), _) = found.place.as_ref().expect("a place").lines_columns();
            format!("{line}:{column} {}: {}", found.code, found.message)
        })
        .filter(|line| !line.contains("no-content"))
        .collect();
    assert_eq!(
        told,
        [
            "1:8 phrase: a phrase is a text",
            "3:6 unknown-place: the phrase `report.by` has no place `{auhtor}`",
            "4:10 unknown-place: the phrase `report.number` has no place `{nubmer}`",
            "6:10 phrase: `several` is no form of a number: write one of `zero`, `one`, `two`, `few`, `many`, `other`, or a number",
        ]
    );
}
