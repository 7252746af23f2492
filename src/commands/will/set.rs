//! `praxis will set`

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use serde::Serialize;
use zeroize::Zeroizing;

use super::super::kit::file_passphrase;
use super::super::overriding::OverrideArgs;
use super::super::{Context, given};
use crate::config::privacy::Said;
use crate::crypto::age_file::{Recipient, Work, seal_to};
use crate::crypto::hash::{sha256, to_hex};
use crate::crypto::passphrase::Passphrase;
use crate::export::will::{FORMAT, Kept, Letter, READER, contacts, duties};
use crate::failure::Failure;
use crate::records::office::{ExportEntry, ExportForm};
use crate::records::reference::{Reference, Register};
use crate::records::text::counted;
use crate::records::will::{CONTACTS, DUTIES, KIT, LETTER, WillEntry, WillFile, WillState};
use crate::vault::{Duties, FoundWill, Kit, Unlocked, WhomToCall, files, write_kit_file};

/// How many backups a letter names.
const MOST_BACKUPS: usize = 5;

/// Make a clinical will: a folder for whoever looks after your clients when you no longer can
///
/// In the folder: a letter in plain words; the first names and telephone numbers of the clients with whom work goes on, and
/// how long each record must stay, both sealed to the trustee's own age recipient; and a recovery kit with a passphrase of its
/// own. All of it is on record before it exists, and each file is read back. A reserve is a second will.
///
/// Whoever has the kit and its passphrase opens everything. Give the trustee the folder; keep the passphrase elsewhere, such
/// as with the reserve or a solicitor.
///
/// Make a backup first: the letter names the newest ones that open with the kit.
///
/// With W-01 the same will is made anew, in a new folder and with a new kit: the folder before it is then to be destroyed.
/// Restricted clients are left out, unless that is overridden. What the lists say is as old as the folder.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  praxis will set --trustee \"Ann Example\" --recipient age1... -o /media/stick/will\n  praxis will set W-01 -o /media/stick/will-2027\n  praxis will set W-01 -o will --kit-passphrase-fd 3 3<KITPASS"
)]
pub struct Args {
    /// The will that is made anew, for the same trustee
    #[arg(value_name = "W-01")]
    will: Option<String>,
    /// Who it is for
    #[arg(long, value_name = "NAME", required_unless_present = "will", conflicts_with = "will")]
    trustee: Option<String>,
    /// The trustee's age recipient; with W-01 a new one in the place of the old
    #[arg(long, value_name = "age1...", required_unless_present = "will")]
    recipient: Option<String>,
    /// How to reach the trustee
    #[arg(long, value_name = "WORDS")]
    trustee_contact: Option<String>,
    /// The new folder
    #[arg(short, long, value_name = "FOLDER")]
    output: PathBuf,
    /// Read the kit's passphrase from this file descriptor; --passphrase-fd does, when your identity has none
    #[arg(long, value_name = "N")]
    kit_passphrase_fd: Option<u32>,
    #[command(flatten)]
    overriding: OverrideArgs,
}

#[derive(Serialize)]
struct Made {
    will: Reference,
    kit: Reference,
    exports: Vec<Reference>,
    folder: String,
    clients: usize,
    /// Those of them of whom no number is on record.
    without_phone: Vec<Reference>,
    /// Restricted, and left out.
    left_out: Vec<Reference>,
    /// Lines of the duties.
    records: usize,
}

/// For whom, and which will is made anew.
struct For {
    before: Option<FoundWill>,
    trustee: String,
    contact: Option<String>,
    recipient: Recipient,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let output: PathBuf = args.output.components().collect();
    refuse_what_is_there(&output)?;
    let anew = args.will.as_deref().map(|text| given::reference(text, Register::Will)).transpose()?;
    let trustee = args.trustee.as_deref().map(|text| given::field(text, "--trustee")).transpose()?.flatten();
    let contact = args.trustee_contact.as_deref().map(|text| given::field(text, "--trustee-contact"));
    let contact = contact.transpose()?.flatten();
    let recipient = args.recipient.as_deref().map(recipient).transpose()?;
    let mut unlocked = context.unlock_afresh()?;
    given::refuse_inside(unlocked.vault(), &output, "the will")?;
    let whom = whom(anew, (trustee, contact, recipient), &unlocked)?;
    // Before anything is begun: the letter names what there is now, and a drill of it has nothing else to try.
    if unlocked.backups_for_a_new_kit()?.is_empty() {
        let why = match unlocked.newest_backup()? {
            Some(backup) => format!("{} is of an epoch before the kit's", backup.reference),
            None => "without a backup the kit opens nothing once this machine is gone".to_owned(),
        };
        context.terminal.warn(&format!(
            "{why}, and the letter will name none: make one first, praxis backup create --to DIR, and the will after it"
        ));
    }
    let passphrase =
        file_passphrase(args.kit_passphrase_fd, context, &unlocked.vault().config.practice.name)?;
    args.overriding.apply(&mut unlocked)?;
    let to_call = unlocked.whom_to_call()?;
    let records = unlocked.duties()?;
    context.tell_notices();
    let lists = Lists::seal(&to_call, &records, &whom.recipient)?;
    let folder = files::absolute(&output);
    let entry = WillEntry {
        trustee: whom.trustee.clone(),
        contact: whom.contact.clone(),
        recipient: whom.recipient.to_string(),
        folder: folder.clone(),
        kit: None,
        exports: Vec::new(),
        listed: to_call.clients.iter().map(|one| one.client).collect(),
        files: Vec::new(),
        former: Vec::new(),
        drill: None,
    };
    let papers = [
        (lists.entry(CONTACTS, &output, &whom.recipient, to_call.clients.len()), to_call.handles()),
        (lists.entry(DUTIES, &output, &whom.recipient, records.handles().len()), records.handles()),
    ];
    let begun = unlocked.begin_will(whom.before.as_ref(), entry, papers)?;
    let (will, kit) = (begun.reference(), Reference::new(Register::Kit, begun.kit.number));
    let written = letter(will, &begun.kit, &whom.trustee, &to_call, &unlocked, context)
        .and_then(|letter| write(&output, &begun.kit, &passphrase, &letter, &lists))
        .and_then(|files| unlocked.will_is_written(&begun, files));
    if let Err(failure) = written {
        let counts = if whom.before.is_some() { "counts as it did before" } else { "does not count" };
        context.terminal.warn(&format!(
            "{will} {counts}; {kit} is on record as not read back: destroy what there is of it, then \
             praxis kit retire {kit}, and praxis will set {will} -o FOLDER"
        ));
        return Err(failure);
    }
    let made = unlocked.standing_will(will)?;
    tell(&made, &to_call, &unlocked, context)?;
    let without_phone = to_call.clients.iter().filter(|one| one.phone.is_none()).map(|one| one.client);
    let made = Made {
        will,
        kit,
        exports: made.entry.exports,
        folder,
        clients: to_call.clients.len(),
        without_phone: without_phone.collect(),
        left_out: to_call.restricted,
        records: records.records.len(),
    };
    context.print(&made, || {
        format!(
            "{will}: {} to call, {} without a number; {} in the duties; kit {}",
            counted(made.clients, "client"),
            made.without_phone.len(),
            counted(made.records, "record"),
            made.kit
        )
    })
}

fn recipient(text: &str) -> Result<Recipient, Failure> {
    text.trim().parse().map_err(|_| {
        Failure::Usage(
            "--recipient is no age recipient".to_owned(),
            "the trustee makes a key, age-keygen -o KEY, and tells you the line that begins with age1"
                .to_owned(),
        )
    })
}

/// Refuses a folder that is not new and not empty: before anybody is asked anything.
fn refuse_what_is_there(output: &Path) -> Result<(), Failure> {
    let Ok(about) = fs::symlink_metadata(output) else { return Ok(()) };
    if about.is_dir() && fs::read_dir(output).is_ok_and(|mut entries| entries.next().is_none()) {
        return Ok(());
    }
    Err(Failure::Usage(
        "there is already something where the folder would go".to_owned(),
        "give a new folder: -o FOLDER".to_owned(),
    ))
}

fn whom(
    anew: Option<Reference>,
    (trustee, contact, recipient): (Option<String>, Option<String>, Option<Recipient>),
    unlocked: &Unlocked,
) -> Result<For, Failure> {
    let before = anew.map(|will| unlocked.standing_will(will)).transpose()?;
    let on_record = before.as_ref().map(|will| &will.entry);
    let trustee = trustee.or_else(|| on_record.map(|entry| entry.trustee.clone()));
    let trustee = trustee
        .ok_or_else(|| Failure::Usage("--trustee is empty".to_owned(), "say who it is for".to_owned()))?;
    let contact = contact.or_else(|| on_record.and_then(|entry| entry.contact.clone()));
    let recipient = match (recipient, on_record) {
        (Some(recipient), _) => recipient,
        (None, Some(entry)) => self::recipient(&entry.recipient)?,
        (None, None) => {
            return Err(Failure::Usage("--recipient is missing".to_owned(), "give it: age1...".to_owned()));
        }
    };
    let text = recipient.to_string();
    if let Some(why) = unlocked.unfit_for_a_trustee(&text)? {
        return Err(Failure::Usage(
            format!("--recipient cannot be a trustee's: {why}"),
            "a trustee's key is one that only the trustee has: they make it with age-keygen".to_owned(),
        ));
    }
    let others = unlocked.all_wills()?.into_iter().find(|other| {
        Some(other.reference) != anew && other.state != WillState::Retired && other.entry.recipient == text
    });
    if let Some(other) = others {
        return Err(Failure::Usage(
            format!("{} is for this recipient already", other.reference),
            format!("to make it anew: praxis will set {} -o FOLDER", other.reference),
        ));
    }
    Ok(For { before, trustee, contact, recipient })
}

/// Both lists, sealed.
struct Lists {
    contacts: Vec<u8>,
    duties: Vec<u8>,
}

impl Lists {
    fn seal(to_call: &WhomToCall, records: &Duties, recipient: &Recipient) -> Result<Self, Failure> {
        let unexpected = |error: csv::Error| Failure::Unexpected(error.into());
        let seal = |plain: Vec<u8>| {
            seal_to(std::slice::from_ref(recipient), &Zeroizing::new(plain))
                .map_err(|error| Failure::Unexpected(anyhow::Error::new(error).context("a list of the will")))
        };
        Ok(Self {
            contacts: seal(contacts(&to_call.clients).map_err(unexpected)?)?,
            duties: seal(duties(&records.records).map_err(unexpected)?)?,
        })
    }

    fn of(&self, name: &str) -> &[u8] {
        if name == CONTACTS { &self.contacts } else { &self.duties }
    }

    fn entry(&self, name: &str, folder: &Path, recipient: &Recipient, clients: usize) -> ExportEntry {
        ExportEntry {
            form: if name == CONTACTS { ExportForm::Contacts } else { ExportForm::Duties },
            plain: false,
            recipients: vec![recipient.to_string()],
            place: files::absolute(&folder.join(name)),
            clients: clients as u64,
            notes: 0,
            files: 0,
            request: None,
            manifest: None,
            sha256: Some(to_hex(&sha256(self.of(name)))),
        }
    }
}

fn letter(
    will: Reference,
    kit: &Kit,
    trustee: &str,
    to_call: &WhomToCall,
    unlocked: &Unlocked,
    context: &Context,
) -> Result<String, Failure> {
    let config = &unlocked.vault().config;
    let backups = unlocked.backups_for_a_new_kit()?;
    let backups = backups.into_iter().take(MOST_BACKUPS).map(|backup| Kept {
        reference: backup.reference,
        made: backup.made,
        place: backup.place.to_string_lossy().into_owned(),
    });
    let regulator = &config.privacy.regulator;
    let letter = Letter {
        will,
        made: context.now.today(),
        practice: &config.practice.name,
        contact: config.privacy.contact.as_ref().map(Said::as_str),
        trustee,
        kit: Reference::new(Register::Kit, kit.number),
        clients: to_call.clients.len(),
        without_phone: to_call.clients.iter().filter(|one| one.phone.is_none()).count(),
        restricted: to_call.restricted.len(),
        schedule: config.retention.as_ref(),
        backups: &backups.collect::<Vec<_>>(),
        regulator: (regulator.name.as_str(), regulator.phone.as_str(), regulator.registration.as_deref()),
    };
    Ok(letter.text())
}

/// Writes the folder, and reads each file back. Plain text never touches the disk but for the letter. What was made goes when
/// not all of it could be: half a will would stand in the way of the next try.
fn write(
    folder: &Path,
    kit: &Kit,
    passphrase: &Passphrase,
    letter: &str,
    lists: &Lists,
) -> Result<Vec<WillFile>, Failure> {
    let is_new = fs::symlink_metadata(folder).is_err();
    files::make_folder(folder, "the folder")?;
    let mut made = Vec::new();
    let written = fill(folder, kit, passphrase, letter, lists, &mut made);
    if written.is_err() {
        for path in made {
            let _ = fs::remove_file(path);
        }
        if is_new {
            let _ = fs::remove_dir(folder);
        }
    }
    written
}

/// Fills the folder; `made` is told of each file that is there.
fn fill(
    folder: &Path,
    kit: &Kit,
    passphrase: &Passphrase,
    letter: &str,
    lists: &Lists,
    made: &mut Vec<PathBuf>,
) -> Result<Vec<WillFile>, Failure> {
    // One that was there, empty; a medium that keeps no modes is none the worse for it.
    let _ = fs::set_permissions(folder, fs::Permissions::from_mode(0o700));
    write_kit_file(kit, &folder.join(KIT), passphrase, Work::STANDARD)?;
    made.push(folder.join(KIT));
    let sealed = read_back(&folder.join(KIT), "the recovery kit")?;
    let sum = |name: &str, bytes: &[u8]| WillFile { name: name.to_owned(), sha256: to_hex(&sha256(bytes)) };
    let mut all = vec![sum(KIT, &sealed)];
    for (name, bytes) in [
        (LETTER, letter.as_bytes()),
        (CONTACTS, lists.of(CONTACTS)),
        (DUTIES, lists.of(DUTIES)),
        (FORMAT.0, FORMAT.1.as_bytes()),
        (READER.0, READER.1.as_bytes()),
    ] {
        let path = folder.join(name);
        files::make_new(&path, bytes, name)?;
        made.push(path.clone());
        if read_back(&path, name)? != bytes {
            return Err(Failure::damaged(format!("{name} does not read back as it was written")));
        }
        all.push(sum(name, bytes));
    }
    all.sort_by(|one, other| one.name.cmp(&other.name));
    files::sync_folder(files::folder_of(folder), "the folder")?;
    Ok(all)
}

fn read_back(path: &Path, what: &str) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|error| Failure::io(format!("{what} could not be read back"), error))
}

/// What a person has to know or to do.
fn tell(
    will: &FoundWill,
    to_call: &WhomToCall,
    unlocked: &Unlocked,
    context: &Context,
) -> Result<(), Failure> {
    let terminal = context.terminal;
    let listed = |of: &[Reference]| of.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    if !to_call.restricted.is_empty() {
        terminal.warn(&format!("restricted, and left out: {}", listed(&to_call.restricted)));
    }
    if !to_call.requests.is_empty() {
        terminal.warn(&format!(
            "with an open request, and on the list: {}; if it ends in an erasure, make the will anew after it",
            listed(&to_call.requests)
        ));
    }
    let children = to_call.clients.iter().filter(|one| one.child == Some(true) && one.phone.is_none());
    let children: Vec<Reference> = children.map(|one| one.client).collect();
    if let [first, ..] = children[..] {
        terminal.warn(&format!(
            "children without a number: {}; put a guardian's in: praxis client amend {first} --phone NUMBER",
            listed(&children)
        ));
    }
    let kits = unlocked.kits_of_will(will)?;
    for one in kits.iter().filter(|one| Some(one.kit) != will.entry.kit) {
        terminal.say(&format!(
            "once the new folder is handed over, destroy the one before, {}, with {} in it, and then: praxis kit retire {}",
            one.folder, one.kit, one.kit
        ));
    }
    terminal.say(
        "Whoever has the kit and its passphrase opens everything: give the passphrase to somebody else.",
    );
    terminal.say(&format!("try whether it opens: praxis will drill {} --folder FOLDER", will.reference));
    Ok(())
}
