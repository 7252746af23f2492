//! The program of a plugin: whether it is the one that was meant, and what it is started with.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Component, Path, PathBuf};

use rustix::fs::{Access, access};
use rustix::process::geteuid;

use crate::config::second_factor::check_program;
use crate::failure::Failure;
use crate::vault::vouch;

/// Where a plugin finds other programs. Its own folder comes first, so that age finds the very program.
const USUAL: &str = "/usr/local/bin:/usr/bin:/bin";
/// What a plugin is told of its surroundings: where its own settings and the smart card service are, and in which language to
/// speak. Nothing else, whatever it holds.
pub const HANDED_ON: [&str; 6] =
    ["HOME", "LANG", "LC_ALL", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR", "PCSCLITE_CSOCK_NAME"];

/// Plugins that are named on the command line.
#[derive(clap::Args)]
pub struct Programs {
    /// An age plugin that may be run, now and where praxis.toml names it; it goes before what that names
    #[arg(long, value_name = "NAME=PATH")]
    plugin: Vec<String>,
}

impl Programs {
    /// They may be run by this command, and from now on where praxis.toml names them.
    ///
    /// # Errors
    /// When one can be none.
    pub fn allow(&self, context: &super::Context) -> Result<(), Failure> {
        for text in &self.plugin {
            let (name, program) = named(text).map_err(|why| {
                Failure::Usage(
                    format!("--plugin: {why}"),
                    "give its name and its whole path: --plugin yubikey=/usr/local/bin/age-plugin-yubikey"
                        .to_owned(),
                )
            })?;
            // One that may not be run is refused where it would be.
            if check(&name, &program, context.vault_folder().as_deref()).is_ok() {
                remember(&name, &program, context);
            }
            context.plugins.borrow_mut().insert(name, program);
        }
        Ok(())
    }
}

/// Notes that somebody vouches for a program. Where that cannot be written, it is asked for again.
pub fn remember(name: &str, program: &Path, context: &super::Context) {
    if let Err(failure) = vouch(name, program) {
        let why = failure.explain().message;
        context.terminal.warn(&format!("that age-plugin-{name} may be run could not be noted: {why}"));
    }
}

fn named(text: &str) -> Result<(String, PathBuf), String> {
    let (name, path) = text.split_once('=').ok_or("it is no name and path with a = between them")?;
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

/// Refuses a program that is not there, cannot be run, lies in the vault folder, or could be another tomorrow because others
/// may write it. A folder that its group may write is let be: on Debian /usr/local is that of the group staff, who administer
/// the machine.
///
/// # Errors
/// [`Failure::Locked`], with its path: that is the practice's own setting.
pub fn check(name: &str, program: &Path, vault: Option<&Path>) -> Result<(), Failure> {
    let refuse = |what: &str, hint: &str| {
        Err(Failure::Locked(format!("{} {what}", program.display()), hint.to_owned()))
    };
    if let Err(why) = check_program(name, program) {
        return refuse(&format!("will not be run: {why}"), "give the whole path of the plugin's own program");
    }
    if program.to_str().is_none_or(|path| path.contains(':')) {
        return refuse("has a name that no PATH can hold", "put the plugin into another folder");
    }
    let (Ok(way), Ok(about)) = (way_to(program), fs::metadata(program)) else {
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
    // Whoever may write the vault folder would choose what runs as its owner, and the program goes into its copies.
    let vault = vault.and_then(|vault| fs::canonicalize(vault).ok());
    if vault.is_some_and(|vault| way.iter().any(|(step, _)| step.starts_with(&vault))) {
        return refuse(
            "lies in the vault folder, and is not run",
            "install it elsewhere, where only root or you may write",
        );
    }
    for (_, about) in &way {
        // In a sticky folder nobody renames what is somebody else's. The mode of a link says nothing.
        let others = about.is_dir() && about.mode() & 0o002 != 0 && about.mode() & 0o1000 == 0;
        if others || !own.contains(&about.uid()) {
            return refuse(
                "lies in a folder, or behind a link, by which others could put another program there, and is not run",
                "install it where only root or you may write",
            );
        }
    }
    Ok(())
}

/// Every folder and every link on the way to a program, and the program: whoever may change one of them says what is run.
fn way_to(program: &Path) -> io::Result<Vec<(PathBuf, fs::Metadata)>> {
    /// As many links as Linux follows.
    const MOST: usize = 40;
    let parts = |path: &Path| -> Vec<OsString> {
        let names =
            path.components().filter(|part| matches!(part, Component::Normal(_) | Component::ParentDir));
        names.rev().map(|part| part.as_os_str().to_owned()).collect()
    };
    let mut at = PathBuf::from("/");
    let mut way = vec![(at.clone(), fs::symlink_metadata(&at)?)];
    let (mut left, mut links) = (parts(program), 0);
    while let Some(name) = left.pop() {
        if name == ".." {
            // No link is in it: what is above it is where it says.
            at.pop();
            continue;
        }
        let step = at.join(name);
        let about = fs::symlink_metadata(&step)?;
        if about.is_symlink() {
            links += 1;
            if links > MOST {
                return Err(io::ErrorKind::NotFound.into());
            }
            let to = fs::read_link(&step)?;
            if to.is_absolute() {
                at = PathBuf::from("/");
            }
            left.extend(parts(&to));
        } else {
            at.clone_from(&step);
        }
        way.push((step, about));
    }
    Ok(way)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::{PermissionsExt, symlink};

    fn says(program: &Path) -> String {
        check("test", program, None).expect_err("refused").explain().message
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
        check("test", &program, None).expect("may be run");
        let link = folder.path().join("to");
        fs::create_dir(&link).expect("a folder");
        symlink(&program, link.join("age-plugin-test")).expect("links");
        check("test", &link.join("age-plugin-test"), None).expect("a link to it may be run");
        mode(&link, 0o777);
        assert!(says(&link.join("age-plugin-test")).contains("could put another program"));
        mode(&link, 0o1777);
        check("test", &link.join("age-plugin-test"), None).expect("a folder as /tmp");
        let folder_of_that_name = link.join("age-plugin-folder");
        fs::create_dir(&folder_of_that_name).expect("a folder");
        let refused = check("folder", &folder_of_that_name, None).expect_err("refused").explain().message;
        assert!(refused.ends_with("is no program"));
        assert!(says(Path::new("age-plugin-test")).contains("not a whole path"));
    }

    #[test]
    fn each_link_on_the_way_is_looked_at() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        for name in ["program", "own", "open", "vault"] {
            fs::create_dir(at(name)).expect("a folder");
        }
        let program = at("program/age-plugin-test");
        fs::write(&program, "#!/bin/sh\n").expect("writes");
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("sets");
        // own/age-plugin-test -> open/next -> ../program/age-plugin-test
        let way = at("own/age-plugin-test");
        symlink(at("open/next"), &way).expect("links");
        symlink("../program/age-plugin-test", at("open/next")).expect("links");
        check("test", &way, None).expect("may be run");
        let mode = |mode| fs::set_permissions(at("open"), fs::Permissions::from_mode(mode)).expect("sets");
        mode(0o777);
        assert!(
            says(&way).contains("could put another program there"),
            "neither its first nor its last folder"
        );
        mode(0o755);
        // A vault on the way, or around it, and by whatever name.
        symlink(folder.path(), at("other")).expect("links");
        for (vault, inside) in [
            (at("vault"), false),
            (at("open"), true),
            (at("program"), true),
            (at("own"), true),
            (at("other/program"), true),
            (at("nowhere"), false),
        ] {
            let refused = check("test", &way, Some(&vault)).is_err();
            assert_eq!(refused, inside, "{}", vault.display());
        }
        symlink(at("round"), at("round")).expect("links");
        assert!(check("test", &at("round/age-plugin-test"), None).is_err());
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
