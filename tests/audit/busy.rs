//! A verification while others write: what it holds against the log it has read before the log, and of the database it sees
//! one moment. So it is later than nobody, and there is no false alarm.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use super::common::Home;

#[test]
fn a_busy_vault_is_verified_ten_times_without_a_false_alarm() {
    let home = Home::with_vault();
    home.client("Ottilie Fairweather");
    home.note("C-0001", "sleeping badly");
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        // Rows and entries; and with each new client and process note the keyring too.
        let notes = scope.spawn(|| {
            let mut written = 0;
            while !stop.load(Ordering::Relaxed) {
                let args = ["note", "add", "C-0001", "--date", "2026-02-03", "--file", "-"];
                written += i32::from(home.pipe(args, b"text").code == 0);
            }
            written
        });
        let clients = scope.spawn(|| {
            let mut written = 0;
            while !stop.load(Ordering::Relaxed) {
                let args = ["client", "add", "--name", "Caspian Nettlefold", "--first-contact", "2026-01-05"];
                written += i32::from(home.run(args).code == 0);
            }
            written
        });
        let rounds: Vec<_> = (0..10).map(|_| home.run(["audit", "verify", "--json"])).collect();
        stop.store(true, Ordering::Relaxed);
        let (notes, clients) = (notes.join().expect("ends"), clients.join().expect("ends"));
        let mut before = 0;
        for done in rounds {
            let shown = done.ok().json();
            let entries = shown["entries"].as_u64().expect("a number");
            assert!(entries >= before && shown["whole"] == true, "{shown}");
            before = entries;
        }
        assert!(notes > 0 && clients > 0, "nobody wrote: {notes} {clients}");
    });
    let shown = home.run(["audit", "verify", "--json"]).ok().json();
    assert_eq!(shown["anchored"], shown["entries"]);
}
