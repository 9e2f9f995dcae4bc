//! Object stores: S3 and what speaks its protocol, Google Cloud Storage, Azure Blob Storage.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey};
use object_store::azure::MicrosoftAzureBuilder;
use object_store::gcp::GoogleCloudStorageBuilder;
use object_store::path::Path as Key;
use object_store::{
    Attribute, Attributes, BackoffConfig, ClientOptions, ObjectStore, ObjectStoreExt as _, PutOptions, RetryConfig,
};
use tokio::runtime::Runtime;

use super::profile::Profile;
use super::{File, Listing, Target};

/// Requests at once.
const AT_ONCE: usize = 16;

/// A bucket, or a folder in one.
pub struct StoreTarget {
    store: Arc<dyn ObjectStore>,
    prefix: Key,
    runtime: Runtime,
    /// The address, for messages.
    address: String,
}

/// How to reach a store that is not the provider's own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StoreOptions {
    /// Address of a server that speaks the protocol.
    pub endpoint: Option<String>,
    /// Whether the bucket is the first part of the path rather than of the host's name.
    pub path_style: Option<bool>,
    /// The region.
    pub region: Option<String>,
}

impl StoreTarget {
    /// The store at `s3://BUCKET/FOLDER`, `gs://…` or `az://…`. Credentials come from the environment, or from where the
    /// provider's own tools keep them.
    ///
    /// # Errors
    /// The address or what the environment says is wrong, or there are no credentials.
    pub fn new(address: &str, options: &StoreOptions) -> io::Result<Self> {
        // A second call finds the first one's choice.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let (scheme, rest) = address.split_once("://").unwrap_or(("", address));
        let (bucket, folder) = rest.split_once('/').unwrap_or((rest, ""));
        let wrong = |error: object_store::Error| unreachable_store(address, &error);
        let store: Arc<dyn ObjectStore> = match scheme {
            "s3" => Arc::new(s3(bucket, options).build().map_err(wrong)?),
            "gs" => {
                let mut builder = GoogleCloudStorageBuilder::from_env().with_bucket_name(bucket);
                if let Some(endpoint) = &options.endpoint {
                    builder = builder.with_base_url(endpoint);
                }
                let builder = builder.with_retry(retries()).with_client_options(client(options));
                Arc::new(builder.build().map_err(wrong)?)
            }
            _ => {
                let mut builder = MicrosoftAzureBuilder::from_env().with_container_name(bucket);
                if let Some(endpoint) = &options.endpoint {
                    builder = builder.with_endpoint(endpoint.clone()).with_allow_http(endpoint.starts_with("http:"));
                }
                let builder = builder.with_retry(retries()).with_client_options(client(options));
                Arc::new(builder.build().map_err(wrong)?)
            }
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        Ok(Self { store, prefix: Key::from(folder), runtime, address: address.to_owned() })
    }

    fn key(&self, path: &str) -> Key {
        path.split('/').fold(self.prefix.clone(), Key::join)
    }

    fn failed(&self, error: &object_store::Error) -> io::Error {
        unreachable_store(&self.address, error)
    }
}

fn s3(bucket: &str, options: &StoreOptions) -> AmazonS3Builder {
    let mut builder = AmazonS3Builder::new().with_bucket_name(bucket);
    for (name, value) in std::env::vars_os() {
        // As `from_env` does, but for the empty ones: a workflow sets a secret that is not there to nothing.
        if let (Some(name), Some(value)) = (name.to_str(), value.to_str())
            && name.starts_with("AWS_")
            && !value.is_empty()
            && let Ok(key) = name.to_ascii_lowercase().parse()
        {
            builder = builder.with_config(key, value);
        }
    }
    let profile = Profile::of_the_environment();
    let missing = |builder: &AmazonS3Builder, key| builder.get_config_value(&key).is_none();
    // The environment comes first, as with the provider's own tools; both halves of a key from one place.
    if missing(&builder, AmazonS3ConfigKey::AccessKeyId)
        && let (Some(key), Some(secret)) = (&profile.key, &profile.secret)
    {
        builder = builder.with_access_key_id(key).with_secret_access_key(secret);
        if let Some(token) = &profile.token {
            builder = builder.with_token(token);
        }
    }
    if let Some(region) = options.region.as_ref().or(profile.region.as_ref())
        && (options.region.is_some() || missing(&builder, AmazonS3ConfigKey::Region))
    {
        builder = builder.with_region(region);
    }
    if let Some(endpoint) = options.endpoint.as_ref().or(profile.endpoint.as_ref()) {
        builder = builder.with_endpoint(endpoint).with_allow_http(endpoint.starts_with("http:"));
    }
    if let Some(path_style) = options.path_style {
        builder = builder.with_virtual_hosted_style_request(!path_style);
    }
    builder.with_retry(retries()).with_client_options(client(options))
}

fn client(options: &StoreOptions) -> ClientOptions {
    let plain = options.endpoint.as_ref().is_some_and(|endpoint| endpoint.starts_with("http:"));
    let client = ClientOptions::new().with_connect_timeout(Duration::from_secs(5)).with_timeout(Duration::from_mins(1));
    client.with_allow_http(plain)
}

/// Faults of a server or of the way there pass; nobody waits for more than half a minute to hear that they do not.
fn retries() -> RetryConfig {
    let backoff =
        BackoffConfig { init_backoff: Duration::from_millis(100), max_backoff: Duration::from_secs(3), base: 2.0 };
    RetryConfig { backoff, max_retries: 8, retry_timeout: Duration::from_secs(30) }
}

/// What went wrong, and what to look at. Never what the credentials are.
fn unreachable_store(address: &str, error: &object_store::Error) -> io::Error {
    use object_store::Error;
    let mut cause = error.to_string();
    let mut inner = std::error::Error::source(error);
    while let Some(deeper) = inner {
        if !cause.contains(&deeper.to_string()) {
            cause = format!("{cause}: {deeper}");
        }
        inner = deeper.source();
    }
    let lower = cause.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    let help = match error {
        Error::Unauthenticated { .. } | Error::PermissionDenied { .. } => CREDENTIALS,
        _ if has(&["invalidaccesskeyid", "signaturedoesnotmatch", "accessdenied", "403", "401", "credential"]) => {
            CREDENTIALS
        }
        _ if has(&["nosuchbucket", "no such bucket"]) => "make the bucket, or correct its name in `[publish]`",
        _ if has(&["connect", "dns", "resolve", "timed out", "timeout"]) => {
            "look at the network, and at `endpoint` and `region` in `[publish]`; nothing is lost, and the next run goes on"
        }
        _ => "nothing is lost, and the next run goes on from there",
    };
    // Servers answer with pages.
    let cause: String = cause.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(400).collect();
    io::Error::other(format!("`{address}`: {cause}; {help}"))
}

const CREDENTIALS: &str = "the store does not accept the credentials: see that the environment, or the profile of the provider's own tools, has those of this target";

impl Target for StoreTarget {
    fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        let key = self.key(path);
        let read = async {
            match self.store.get(&key).await {
                Err(object_store::Error::NotFound { .. }) => Ok(None),
                Err(error) => Err(error),
                Ok(found) => found.bytes().await.map(|bytes| Some(bytes.to_vec())),
            }
        };
        self.runtime.block_on(read).map_err(|error| self.failed(&error))
    }

    fn is_flat(&self) -> bool {
        true
    }

    fn list(&self, _: &[&str]) -> io::Result<Listing> {
        let prefix = (!self.prefix.as_ref().is_empty()).then_some(&self.prefix);
        let list = self.store.list(prefix).map_ok(|meta| (meta.location, meta.size)).try_collect::<Vec<_>>();
        let list = self.runtime.block_on(list).map_err(|error| self.failed(&error))?;
        let below = |key: &Key| {
            let parts: Vec<String> = key.prefix_match(&self.prefix)?.map(|part| part.as_ref().to_owned()).collect();
            let decoded = parts.iter().map(|part| percent_encoding::percent_decode_str(part).decode_utf8_lossy());
            Some(decoded.collect::<Vec<_>>().join("/"))
        };
        Ok(Listing::Whole(list.iter().filter_map(|(key, size)| Some((below(key)?, *size))).collect()))
    }

    fn put(&self, files: &[File]) -> io::Result<()> {
        let put = |file: File| async move {
            let mut attributes = Attributes::new();
            attributes.insert(Attribute::ContentType, file.headers.content_type.clone().into());
            attributes.insert(Attribute::CacheControl, file.headers.cache_control.into());
            if file.headers.gzip {
                attributes.insert(Attribute::ContentEncoding, "gzip".into());
            }
            let options = PutOptions { attributes, ..PutOptions::default() };
            self.store.put_opts(&self.key(&file.path), file.bytes.into(), options).await.map(drop)
        };
        let all = stream::iter(files.iter().cloned()).map(put).buffer_unordered(AT_ONCE).try_collect::<()>();
        self.runtime.block_on(all).map_err(|error| self.failed(&error))
    }

    fn delete(&self, paths: &[&str]) -> io::Result<()> {
        let keys: Vec<Key> = paths.iter().map(|path| self.key(path)).collect();
        let delete = |key: Key| async move {
            match self.store.delete(&key).await {
                Err(object_store::Error::NotFound { .. }) => Ok(()),
                done => done,
            }
        };
        let all = stream::iter(keys).map(delete).buffer_unordered(AT_ONCE).try_collect::<()>();
        self.runtime.block_on(all).map_err(|error| self.failed(&error))
    }
}
