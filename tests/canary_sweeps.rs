//! Canaries through a sweep: what is planned, decided and destroyed leaves no name, no birthday, no reason and no rule in
//! the plan, in the vault's folders, or in what a job prints.

#![allow(clippy::expect_used)] // A test that cannot go on fails.

mod common;

use std::collections::BTreeSet;
use std::fs;

use common::canary::{Prints, Scanner, Session};
use common::files;

/// Somebody whose work ended long ago, with everything that goes by a day of its own.
fn somebody(s: &mut Session, born: &str, ended: &str) -> String {
    let (name, email, text) = (s.canary("name"), s.canary("mail"), s.canary("text"));
    let (born, email) = (s.day(born), format!("{email}@example.org"));
    let add = ["client", "add", "--name", &name, "--born", &born, "--email", &email];
    let client = s.does(&[&add[..], &["--first-contact", "1999-01-04"]].concat());
    for kind in ["session", "process", "supervision"] {
        s.does_with(&["note", "add", &client, "--kind", kind, "--date", "2000-01-05", "--file", "-"], &text);
    }
    s.does(&["client", "end", &client, "--date", ended]);
    client
}

#[test]
fn a_sweep_leaves_no_trace() {
    let mut session = Session::begin("sw");
    let s = &mut session;
    // The rules that decide have names that stand nowhere else but in the settings.
    let settings = s.home.vault().join("praxis.toml");
    let text = fs::read_to_string(&settings).expect("reads");
    let rules = ["PLINTHADULT", "PLINTHCHILD", "PLINTHCONTACT"];
    let mut named = text.clone();
    for (rule, name) in ["adult", "child", "contact"].iter().zip(rules) {
        named = named.replace(&format!("name = \"{rule}\""), &format!("name = \"{name}\""));
    }
    assert_ne!(named, text);
    fs::write(&settings, named).expect("writes");

    let stays = s.kept("name");
    s.does(&["client", "add", "--name", &stays, "--born", "1970-07-07", "--first-contact", "2026-01-04"]);
    let child = somebody(s, "1989-04-23", "2005-06-14");
    let adult = somebody(s, "1951-10-19", "2002-11-22");
    let spared = somebody(s, "1953-08-17", "2003-01-09");
    let held = somebody(s, "1991-02-13", "2004-03-03");
    for day in ["2014-04-23", "2009-11-22", "2010-01-09", "2016-02-13"] {
        s.day(day);
    }

    // Invoices go by themselves; what they are called, and what is in them, is theirs alone.
    let mut invoices = Vec::new();
    for client in [&adult, &held] {
        let (name, inside) = (s.canary("invoice"), s.canary("paid"));
        let file = s.file(&format!("{name}.txt"), inside.as_bytes());
        invoices.push(s.does(&["file", "add", client, &file, "--kind", "invoice", "--date", "2012-05-01"]));
        fs::remove_file(s.home.join(&file)).expect("removes");
    }

    let reason = s.canary("reason");
    let class = ["hold", "place", "--class", "child", "--from", "2004-01-01", "--to", "2004-12-31"];
    let hold = s.does_with(&[&class[..], &["--reason-file", "-"]].concat(), &reason);
    s.reads(&["hold", "list"], &[&reason, &hold]);
    s.does(&["hold", "lift", &hold]);
    let own = s.canary("reason");
    s.does_with(&["hold", "place", "--client", &held, "--reason-file", "-"], &own);

    // Who can open it sees days and rules; a job sees references.
    s.reads(&["retention", "due"], &["2014-04-23", "PLINTHCHILD", "PLINTHADULT"]);
    s.reads(&["retention", "schedule", "explain", &child], &["23 Apr 1989", "PLINTHCHILD"]);
    s.reads(&["retention", "sweep", "-o", "plan.txt"], &[&child, &adult, &spared, &held]);
    let said = s.home.run(["retention", "sweep", "--check", "--quiet"]);
    assert_eq!(said.stdout, format!("{child}\n{adult}\n{spared}\n"));
    assert_eq!((said.code, said.stderr.as_str()), (9, ""));
    let said = s.does(&["housekeeping"]);
    assert!(said.contains(&adult) && said.contains("stays: held"), "{said}");

    let words = s.canary("words");
    let file = s.file("words.txt", words.as_bytes());
    let destroy = [format!("{child}=destroy"), format!("{adult}=destroy:{}", s.canary("because"))];
    let keep = format!("{spared}=keep:2090-01-01:other");
    let review = ["retention", "review", "plan.txt", "--reason-file", &file];
    let invoice = format!("{}=destroy", invoices[0]);
    let decide = ["--decide", &destroy[0], "--decide", &destroy[1], "--decide", &keep, "--decide", &invoice];
    assert_eq!(s.does(&[&review[..], &decide].concat()), "S-0001");
    s.does(&["retention", "apply", "plan.txt", "--dry-run"]);
    let said = s.does(&["retention", "apply", "plan.txt", "--certificate", "S-0001.txt"]);
    assert!(said.contains(&child) && said.contains(&adult) && said.contains(&invoices[0]), "{said}");
    // Of the one whose client is held the plan says nothing: it would tell whose it is.
    let plan = fs::read_to_string(s.home.join("plan.txt")).expect("reads");
    assert!(plan.contains(&invoices[0]) && !plan.contains(&invoices[1]), "{plan}");
    let said = s.does(&["housekeeping", "--apply"]);
    assert!(said.contains(&spared) && !said.contains(&held), "{said}");
    s.does(&["certificate", "list"]);
    s.does(&["client", "list", "--locked"]);
    s.refuses(3, &["retention", "apply", "plan.txt"]);
    let all = s.go(s.command(&["client", "list"]), None, 0, Prints::Data);
    assert!(all.stdout.contains(&stays) && !all.stdout.contains(&child), "{}", all.stdout);

    // Not a rule, nor why, in any file but the settings: not in the plan, nor in the certificate.
    let codes = Scanner::of(&rules);
    let mut seen = 0;
    for (path, bytes) in files(s.home.path()) {
        if !path.ends_with("praxis.toml") {
            assert_eq!(codes.found(&bytes), BTreeSet::new(), "{}", path.display());
            seen += usize::from(path.ends_with("plan.txt") || path.ends_with("S-0001.txt"));
        }
    }
    assert_eq!(seen, 2);
    session.end();
}

/// Between bars are arguments; `{}` is a canary.
const REFUSED: &[(i32, &str)] = &[
    (2, "retention|due|--as-of|{}"),
    (2, "retention|due|--by|2019-04-23x"),
    (2, "retention|due|--preset|{}"),
    (2, "retention|due|--schedule|/nowhere/{}.toml"),
    (5, "retention|schedule|explain|{}"),
    (2, "retention|schedule|check|{}.toml"),
    (2, "retention|schedule|check|BAD"),
    (2, "retention|sweep|--as-of|{}"),
    (2, "retention|sweep|-o|/nowhere/{}/{}.txt"),
    (2, "retention|sweep|-o|.local/share/praxis/{}"),
    (2, "retention|sweep|{}"),
    (2, "retention|review|{}.txt|--decide|C-0001=destroy"),
    (2, "retention|review|BAD|--decide|C-0001=destroy"),
    (2, "retention|review|plan.txt|--decide|{}"),
    (2, "retention|review|plan.txt|--decide|{}=destroy"),
    (2, "retention|review|plan.txt|--decide|C-0001={}"),
    (2, "retention|review|plan.txt|--decide|C-0001=keep:{}:claim"),
    (2, "retention|review|plan.txt|--decide|C-0001=keep:2019-04-23:{}"),
    (2, "retention|review|plan.txt|--decide|C-0001=destroy:{}\u{1b}[2J"),
    (2, "retention|review|plan.txt|--decide|C-0001=transfer:other|--reason-file|/nowhere/{}.txt"),
    (3, "retention|review|plan.txt|--decide|C-0077=destroy:{}"),
    (2, "retention|apply|{}.txt"),
    (2, "retention|apply|BAD"),
    (3, "retention|apply|plan.txt"),
    (2, "retention|apply|plan.txt|--certificate|/nowhere/{}.txt"),
    (2, "housekeeping|--as-of|{}"),
    (2, "housekeeping|{}"),
    (2, "hold|place|--class|{}|--reason-file|BAD"),
    (2, "hold|place|--class|child|--from|{}|--reason-file|BAD"),
    (2, "hold|place|--class|child|--reason-file|/nowhere/{}.txt"),
];

#[test]
fn refused_sweeps_repeat_nothing() {
    let mut session = Session::begin("sx");
    let s = &mut session;
    s.day("2019-04-23");
    let stays = s.kept("name");
    s.does(&["client", "add", "--name", &stays, "--born", "1951-10-19", "--first-contact", "1999-01-04"]);
    s.go(s.command(&["retention", "sweep", "-o", "plan.txt"]), None, 0, Prints::Data);
    let bad = s.canary("inside");
    let bad = s.file("bad.txt", format!("praxis retention plan 1\n{bad} = \"{bad}").as_bytes());
    for (code, template) in REFUSED {
        let typed = s.fill(&template.replace("BAD", &bad));
        let args: Vec<&str> = typed.split('|').collect();
        // A plan that begins like one, and is not, was changed.
        let changed =
            template.contains("BAD") && !template.contains("schedule") && !template.contains("hold");
        let code = if changed { 7 } else { *code };
        s.refuses_with(code, &args, b"");
        s.refuses_with(code, &[&["--json"], &args[..]].concat(), b"");
    }
    session.end();
}
