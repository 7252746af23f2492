//! How long a wrong passphrase makes the next question wait; and when a session ends by itself: nobody used it for a while,
//! it is as old as it may become, the machine slept, or somebody moved the clock. Two clocks count from the start of the
//! machine: one goes on while it sleeps, the other does not; the third is the one on the wall, which people and time
//! services set.

use core::time::Duration;

use crate::records::uptime::Uptime;

/// Time services step clocks by less; a person who moves one, or a machine that was stopped, by more.
pub const JUMP: Duration = Duration::from_secs(5 * 60);
/// Two clocks that are read one after the other differ by less.
pub const SLEEP: Duration = Duration::from_secs(2);

/// How long a session may last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Without being used.
    pub idle: Duration,
    /// At all.
    pub most: Duration,
}

/// Why it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Nobody used it for as long as its limit.
    Idle,
    /// It is as old as it may become.
    Old,
    /// The machine slept: somebody else may have opened it.
    Slept,
    /// The clock was moved: dates would be wrong, and a limit might never come.
    ClockMoved,
}

/// Whether a session that `began`, was `used` last and looked at its clocks `before` ends `now`.
#[must_use]
pub fn ends(limits: Limits, began: Uptime, used: Uptime, before: Uptime, now: Uptime) -> Option<Ending> {
    let passed = now.since_boot.saturating_sub(before.since_boot);
    let asleep = passed.saturating_sub(now.awake.saturating_sub(before.awake));
    if asleep > SLEEP {
        return Some(Ending::Slept);
    }
    let on_the_wall = now.wall.abs_diff(before.wall + passed);
    if on_the_wall > JUMP {
        return Some(Ending::ClockMoved);
    }
    if now.since_boot.saturating_sub(began.since_boot) >= limits.most {
        return Some(Ending::Old);
    }
    (now.since_boot.saturating_sub(used.since_boot) >= limits.idle).then_some(Ending::Idle)
}

/// How long until it would end by itself, at the most.
#[must_use]
pub fn left(limits: Limits, began: Uptime, used: Uptime, now: Uptime) -> Duration {
    let old = limits.most.saturating_sub(now.since_boot.saturating_sub(began.since_boot));
    let idle = limits.idle.saturating_sub(now.since_boot.saturating_sub(used.since_boot));
    old.min(idle)
}

/// How long a wrong passphrase counts. Commands that nobody sat before, and that are handed one, have wrong ones too, and a day
/// of them is no reason to make the person wait who comes next.
pub const REMEMBERED: Duration = Duration::from_secs(15 * 60);

/// How often somebody typed a wrong passphrase of late, and how long the next question still waits, from how long ago each
/// time was: a command that begins after a wrong passphrase is no way around the wait.
#[must_use]
pub fn still_waits(failed: impl IntoIterator<Item = Duration>) -> (u32, Duration) {
    let of_late = failed.into_iter().filter(|ago| *ago < REMEMBERED);
    let (wrong, last) = of_late.fold((0, REMEMBERED), |(wrong, last): (u32, Duration), ago| {
        (wrong.saturating_add(1), last.min(ago))
    });
    (wrong, wait_after(wrong).saturating_sub(last))
}

/// How long nobody is asked again after so many wrong passphrases, one after the other: 1 s, 2 s, 4 s and so on to half a
/// minute. It slows down who sits at the keyboard; who has the file is slowed down by scrypt alone.
#[must_use]
pub fn wait_after(wrong: u32) -> Duration {
    match wrong {
        0 => Duration::ZERO,
        more => Duration::from_secs(1 << (more - 1).min(5)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LIMITS: Limits = Limits { idle: Duration::from_secs(900), most: Duration::from_secs(43_200) };

    fn at(since_boot: u64, awake: u64, wall: u64) -> Uptime {
        let secs = Duration::from_secs;
        Uptime { since_boot: secs(since_boot), awake: secs(awake), wall: secs(1_000_000 + wall) }
    }

    #[test]
    fn each_way_to_end() {
        let began = at(100, 100, 100);
        for (what, used, before, now, ending) in [
            ("at once", began, began, began, None),
            ("just inside idle", began, at(990, 990, 990), at(999, 999, 999), None),
            ("idle", began, at(990, 990, 990), at(1_000, 1_000, 1_000), Some(Ending::Idle)),
            ("used since", at(500, 500, 500), at(990, 990, 990), at(1_399, 1_399, 1_399), None),
            (
                "old, though used",
                at(43_000, 43_000, 43_000),
                at(43_295, 43_295, 43_295),
                at(43_300, 43_300, 43_300),
                Some(Ending::Old),
            ),
            ("slept three seconds", began, at(200, 200, 200), at(208, 205, 208), Some(Ending::Slept)),
            ("two clocks a little apart", began, at(200, 200, 200), at(207, 205, 207), None),
            ("set back", began, at(200, 200, 1_000), at(205, 205, 600), Some(Ending::ClockMoved)),
            ("set on", began, at(200, 200, 200), at(205, 205, 600), Some(Ending::ClockMoved)),
            ("stepped by a time service", began, at(200, 200, 200), at(205, 205, 500), None),
        ] {
            assert_eq!(ends(LIMITS, began, used, before, now), ending, "{what}");
        }
    }

    #[test]
    fn each_wrong_passphrase_makes_the_next_question_wait_longer() {
        let waits: Vec<u64> = (0..8).map(|wrong| wait_after(wrong).as_secs()).collect();
        assert_eq!(waits, [0, 1, 2, 4, 8, 16, 32, 32]);
        assert_eq!(wait_after(u32::MAX).as_secs(), 32);
    }

    #[test]
    fn the_next_command_waits_for_what_is_left() {
        let ago = |seconds: &[u64]| still_waits(seconds.iter().map(|seconds| Duration::from_secs(*seconds)));
        let waits = |wrong, seconds| (wrong, Duration::from_secs(seconds));
        assert_eq!(ago(&[]), waits(0, 0));
        assert_eq!(ago(&[0]), waits(1, 1));
        assert_eq!(ago(&[1]), waits(1, 0), "the wait is over");
        assert_eq!(ago(&[7, 5, 1]), waits(3, 3));
        assert_eq!(ago(&[1, 5, 7]), waits(3, 3), "in whatever order");
        assert_eq!(ago(&[0; 40]), waits(40, 32), "half a minute at the most");
        assert_eq!(ago(&[899, 0]), waits(2, 2));
        assert_eq!(ago(&[900, 86_400, 0]), waits(1, 1), "longer ago counts no more");
        assert_eq!(ago(&[900, 86_400]), waits(0, 0));
    }

    #[test]
    fn what_is_left_is_the_nearer_limit() {
        let began = at(100, 100, 100);
        assert_eq!(left(LIMITS, began, began, at(400, 400, 400)), Duration::from_secs(600));
        assert_eq!(
            left(LIMITS, began, at(43_200, 43_200, 43_200), at(43_250, 0, 0)),
            Duration::from_secs(50)
        );
        assert_eq!(left(LIMITS, began, began, at(99_999, 0, 0)), Duration::ZERO);
    }

    proptest! {
        #[test]
        fn one_that_ends_has_nothing_left_and_the_other_way_round(used in 0u64..50_000, passed in 0u64..60_000) {
            let began = at(0, 0, 0);
            let now = at(used + passed, used + passed, used + passed);
            let ended = ends(LIMITS, began, at(used, used, used), now, now);
            prop_assert_eq!(ended.is_some(), left(LIMITS, began, at(used, used, used), now).is_zero());
        }
    }
}
