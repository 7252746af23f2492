//! The process that speaks with a plugin: this program once more, started by praxis alone. It is given an order, does it by
//! age's own state machine, hands on what the plugin asks, and ends.

use crate::commands::Context;
use crate::failure::Failure;

/// The word of the command that the process runs; it is in no help.
pub const COMMAND: &str = "plugin-process";

/// Runs it.
///
/// # Errors
/// When anything else has started it.
#[cfg(feature = "plugin")]
pub fn run(_: &Context) -> Result<(), Failure> {
    speaking::run()
}

/// There is nothing to run.
///
/// # Errors
/// Always.
#[cfg(not(feature = "plugin"))]
pub fn run(_: &Context) -> Result<(), Failure> {
    Err(Failure::Usage(
        "this praxis was built without plugins".to_owned(),
        "this command is for praxis itself".to_owned(),
    ))
}

#[cfg(feature = "plugin")]
mod speaking {
    use std::fs::File;
    use std::path::PathBuf;
    use std::sync::mpsc::{Receiver, channel};
    use std::sync::{Arc, Mutex};

    use rustix::fs::{Access, access};
    use rustix::process::{Signal, WaitOptions, getpid, kill_process_group, setsid, wait};
    use zeroize::Zeroizing;

    use super::super::FOLDER;
    use super::super::wire::{self, Kind, LONGEST, Order, Work};
    use crate::crypto::plugin::{Person, Wrong, open, seal};
    use crate::failure::Failure;
    use crate::terminal::own_pipes;

    type Answer = Option<Zeroizing<Vec<u8>>>;

    pub fn run() -> Result<(), Failure> {
        let for_praxis = || {
            Failure::Usage(
                "this command is for praxis itself".to_owned(),
                "open the vault with your identity: praxis unlock".to_owned(),
            )
        };
        let (mut from, to) = own_pipes().map_err(|e| Failure::io("the pipes", e))?;
        let mut next = |wanted: Kind| match wire::receive(&mut from) {
            Ok((kind, body)) if kind == wanted => Some(body),
            _ => None,
        };
        let order = next(Kind::Order).and_then(|order| serde_json::from_slice::<Order>(&order).ok());
        let (Some(order), Some(body)) = (order, next(Kind::Body)) else { return Err(for_praxis()) };
        // Neither it nor the plugin has a terminal; both are ended as one group.
        setsid().map_err(|_| for_praxis())?;
        let (answer, answers) = channel::<Answer>();
        std::thread::spawn(move || {
            loop {
                let answered = match wire::receive(&mut from) {
                    Ok((Kind::Yes, body)) => answer.send(Some(body)),
                    Ok((Kind::No, _)) => answer.send(None),
                    // Who started this has gone, and with it whoever would end the plugin.
                    _ => {
                        remove_own_folder();
                        let _ = kill_process_group(getpid(), Signal::KILL);
                        return;
                    }
                };
                if answered.is_err() {
                    return;
                }
            }
        });
        let parent = Parent(Arc::new(Mutex::new(Pipes { to, answers })));
        let done = work(&order, &body, &parent);
        let _ = match done {
            Ok(body) => parent.say(Kind::Done, &body),
            Err(wrong) => {
                // age says of a program that could not be started that it has not the key: then there is nobody to wait for.
                let unclear = matches!(wrong, Wrong::OtherKey | Wrong::Nonsense);
                let wrong =
                    if unclear && wait(WaitOptions::NOHANG).is_err() { Wrong::Missing } else { wrong };
                let (code, why) = wrong.parts();
                let why: String = why.chars().take(1000).collect();
                parent.say(Kind::Failed, &[&[code], why.as_bytes()].concat())
            }
        };
        // The plugin has been told that nothing more is asked: it may put its hardware back.
        let _ = wait(WaitOptions::empty());
        Ok(())
    }

    /// The temporary folder that was made for this process alone: nobody else is left to remove it.
    fn remove_own_folder() {
        let folder = std::env::var_os("TMPDIR").map(PathBuf::from).unwrap_or_default();
        if folder.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(FOLDER.as_bytes())) {
            let _ = std::fs::remove_dir_all(folder);
        }
    }

    fn work(order: &Order, body: &[u8], parent: &Parent) -> Result<Zeroizing<Vec<u8>>, Wrong> {
        // age looks through PATH, in which the folder of this one comes first, for what may be run.
        if !order.program.is_file() || access(&order.program, Access::EXEC_OK).is_err() {
            return Err(Wrong::Missing);
        }
        match order.work {
            Work::Open => open(&order.stub, body, LONGEST, parent.clone()),
            Work::Seal => {
                seal(&order.stub, order.recipient.as_deref(), body, parent.clone()).map(Zeroizing::new)
            }
        }
    }

    struct Pipes {
        to: File,
        answers: Receiver<Answer>,
    }

    /// The praxis that started this, and the person in front of it.
    #[derive(Clone)]
    struct Parent(Arc<Mutex<Pipes>>);

    impl Parent {
        fn say(&self, kind: Kind, body: &[u8]) -> std::io::Result<()> {
            let mut pipes = self.0.lock().map_err(|_| std::io::ErrorKind::Other)?;
            wire::send(&mut pipes.to, kind, body)
        }

        fn ask(&self, kind: Kind, question: &str) -> Option<Zeroizing<String>> {
            let mut pipes = self.0.lock().ok()?;
            wire::send(&mut pipes.to, kind, cut(question).as_bytes()).ok()?;
            let answer = pipes.answers.recv().ok()??;
            std::str::from_utf8(&answer).ok().map(|answer| Zeroizing::new(answer.to_owned()))
        }
    }

    /// As much as is shown of it, and more.
    fn cut(text: &str) -> String {
        text.chars().take(2000).collect()
    }

    impl Person for Parent {
        fn told(&self, message: &str) {
            let _ = self.say(Kind::Told, cut(message).as_bytes());
        }

        fn confirms(&self, message: &str, yes: &str, no: Option<&str>) -> Option<bool> {
            let parts = [Some(message), Some(yes), no].into_iter().flatten();
            let question: Vec<String> = parts.map(|part| cut(part).replace('\0', " ")).collect();
            self.ask(Kind::Confirm, &question.join("\0")).map(|answer| *answer == "yes")
        }

        fn answers(&self, question: &str) -> Option<Zeroizing<String>> {
            self.ask(Kind::Public, question)
        }

        fn types_unseen(&self, question: &str) -> Option<Zeroizing<String>> {
            self.ask(Kind::Secret, question)
        }
    }
}
