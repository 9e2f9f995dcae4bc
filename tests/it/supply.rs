//! What is built in comes from crates.io, under licences that go with this project's own.

use std::process::Command;

use serde_json::Value;

/// As in `deny.toml`, which says the same to `cargo deny`.
fn allowed() -> Vec<String> {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/deny.toml")).expect("the list");
    let list: toml::Table = text.parse().expect("TOML");
    let licences = list["licenses"]["allow"].as_array().expect("a list");
    licences.iter().map(|licence| licence.as_str().expect("a name").to_owned()).collect()
}

/// Whether an expression of SPDX can be met by licences of the list. Parentheses stand around alternatives only.
fn is_met(expression: &str, allowed: &[String]) -> bool {
    let text = expression.replace(['(', ')'], "").replace('/', " OR ");
    // Within `AND`, every part has alternatives of its own.
    text.split(" AND ").all(|part| part.split(" OR ").any(|name| allowed.iter().any(|known| known == name.trim())))
}

#[test]
fn every_crate_has_a_licence_of_the_list_and_comes_from_the_registry() {
    let metadata = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(metadata.status.success(), "{}", String::from_utf8_lossy(&metadata.stderr));
    let metadata: Value = serde_json::from_slice(&metadata.stdout).expect("JSON");
    let allowed = allowed();
    let packages = metadata["packages"].as_array().expect("a list");
    assert!(packages.len() > 100, "{}", packages.len());
    for package in packages.iter().filter(|package| package["name"] != "situs") {
        let name = package["name"].as_str().unwrap_or_default();
        let licence = package["license"].as_str().unwrap_or_default();
        assert!(is_met(licence, &allowed), "{name} is under `{licence}`");
        let source = package["source"].as_str().unwrap_or_default();
        assert!(source.starts_with("registry+https://github.com/rust-lang/crates.io-index"), "{name}: {source}");
    }
}

#[test]
fn an_expression_is_met_by_one_alternative_of_each_part() {
    let allowed = ["MIT".to_owned(), "ISC".to_owned()];
    for met in ["MIT", "MIT OR GPL-3.0", "GPL-3.0/MIT", "(MIT OR Apache-2.0) AND ISC"] {
        assert!(is_met(met, &allowed), "{met}");
    }
    for not in ["", "GPL-3.0", "MIT AND GPL-3.0", "MITx"] {
        assert!(!is_met(not, &allowed), "{not}");
    }
}
