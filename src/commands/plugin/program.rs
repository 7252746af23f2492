//! The program of a plugin: whether it is the one that was meant, and what it is started with.

use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use rustix::fs::{Access, access};
use rustix::process::geteuid;

use crate::config::second_factor::check_program;
use crate::failure::Failure;

/// Where a plugin finds other programs. Its own folder comes first, so that age finds the very program.
const USUAL: &str = "/usr/local/bin:/usr/bin:/bin";
/// What a plugin is told of its surroundings: where its own settings and the smart card service are, and in which language to
/// speak. Nothing else, whatever it holds.
pub const HANDED_ON: [&str; 6] =
    ["HOME", "LANG", "LC_ALL", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR", "PCSCLITE_CSOCK_NAME"];

/// Plugins that are named on the command line.
#[derive(clap::Args)]
pub struct Programs {
    /// An age plugin that may be run, where no praxis.toml names it
    #[arg(long, value_name = "NAME=PATH", value_parser = named)]
    plugin: Vec<(String, PathBuf)>,
}

impl Programs {
    /// They may be run by this command.
    pub fn allow(&self, context: &super::Context) {
        context.plugins.borrow_mut().extend(self.plugin.iter().cloned());
    }
}

fn named(text: &str) -> Result<(String, PathBuf), String> {
    let (name, path) = text
        .split_once('=')
        .ok_or("give its name and its whole path: yubikey=/usr/local/bin/age-plugin-yubikey")?;
    check_program(name, Path::new(path))?;
    Ok((name.to_owned(), path.into()))
}

/// Where the process that starts a plugin looks for programs.
pub fn path_for(program: &Path) -> OsString {
    let mut path = program.parent().map(Path::as_os_str).unwrap_or_default().to_owned();
    path.push(":");
    path.push(USUAL);
    path
}

/// Refuses a program that is not there, cannot be run, or could be another tomorrow because others may write it.
///
/// # Errors
/// [`Failure::Locked`], with its path: that is the practice's own setting.
pub fn check(name: &str, program: &Path) -> Result<(), Failure> {
    let refuse = |what: &str, hint: &str| {
        Err(Failure::Locked(format!("{} {what}", program.display()), hint.to_owned()))
    };
    if let Err(why) = check_program(name, program) {
        return refuse(&format!("will not be run: {why}"), "give the whole path of the plugin's own program");
    }
    if program.to_str().is_none_or(|path| path.contains(':')) {
        return refuse("has a name that no PATH can hold", "put the plugin into another folder");
    }
    let (Ok(real), Ok(about)) = (fs::canonicalize(program), fs::metadata(program)) else {
        return refuse("is not there", "install the plugin, or mend its path in praxis.toml under [plugins]");
    };
    if !about.is_file() {
        return refuse("is no program", "mend its path in praxis.toml under [plugins]");
    }
    if access(program, Access::EXEC_OK).is_err() {
        return refuse("may not be run", "make it executable: chmod +x");
    }
    if about.mode() & 0o022 != 0 {
        return refuse("may be written by others, and is not run", "make it its owner's alone: chmod go-w");
    }
    let own = [0, geteuid().as_raw()];
    if !own.contains(&about.uid()) {
        return refuse("belongs to another user, and is not run", "install it as root, or as yourself");
    }
    // The folder in which age looks for it, and those in which the file itself lies.
    for folder in program.ancestors().skip(1).chain(real.ancestors().skip(1)) {
        let open = fs::metadata(folder).is_ok_and(|about| {
            // In a sticky folder nobody renames what is somebody else's.
            let others = about.mode() & 0o002 != 0 && about.mode() & 0o1000 == 0;
            others || !own.contains(&about.uid())
        });
        if open {
            return refuse(
                "lies in a folder in which others could put another program, and is not run",
                "install it where only root or you may write",
            );
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::{PermissionsExt, symlink};

    fn says(program: &Path) -> String {
        check("test", program).expect_err("refused").explain().message
    }

    #[test]
    fn only_a_program_that_nobody_else_can_change_is_run() {
        let folder = tempfile::tempdir().expect("a folder");
        let program = folder.path().join("age-plugin-test");
        let mode = |path: &Path, mode| {
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("sets");
        };
        assert!(says(&program).ends_with("is not there"));
        fs::write(&program, "#!/bin/sh\n").expect("writes");
        mode(&program, 0o600);
        assert!(says(&program).ends_with("may not be run"));
        for open in [0o722, 0o772, 0o757] {
            mode(&program, open);
            assert!(says(&program).contains("may be written by others"));
        }
        mode(&program, 0o755);
        check("test", &program).expect("may be run");
        let link = folder.path().join("to");
        fs::create_dir(&link).expect("a folder");
        symlink(&program, link.join("age-plugin-test")).expect("links");
        check("test", &link.join("age-plugin-test")).expect("a link to it may be run");
        mode(&link, 0o777);
        assert!(says(&link.join("age-plugin-test")).contains("could put another program"));
        mode(&link, 0o1777);
        check("test", &link.join("age-plugin-test")).expect("a folder as /tmp");
        let folder_of_that_name = link.join("age-plugin-folder");
        fs::create_dir(&folder_of_that_name).expect("a folder");
        let refused = check("folder", &folder_of_that_name).expect_err("refused").explain().message;
        assert!(refused.ends_with("is no program"));
        assert!(says(Path::new("age-plugin-test")).contains("not a whole path"));
    }

    #[test]
    fn a_plugin_is_named_with_its_path() {
        assert_eq!(
            named("yubikey=/opt/age-plugin-yubikey"),
            Ok(("yubikey".to_owned(), "/opt/age-plugin-yubikey".into()))
        );
        for text in ["yubikey", "=/opt/age-plugin-", "yubikey=age-plugin-yubikey", "yubikey=/bin/sh"] {
            assert!(named(text).is_err(), "{text}");
        }
    }

    #[test]
    fn its_own_folder_comes_first() {
        assert_eq!(path_for(Path::new("/opt/age-plugin-x")), "/opt:/usr/local/bin:/usr/bin:/bin");
    }
}
