//! From what was decided to what goes out: the one place where withheld words are left behind. Whoever writes the pack is
//! given nothing else.

use super::gathered::{Gathered, Looked, year};
use crate::config::Config;
use crate::export::pack::{Attachment, Controller, Disclosed, Entry, Field, Searched, Withheld};
use crate::failure::Failure;
use crate::records::code::Code;
use crate::records::decision::Ground;
use crate::records::file::extension_of;
use crate::records::item::{self, Item, ItemId, ItemKind};
use crate::records::reference::{Reference, Register};
use crate::rules::disclosure::Fate;
use crate::rules::redaction::redacted;

/// Of what nobody has decided about yet.
const NOT_YET: &str = "not decided yet: we will write to you about it";

/// What goes out, and what does not.
pub struct Parted {
    /// What goes out.
    pub entries: Vec<Entry>,
    /// What does not, and why.
    pub withheld: Vec<Withheld>,
    /// How many passages were taken out.
    pub redactions: u64,
}

/// Parts a record by what was decided. For portability only what the person gave goes out (UK GDPR Article 20(1)).
pub fn part(gathered: &Gathered, portable: bool) -> Result<Parted, Failure> {
    let mut parted = Parted { entries: Vec::new(), withheld: Vec::new(), redactions: 0 };
    let decided = |one: &&Looked| gathered.stored.decisions.about(one.item.id).is_some();
    let candidates = gathered.candidates.iter().filter(decided);
    let theirs = gathered.items.iter().map(|one| (one, false)).chain(candidates.map(|one| (one, true)));
    for (one, elsewhere) in theirs.filter(|(one, _)| !portable || is_given(&one.item)) {
        match &one.outcome.fate {
            Fate::Disclose => {
                parted.entries.push(entry(gathered, &one.item, one.item.fields.clone(), 0, elsewhere));
            }
            Fate::DiscloseRedacted(spans) => {
                let fields = redacted(&one.item, spans).ok_or_else(|| {
                    Failure::damaged(format!("what was decided about {} does not fit it", one.item.id))
                })?;
                parted.redactions += spans.len() as u64;
                let mut entry = entry(gathered, &one.item, fields, spans.len(), elsewhere);
                // Words can be taken out of what is said of a file, and not out of the file itself.
                if entry.attachment.take().is_some() {
                    let ground = spans.first().map_or(Ground::ThirdParty, |span| span.ground);
                    parted.withheld(
                        &one.item,
                        &format!("the file itself: {}", ground.in_words()),
                        ground.source(),
                    );
                }
                parted.entries.push(entry);
            }
            Fate::Withhold(ground) => {
                // Nobody is told that the records of others were looked at and are not about them.
                if !elsewhere {
                    parted.withheld(&one.item, ground.in_words(), ground.source());
                }
            }
            Fate::Pending(_) => {
                if !elsewhere {
                    parted.withheld(&one.item, NOT_YET, one.outcome.source);
                }
            }
        }
    }
    Ok(parted)
}

impl Parted {
    fn withheld(&mut self, item: &Item, ground: &str, source: &str) {
        let number = u32::try_from(self.withheld.len() + 1).unwrap_or(u32::MAX);
        let of_year = year(item.date).map_or_else(String::new, |year| format!(" of {year}"));
        self.withheld.push(Withheld {
            number,
            what: format!("{}{of_year}", section(item.kind)),
            ground: ground.to_owned(),
            source: source.to_owned(),
        });
    }
}

/// Whether the person gave it: not what others thought of it (Article 20(1)).
fn is_given(item: &Item) -> bool {
    matches!(item.kind, ItemKind::Details | ItemKind::Contact | ItemKind::Intake)
}

fn entry(
    gathered: &Gathered,
    item: &Item,
    fields: Vec<item::Field>,
    taken_out: usize,
    elsewhere: bool,
) -> Entry {
    let attachment = match item.id {
        ItemId::Record(reference) if reference.register == Register::File => attachment(gathered, reference),
        _ => None,
    };
    let fields =
        fields.into_iter().map(|field| Field { name: field.name, label: field.label, text: field.text });
    Entry {
        id: item.id.to_string().replace('/', "-"),
        kind: item.kind.code().to_owned(),
        section: if elsewhere { "In other records".to_owned() } else { section(item.kind).to_owned() },
        title: item.title.clone(),
        date: item.date,
        fields: fields.collect(),
        redacted: taken_out > 0,
        attachment,
    }
}

fn attachment(gathered: &Gathered, reference: Reference) -> Option<Attachment> {
    let found = gathered.subject.file(reference)?;
    Some(Attachment {
        file_name: format!("attachments/{reference}.{}", extension_of(&found.file.media_type)),
        media_type: found.file.media_type.clone(),
        bytes: found.file.bytes,
    })
}

/// The heading that items of a kind stand under.
fn section(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Details => "Personal details",
        ItemKind::Contact => "Contact details",
        ItemKind::Clinical => "Clinical summary",
        ItemKind::Dates => "Dates of the work",
        ItemKind::Session => "Session notes",
        ItemKind::Assessment => "Assessments",
        ItemKind::Intake => "Intake",
        ItemKind::Contract => "Agreements",
        ItemKind::Correspondence => "Correspondence",
        ItemKind::Process => "Process notes",
        ItemKind::Supervision => "Supervision notes",
        ItemKind::Document => "Documents",
        ItemKind::Recording => "Recordings",
        ItemKind::Invoice => "Invoices",
        ItemKind::Hold => "Reasons to keep the record",
        ItemKind::Disclosure => "Who was told",
        ItemKind::Request => "Requests",
        ItemKind::Complaint => "Complaints",
        ItemKind::Breach => "Breaches",
    }
}

/// Who answers for the record, from praxis.toml. Without an address there, the name of the practice stands for it.
pub fn controller(config: &Config) -> Controller {
    let Config { practice, privacy, .. } = config;
    let contact = privacy.contact.as_ref().map_or(practice.name.as_str(), |contact| contact.as_str());
    Controller {
        name: practice.name.clone(),
        contact: contact.to_owned(),
        dpo: privacy.dpo.as_ref().map(|dpo| dpo.as_str().to_owned()),
    }
}

/// Where it was looked, and how (UK GDPR Article 15(1A): a reasonable and proportionate search).
pub fn searched(gathered: &Gathered) -> Vec<Searched> {
    let count =
        |wanted: fn(&Item) -> bool| gathered.items.iter().filter(|one| wanted(&one.item)).count() as u64;
    let line = |what: &str, how: &str, found| Searched { what: what.to_owned(), how: how.to_owned(), found };
    let whole = "all of it, with former versions, drafts and what was thrown away and not yet removed";
    let is_register = |item: &Item| item.kind.is_register();
    let is_file = |item: &Item| item.kind.is_file();
    let taken = gathered.candidates.len() - gathered.unlooked();
    vec![
        line(
            "the record under the person's name, and of couples and groups they belong to",
            whole,
            count(|item| !item.kind.is_register() && !item.kind.is_file()),
        ),
        line(
            "files",
            "all that belong to these records",
            gathered.items.iter().filter(|one| is_file(&one.item)).count() as u64,
        ),
        line(
            "the registers: holds, disclosures, requests, complaints, breaches",
            "all that name the record",
            gathered.items.iter().filter(|one| is_register(&one.item)).count() as u64,
        ),
        line(
            "the records of others",
            &format!("by the person's names, in {} records, details and notes", gathered.searched),
            taken as u64,
        ),
    ]
}

/// To whom something of the record went: of what goes out in this pack, the entries of the disclosure register.
pub fn recipients(entries: &[Entry]) -> Vec<Disclosed> {
    let told = entries.iter().filter(|entry| entry.kind == ItemKind::Disclosure.code());
    told.map(|entry| {
        let said = |name: &str| {
            let field = entry.fields.iter().find(|field| field.name == name);
            field.map(|field| field.text.clone()).unwrap_or_default()
        };
        Disclosed { to: said("to"), what: said("about"), date: entry.date }
    })
    .collect()
}
