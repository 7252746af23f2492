//! The schedules that come with the program read back, and every mistake in one is refused with its line.
#![allow(clippy::expect_used)] // A test that cannot go on fails.

use std::collections::BTreeSet;

use super::*;
use crate::failure::Exit;

/// One rule, on lines 4 to 11.
const ONE: &str = "[retention]
name = \"small\"

[[retention.rules]]
name = \"adult\"
class = \"adult\"
trigger = \"last-contact\"
period = \"7 years\"
action = \"review\"
source = \"an insurer\"
dated = 2021-08-07
";

fn refused(text: &str) -> String {
    let why = schedule_from(text, "the schedule").expect_err(text).explain();
    assert_eq!((why.exit, why.hint.as_str()), (Exit::Usage, MEND), "{}", why.message);
    why.message
}

#[test]
fn every_schedule_that_comes_with_the_program_is_sound_and_whole() {
    for (name, text) in PRESETS {
        let schedule = preset(name).unwrap_or_else(|why| panic!("{name}: {}", why.explain().message));
        assert_eq!(schedule.name, *name);
        let classes: BTreeSet<Class> = schedule.rules.iter().map(|rule| rule.class).collect();
        assert_eq!(classes, Class::ALL.iter().copied().collect(), "{name}: a rule for every class");
        assert!(
            schedule.rules.iter().all(|rule| rule.source.starts_with('[')),
            "{name}: says whose rule it is"
        );
        assert!(text.lines().all(|line| line.len() <= 130), "{name}: reads on a terminal");
        assert!(schedule.batch_month.is_none());
    }
    let adult = |name: &str| preset(name).expect("a preset").of(Class::Adult).map(|rule| rule.period).next();
    assert_eq!(adult("insurer-5"), Some(Period::Years(5)));
    assert_eq!(adult("insurer-6"), Some(Period::Years(6)));
    assert_eq!(adult("insurer-7"), Some(Period::Years(7)));
    assert_eq!(adult("nhs-code"), Some(Period::Years(8)));
    let why = preset("bacp").expect_err("no such schedule").explain();
    assert!(why.hint.ends_with("insurer-7, insurer-5, insurer-6, nhs-code"), "{}", why.hint);
}

#[test]
fn presets_differ_from_the_default_only_where_their_name_says() {
    let rules = |name: &str| preset(name).expect("a preset").rules;
    for name in ["insurer-5", "insurer-6"] {
        let differ = rules(name).into_iter().zip(rules(DEFAULT_NAME)).filter(|(one, other)| one != other);
        let differ: Vec<String> = differ.map(|(one, _)| one.name).collect();
        assert_eq!(differ, ["adult", "note-revisions"], "{name}");
    }
}

#[test]
fn a_schedule_is_read_as_it_is_written() {
    let schedule = schedule_from(&ONE.replace("name = \"small\"", "name = \"small\"\nbatch_month = 1"), "it");
    let schedule = schedule.expect("reads");
    assert_eq!((schedule.name.as_str(), schedule.batch_month), ("small", Some(1)));
    let rule = &schedule.rules[0];
    assert_eq!((rule.class, rule.trigger), (Class::Adult, Trigger::LastContact));
    assert_eq!((rule.period, rule.action), (Period::Years(7), Disposal::Review));
    assert_eq!((rule.source.as_str(), rule.dated.to_string().as_str()), ("an insurer", "2021-08-07"));
    let quoted = schedule_from(&ONE.replace("2021-08-07", "\"07/08/2021\""), "it").expect("reads");
    assert_eq!(quoted.rules[0].dated, rule.dated);
    let alias = schedule_from(&ONE.replace("class = \"adult\"", "class = \"adult_nhs_mh\""), "it");
    assert_eq!(alias.expect("reads").rules[0].class, Class::NhsMentalHealth);
    assert_eq!(schedule_from("[retention]\nname = \"none\"\n", "it").expect("reads").rules, []);
    // Two rules of one class are no mistake: the longest wins.
    let second = ONE.split_once("\n\n").expect("a rule").1.replace("\"adult\"\nclass", "\"two\"\nclass");
    assert_eq!(schedule_from(&format!("{ONE}{second}"), "it").expect("reads").of(Class::Adult).count(), 2);
}

#[test]
fn what_was_read_is_written_in_the_same_form() {
    for (name, _) in PRESETS {
        let schedule = preset(name).expect("a preset");
        let written = toml::to_string(&serde_json::json!({ "retention": schedule })).expect("writes");
        assert_eq!(schedule_from(&written, "it").expect("reads"), schedule, "{name}");
    }
}

#[test]
fn every_mistake_is_refused_with_its_line() {
    let always = "period = \"always\"";
    for (from, to, says) in [
        (
            "class = \"adult\"",
            "class = \"adults\"",
            "line 6: class is none of adult, child, nhs-mental-health",
        ),
        ("last-contact", "tomorrow", "line 7: trigger for adult is none of last-contact, end-of-work"),
        ("last-contact", "trashed", "line 7: trigger for adult is none of last-contact, end-of-work"),
        ("\"review\"", "\"shred\"", "line 9: action for adult is none of review, erase, anonymise, keep"),
        ("7 years", "-7 years", "line 8: period is not longer than nothing"),
        ("7 years", "0 days", "line 8: period is not longer than nothing"),
        ("7 years", "101 years", "line 8: period is longer than 100 years"),
        ("7 years", "1201 months", "line 8: period is longer than 100 years"),
        ("7 years", "36501 days", "line 8: period is longer than 100 years"),
        ("7 years", "seven years", "line 8: period is none such as \"7 years\""),
        ("\"7 years\"", "7", "line 8: invalid type: integer"),
        ("7 years", "25th birthday", "line 8: a birthday is counted from the birth"),
        ("period = \"7 years\"", always, "line 8: \"always\" is for rules that keep"),
        ("\"review\"", "\"keep\"", "line 8: a rule that keeps has no end"),
        ("name = \"adult\"", "name = \" \"", "line 5: name is not 1 to 60 plain characters"),
        ("an insurer", "", "line 10: source is empty"),
        ("an insurer", "  ", "line 10: source is empty"),
        ("an insurer", "a\\u0007b", "line 10: source is not plain text"),
        ("source = \"an insurer\"\n", "", "line 4: the rule says no source"),
        ("dated = 2021-08-07\n", "", "line 4: the rule says no date of its source (dated)"),
        ("2021-08-07", "2021", "line 11: dated is not a date"),
        ("2021-08-07", "2021-08-07T10:00:00Z", "line 11: dated is not a date"),
        ("2021-08-07", "\"yesterday\"", "line 11: dated is not a date"),
        ("\"small\"", "\"small\"\nbatch_month = 0", "line 3: batch_month is none of 1 to 12"),
        ("\"small\"", "\"small\"\nbatch_month = 13", "line 3: batch_month is none of 1 to 12"),
        ("\"small\"", "\"small\"\nbatch_month = -1", "line 3: batch_month is none of 1 to 12"),
        ("\"small\"", "\"small\"\nbatch = 1", "line 3: unknown field `batch`"),
        ("dated =", "review_by = 1\ndated =", "line 11: unknown field `review_by`"),
        ("[retention]", "[practice]\n[retention]", "line 1: unknown field `practice`"),
        ("name = \"small\"\n", "", "line 1: missing field `name`"),
        ("class = \"adult\"\n", "", "line 4: missing field `class`"),
        ("period = \"7 years\"", "period = \"7 years", "line 8: "),
    ] {
        assert_eq!(ONE.matches(from).count(), 1, "{from}");
        let message = refused(&ONE.replace(from, to));
        assert!(message.starts_with(&format!("the schedule: {says}")), "{to}: {message}");
    }
    let twice = format!("{ONE}\n{}", ONE.split_once("\n\n").expect("a rule").1);
    assert_eq!(refused(&twice), "the schedule: line 14: the rule in line 5 has the same name");
    assert!(refused("").starts_with("the schedule: line 1: missing field `retention`"));
}

#[test]
fn a_file_that_was_cut_short_lets_nothing_go_sooner() {
    for length in 0..ONE.len() {
        // What is missing a rule keeps what the rule is about; what has it has all of it.
        if let Ok(cut) = schedule_from(&ONE[..length], "it") {
            let whole = schedule_from(ONE, "it").expect("reads");
            assert!(cut.rules.is_empty() || cut == whole, "{length}: {cut:?}");
        }
    }
    for (name, text) in PRESETS {
        let whole = preset(name).expect("a preset");
        for (at, _) in text.match_indices('\n') {
            let Ok(cut) = schedule_from(&text[..at], "it") else { continue };
            for class in Class::ALL {
                let left: Vec<&Rule> = cut.of(*class).collect();
                assert!(left.is_empty() || left == whole.of(*class).collect::<Vec<_>>(), "{name}: {class:?}");
            }
        }
    }
}

#[test]
fn a_concern_and_a_draft_are_never_sent_away_unseen() {
    let of = |class: &str, trigger: &str, period: &str, action: &str| {
        ONE.replace("class = \"adult\"", &format!("class = \"{class}\""))
            .replace("last-contact", trigger)
            .replace("7 years", period)
            .replace("review", action)
    };
    for (class, trigger, action, allowed) in [
        ("safeguarding", "birth", "erase", "review, keep"),
        ("safeguarding", "birth", "anonymise", "review, keep"),
        ("drafts", "written", "erase", "review"),
        ("drafts", "written", "keep", "review"),
    ] {
        let message = refused(&of(class, trigger, "7 years", action));
        assert_eq!(message, format!("the schedule: line 9: action for {class} is none of {allowed}"));
    }
    schedule_from(&of("safeguarding", "birth", "always", "keep"), "it").expect("may be kept for ever");
    schedule_from(&of("drafts", "written", "3 months", "review"), "it").expect("may be looked at");
}
