//! The words of the two scales for likelihood, which are never mixed.

use crate::config::Yardstick;

/// Phrases that only one scale has and that nobody writes by chance, with the scale.
pub(super) const DISTINCTIVE: [(&str, Yardstick); 7] = [
    ("almost no chance", Yardstick::Icd203),
    ("highly improbable", Yardstick::Icd203),
    ("roughly even chance", Yardstick::Icd203),
    ("roughly even odds", Yardstick::Icd203),
    ("nearly certain", Yardstick::Icd203),
    ("remote chance", Yardstick::Phia),
    ("realistic possibility", Yardstick::Phia),
];

/// Words of one scale, each with the nearest of the other, by the ranges of the two.
const NEAREST: [(&str, &str); 14] = [
    ("almost no chance", "remote chance"),
    ("remote", "remote chance"),
    ("very unlikely", "highly unlikely"),
    ("highly improbable", "highly unlikely"),
    ("improbable", "unlikely"),
    ("roughly even chance", "realistic possibility"),
    ("roughly even odds", "realistic possibility"),
    ("very likely", "highly likely"),
    ("highly probable", "highly likely"),
    ("nearly certain", "almost certain"),
    ("remote chance", "almost no chance"),
    ("highly unlikely", "very unlikely"),
    ("realistic possibility", "roughly even chance"),
    ("highly likely", "very likely"),
];

/// What a scale is called, and how the setting names it.
pub(super) fn names(scale: Yardstick) -> (&'static str, &'static str) {
    match scale {
        Yardstick::Icd203 => ("ICD 203", "icd203"),
        Yardstick::Phia => ("PHIA", "phia"),
    }
}

/// The other scale.
pub(super) fn other(scale: Yardstick) -> Yardstick {
    match scale {
        Yardstick::Icd203 => Yardstick::Phia,
        Yardstick::Phia => Yardstick::Icd203,
    }
}

/// What to write for a word of the other scale on a site that uses `scale`.
pub(super) fn help(word: &str, scale: Yardstick) -> String {
    let setting = format!("set `yardstick = \"{}\"` in `situs.toml`", names(other(scale)).1);
    let near = NEAREST.iter().find(|(written, _)| written.eq_ignore_ascii_case(word)).map(|(_, near)| *near);
    match near.or_else(|| word.split_once(" or ").map(|(first, _)| first)) {
        Some(near) if scale.words().contains(&near) => format!("write `{near}`, the nearest, or {setting}"),
        _ => setting,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_one_scale_has_a_neighbour_on_the_other() {
        for scale in [Yardstick::Icd203, Yardstick::Phia] {
            for word in other(scale).words().iter().filter(|word| !scale.words().contains(word)) {
                assert!(help(word, scale).starts_with("write"), "{word}");
            }
        }
        for (phrase, scale) in DISTINCTIVE {
            assert!(scale.words().contains(&phrase) && !other(scale).words().contains(&phrase), "{phrase}");
        }
    }
}
