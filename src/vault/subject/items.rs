//! From records to the items of a pack: every word of a record stands in one field of one item.

use std::collections::BTreeMap;

use super::super::attachments::FoundFile;
use super::super::keys::KeyReader;
use super::super::matter::Opened;
use super::super::requests::FoundRequest;
use crate::failure::Failure;
use crate::records::breach::{self, Breach};
use crate::records::client::{Clinical, Contact, Dates, Person};
use crate::records::code::Code;
use crate::records::complaint::Complaint;
use crate::records::date::{in_london, in_words};
use crate::records::disclosure::Disclosure;
use crate::records::hold::{Hold, HoldRow};
use crate::records::item::{Field, Item, ItemId, ItemKind, Part};
use crate::records::note::Note;
use crate::records::reference::Reference;
use crate::records::restriction::Restrictions;
use crate::records::stored::{RecordRow, RecordState, RecordType};

/// The parts and notes under one handle.
pub struct Gathered {
    client: Reference,
    items: Vec<Item>,
    notes: BTreeMap<Reference, Versions>,
}

/// The versions of a note, oldest first, with the state of the last.
#[derive(Default)]
struct Versions {
    all: BTreeMap<u32, Note>,
    state: Option<RecordState>,
}

impl Gathered {
    pub fn new(client: Reference) -> Self {
        Self { client, items: Vec::new(), notes: BTreeMap::new() }
    }

    /// Opens a row.
    pub fn add(&mut self, row: &RecordRow, keys: &KeyReader<'_>) -> Result<(), Failure> {
        match row.record_type {
            RecordType::Note => {
                let reference = row.reference().ok_or_else(|| Failure::damaged("a note has no number"))?;
                let versions = self.notes.entry(reference).or_default();
                versions.all.insert(row.version, keys.open(row)?);
                if row.state != RecordState::Superseded {
                    versions.state = Some(row.state);
                }
            }
            RecordType::Disclosure => {
                let reference =
                    row.reference().ok_or_else(|| Failure::damaged("a disclosure has no number"))?;
                self.items.push(disclosure(self.client, reference, row.version, &keys.open(row)?));
            }
            // Files are opened with their pieces; the rest does not stand under a client's handle.
            RecordType::File => {}
            _ => self.add_part(row, keys)?,
        }
        Ok(())
    }

    fn add_part(&mut self, row: &RecordRow, keys: &KeyReader<'_>) -> Result<(), Failure> {
        let (part, fields) = match row.record_type {
            RecordType::Person => (Part::Person, person(&keys.open(row)?)),
            RecordType::Contact => (Part::Contact, contact(&keys.open(row)?)),
            RecordType::Clinical => (Part::Clinical, clinical(&keys.open(row)?)),
            RecordType::Dates => (Part::Dates, dates(&keys.open(row)?)),
            _ => return Ok(()),
        };
        let id = ItemId::Part(self.client, part);
        let former = row.state == RecordState::Superseded;
        let at = |field: Field| {
            if former { of_version(row.version, field) } else { field }
        };
        let fields = fields.into_iter().filter(|field| !field.text.is_empty()).map(at);
        if let Some(there) = self.items.iter_mut().find(|item| item.id == id) {
            there.fields.extend(fields);
            there.version = there.version.max(row.version);
            return Ok(());
        }
        let kind = ItemKind::from(part);
        self.items.push(Item {
            id,
            client: self.client,
            kind,
            title: title_of(part).to_owned(),
            date: None,
            version: row.version,
            health: kind.is_health(),
            fields: fields.collect(),
        });
        Ok(())
    }

    pub fn into_items(self) -> Result<Vec<Item>, Failure> {
        let Gathered { client, mut items, notes } = self;
        for item in &mut items {
            // What counts stands first, then what it was before, the last first.
            item.fields.sort_by_key(|field| version_of(&field.name).map_or(0, |version| u32::MAX - version));
        }
        for (reference, versions) in notes {
            let Some((&version, last)) = versions.all.last_key_value() else { continue };
            let state = match versions.state {
                Some(RecordState::Draft) => ", a draft",
                Some(RecordState::Trash) => ", in the trash",
                Some(_) => "",
                None => {
                    return Err(Failure::damaged(format!("{reference} has lost the version that counts")));
                }
            };
            let kind = ItemKind::from(last.kind);
            let mut fields = note(last);
            for (number, former) in versions.all.iter().rev().filter(|(number, _)| **number != version) {
                fields.extend(note(former).into_iter().map(|field| of_version(*number, field)));
            }
            items.push(Item {
                id: ItemId::Record(reference),
                client,
                kind,
                title: format!("{} of {}{state}", capital(kind.code()), in_words(last.date)),
                date: Some(last.date),
                version,
                health: kind.is_health(),
                fields,
            });
        }
        Ok(items)
    }
}

fn title_of(part: Part) -> &'static str {
    match part {
        Part::Person => "Personal details",
        Part::Contact => "Contact details",
        Part::Clinical => "Clinical summary",
        Part::Dates => "Dates of the work",
    }
}

/// A field of a former version: its name and its label say so.
fn of_version(version: u32, field: Field) -> Field {
    let label = format!("{} (before it was changed)", field.label);
    Field { name: format!("{}@{version}", field.name), label, ..field }
}

/// The version in the name of a field of a former version.
fn version_of(name: &str) -> Option<u32> {
    name.rsplit_once('@').and_then(|(_, version)| version.parse().ok())
}

fn capital(code: &str) -> String {
    let mut letters = code.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn field(name: &str, label: &str, text: impl Into<String>) -> Field {
    Field { name: name.to_owned(), label: label.to_owned(), text: text.into() }
}

fn optional<'t>(name: &'t str, label: &'t str, text: Option<&str>) -> Option<Field> {
    text.map(|text| field(name, label, text))
}

fn person(of: &Person) -> Vec<Field> {
    let tags: Vec<&str> = of.tags.iter().map(|tag| tag.code()).collect();
    let mut fields = vec![field("name", "Name", &of.name), field("kind", "Seen as", of.kind.code())];
    fields.extend(optional("known_as", "Known as", of.known_as.as_deref()));
    fields.extend(optional("pronouns", "Pronouns", of.pronouns.as_deref()));
    fields.extend(of.born.map(|born| field("born", "Date of birth", in_words(born))));
    fields.extend(of.nhs_number.as_ref().map(|number| field("nhs_number", "NHS number", number.to_string())));
    fields.extend(optional("guardian", "Parent or guardian", of.guardian.as_deref()));
    fields.extend(optional("referrer", "Referred by", of.referrer.as_deref()));
    fields.push(field("basis", "Lawful basis (Article 6)", of.basis.code()));
    fields.push(field("condition", "Condition (Article 9)", of.condition.code()));
    fields.push(field("tags", "Marked as", tags.join(", ")));
    fields.extend(optional("source", "Number in a former system", of.source.as_deref()));
    fields
}

fn contact(of: &Contact) -> Vec<Field> {
    [
        optional("email", "E-mail", of.email.as_deref()),
        optional("phone", "Telephone", of.phone.as_deref()),
        optional("address", "Address", of.address.as_deref()),
        optional("emergency_contact", "Emergency contact", of.emergency_contact.as_deref()),
        optional("insurer", "Insurer", of.insurer.as_deref()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn clinical(of: &Clinical) -> Vec<Field> {
    let mut fields: Vec<Field> =
        optional("gp", "General practitioner", of.gp.as_deref()).into_iter().collect();
    fields.push(field("alerts", "Alerts", of.alerts.join("\n")));
    fields.push(field("medications", "Medication", of.medications.join("\n")));
    fields.push(field("allergies", "Allergies", of.allergies.join("\n")));
    fields
}

fn dates(of: &Dates) -> Vec<Field> {
    let mut fields = vec![
        field("first_contact", "First contact", in_words(of.first_contact)),
        field("last_contact", "Last contact", in_words(of.last_contact)),
    ];
    fields.extend(of.ended.map(|day| field("ended", "Work ended", in_words(day))));
    fields.extend(of.died.map(|day| field("died", "Died", in_words(day))));
    let turns: Vec<String> =
        of.history.iter().map(|turn| format!("{}: {}", in_words(turn.on), turn.to.code())).collect();
    fields.push(field("history", "Turns", turns.join("\n")));
    if let Some(reviewed) = &of.reviewed {
        let until = reviewed.until.map_or_else(String::new, |day| format!(" until {}", in_words(day)));
        let first = format!(
            "{}: {}{until}, {}",
            in_words(reviewed.on),
            reviewed.decision.code(),
            reviewed.reason.code()
        );
        let text = [Some(first), reviewed.words.clone()];
        let text: Vec<String> = text.into_iter().flatten().collect();
        fields.push(field("reviewed", "Review of how long it is kept", text.join("\n")));
    }
    fields.extend(restrictions(&of.restrictions));
    fields
}

fn restrictions(of: &Restrictions) -> Option<Field> {
    let made = of.made.iter().map(|made| {
        let ground = made.ground.map_or_else(String::new, |ground| format!(", {}", ground.code()));
        let ended = made.ended.as_ref();
        let ended =
            ended.map_or_else(String::new, |ended| format!("; told of its end {}", in_words(ended.told)));
        format!("{}: restricted by {}{ground}{ended}", in_words(made.on), made.request)
    });
    let read = of.overridden.iter().map(|read| {
        let words = read.words.as_ref().map_or_else(String::new, |words| format!(": {words}"));
        format!("{}: read all the same, {}{words}", read.at, read.reason.code())
    });
    let lines: Vec<String> = made.chain(read).collect();
    (!lines.is_empty()).then(|| field("restrictions", "Restrictions", lines.join("\n")))
}

fn note(of: &Note) -> Vec<Field> {
    let mut fields = vec![field("text", "Text", &of.text)];
    fields.extend(of.attendance.map(|came| field("attendance", "Attendance", came.code())));
    fields.extend(of.modality.map(|how| field("modality", "How you met", how.code())));
    fields.extend(of.minutes.map(|minutes| field("minutes", "Minutes", minutes.to_string())));
    fields.extend(of.reason.map(|why| field("amended", "Changed because", why.code())));
    fields.push(field("written", "Written", &of.written));
    fields
}

fn disclosure(client: Reference, reference: Reference, version: u32, of: &Disclosure) -> Item {
    let mut fields = vec![
        field("to", "Who was told", &of.to),
        field("capacity", "As", of.capacity.code()),
        field("about", "What", &of.about),
        field("basis", "On the basis of", of.basis.code()),
    ];
    fields.extend(of.how.map(|how| field("how", "By", how.code())));
    Item {
        id: ItemId::Record(reference),
        client,
        kind: ItemKind::Disclosure,
        title: format!("Somebody was told, {}", in_words(of.on)),
        date: Some(of.on),
        version,
        health: ItemKind::Disclosure.is_health(),
        fields,
    }
}

/// A file: what is said of it. Its content goes out whole, or not at all.
pub fn file(found: &FoundFile) -> Item {
    let file = &found.file;
    let kind = ItemKind::from(file.kind);
    Item {
        id: ItemId::Record(found.reference),
        client: found.client,
        kind,
        title: format!("{} of {}", capital(kind.code()), in_words(file.date)),
        date: Some(file.date),
        version: found.version(),
        health: kind.is_health(),
        fields: vec![
            field("name", "Name of the file", &file.name),
            field("media_type", "Type", &file.media_type),
            field("bytes", "Bytes", file.bytes.to_string()),
            field("written", "Stored", &file.written),
        ],
    }
}

pub fn hold(client: Reference, row: &HoldRow, hold: &Hold) -> Item {
    let mut fields = vec![
        field("kind", "Kind", hold.kind.code()),
        field("reason", "Reason", &hold.reason),
        field("placed", "Placed", &hold.placed),
    ];
    fields.extend(optional("reviewer", "Looked at again by", hold.reviewer.as_deref()));
    fields.extend(hold.lifted.as_ref().map(|lifted| field("lifted", "Lifted", &lifted.at)));
    let date = hold.placed.get(..10).and_then(|day| day.parse().ok());
    Item {
        id: ItemId::Record(row.reference),
        client,
        kind: ItemKind::Hold,
        title: "Hold: a reason for which the record is kept".to_owned(),
        date,
        version: 1 + u32::from(hold.lifted.is_some()),
        health: ItemKind::Hold.is_health(),
        fields,
    }
}

pub fn request(client: Reference, found: &FoundRequest) -> Item {
    let request = &found.request;
    let mut fields = vec![
        field("right", "Asked for", request.right.code()),
        field("received", "Received", in_words(request.received)),
        field("channel", "By", request.channel.code()),
        field("requester", "Asked by", request.requester.code()),
    ];
    fields.extend(optional("requester_name", "Their name", request.requester_name.as_deref()));
    fields.extend(optional("words", "In these words", request.words.as_deref()));
    for (number, entry) in request.history.iter().enumerate() {
        let (on, what, because) = entry.step.said();
        let because = because.map_or_else(String::new, |because| format!("\n{because}"));
        let name = format!("step_{}", number + 1);
        fields.push(field(&name, "What happened", format!("{}: {what}{because}", in_words(on))));
    }
    Item {
        id: ItemId::Record(found.reference),
        client,
        kind: ItemKind::Request,
        title: format!("Request of {}: {}", in_words(request.received), request.right.code()),
        date: Some(request.received),
        version: found.record.version,
        health: ItemKind::Request.is_health(),
        fields,
    }
}

pub fn complaint(client: Reference, found: &Opened<Complaint>) -> Item {
    let complaint = &found.matter;
    let mut fields = vec![
        field("about", "About", complaint.about.code()),
        field("received", "Received", in_words(complaint.received)),
        field("channel", "By", complaint.channel.code()),
        field("complainant", "Made by", complaint.complainant.code()),
    ];
    fields.extend(optional("complainant_name", "Their name", complaint.name.as_deref()));
    fields.extend(optional("words", "In these words", complaint.words.as_deref()));
    for (number, entry) in complaint.history.iter().enumerate() {
        let (on, what, words) = entry.step.said();
        let on = on.map_or_else(String::new, |on| format!("{}: ", in_words(on)));
        let words = words.map_or_else(String::new, |words| format!("\n{words}"));
        fields.push(field(&format!("step_{}", number + 1), "What happened", format!("{on}{what}{words}")));
    }
    Item {
        id: ItemId::Record(found.reference),
        client,
        kind: ItemKind::Complaint,
        title: format!("Complaint of {}: {}", in_words(complaint.received), complaint.about.code()),
        date: Some(complaint.received),
        version: found.record.version,
        health: ItemKind::Complaint.is_health(),
        fields,
    }
}

/// A breach as it concerns one of those whom it affected: not who the others are, nor how many.
pub fn breach(client: Reference, found: &Opened<Breach>) -> Item {
    let known = found.matter.known();
    let data: Vec<&str> = known.data.iter().flatten().map(|data| data.code()).collect();
    let told: Vec<String> = found.matter.history.iter().filter_map(|entry| told(&entry.step)).collect();
    let fields = [
        optional("title", "What it is called", known.title.as_deref()),
        optional("aware", "When the practice learned of it", known.aware.as_deref()),
        optional("occurred_from", "When it began", known.occurred_from.as_deref()),
        optional("occurred_to", "When it ended", known.occurred_to.as_deref()),
        optional("description", "What happened", known.description.as_deref()),
        (!data.is_empty()).then(|| field("data", "Which information", data.join(", "))),
        optional("consequences", "What it may lead to", known.consequences.as_deref()),
        optional("containment", "What was done about it", known.containment.as_deref()),
        optional(
            "measures_after",
            "What is done so that it does not happen again",
            known.measures_after.as_deref(),
        ),
        (!told.is_empty()).then(|| field("told", "When people were told", told.join("\n"))),
    ];
    let date = known.aware.as_deref().and_then(|aware| aware.parse().ok()).map(in_london);
    let on = date.map_or_else(String::new, |day| format!(" of {}", in_words(day)));
    Item {
        id: ItemId::Record(found.reference),
        client,
        kind: ItemKind::Breach,
        title: format!("Breach{on} that affected the record"),
        date,
        version: found.record.version,
        health: ItemKind::Breach.is_health(),
        fields: fields.into_iter().flatten().collect(),
    }
}

fn told(step: &breach::Step) -> Option<String> {
    match step {
        breach::Step::Told { at, means, .. } => Some(format!("{at}: {}", means.code())),
        breach::Step::Written { on, .. } => Some(format!("{}: a letter was made", in_words(*on))),
        _ => None,
    }
}
