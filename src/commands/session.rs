//! `praxis unlock` and `praxis lock`: a session, so that the passphrase is typed once.

use std::time::Duration;

use serde::Serialize;

use super::Context;
use crate::failure::Failure;
use crate::records::member::{MemberNumber, Role};
use crate::vault::session::{self, Standing};

/// Begin a session: your passphrase is typed once, and commands open the vault without it until the session ends
///
/// A process of this program holds your keys in memory. While it is open, whoever can run programs as you opens with it what
/// you can open; and what they opened of a client they can go on opening in any copy of the vault, what is added there later
/// too, until the client is erased. The vault's secret, which would open everything, it gives to nobody. So new kits,
/// reseeding, a trial restore, and members added or removed take your identity all the same. It counts after -i and
/// --passphrase-fd, and before the identity in its usual place.
///
/// It ends when you say so (praxis lock); when it was not used for a while, where asking for its state is no use; when it is
/// as old as it may become; when the machine slept (noticed on Linux), or its clock was moved; when the vault or your key
/// file is not where it was; when the keys are sealed anew with an identity; when you log out and the system empties your
/// runtime folder; and on SIGTERM and SIGHUP. Closing the terminal does not end it: other terminals go on using it. A new
/// one ends the one before.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  praxis unlock\n  praxis unlock --idle 5m --max 4h\n  praxis unlock --status"
)]
pub struct UnlockArgs {
    /// End it when it was not used for so long: 30s, 15m, 2h (default: 15m, and no longer than --max)
    #[arg(long, value_name = "TIME", value_parser = time)]
    idle: Option<Duration>,
    /// End it after so long at the latest
    #[arg(long, value_name = "TIME", default_value = "12h", value_parser = time)]
    max: Duration,
    /// Say how the session stands, and begin none; asking does not make it last longer
    #[arg(long, conflicts_with_all = ["idle", "max"])]
    status: bool,
}

/// Without another word, a session that is not used for so long ends.
const IDLE: Duration = Duration::from_secs(15 * 60);

/// End the session: its keys are wiped from memory
///
/// It says so once its process has ended; one that does not answer is killed. Where the vault cannot be found or read, all
/// sessions of yours are ended.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  praxis lock")]
pub struct LockArgs {}

#[derive(Serialize)]
struct Shown {
    session: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    member: Option<MemberNumber>,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<Role>,
    /// Seconds until it ends by itself, when nobody uses it.
    #[serde(skip_serializing_if = "Option::is_none")]
    left: Option<u64>,
}

/// Begins a session, or says how it stands.
pub fn unlock(args: &UnlockArgs, context: &Context) -> Result<(), Failure> {
    if args.status {
        let standing = session::standing(&context.vault_looking()?)?;
        let whose = standing.as_ref().map(|standing| &standing.whose);
        let shown = Shown {
            session: standing.is_some(),
            member: whose.map(|whose| whose.member),
            role: whose.map(|whose| whose.role),
            left: standing.as_ref().map(|standing| standing.left),
        };
        return context.print(&shown, || standing.as_ref().map_or_else(|| "no session".to_owned(), sentence));
    }
    let idle = args.idle.unwrap_or(IDLE.min(args.max));
    if idle > args.max {
        return Err(Failure::Usage(
            "--idle is longer than --max".to_owned(),
            "give a shorter one".to_owned(),
        ));
    }
    // Before anybody types anything.
    session::standing(&context.vault_in_silence()?)?;
    let mut unlocked = context.unlock_afresh()?;
    let standing = unlocked.begin_session(idle, args.max)?;
    context.tell_notices();
    let shown = Shown {
        session: true,
        member: Some(standing.whose.member),
        role: Some(standing.whose.role),
        left: Some(standing.left),
    };
    context.print(&shown, || {
        format!(
            "open until it was not used for {}, and for {} at the most; praxis lock ends it",
            in_words(standing.idle),
            in_words(standing.most)
        )
    })
}

/// How a session stands, in words.
pub(super) fn sentence(standing: &Standing) -> String {
    format!(
        "a session of member {}, {}, is open; it ends in {} when it is not used",
        standing.whose.member.0,
        standing.whose.role.in_words(),
        in_words(standing.left)
    )
}

/// The process of a session.
pub fn process(context: &Context) -> Result<(), Failure> {
    session::run(&mut std::io::stdin().lock(), || context.terminal.print(session::READY))
}

/// Ends the session.
pub fn lock(_: &LockArgs, context: &Context) -> Result<(), Failure> {
    let ended = match context.vault() {
        Ok(mut vault) => vault.end_session()?,
        // Which one is meant cannot be said; that one stays open is worse than that another ends.
        Err(failure) => {
            if session::end_all("lock")? {
                context.terminal.say("every session of yours was ended");
            }
            return Err(failure);
        }
    };
    context.tell_notices();
    let shown = Shown { session: false, member: None, role: None, left: None };
    context.print(&shown, || if ended { "locked".to_owned() } else { "there was no session".to_owned() })
}

/// `30s`, `15m`, `2h`.
pub(super) fn time(text: &str) -> Result<Duration, String> {
    let wrong = || "give seconds, minutes or hours: 30s, 15m, 2h".to_owned();
    let (number, unit) = text.split_at_checked(text.len().saturating_sub(1)).ok_or_else(wrong)?;
    let seconds = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        _ => return Err(wrong()),
    };
    let number: u64 = number.parse().map_err(|_| wrong())?;
    let seconds = number.checked_mul(seconds).filter(|seconds| (1..=7 * 24 * 3600).contains(seconds));
    seconds.map(Duration::from_secs).ok_or_else(|| "give a time between 1s and 168h".to_owned())
}

fn in_words(seconds: u64) -> String {
    match seconds {
        0..60 => format!("{seconds} s"),
        60..7200 => format!("{} min", seconds / 60),
        _ => format!("{} h", seconds / 3600),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        for (text, seconds) in
            [("1s", Some(1)), ("15m", Some(900)), ("12h", Some(43_200)), ("168h", Some(604_800))]
        {
            assert_eq!(time(text).ok().map(|time| time.as_secs()), seconds, "{text}");
        }
        for text in ["", "15", "m", "0s", "-5m", "169h", "1.5h", "15 m", "99999999999999999999h", "5ü"] {
            assert!(time(text).is_err(), "{text:?}");
        }
    }
}
