//! One program for all targets: `FUZZ=keyring praxis-fuzz FOLDER...`, as `fuzz/run` calls it.
#![no_main]

mod targets;

use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;

static TARGET: OnceLock<targets::Target> = OnceLock::new();

fuzz_target!(
    init: {
        let name = std::env::var("FUZZ").unwrap_or_default();
        let found = targets::ALL.iter().find(|(target, _)| *target == name);
        let (_, target) = found.expect("FUZZ names one of the targets in targets.rs");
        TARGET.get_or_init(|| *target);
    },
    |bytes: &[u8]| {
        TARGET.get().expect("init has run")(bytes);
    }
);
