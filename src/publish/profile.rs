//! Credentials where the AWS command line keeps them: `~/.aws/credentials` and `~/.aws/config`.

use std::path::{Path, PathBuf};

use ini::Ini;

/// What a profile says.
#[derive(Default)]
pub(super) struct Profile {
    pub(super) key: Option<String>,
    pub(super) secret: Option<String>,
    pub(super) token: Option<String>,
    pub(super) region: Option<String>,
    pub(super) endpoint: Option<String>,
}

impl Profile {
    /// The profile that `AWS_PROFILE` names, else `default`, as far as there is one.
    pub(super) fn of_the_environment() -> Self {
        let name = std::env::var("AWS_PROFILE").unwrap_or_else(|_| "default".to_owned());
        let home = std::env::var_os("HOME").map(PathBuf::from).unwrap_or_default();
        let place = |variable: &str, file: &str| {
            std::env::var_os(variable).map_or_else(|| home.join(".aws").join(file), PathBuf::from)
        };
        let credentials = place("AWS_SHARED_CREDENTIALS_FILE", "credentials");
        let config = place("AWS_CONFIG_FILE", "config");
        Self::read(&name, &credentials, &config)
    }

    fn read(name: &str, credentials: &Path, config: &Path) -> Self {
        let of = |file: &Path, section: &str| {
            let section = Ini::load_from_file(file).ok()?.section(Some(section))?.clone();
            Some(move |key: &str| section.get(key).map(str::to_owned))
        };
        let own = of(credentials, name);
        let in_config = if name == "default" { of(config, name) } else { of(config, &format!("profile {name}")) };
        let get = |key: &str| {
            own.as_ref().and_then(|own| own(key)).or_else(|| in_config.as_ref().and_then(|other| other(key)))
        };
        Self {
            key: get("aws_access_key_id"),
            secret: get("aws_secret_access_key"),
            token: get("aws_session_token"),
            region: get("region"),
            endpoint: get("endpoint_url"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_is_read_from_both_files() {
        let folder = tempfile::tempdir().expect("a folder");
        let (credentials, config) = (folder.path().join("credentials"), folder.path().join("config"));
        std::fs::write(
            &credentials,
            "[default]\naws_access_key_id = A\n\n[work]\naws_access_key_id=B\naws_secret_access_key=b/+\n",
        )
        .expect("written");
        std::fs::write(&config, "[profile work]\nregion = eu-central-1\n").expect("written");
        let work = Profile::read("work", &credentials, &config);
        assert_eq!((work.key.as_deref(), work.secret.as_deref()), (Some("B"), Some("b/+")));
        assert_eq!((work.region.as_deref(), work.token), (Some("eu-central-1"), None));
        assert!(Profile::read("nobody", &credentials, &config).key.is_none());
    }
}
