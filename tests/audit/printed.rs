//! What is printed of a log has references and numbers, and nothing that a person typed.

use super::common::Home;

/// What only the records know.
const SAID: [&str; 6] = ["Fairweather", "Ottilie", "allotment", "07700 900123", "Willow Rooms", "laptop bag"];

#[test]
fn no_name_and_no_word_of_a_record() {
    let home = Home::with_vault();
    let client = home.client("Ottilie Fairweather");
    home.note(&client, "Spoke about the allotment.");
    home.run(["client", "amend", &client, "--phone", "07700 900123"]).ok();
    home.run(["search", "allotment"]).ok();
    home.run(["breach", "open", "laptop bag left on a train", "--aware", "2026-10-24 10:00"]).ok();
    home.pipe(
        ["hold", "place", "--client", &client, "--reason-file", "-", "--review", "2099-01-01"],
        b"allotment",
    )
    .ok();
    let looks: [&[&str]; 7] = [
        &["audit", "log"],
        &["audit", "log", "--json"],
        &["audit", "log", "--csv"],
        &["audit", "log", "--about", &client],
        &["audit", "verify"],
        &["audit", "verify", "--json"],
        &["audit", "checkpoint", "--json"],
    ];
    for args in looks {
        let done = home.run(args).ok();
        assert!(!done.stdout.is_empty());
        for said in SAID {
            assert!(!done.stdout.contains(said) && !done.stderr.contains(said), "{args:?}: {said}");
        }
    }
    let log = home.run(["audit", "log"]).ok().stdout;
    for known in [client.as_str(), "B-0001", "H-0001", "note.searched"] {
        assert!(log.contains(known), "{known}: {log}");
    }
}
