//! Faults sown into praxis itself, as patches: what the harness must find.

#![allow(clippy::expect_used)] // A harness that cannot go on fails.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};

/// What a mutant is built with: nothing that helps a debugger.
const PROFILE: [&str; 2] =
    ["profile.dev.package.praxis.debug=false", "profile.dev.package.praxis.opt-level=0"];

/// Builds a mutant and gives its program. The patch must still apply.
pub fn mutant(name: &str) -> PathBuf {
    // They are built in one place, one after the other: what two of them share is built once.
    static ONE: Mutex<()> = Mutex::new(());
    let _one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
    let source = Path::new(env!("CARGO_MANIFEST_DIR"));
    let program = Path::new(crate::common::PRAXIS);
    let built = program.parent().expect("a folder");
    let base = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("a folder").join("mutants");
    let tree = base.join("tree");
    let _ = fs::remove_dir_all(&tree);
    fs::create_dir_all(tree.join("tests")).expect("a folder");
    // Without their dates: a file that another mutant changed is newer than what was built of it.
    run(Command::new("cp")
        .arg("-r")
        .args(["src", "Cargo.toml", "Cargo.lock"])
        .arg(&tree)
        .current_dir(source));
    // Whatever is embedded or included.
    for folder in ["examples", "benches", "completions", "man", "docs", "README.md"] {
        if source.join(folder).exists() {
            std::os::unix::fs::symlink(source.join(folder), tree.join(folder)).expect("a link");
        }
    }
    // With a test beside it the dependencies have the features that they have here, and need no new build.
    fs::write(tree.join("tests/none.rs"), "//! Nothing.\n").expect("writes");
    let patch = source.join("tests/mutants").join(name).with_extension("patch");
    let applied = Command::new("patch")
        .args(["-p1", "--fuzz=0", "--batch", "-i"])
        .arg(&patch)
        .current_dir(&tree)
        .output()
        .expect("patch starts");
    assert!(
        applied.status.success(),
        "{} no longer applies: {}",
        patch.display(),
        String::from_utf8_lossy(&applied.stdout)
    );
    let target = base.join("target");
    let there = target.join(built.file_name().expect("a name"));
    if !there.exists() {
        borrow_dependencies(built, &there);
    }
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["test", "--no-run", "--offline", "--locked", "--quiet", "--test", "none"]);
    if built.ends_with("release") {
        cargo.arg("--release");
    }
    for setting in PROFILE {
        cargo.args(["--config", setting]);
    }
    run(cargo.current_dir(&tree).env("CARGO_TARGET_DIR", &target).env("CARGO_INCREMENTAL", "1"));
    // Under a name of its own: the next mutant is built in the same place.
    let own = base.join(name);
    let _ = fs::remove_dir_all(&own);
    fs::create_dir_all(&own).expect("a folder");
    let own = own.join("praxis");
    run(Command::new("cp").arg(there.join("praxis")).arg(&own));
    own
}

/// Dependencies that are built already are not built again. Only files that are never written in place may be
/// shared by hard links: libraries. The rest is copied, and nothing of praxis itself.
fn borrow_dependencies(built: &Path, there: &Path) {
    let script = "set -e; mkdir -p \"$2/deps\"; cp -a \"$1/.fingerprint\" \"$1/build\" \"$2\"; \
                  rm -rf \"$2\"/.fingerprint/praxis-* \"$2\"/build/praxis-*; \
                  find \"$1/deps\" -maxdepth 1 -type f ! -name '*praxis-*' \\( -name '*.rlib' -o -name '*.rmeta' -o \
                  -name '*.so' -o -name '*.dylib' \\) -exec cp -al -t \"$2/deps\" {} +";
    run(Command::new("sh").args(["-c", script, "sh"]).arg(built).arg(there));
}

fn run(command: &mut Command) {
    let output = command.stdin(Stdio::null()).output().expect("starts");
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}
