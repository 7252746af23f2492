//! The names in a field that people write as they like: who is called in an emergency, the GP, a guardian.

use super::names;
use super::patterns;

/// What somebody is to somebody, and other words that stand beside names.
const NO_NAMES: &[&str] = &[
    "aunt",
    "auntie",
    "boss",
    "boyfriend",
    "bro",
    "brother",
    "carer",
    "child",
    "colleague",
    "contact",
    "counsellor",
    "cousin",
    "dad",
    "daughter",
    "deputy",
    "doctor",
    "emergency",
    "employer",
    "ex",
    "family",
    "father",
    "fiance",
    "fiancee",
    "flatmate",
    "foster",
    "friend",
    "gp",
    "girlfriend",
    "grandad",
    "grandfather",
    "grandma",
    "grandmother",
    "gran",
    "guardian",
    "her",
    "his",
    "home",
    "housemate",
    "husband",
    "in",
    "kin",
    "law",
    "manager",
    "mob",
    "mobile",
    "mother",
    "mum",
    "mummy",
    "my",
    "name",
    "neighbour",
    "nephew",
    "next",
    "niece",
    "nok",
    "none",
    "number",
    "of",
    "only",
    "or",
    "parent",
    "partner",
    "ph",
    "phone",
    "psychiatrist",
    "relation",
    "self",
    "sis",
    "sister",
    "social",
    "son",
    "spouse",
    "step",
    "stepdad",
    "stepfather",
    "stepmother",
    "stepmum",
    "teacher",
    "tel",
    "telephone",
    "text",
    "the",
    "their",
    "therapist",
    "uncle",
    "unknown",
    "via",
    "wife",
    "work",
    "worker",
    "yes",
    "no",
    "na",
    "n",
    "email",
    "call",
    "website",
    "online",
    "referral",
    "referred",
    "by",
    "google",
    "directory",
    "nhs",
    "camhs",
    "iapt",
    "eap",
    "hr",
    "bacp",
    "ukcp",
    "bupa",
    "axa",
    "police",
    "with",
    "lives",
];

/// Of those, the ones that are surnames too, after a given name.
const SURNAMES: &[&str] = &["child", "foster", "friend", "gran", "home", "law", "self", "son"];

/// What makes words the name of a place or a body.
const PLACES: &[&str] = &[
    "surgery",
    "practice",
    "hospital",
    "clinic",
    "centre",
    "center",
    "trust",
    "school",
    "college",
    "university",
    "council",
    "service",
    "services",
    "ltd",
    "limited",
    "plc",
    "llp",
    "insurance",
    "health",
    "healthcare",
    "medical",
    "charity",
    "foundation",
    "company",
    "department",
    "team",
    "partnership",
];
/// Surnames too: of a place only where no name is to be expected, behind the first piece.
const STREETS: &[&str] =
    &["road", "street", "avenue", "lane", "close", "drive", "house", "court", "way", "terrace"];

/// Every name in the words, each as it is written.
pub(super) fn names(words: &str) -> Vec<String> {
    let mut text = words.to_owned();
    let mut found: Vec<_> = patterns::found(words).into_iter().map(|found| found.at).collect();
    found.sort_by_key(|at| std::cmp::Reverse(at.start));
    let mut from = usize::MAX;
    for at in found {
        // An overlap was cut out with the one behind it, as far as that went.
        let end = at.end.min(from);
        if at.start < end {
            text.replace_range(at.start..end, ";");
            from = at.start;
        }
    }
    pieces(&text).into_iter().enumerate().filter_map(|(place, piece)| name(&piece, place == 0)).collect()
}

/// What stands between marks, and between `and`s.
fn pieces(text: &str) -> Vec<String> {
    let marked = text.replace(" - ", ";").replace(" – ", ";").replace(['&', '+'], ";");
    let mut pieces = Vec::new();
    for piece in marked.split([',', ';', ':', '(', ')', '[', ']', '/', '\n', '\t', '|']) {
        let mut words = Vec::new();
        for word in piece.split_whitespace() {
            if matches!(word.to_lowercase().as_str(), "and" | "or") {
                pieces.push(std::mem::take(&mut words).join(" "));
            } else {
                words.push(word);
            }
        }
        pieces.push(words.join(" "));
    }
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

/// The name in a piece. The first one is a name even without capitals: many type so.
fn name(piece: &str, first: bool) -> Option<String> {
    let words = names::words(piece);
    let place = |word: &names::Word| {
        let key = word.key.as_str();
        PLACES.contains(&key) || !first && STREETS.contains(&key)
    };
    if words.iter().any(place) {
        return None;
    }
    let shouted = piece.chars().all(|c| !c.is_lowercase());
    let small = first && piece.chars().all(|c| !c.is_uppercase());
    let mut kept: Vec<&str> = Vec::new();
    let mut names = 0;
    for word in &words {
        let text = &piece[word.at.clone()];
        let surname = word.capital && names > 0 && SURNAMES.contains(&word.key.as_str());
        let relation = NO_NAMES.contains(&word.key.as_str()) && !surname;
        if text.chars().any(|c| c.is_ascii_digit()) || relation {
            continue;
        }
        let letters = text.chars().count();
        let acronym = !shouted && letters > 2 && text.chars().all(char::is_uppercase);
        if (word.capital || small || is_particle(&word.key)) && !acronym {
            kept.push(text);
            names += usize::from(letters > 1 && !names::is_title(&word.key) && !is_particle(&word.key));
        }
    }
    (names > 0).then(|| kept.join(" "))
}

fn is_particle(key: &str) -> bool {
    matches!(
        key,
        "de" | "du"
            | "da"
            | "di"
            | "della"
            | "der"
            | "den"
            | "van"
            | "von"
            | "la"
            | "le"
            | "bin"
            | "ibn"
            | "ap"
    )
}
