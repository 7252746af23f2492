//! A build without plugins says so: `cargo test --no-default-features --test without_plugins`.
#![cfg(not(feature = "plugin"))]
#![allow(clippy::expect_used)] // A test that cannot go on fails.

mod common;

use std::fs;
use std::os::unix::fs::PermissionsExt;

use common::Home;

const GUARDED: &str = "# public key: age1qqqqqq\nAGE-PLUGIN-STICK-1DAHX2QQQQQQ\n\
                       -----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n-----END AGE ENCRYPTED FILE-----\n";

#[test]
fn an_identity_behind_a_plugin_is_refused_in_plain_words() {
    let home = Home::with_vault();
    home.run(["client", "list"]).ok();
    let file = home.join("guarded.age");
    fs::write(&file, GUARDED).expect("writes");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).expect("sets");
    let done = home.run(["client", "list", "-i", "guarded.age"]);
    let done = done.fails(4, "this takes age-plugin-stick, and this praxis was built without plugins");
    assert!(done.stderr.contains("without --no-default-features"), "{}", done.stderr);
    fs::write(home.join("stick.txt"), "AGE-PLUGIN-STICK-1DAHX2QQQQQQ\n").expect("writes");
    let factor = ["identity", "factor", "--plugin-identity", "stick.txt", "--bare"];
    home.run(factor).fails(4, "was built without plugins");
    home.run(["plugin-process"]).fails(2, "was built without plugins");
}
