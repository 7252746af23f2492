//! Power cuts. A command is run and recorded once; then the machine "stops" after each of its calls, and what
//! disks that may leave is computed, laid out and checked, without running the command again.

#![allow(clippy::expect_used)] // A harness that cannot go on fails.

use std::collections::HashSet;

use praxis::crypto::hash::{Hash, sha256};

use super::disk::{Disk, Fate, Image, Loose, Random, lay_out};
use super::process::{Effect, Process};
use super::strace::traced;
use super::trace::{Call, RECORDED, parse};
use super::{Fault, Point, Report, Story, Struck, add_to_fingerprint, copy_of};
use crate::common::{Done, Home, files};

/// How many disks are tried.
#[derive(Clone, Copy)]
pub struct Depth {
    /// Where the most is unsynced: just before something is synced or said, and at the end. All disks of the
    /// moments before that, since the sync before, are possible there too.
    pub brink: usize,
    /// At every other call.
    pub between: usize,
    /// Of the brinks every n-th is tried; the last and those at which something is said always.
    pub step: usize,
}

/// Replays a story: at every cut the disks on which all or nothing of what is not synced is left, or all or
/// nothing but one thing, and some seeded ones.
pub fn replay(story: &Story<'_>, depth: Depth, report: &mut Report<'_>) {
    let (calls, done) = recorded(story);
    let home = done.home.path().to_str().expect("text");
    let effects = effects(story, &calls, &done);
    let mut process = Process::new(Disk::of(story.prepared), home);
    let mut nth = [0_usize; RECORDED.len()];
    let mut said = false;
    let mut tried: HashSet<Hash> = HashSet::new();
    let mut brinks = 0;
    for (index, call) in calls.iter().enumerate() {
        process.follow(call);
        let number = RECORDED.iter().position(|name| *name == call.name).expect("recorded");
        nth[number] += 1;
        if effects[index] == Effect::Nothing {
            continue;
        }
        said |= effects[index] == Effect::Said;
        let next = effects[index + 1..].iter().find(|effect| **effect != Effect::Nothing);
        let count = if next == Some(&Effect::Changed) {
            depth.between
        } else {
            brinks += 1;
            let taken = next != Some(&Effect::Synced) || brinks % depth.step == 0;
            if taken { depth.brink } else { 0 }
        };
        let loose = process.disk.loose();
        let mut random = Random(index as u64);
        for fates in fates(&loose, count, &mut random) {
            let image = process.disk.after(&fates);
            if !tried.insert(fingerprint(&image, said || next.is_none())) {
                report.count(Fault::PowerCut);
                continue;
            }
            let left: Vec<String> =
                fates.iter().map(|(loose, fate)| format!("{} {fate:?}", process.disk.name(*loose))).collect();
            report.take(&Struck {
                home: home_of(&image),
                program: story.program,
                done: Done {
                    code: if next.is_none() { 0 } else { -1 },
                    stdout: if said { done.done.stdout.clone() } else { String::new() },
                    stderr: String::new(),
                },
                point: Some(Point {
                    fault: Fault::PowerCut,
                    call: call.name,
                    nth: nth[number],
                    left: format!(": {}", left.join(", ")),
                }),
            });
        }
    }
}

/// The homes that a kill leaves behind: whatever was written is there, synced or not. A kill at the entry of a call
/// leaves what the call before it left, so these are all of them, and the command runs once. That it can be killed
/// there at all is for [`super::strace`].
pub fn stopped(story: &Story<'_>, report: &mut Report<'_>) {
    let (calls, done) = recorded(story);
    let home = done.home.path().to_str().expect("text");
    let effects = effects(story, &calls, &done);
    let mut process = Process::new(Disk::of(story.prepared), home);
    let mut nth = [0_usize; RECORDED.len()];
    let mut said = false;
    for (call, effect) in calls.iter().zip(effects) {
        process.follow(call);
        let number = RECORDED.iter().position(|name| *name == call.name).expect("recorded");
        nth[number] += 1;
        said |= effect == Effect::Said;
        if !matches!(effect, Effect::Changed | Effect::Said) {
            continue;
        }
        let written: Vec<_> = process.disk.loose().into_iter().map(|loose| (loose, Fate::There)).collect();
        report.take(&Struck {
            home: home_of(&process.disk.after(&written)),
            program: story.program,
            done: Done {
                code: -1,
                stdout: if said { done.done.stdout.clone() } else { String::new() },
                stderr: String::new(),
            },
            point: Some(Point {
                fault: Fault::Kill,
                call: call.name,
                nth: nth[number],
                left: ", after it".to_owned(),
            }),
        });
    }
}

/// Records a run; gives the home that it made too.
fn recorded<'a>(story: &Story<'a>) -> (Vec<Call>, Struck<'a>) {
    let home = copy_of(story.prepared);
    let options = ["-xx", "-s", "67108864"];
    let (done, trace) = traced(story, &home, &options, &[format!("trace={}", RECORDED.join(","))]);
    assert_eq!(done.code, 0, "{} does not run: {}", story.name, done.stderr);
    (parse(&trace), Struck { home, program: story.program, done, point: None })
}

/// What each call did. At the end the disk that was followed must be the one that is there: the replay is only as
/// good as what it follows.
fn effects(story: &Story<'_>, calls: &[Call], done: &Struck<'_>) -> Vec<Effect> {
    let home = done.home.path();
    let mut process = Process::new(Disk::of(story.prepared), home.to_str().expect("text"));
    let effects: Vec<Effect> = calls.iter().map(|call| process.follow(call)).collect();
    let everything: Vec<(Loose, Fate)> =
        process.disk.loose().into_iter().map(|loose| (loose, Fate::There)).collect();
    let image = process.disk.after(&everything);
    let followed: Vec<_> = image
        .iter()
        .filter_map(|(path, (_, bytes))| Some((home.join(path), bytes.as_ref()?.to_vec())))
        .collect();
    let there = files(home);
    let names =
        |files: &[(std::path::PathBuf, Vec<u8>)]| -> Vec<_> { files.iter().map(|f| f.0.clone()).collect() };
    assert_eq!(names(&followed), names(&there), "{}: other files are there", story.name);
    assert!(followed == there, "{}: other bytes are there", story.name);
    effects
}

/// The fates that are tried at one cut: `count` of them are drawn, besides the plain ones. Of a `count` of zero
/// nothing is tried.
fn fates(loose: &[Loose], count: usize, random: &mut Random) -> Vec<Vec<(Loose, Fate)>> {
    if count == 0 {
        return Vec::new();
    }
    let all = |fate: Fate| -> Vec<(Loose, Fate)> { loose.iter().map(|one| (*one, fate)).collect() };
    if loose.is_empty() {
        return vec![Vec::new()];
    }
    let mut found = vec![all(Fate::Lost), all(Fate::There)];
    for index in 0..loose.len() {
        for (most, one) in [(Fate::There, Fate::Lost), (Fate::Lost, Fate::There)] {
            let mut fates = all(most);
            fates[index].1 = one;
            // Of one thing, or none, there are not so many.
            if !found.contains(&fates) {
                found.push(fates);
            }
        }
    }
    for _ in 0..count {
        let mut draw = || match random.below(4) {
            0 => Fate::Lost,
            1 => Fate::There,
            _ => Fate::Torn(random.next()),
        };
        found.push(loose.iter().map(|one| (*one, draw())).collect());
    }
    found
}

fn fingerprint(image: &Image, acknowledged: bool) -> Hash {
    let mut all = vec![u8::from(acknowledged)];
    for (path, (_, bytes)) in image {
        add_to_fingerprint(&mut all, path, bytes.as_deref());
    }
    sha256(&all)
}

fn home_of(image: &Image) -> Home {
    let home = Home::empty();
    lay_out(image, home.path());
    home
}
