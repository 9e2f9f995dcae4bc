//! JSON Schema (draft 2020-12) of front matter, for editors that complete and check while one types.
//!
//! It follows from the same tables as the checks of `front_matter`, and is a little more lenient: what only a program
//! can see, such as a day that does not exist, passes here and fails there.

use serde_json::{Map, Value, json};

use super::Kind;
use super::front_matter::fields::{AUTOLINK, COMMON, LINK, table};
use super::front_matter::shape::{Need, Shape, Table};

/// The schema of the front matter of this kind. The same on every call and machine.
#[must_use]
pub fn schema(kind: Kind) -> Value {
    let table = table(kind);
    let mut schema = record(table, Some(&COMMON));
    if let Value::Object(map) = &mut schema {
        map.insert("$schema".to_owned(), "https://json-schema.org/draft/2020-12/schema".into());
        map.insert("title".to_owned(), format!("Front matter of {}", table.noun).into());
    }
    sorted(schema)
}

/// Objects with their keys in order, whatever map `serde_json` was built with.
fn sorted(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<(String, Value)> = map.into_iter().collect();
            entries.sort_by(|a, b| a.0.cmp(&b.0));
            Value::Object(entries.into_iter().map(|(key, value)| (key, sorted(value))).collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(sorted).collect()),
        other => other,
    }
}

fn record(table: &Table, common: Option<&Table>) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for field in table.fields.iter().chain(common.into_iter().flat_map(|common| common.fields)) {
        let inner = shape(&field.shape);
        // Empty means left out, except for what must be there or decides who may see the document.
        let mut described =
            if field.need == Need::Optional { json!({"anyOf": [inner, {"type": "null"}]}) } else { inner };
        if let Value::Object(map) = &mut described {
            map.insert("description".to_owned(), field.doc.into());
        }
        properties.insert(field.key.to_owned(), described);
        if field.need == Need::Required {
            required.push(field.key);
        }
    }
    json!({"type": "object", "properties": properties, "required": required, "additionalProperties": false})
}

fn shape(shape: &Shape) -> Value {
    match shape {
        Shape::Text | Shape::Reference => json!({"type": ["string", "number", "boolean"]}),
        Shape::Id => json!({"type": ["string", "integer"], "pattern": "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$"}),
        Shape::Word(words) => word(words),
        Shape::Bool => json!({"type": "boolean"}),
        Shape::Whole(low, high) => json!({"type": "integer", "minimum": low, "maximum": high}),
        Shape::Number(low, high) if *high >= f64::MAX && *low <= f64::MIN => json!({"type": "number"}),
        Shape::Number(low, high) => json!({"type": "number", "minimum": low, "maximum": high}),
        Shape::Moment => json!({
            "type": "string",
            "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]+)?)?([Zz]|[+-][0-9]{2}:?[0-9]{2}))?$",
            "examples": ["2025-10-21", "2025-10-21T14:00:00+03:00"],
        }),
        Shape::When => json!({
            "type": ["string", "integer"],
            "pattern": "^[-0-9XY.~?%/Tt Zz:+]+$",
            "examples": ["2025-10-21", "2025-10", "2025-10-21?", "2025-10-21/2025-10-23", "2025-10-21/..", "2025-10-21T14:00:00Z"],
        }),
        Shape::Zone => json!({"type": "string", "examples": ["Asia/Gaza", "UTC"]}),
        Shape::Language => json!({"type": "string", "pattern": LANGUAGE, "examples": ["en", "fr-CA"]}),
        Shape::Url => {
            json!({"type": "string", "pattern": "^([Hh][Tt][Tt][Pp][Ss]?://|[Mm][Aa][Ii][Ll][Tt][Oo]:)[^\\s<>\"`\\\\]+$"})
        }
        Shape::Picture => json!({"type": "string", "examples": ["images/map.png"]}),
        Shape::Pattern(pattern) => {
            json!({"type": "string", "pattern": pattern.regex, "examples": [pattern.example.trim_matches('"')]})
        }
        Shape::Tlp => json!({
            "type": "string",
            "pattern": "^([Tt][Ll][Pp]: ?)?([Cc][Ll][Ee][Aa][Rr]|[Ww][Hh][Ii][Tt][Ee]|[Gg][Rr][Ee][Ee][Nn]|[Aa][Mm][Bb][Ee][Rr](\\+[Ss][Tt][Rr][Ii][Cc][Tt])?|[Rr][Ee][Dd])$",
            "examples": ["clear", "green", "amber", "amber+strict", "red"],
        }),
        Shape::Record(table) => record(table, None),
        Shape::ReferenceOr(table) => {
            json!({"anyOf": [self::shape(&Shape::Reference), record(table, None)]})
        }
        Shape::Many(inner) => {
            let inner = self::shape(inner);
            json!({"anyOf": [{"type": "array", "items": inner}, inner]})
        }
        Shape::Map(_, languages, inner) => {
            let mut map = json!({"type": "object", "additionalProperties": self::shape(inner)});
            if *languages && let Value::Object(map) = &mut map {
                map.insert("propertyNames".to_owned(), json!({"pattern": LANGUAGE}));
            }
            map
        }
        Shape::Links => {
            let url = self::shape(&Shape::Url);
            let entry = json!({"anyOf": [url, record(&LINK, None)]});
            json!({"anyOf": [
                {"type": "object", "additionalProperties": url},
                {"type": "array", "items": entry},
                url,
            ]})
        }
        Shape::Autolink => json!({"anyOf": [{"type": "boolean"}, record(&AUTOLINK, None)]}),
        Shape::Extra => json!({"type": "object"}),
    }
}

const LANGUAGE: &str = "^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$";

/// One of these words; a word that YAML reads as something else is allowed as that too.
fn word(words: &[&str]) -> Value {
    let mut all: Vec<Value> = Vec::with_capacity(words.len() + 1);
    for word in words {
        let word = Value::from(*word);
        if !all.contains(&word) {
            all.push(word);
        }
    }
    if words.contains(&"false") {
        all.push(Value::Bool(false));
    }
    json!({"enum": all})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_described_and_no_other_is_allowed() {
        for kind in Kind::ALL {
            let schema = schema(kind);
            assert_eq!(schema["additionalProperties"], json!(false), "{kind:?}");
            let properties = schema["properties"].as_object().expect("properties");
            assert!(properties.contains_key("tlp") && properties.contains_key("extra"), "{kind:?}");
            for (key, property) in properties {
                let doc = property["description"].as_str().unwrap_or_default();
                assert!(!doc.is_empty() && !doc.ends_with('.'), "{kind:?}: {key}");
            }
        }
    }

    #[test]
    fn what_must_be_there_is_required() {
        assert_eq!(schema(Kind::Event)["required"], json!(["name", "when"]));
        assert_eq!(schema(Kind::Report)["required"], json!([]), "heading and file name can give both");
    }

    #[test]
    fn it_is_the_same_every_time_with_sorted_keys() {
        let text = schema(Kind::Report).to_string();
        assert_eq!(text, schema(Kind::Report).to_string());
        assert!(
            text.starts_with(
                r#"{"$schema":"https://json-schema.org/draft/2020-12/schema","additionalProperties":false"#
            )
        );
    }
}
