//! Any text as a date.
#![no_main]

use libfuzzer_sys::fuzz_target;
use situs::document::when::{English, When, zone};

fuzz_target!(|text: &str| {
    let Ok(when) = When::parse(text) else { return };
    let again = When::parse(when.as_str()).expect("it was read before");
    assert_eq!(when.sort_key(), again.sort_key());
    if let (Some(first), Some(last)) = (when.first_day(), when.last_day()) {
        assert!(first <= last, "its last day is before its first: {text:?}");
    }
    for name in ["UTC", "Asia/Kathmandu", "America/St_Johns", "Pacific/Apia"] {
        let zone = zone(name).expect("a zone");
        if let (Some(start), Some(end)) = (when.start(&zone), when.end(&zone)) {
            assert!(start <= end, "it ends before it starts in {name}: {text:?}");
        }
        assert!(!when.label_in(&English, &zone).is_empty());
        let _ = when.utc_label(&English, Some(&zone));
    }
    assert!(!when.label(&English).is_empty());
    let _ = (when.machine(), when.instant(), when.is_moment(), when.precision(), when.precision_of_ends());
});
