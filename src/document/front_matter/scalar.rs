//! One value of one line: text, words, numbers, dates, addresses.

use super::check::Check;
use super::pattern::{address_fault, is_language, language_meant};
use super::shape::{Pattern, Shape};
use super::value::Value;
use crate::diagnostic::suggest::{list, nearest, skeleton};
use crate::document::record::Tlp;
use crate::document::when::{When, zone, zone_names};
use crate::document::yaml::Scalar;
use crate::route::Slug;
use crate::source::{Span, Spanned};

/// The value as its shape wants it; nothing where it was reported.
pub(super) fn check(
    check: &mut Check<'_, '_>,
    key: &str,
    shape: &'static Shape,
    scalar: &Scalar<'_>,
    span: Span,
) -> Option<Value> {
    let text = scalar.text.trim();
    if text.is_empty() {
        let help = format!("write `{key}: {}`, or remove it", shape.example());
        return check.error("empty-value", span, format!("`{key}` is empty"), help);
    }
    let kept = |text: &str| Some(Value::Text(Spanned::new(text.to_owned(), span)));
    match shape {
        Shape::Id => id(check, key, text, span),
        Shape::Word(words) => word(check, key, words, text, span),
        Shape::Bool => boolean(check, key, scalar, span).map(Value::Bool),
        Shape::Whole(low, high) => whole(check, key, (*low, *high), scalar, span),
        Shape::Number(low, high) => number(check, key, (*low, *high), scalar, span),
        Shape::Moment | Shape::When => when(check, key, matches!(shape, Shape::Moment), text, span),
        Shape::Zone => time_zone(check, text, span),
        Shape::Language if is_language(text) => kept(text),
        Shape::Language => language(check, text, span),
        Shape::Url => match address_fault(text) {
            None => kept(text),
            Some((message, help)) => check.error("bad-url", span, message, help),
        },
        Shape::Picture => picture(check, key, text, span),
        Shape::Pattern(pattern) => fixed_form(check, key, pattern, text, span),
        Shape::Tlp if Tlp::parse(text).is_some() => {
            check.markings.push(span);
            kept(text)
        }
        Shape::Tlp => marking(check, text, span),
        _ => kept(text),
    }
}

fn id(check: &mut Check<'_, '_>, key: &str, text: &str, span: Span) -> Option<Value> {
    if Slug::exact(text).is_some() {
        return Some(Value::Text(Spanned::new(text.to_owned(), span)));
    }
    let help = match Slug::of(text) {
        Some(slug) => format!("write `{slug}`"),
        None => "write lower-case letters, digits and hyphens".to_owned(),
    };
    let shown = short(text);
    check.error(
        "bad-id",
        span,
        format!("`{shown}` in `{key}` is not an id: lower-case letters, digits and hyphens"),
        help,
    )
}

fn word(check: &mut Check<'_, '_>, key: &str, words: &'static [&'static str], text: &str, span: Span) -> Option<Value> {
    let spaced = words.iter().any(|word| word.contains(' '));
    let written = if spaced { text.replace(['-', '_'], " ").to_lowercase() } else { text.to_owned() };
    if words.contains(&&*written) {
        return Some(Value::Text(Spanned::new(written, span)));
    }
    let all = list(words.iter().copied(), "or");
    let help = match nearest(text, words.iter().copied()) {
        Some(meant) if words.len() > 2 => format!("write `{meant}`; the words are {all}"),
        Some(meant) => format!("write `{meant}`"),
        None => format!("write {all}"),
    };
    check.error("unknown-word", span, format!("`{key}` cannot be `{}`", short(text)), help)
}

fn boolean(check: &mut Check<'_, '_>, key: &str, scalar: &Scalar<'_>, span: Span) -> Option<bool> {
    match (&*scalar.text, scalar.quoted) {
        ("true" | "True" | "TRUE", false) => return Some(true),
        ("false" | "False" | "FALSE", false) => return Some(false),
        _ => {}
    }
    let meant = match &*scalar.text.trim().to_lowercase() {
        "true" | "yes" | "y" | "on" | "1" => Some(true),
        "false" | "no" | "n" | "off" | "0" => Some(false),
        _ => None,
    };
    let reason = if scalar.quoted { "a text in quotes" } else { "a text" };
    let message = format!("`{key}` must be `true` or `false`, and `{}` is {reason}", short(&scalar.text));
    let help = match meant {
        Some(meant) => format!("write `{key}: {meant}`"),
        None => format!("write `{key}: true` or `{key}: false`"),
    };
    check.error("wrong-type", span, message, help)
}

/// A plain number of the core schema: no `inf`, no underscores, no thousands.
fn plain_number(text: &str) -> Option<f64> {
    let fits = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E'))
        && text.bytes().any(|byte| byte.is_ascii_digit());
    fits.then(|| text.parse::<f64>().ok().filter(|number| number.is_finite()))?
}

fn not_a_number(check: &mut Check<'_, '_>, key: &str, scalar: &Scalar<'_>, span: Span) -> Option<Value> {
    let text = scalar.text.trim();
    if scalar.quoted && plain_number(text).is_some() {
        let message = format!("`{key}` must be a number, and in quotes it is a text");
        return check.error("bad-number", span, message, format!("write `{key}: {text}`"));
    }
    let bare: String = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, ',' | '_' | '\'' | '’')).collect();
    let digits = bare.trim_matches(|c: char| !c.is_ascii_digit() && c != '-' && c != '.');
    let help = match plain_number(digits) {
        Some(_) if text.starts_with(['~', '≈']) => format!("write `{key}: {digits}` and `qualifier: about`"),
        Some(_) if text.ends_with('%') => format!("write `{key}: {digits}` and `unit: \"%\"`"),
        Some(_) => format!("write `{key}: {digits}`"),
        None => format!("write digits, such as `{key}: 1200`"),
    };
    check.error("bad-number", span, format!("`{key}` must be a number, and `{}` is none", short(text)), help)
}

fn whole(
    check: &mut Check<'_, '_>,
    key: &str,
    (low, high): (i64, i64),
    scalar: &Scalar<'_>,
    span: Span,
) -> Option<Value> {
    let number = scalar.text.trim().parse::<i64>().ok().filter(|_| !scalar.quoted);
    let Some(number) = number else { return not_a_number(check, key, scalar, span) };
    if (low..=high).contains(&number) {
        return Some(Value::Whole(number));
    }
    check.error(
        "bad-number",
        span,
        format!("`{key}` cannot be {number}"),
        format!("write a number from {low} to {high}"),
    )
}

fn number(
    check: &mut Check<'_, '_>,
    key: &str,
    (low, high): (f64, f64),
    scalar: &Scalar<'_>,
    span: Span,
) -> Option<Value> {
    let number = plain_number(scalar.text.trim()).filter(|_| !scalar.quoted);
    let Some(number) = number else { return not_a_number(check, key, scalar, span) };
    if (low..=high).contains(&number) {
        return Some(Value::Number(number));
    }
    let help = if key == "lat" && number.abs() <= 180.0 {
        "write a number from -90 to 90; `lat` and `lon` may be the wrong way round".to_owned()
    } else {
        format!("write a number from {low} to {high}")
    };
    check.error("bad-number", span, format!("`{key}` cannot be {number}"), help)
}

fn when(check: &mut Check<'_, '_>, key: &str, moment: bool, text: &str, span: Span) -> Option<Value> {
    let when = match When::parse(text) {
        Ok(when) => when,
        Err(error) => return check.error("bad-date", span, error.message, error.help),
    };
    if moment && !when.is_moment() {
        let message = format!("`{key}` must be one day or a time, and `{}` is not", short(text));
        return check.error("bad-date", span, message, "write a day `2025-10-21` or a time `2025-10-21T14:00:00Z`");
    }
    Some(Value::When(Spanned::new(when, span)))
}

fn time_zone(check: &mut Check<'_, '_>, text: &str, span: Span) -> Option<Value> {
    if zone(text).is_some() {
        return Some(Value::Text(Spanned::new(text.to_owned(), span)));
    }
    let help = zone_help(text);
    check.error("bad-zone", span, format!("`{}` is not an IANA time zone", short(text)), help)
}

/// What to write for a zone that there is not: the nearest name, by its last part too.
pub(crate) fn zone_help(text: &str) -> String {
    let names = zone_names();
    let city = |name: &str| skeleton(name.rsplit('/').next().unwrap_or(name));
    let written = city(text);
    let same_city = names.iter().find(|name| city(name) == written).map(String::as_str);
    match same_city.or_else(|| nearest(text, names.iter().map(String::as_str))) {
        Some(name) => format!("write `{name}`"),
        None => "write a name such as `Asia/Gaza`, `Europe/Kyiv` or `UTC`".to_owned(),
    }
}

/// Reports a language tag that is none.
pub(super) fn language<T>(check: &mut Check<'_, '_>, text: &str, span: Span) -> Option<T> {
    let help = match language_meant(text) {
        Some(tag) => format!("write `{tag}`"),
        None => "write a tag such as `en`, `fr-CA` or `zh-Hant`".to_owned(),
    };
    check.error("bad-language", span, format!("`{}` is not a language tag (BCP 47)", short(text)), help)
}

fn picture(check: &mut Check<'_, '_>, key: &str, text: &str, span: Span) -> Option<Value> {
    let kept = |text: &str| Some(Value::Text(Spanned::new(text.to_owned(), span)));
    let lower = text.get(..8).unwrap_or(text).to_ascii_lowercase();
    if lower.starts_with("http:") || lower.starts_with("https:") {
        return match address_fault(text) {
            None => kept(text),
            Some((message, help)) => check.error("bad-url", span, message, help),
        };
    }
    let path = text.trim_start_matches("./").trim_start_matches('/').trim_start_matches("static/");
    if crate::route::OutputPath::new(path).is_some() && !path.contains(':') && !path.contains(char::is_control) {
        return kept(path);
    }
    let message = format!("`{key}` must be a path below `static/`, or an address of http or https");
    check.error("bad-path", span, message, "write a path such as `images/map.png` for `static/images/map.png`")
}

fn fixed_form(
    check: &mut Check<'_, '_>,
    key: &str,
    pattern: &'static Pattern,
    text: &str,
    span: Span,
) -> Option<Value> {
    if (pattern.fits)(text) {
        return Some(Value::Text(Spanned::new(text.to_owned(), span)));
    }
    let meant = (pattern.repair)(text);
    let help = if (pattern.fits)(&meant) {
        format!("write `{key}: {}`", if meant.starts_with('#') { format!("\"{meant}\"") } else { meant })
    } else {
        format!("write something like `{key}: {}`", pattern.example)
    };
    check.error(pattern.code, span, format!("`{}` is not {}", short(text), pattern.noun), help)
}

fn marking(check: &mut Check<'_, '_>, text: &str, span: Span) -> Option<Value> {
    let words = ["clear", "green", "amber", "amber+strict", "red"];
    let bare = text.to_lowercase();
    let bare = bare.strip_prefix("tlp").unwrap_or(&bare).trim_start_matches([':', '-', ' ', '_']);
    let help = match nearest(bare, words) {
        Some(meant) => format!("write `{meant}`; the markings are {}", list(words, "and")),
        None => format!("write {}", list(words, "or")),
    };
    let message = format!("`{}` is not a marking of the Traffic Light Protocol", short(text));
    check.error("bad-tlp", span, message, help)
}

/// A plain scalar as JSON, by the core schema of YAML 1.2. Numbers that JSON cannot hold without loss stay text.
pub(super) fn core_schema(text: &str) -> serde_json::Value {
    use serde_json::Value;
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
        "true" | "True" | "TRUE" => return Value::Bool(true),
        "false" | "False" | "FALSE" => return Value::Bool(false),
        _ => {}
    }
    let radix =
        |prefix: &str, radix| text.strip_prefix(prefix).and_then(|digits| i64::from_str_radix(digits, radix).ok());
    if let Some(number) = radix("0x", 16).or_else(|| radix("0o", 8)) {
        return number.into();
    }
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse::<i64>().map_or_else(|_| text.into(), Value::from);
    }
    match plain_number(text).and_then(serde_json::Number::from_f64) {
        Some(number) => Value::Number(number),
        None => text.into(),
    }
}

fn short(text: &str) -> String {
    let mut short: String = text.chars().take(60).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn free_data_follows_the_core_schema() {
        for (text, value) in [
            ("1", json!(1)),
            ("-2", json!(-2)),
            ("012", json!(12)),
            ("0x1F", json!(31)),
            ("0o17", json!(15)),
            ("1.5", json!(1.5)),
            ("1e3", json!(1000.0)),
            ("NO", json!("NO")),
            ("yes", json!("yes")),
            ("~", json!(null)),
            ("True", json!(true)),
            ("14:30", json!("14:30")),
            (".inf", json!(".inf")),
            ("1_000", json!("1_000")),
            ("99999999999999999999", json!("99999999999999999999")),
            ("2025-10-21", json!("2025-10-21")),
        ] {
            assert_eq!(core_schema(text), value, "{text}");
        }
    }
}
