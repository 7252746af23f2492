//! What follows from what is known of a machine: pure.

use super::super::Findings;
use super::Machine;

/// Says what of it is good, and what is to be done.
pub fn judge(machine: &Machine, findings: &mut Findings) {
    swap(machine, findings);
    sleep(machine, findings);
    dumps(machine, findings);
    clock(machine, findings);
}

fn swap(machine: &Machine, findings: &mut Findings) {
    let about = "swap";
    let Some(swaps) = &machine.swaps else {
        return findings.advise(
            about,
            "this system does not say whether memory is swapped, or written to the disk when it sleeps",
            "encrypt the whole disk (FileVault, LUKS, BitLocker): that covers both",
        );
    };
    let clear: Vec<&str> = swaps.iter().filter(|swap| swap.clear).map(|swap| swap.area.as_str()).collect();
    if clear.is_empty() {
        findings.good(about, "no memory is swapped to a disk in the clear");
    } else {
        findings.advise(
            about,
            format!("memory may be swapped to a disk area that is not encrypted: {}", clear.join(", ")),
            "encrypt the swap area, or use zram",
        );
    }
}

fn sleep(machine: &Machine, findings: &mut Findings) {
    let about = "sleep";
    let hint = "encrypt that area, or turn hibernation off: systemctl mask hibernate.target hybrid-sleep.target \
                suspend-then-hibernate.target";
    match (machine.hibernates, &machine.resume) {
        // Said with the swap.
        (None, _) => {}
        (Some(false), _) => findings.good(about, "the machine does not hibernate"),
        (Some(true), Some((_, true))) => findings.good(about, "hibernation writes to an encrypted disk"),
        (Some(true), Some((device, false))) => findings.advise(
            about,
            format!(
                "hibernation would write all memory, open keys with it, to a disk area that is not encrypted \
                 (device {device})"
            ),
            hint,
        ),
        (Some(true), None) => {
            // An area is chosen when it is done: one that is large enough will do.
            let room = machine
                .swaps
                .iter()
                .flatten()
                .find(|swap| swap.clear && machine.memory.is_some_and(|memory| swap.bytes >= memory));
            match room {
                Some(swap) => findings.advise(
                    about,
                    format!("the machine could hibernate to {}, which is not encrypted", swap.area),
                    hint,
                ),
                None => findings.good(about, "no hibernation is set up"),
            }
        }
    }
}

fn dumps(machine: &Machine, findings: &mut Findings) {
    let about = "core dumps";
    if machine.own_dumps {
        findings.advise(
            about,
            "praxis could not forbid a core dump of itself",
            "run it from a shell with: ulimit -c 0",
        );
    }
    match machine.core_pattern.as_deref().and_then(|pattern| pattern.strip_prefix('|')) {
        Some(program) => {
            let program = program.split_whitespace().next().unwrap_or_default();
            findings.advise(
                about,
                format!(
                    "the memory of a program that crashes goes to {program}, which may keep it: not that of praxis, but \
                     that of the editor it opens, or of what opens an export"
                ),
                "of systemd-coredump: Storage=none in /etc/systemd/coredump.conf; else see man 5 core",
            );
        }
        None if machine.own_dumps => {}
        None => findings.good(about, "praxis leaves none, nor does an editor that it opens"),
    }
}

fn clock(machine: &Machine, findings: &mut Findings) {
    match machine.synchronised {
        Some(true) => findings.good("clock", "the network has set it since the machine was started"),
        Some(false) => findings.advise(
            "clock",
            "the network has not set it since the machine was started: periods, and the 72 hours, are counted by it",
            "timedatectl shows what it waits for; look whether the time is right",
        ),
        None => {}
    }
}

#[cfg(test)]
mod tests {
    use std::slice::from_ref;

    use super::super::super::super::medium::Swap;
    use super::super::super::Level;
    use super::*;

    const GIB: u64 = 1024 * 1024 * 1024;

    /// A machine of which everything is known and good.
    fn sound() -> Machine {
        Machine {
            memory: Some(16 * GIB),
            swaps: Some(Vec::new()),
            hibernates: Some(false),
            resume: None,
            core_pattern: Some("core".to_owned()),
            own_dumps: false,
            synchronised: Some(true),
        }
    }

    fn swap(area: &str, gib: u64, clear: bool) -> Swap {
        Swap { area: area.to_owned(), bytes: gib * GIB, clear }
    }

    /// What is said about one thing: whether it is advice, and the words.
    fn said(machine: &Machine, about: &str) -> Vec<(bool, String)> {
        let mut findings = Findings::default();
        judge(machine, &mut findings);
        let own = findings.list().iter().filter(|finding| finding.about == about);
        own.inspect(|finding| {
            assert_eq!(finding.hint.is_empty(), finding.level == Level::Good, "{}", finding.what);
        })
        .map(|finding| (finding.level == Level::Advice, finding.what.clone()))
        .collect()
    }

    #[test]
    fn a_sound_machine_needs_no_advice() {
        let mut findings = Findings::default();
        judge(&sound(), &mut findings);
        let about: Vec<&str> = findings.list().iter().map(|finding| finding.about).collect();
        assert_eq!(about, ["swap", "sleep", "core dumps", "clock"]);
        assert_eq!(findings.worst(), Level::Good);
    }

    #[test]
    fn swap_and_sleep() {
        let with = |swaps: &[Swap], hibernates, resume: Option<bool>| Machine {
            swaps: Some(swaps.to_vec()),
            hibernates,
            resume: resume.map(|encrypted| ("8:3".to_owned(), encrypted)),
            ..sound()
        };
        let (small, large) = (swap("/dev/sda3", 1, true), swap("/dev/sda4", 16, true));
        let sealed = swap("/dev/dm-1", 32, false);
        for (machine, of_swap, of_sleep) in [
            (
                with(&[], Some(true), None),
                (false, "no memory is swapped"),
                (false, "no hibernation is set up"),
            ),
            (
                with(from_ref(&sealed), Some(true), Some(true)),
                (false, "no memory"),
                (false, "to an encrypted disk"),
            ),
            (
                with(from_ref(&sealed), Some(true), None),
                (false, "no memory"),
                (false, "no hibernation is set up"),
            ),
            (
                with(from_ref(&small), Some(true), None),
                (true, "encrypted: /dev/sda3"),
                (false, "no hibernation"),
            ),
            (with(from_ref(&small), Some(true), Some(false)), (true, "/dev/sda3"), (true, "(device 8:3)")),
            (
                with(&[sealed, small, large.clone()], Some(true), None),
                (true, "encrypted: /dev/sda3, /dev/sda4"),
                (true, "could hibernate to /dev/sda4"),
            ),
            (with(&[large], Some(false), Some(false)), (true, "/dev/sda4"), (false, "does not hibernate")),
        ] {
            for (about, (advice, says)) in [("swap", of_swap), ("sleep", of_sleep)] {
                let found = said(&machine, about);
                assert_eq!(found.len(), 1, "{about} {found:?}");
                assert!(found[0].0 == advice && found[0].1.contains(says), "{says}: {found:?}");
            }
        }
    }

    #[test]
    fn what_is_unknown_is_said_to_be() {
        let unknown = Machine {
            memory: None,
            swaps: None,
            hibernates: None,
            resume: None,
            core_pattern: None,
            own_dumps: false,
            synchronised: None,
        };
        let found = said(&unknown, "swap");
        assert!(found.len() == 1 && found[0].0 && found[0].1.contains("does not say"), "{found:?}");
        for about in ["sleep", "clock"] {
            assert_eq!(said(&unknown, about), [], "{about}");
        }
        assert!(!said(&unknown, "core dumps")[0].0);
    }

    #[test]
    fn core_dumps_and_the_clock() {
        let piped = Machine { core_pattern: Some("|/usr/share/apport/apport -p%p".to_owned()), ..sound() };
        let found = said(&piped, "core dumps");
        assert!(
            found.len() == 1 && found[0].0 && found[0].1.contains("/usr/share/apport/apport, "),
            "{found:?}"
        );
        let taken = Machine { own_dumps: true, ..sound() };
        let found = said(&taken, "core dumps");
        assert!(found.len() == 1 && found[0].0 && found[0].1.contains("of itself"), "{found:?}");
        let adrift = Machine { synchronised: Some(false), ..sound() };
        let found = said(&adrift, "clock");
        assert!(found.len() == 1 && found[0].0 && found[0].1.contains("has not set it"), "{found:?}");
    }
}
