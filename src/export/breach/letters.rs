//! Letters to the people whom a breach affects: UK GDPR Article 34(2) wants the nature of the breach, a contact point, the likely
//! consequences and the measures, in plain language. Nobody's letter says anything of somebody else.

use std::io;

use super::{Account, moment, words};
use crate::export::csv::table;
use crate::export::letters::{Place, Values, list};
use crate::export::page::marked;
use crate::records::breach::{DataCategory, Facts, Step};
use crate::records::reference::Reference;
use crate::records::text::counted;

/// To whom a letter goes.
pub struct Addressee {
    /// Whose record it is about.
    pub client: Reference,
    /// Their name.
    pub name: String,
    /// The parent or guardian whom it goes to instead, where the client is a child and one is on record.
    pub guardian: Option<String>,
}

/// What became of one client whom the breach affects.
pub struct Line {
    /// Who.
    pub client: Reference,
    /// Whether there is a letter.
    pub letter: bool,
    /// Why there is none, or what to look at before it is sent.
    pub why: String,
}

/// What Article 34(2) wants and a breach does not say: the point, and the names of the facts.
#[must_use]
pub fn lacking(known: &Facts) -> Option<(&'static str, &'static str)> {
    let said = |text: &Option<String>| text.as_deref().is_some_and(|text| !text.trim().is_empty());
    if !said(&known.description) {
        return Some(("what happened", "description"));
    }
    if !said(&known.consequences) {
        return Some(("what it is likely to do to people", "consequences"));
    }
    if !said(&known.containment) && !said(&known.measures_after) {
        return Some(("what was done about it", "containment or measures_after"));
    }
    None
}

/// What a letter may have filled in.
#[must_use]
pub fn filled(values: Values, account: &Account<'_>, to: &Addressee) -> Values {
    let known = account.breach.known();
    let (addressee, dear, record) = match &to.guardian {
        None => (to.name.clone(), to.name.clone(), "your record".to_owned()),
        Some(guardian) => (
            format!("To the parent or guardian of {}\n{guardian}", to.name),
            guardian.clone(),
            format!("the record of {}", to.name),
        ),
    };
    values
        .with(Place::Addressee, addressee)
        .with(Place::RequesterName, dear)
        .with(Place::SubjectName, &to.name)
        .with(Place::TheRecord, record)
        .with(Place::Breach, account.reference.to_string())
        .with(Place::WhatHappened, what_happened(&known))
        .with(Place::Consequences, marked(known.consequences.as_deref().unwrap_or_default()))
        .with(Place::Measures, measures(&known))
        .with(Place::WhatYouCanDo, what_to_do(&known))
}

/// The nature of the breach: what happened, when, and to which kinds of information.
fn what_happened(known: &Facts) -> String {
    let mut parts = vec![marked(known.description.as_deref().unwrap_or_default().trim())];
    let (from, to) = (known.occurred_from.as_deref().map(moment), known.occurred_to.as_deref().map(moment));
    let happened = match (from, to) {
        (None, None) => None,
        (Some(from), None) => Some(format!("It happened on {from}.")),
        (None, Some(to)) => Some(format!("It ended on {to}.")),
        (Some(from), Some(to)) => Some(format!("It began on {from} and ended on {to}.")),
    };
    let found = known.aware.as_deref().map(|at| format!("We became aware of it on {}.", moment(at)));
    let when: Vec<String> = happened.into_iter().chain(found).collect();
    if !when.is_empty() {
        parts.push(when.join(" "));
    }
    let kinds: Vec<&str> = known.data.iter().flatten().filter_map(|category| plain(*category)).collect();
    if !kinds.is_empty() {
        parts.push(format!("It concerns information of these kinds:\n\n{}", list(kinds)));
    }
    parts.join("\n\n")
}

fn measures(known: &Facts) -> String {
    let both = [known.containment.as_deref(), known.measures_after.as_deref()];
    let said = both.into_iter().flatten().map(str::trim).filter(|text| !text.is_empty());
    marked(&said.collect::<Vec<_>>().join("\n\n"))
}

/// A category of data as people call it.
const fn plain(category: DataCategory) -> Option<&'static str> {
    Some(match category {
        DataCategory::Origin => "racial or ethnic origin",
        DataCategory::Politics => "political opinions",
        DataCategory::Beliefs => "religious or philosophical beliefs",
        DataCategory::Union => "membership of a trade union",
        DataCategory::SexLife => "sex life",
        DataCategory::Orientation => "sexual orientation",
        DataCategory::Health => "health, and that there is a record with us",
        DataCategory::Identifiers => "name and contact details",
        DataCategory::Identification => "user names or passwords",
        DataCategory::Financial => "bank details, payments or other financial information",
        DataCategory::Documents => "official documents, such as a driving licence",
        DataCategory::Location => "places",
        DataCategory::Biometric => "genetic or biometric information",
        DataCategory::Convictions => "criminal convictions or offences",
        DataCategory::Unknown | DataCategory::Other => return None,
    })
}

/// What somebody can do to protect themselves, by the kinds of data.
fn what_to_do(known: &Facts) -> String {
    let data = known.data.as_deref().unwrap_or_default();
    let has = |category| data.contains(&category);
    let mut points = Vec::new();
    if data.is_empty() || has(DataCategory::Identifiers) || has(DataCategory::Unknown) {
        points.push(
            "Be careful with calls, messages and letters from people you do not know, above all when they mention us or ask for \
             money, codes or passwords. We will never ask you for a password.",
        );
    }
    if has(DataCategory::Identification) {
        points.push("Change the password, here and wherever else you use the same one.");
    }
    if has(DataCategory::Financial) {
        points.push(
            "Look at your bank statements, and tell your bank at once about anything you do not recognise.",
        );
    }
    if has(DataCategory::Documents) {
        points.push(
            "Ask whoever issued the document whether it should be replaced, and watch for credit that you did not ask for.",
        );
    }
    points.push(
        "If somebody gets in touch with you about this, or you notice anything that may have to do with it, keep it and tell us.",
    );
    points.push("If this worries you, talk to us: we will go through it with you and see what would help.");
    list(points)
}

/// The files beside each other in the archive: their names say nothing but references.
///
/// # Errors
/// Never in practice: memory is written.
pub fn files(
    account: &Account<'_>,
    letters: Vec<(Reference, String)>,
    lines: &[Line],
) -> io::Result<Vec<(String, Vec<u8>)>> {
    let mut files = vec![("README.txt".to_owned(), readme(account, letters.len()).into_bytes())];
    let of_client =
        |(client, text): (Reference, String)| (format!("letters/{client}.txt"), text.into_bytes());
    files.extend(letters.into_iter().map(of_client));
    let rows = lines.iter().map(|line| {
        vec![line.client.to_string(), if line.letter { "yes" } else { "no" }.to_owned(), line.why.clone()]
    });
    let list = table(&["client", "letter", "why"], rows).map_err(io::Error::other)?;
    files.push(("list.csv".to_owned(), list));
    Ok(files)
}

fn readme(account: &Account<'_>, letters: usize) -> String {
    let before = account.breach.history.iter().filter(|entry| matches!(entry.step, Step::Written { .. }));
    let again = match before.count() {
        0 => "",
        _ => "\nLetters about this breach were made before: see that nobody is told twice.\n",
    };
    let (breach, letters) = (account.reference, counted(letters, "letter"));
    let told = account.told().first().map(|(at, means, _)| {
        format!("\nOn record: people were told on {}, {}.\n", moment(at), words::means(*means))
    });
    let told = told.unwrap_or_default();
    format!(
        "Letters about {breach}\n\n\
         {letters}. Each is for the client whose reference is the name of the file, and for nobody else. list.csv says of every\n\
         client whom the breach affects whether there is one, and why not; whoever has none may have to be told otherwise.\n\n\
         Read each before it goes. A letter to the parent or guardian of a child is right where the child does not ask for\n\
         themselves: a child who came on their own may have to be written to in person.\n\
         {again}{told}\n\
         Once they are sent, record it: praxis breach notify {breach} --to people --at INSTANT --means MEANS\n\
         Then destroy these files: they say who is a client.\n"
    )
}
