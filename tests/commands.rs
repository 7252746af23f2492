//! The binary by case files: what goes in, and every word that comes out, in a cleared environment.

#![allow(clippy::expect_used)] // A test that cannot go on fails.

mod common;

use std::path::Path;

use common::{Home, copy, story};

fn run(name: &str, home: &Home) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cmd").join(name);
    assert!(story::run(&file, home) > 10, "the commands were found");
}

#[test]
fn client() {
    run("client.md", &Home::with_vault());
}

#[test]
fn note() {
    run("note.md", &Home::with_vault());
}

#[test]
fn doctor() {
    run("doctor.md", &Home::with_vault());
}

#[test]
fn file() {
    run("file.md", &Home::with_vault());
}

#[test]
fn kit() {
    let home = Home::empty();
    home.run(["identity", "new", "--bare"]).ok();
    run("kit.md", &home);
}

#[test]
fn certificate() {
    let home = Home::empty();
    for page in
        ["rotated.txt", "partial.txt", "refused.txt", "final.txt", "disposal.txt", "disposal-final.txt"]
    {
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/certificates").join(page), &home.join(page));
    }
    run("certificate.md", &home);
}

#[test]
fn hold() {
    run("hold.md", &Home::with_vault());
}

#[test]
fn disclosure() {
    run("disclosure.md", &Home::with_vault());
}

#[test]
fn restriction() {
    run("restriction.md", &Home::with_vault());
}

#[test]
fn request() {
    run("request.md", &Home::with_vault());
}

#[test]
fn breach() {
    run("breach.md", &Home::with_vault());
}

#[test]
fn breach_report() {
    run("breach-report.md", &Home::with_vault());
}

#[test]
fn complaint() {
    run("complaint.md", &Home::with_vault());
}

#[test]
fn erase() {
    run("erase.md", &Home::with_vault());
}

#[test]
fn audit() {
    run("audit.md", &Home::with_vault());
}

#[test]
fn backup() {
    run("backup.md", &Home::with_vault());
}

#[test]
fn vault() {
    let home = Home::empty();
    home.run(["identity", "new", "--bare"]).ok();
    run("vault.md", &home);
}

#[test]
fn transfer() {
    let home = Home::with_vault();
    for folder in ["caseload", "import"] {
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(folder), &home.join(folder));
    }
    run("transfer.md", &home);
}

#[test]
fn review() {
    run("review.md", &Home::with_vault());
}

#[test]
fn clock() {
    run("clock.md", &Home::empty());
}

#[test]
fn retention() {
    run("retention.md", &Home::with_vault());
}

#[test]
fn housekeeping() {
    run("housekeeping.md", &Home::with_vault());
}

#[test]
fn session() {
    run("session.md", &Home::with_vault());
}

/// With a plugin of the tests' own, as one comes with a hardware key.
#[cfg(feature = "plugin")]
#[test]
fn factor() {
    use std::os::unix::fs::PermissionsExt;
    let home = Home::with_vault();
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plugin/age-plugin-test");
    let program = home.join("plugins/age-plugin-stick");
    std::fs::create_dir(home.join("plugins")).expect("a folder");
    std::fs::write(&program, std::fs::read(here).expect("reads")).expect("writes");
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).expect("sets");
    let head = bech32::Hrp::parse("age-plugin-stick-").expect("a name");
    let own = bech32::encode_upper::<bech32::Bech32>(head, b"one").expect("encodes");
    std::fs::write(home.join("stick.txt"), format!("# a hardware key of the tests\n{own}\n"))
        .expect("writes");
    run("factor.md", &home);
}

#[test]
fn status() {
    run("status.md", &Home::with_vault());
}

#[test]
fn sar() {
    run("sar.md", &Home::with_vault());
}

#[test]
fn will() {
    run("will.md", &Home::empty());
}

#[test]
fn member() {
    run("member.md", &Home::with_vault());
}

#[test]
fn break_glass() {
    run("break-glass.md", &Home::with_vault());
}

#[test]
fn assess() {
    run("assess.md", &Home::with_vault());
}

#[test]
fn scope() {
    let home = Home::empty();
    home.run(["identity", "new", "--bare"]).ok();
    run("scope.md", &home);
    let store = rusqlite::Connection::open(home.vault().join("vault.db")).expect("opens");
    let logged = |action: &str| -> u32 {
        let count = "SELECT count(*) FROM audit WHERE action = ?1";
        store.query_row(count, [action], |row| row.get(0)).expect("counts")
    };
    assert_eq!(logged("breach.scoped"), 13, "what was answered, and nothing that was refused");
    assert_eq!(logged("breach.changed"), 1, "stored with the breach that was named");
    assert_eq!(logged("export.listed"), 0);
}
