//! Other users of the machine: a session answers nobody but its own, and nobody but its own is asked. As far as one machine
//! shows it: root, whom no permission of a file keeps out, stands for whoever got past those.

use std::fs;
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixListener;

use crate::{Practice, ask};

fn open_to(path: &std::path::Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("changes");
}

#[test]
fn another_user_who_gets_at_the_socket_is_told_nothing_and_ends_nothing() {
    let Some(practice) = Practice::of_somebody().filter(|practice| practice.user.is_some()) else { return };
    practice.run(["unlock", "--quiet"]).ok();
    let process = practice.process();
    for words in [&[&b"standing"[..]][..], &[b"lock"], &[b"advance", &[0; 8]]] {
        assert!(ask(&practice.connect(), words).is_empty(), "{words:?}");
    }
    process.goes_on();
    assert!(practice.run(["unlock", "--status"]).ok().stdout.contains("a session of member 1"));
}

#[test]
fn somebody_elses_process_that_listens_in_its_place_is_asked_nothing() {
    let Some(practice) = Practice::of_somebody().filter(|practice| practice.user.is_some()) else { return };
    practice.run(["unlock", "--quiet"]).ok();
    let socket = practice.socket();
    practice.run(["lock"]).ok();
    fs::rename(practice.identity(), practice.home.join("away")).expect("moves");
    let listener = UnixListener::bind(&socket).expect("listens");
    open_to(&socket, 0o666);
    let begun = std::thread::spawn(move || {
        let mut heard = Vec::new();
        let (mut stream, _) = listener.accept().expect("somebody");
        let _ = stream.read_to_end(&mut heard);
        heard
    });
    practice.run(["client", "list"]).fails(4, "there is no identity file");
    assert!(begun.join().expect("ends").is_empty(), "it was connected to, and told nothing");
}

#[test]
fn where_others_may_write_in_the_folder_nothing_is_asked_and_nothing_begins() {
    for mode in [0o777, 0o770, 0o702] {
        let practice = Practice::in_session();
        let (process, socket) = (practice.process(), practice.socket());
        let folder = socket.parent().expect("a folder");
        open_to(folder, mode);
        // It notices by itself within seconds, and has ended then: whichever comes first.
        let status = practice.run(["unlock", "--status"]);
        if status.code == 0 {
            assert_eq!(status.stdout, "no session\n");
        } else {
            status.fails(1, "others may enter the folder of the session");
        }
        practice.run(["unlock", "-i", "away"]).fails(1, "others may enter the folder of the session");
        process.ends();
        open_to(folder, 0o700);
        practice.is_closed();
    }
}

#[test]
fn what_is_no_session_is_in_nobodys_way() {
    let practice = Practice::in_session();
    let (process, socket) = (practice.process(), practice.socket());
    practice.run(["lock"]).ok();
    process.ends();
    // A file, a link to nowhere, a socket at which nobody listens any more.
    fs::write(&socket, "anything").expect("writes");
    practice.is_closed();
    practice.run(["unlock", "-i", "away", "--quiet"]).ok();
    practice.is_open();
    practice.run(["lock"]).ok();
    std::os::unix::fs::symlink("nowhere", &socket).expect("a link");
    practice.is_closed();
    practice.run(["unlock", "-i", "away", "--quiet"]).ok();
    practice.is_open();
    practice.run(["lock"]).ok();
    drop(UnixListener::bind(&socket).expect("listens"));
    practice.is_closed();
    assert_eq!(practice.run(["lock"]).ok().stdout, "there was no session\n");
    practice.run(["unlock", "-i", "away", "--quiet"]).ok();
    practice.is_open();
}
