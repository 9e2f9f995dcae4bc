//! `[publish.NAME]`: places that the site is published to.

use std::collections::BTreeMap;

use toml::de::{DeTable, DeValue};

use super::{Reader, span_of};
use crate::config::PublishConfig;
use crate::route::Slug;

const KEYS: [&str; 8] = ["url", "edition", "endpoint", "path_style", "region", "compress", "branch", "domain"];

/// What an address may begin with; without any of them it is a folder.
const SCHEMES: [&str; 8] = ["s3://", "gs://", "az://", "git+", "ssh://", "rsync://", "sftp://", "file:///"];

/// Keys by which a secret could be meant.
const SECRETS: [&str; 5] = ["key", "secret", "token", "password", "credential"];

pub(super) fn targets(reader: &mut Reader<'_>, table: &DeTable<'_>, targets: &mut BTreeMap<String, PublishConfig>) {
    for (name, found) in table {
        let (span, name) = (span_of(name), name.get_ref());
        let DeValue::Table(target) = found.get_ref() else {
            let help = format!("write `[publish.{name}]` with `url = \"…\"` below it");
            reader.error::<()>("wrong-type", span_of(found), "a target must be a table", help);
            continue;
        };
        if Slug::exact(name).is_none() {
            let message = format!("`{name}` is not a name of a target: lower-case letters, digits and hyphens");
            reader.error::<()>("bad-id", span, message, "write `[publish.live]`, or another such name");
            continue;
        }
        let is_secret = |key: &str| SECRETS.iter().any(|secret| key.to_lowercase().contains(secret));
        for key in target.keys().filter(|key| is_secret(key.get_ref())) {
            let message = format!("`{}` looks like a credential, and none may stand in `situs.toml`", key.get_ref());
            let help = "remove it, and change the credential if it was ever committed; it belongs in the environment, or in the profile of the provider's own tools";
            reader.error::<()>("unknown-key", span_of(key), message, help);
        }
        reader.unknown_keys_but(target, &KEYS, "a target", is_secret);
        let Some((url, place)) = reader.placed_text(target, "url", "s3://bucket/folder") else {
            if target.get("url").is_none() {
                reader.error::<()>(
                    "missing-key",
                    span,
                    format!("the target `{name}` has no `url`"),
                    "add `url = \"s3://bucket/folder\"`",
                );
            }
            continue;
        };
        let url = url.to_owned();
        let endpoint = reader.text(target, "endpoint");
        // Before all that shows the line on which the address stands.
        let addresses = [("url", Some(&url)), ("endpoint", endpoint.as_ref())];
        if let Some((key, _)) = addresses.into_iter().find(|(_, address)| address.is_some_and(|it| holds_secret(it))) {
            let help = "remove it; `git`, `ssh` and the provider's own tools have ways to keep credentials";
            let message = format!("there is a credential in the address of `{key}`");
            reader.error::<()>("bad-url", span, message, help);
            continue;
        }
        if url.contains("://") && !SCHEMES.iter().any(|scheme| url.starts_with(scheme)) {
            let help = "write `s3://BUCKET/FOLDER`, `gs://`, `az://`, `git+https://…`, `ssh://HOST/PATH`, `rsync://`, `sftp://HOST/PATH` or a folder";
            reader.error::<()>("bad-url", place, format!("`{url}` is no address that Situs publishes to"), help);
            continue;
        }
        let target = PublishConfig {
            url,
            edition: reader.text(target, "edition"),
            endpoint,
            path_style: reader.boolean(target, "path_style"),
            region: reader.text(target, "region"),
            compress: reader.boolean(target, "compress").unwrap_or_default(),
            branch: reader.text(target, "branch"),
            domain: reader.text(target, "domain"),
        };
        targets.insert(name.to_string(), target);
    }
}

/// Whether an address has a credential before its host: over HTTP whatever stands there is a token, or a name with a
/// password; a name alone is one of SSH.
fn holds_secret(address: &str) -> bool {
    let Some((scheme, rest)) = address.split_once("://") else { return false };
    let host = rest.split('/').next().unwrap_or_default();
    host.rsplit_once('@').is_some_and(|(user, _)| user.contains(':') || scheme.contains("http"))
}
