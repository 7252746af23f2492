//! The story that `praxis demo` tells, and the words that must not be found afterwards.

use super::{Step, step};
use crate::failure::Exit;

/// What the notes of the story say. The scan at the end looks for these very words.
const RAIN: &str =
    "Spoke about the flood at the allotment, and sleeping badly since. Agreed to keep a sleep diary.\n";
const HERON: &str = "Brought a drawing of a heron. School is going better; grandmother collected him.\n";
const LAUGH: &str = "Sleep diary filled in. Laughed for the first time about the marrows.\n";
const HUNCH: &str = "I notice I am protective of this one. Take to supervision: whose flood is it?\n";
const MENDED: &str =
    "Spoke about the flood at the allotment, and sleeping badly since May. Agreed to keep a sleep diary.\n";

/// The letter, and what its file is called until it is in the vault.
pub const SCAN: &str = "letter-from-surgery.txt";
pub const LETTER: &str = "Dear colleague, thank you for seeing her. The insurance dispute keeps her awake.\n";

pub const STORY: &[Step] = &[
    step(
        "An identity opens the vault. A real one has a passphrase; this one does not, so that the story runs by itself.",
        &["identity", "new", "--bare"],
        "",
    ),
    step(
        "A vault is made, and a recovery kit, which is read back at once. Its passphrase comes through a pipe.",
        &[
            "init",
            "--non-interactive",
            "--practice",
            "Willow Rooms",
            "--nation",
            "england-and-wales",
            "--kit-out",
            "kit.age",
            "--kit-passphrase-fd",
            "0",
        ],
        "plinth gravel otter seventeen\n",
    ),
    step(
        "Four clients. Each gets keys of their own; no two clients share one.",
        &[
            "client",
            "add",
            "--name",
            "Ottilie Fairweather",
            "--born",
            "1979-03-14",
            "--phone",
            "07700 900123",
            "--first-contact",
            "2026-05-11",
        ],
        "",
    ),
    step(
        "",
        &[
            "client",
            "add",
            "--name",
            "Caspian Nettlefold",
            "--born",
            "2016-09-02",
            "--guardian",
            "Isolde Nettlefold",
            "--first-contact",
            "2026-06-01",
        ],
        "",
    ),
    step(
        "",
        &[
            "client",
            "add",
            "--name",
            "Fairweather and Quill",
            "--kind",
            "couple",
            "--member",
            "C-0001",
            "--first-contact",
            "2026-07-20",
        ],
        "",
    ),
    step(
        "The fourth came long ago, and the record is still here.",
        &[
            "client",
            "add",
            "--name",
            "Lambert Quillfeather",
            "--born",
            "1961-04-30",
            "--first-contact",
            "2014-09-01",
        ],
        "",
    ),
    step("", &["client", "end", "C-0004", "--date", "2016-01-29"], ""),
    step(
        "Notes come from the editor, a file or a pipe, never from the command line.",
        &[
            "note",
            "add",
            "C-0001",
            "--kind",
            "session",
            "--date",
            "2026-05-18",
            "--minutes",
            "50",
            "--modality",
            "in-person",
        ],
        RAIN,
    ),
    step("", &["note", "add", "C-0001", "--date", "2026-05-25"], LAUGH),
    step(
        "A process note is the practitioner's own thinking: it has a key of its own, and moves no date.",
        &["note", "add", "C-0001", "--kind", "process", "--date", "2026-06-02"],
        HUNCH,
    ),
    step(
        "A client may be named by a part of the name.",
        &["note", "add", "caspian", "--kind", "assessment", "--date", "2026-06-08"],
        HERON,
    ),
    step("Who is there?", &["client", "list"], ""),
    step("A search opens notes in memory; there is no index on the disk.", &["search", "sleep"], ""),
    step(
        "A signed note is never changed. An amendment is added, with its reason, and the former version stays.",
        &["note", "amend", "N-000001", "--reason", "correction"],
        MENDED,
    ),
    step("", &["note", "show", "N-000001", "--versions"], ""),
    step(
        "A letter came by post and was scanned. Its content and its name are sealed; the scan itself is deleted then.",
        &["file", "add", "C-0001", SCAN],
        "",
    ),
    step("", &["file", "list", "C-0001"], ""),
    step("It comes back byte for byte, here into a pipe.", &["file", "get", "F-000001", "-o", "-"], ""),
    step(
        "Everything that is done is an entry in the log, which names nobody. Its head is signed, and kept elsewhere: on a stick.",
        &["audit", "checkpoint", "-o", HEAD],
        "",
    ),
    step(
        "The doctor opens everything and compares every row with the log; then it looks at the machine.",
        &["doctor"],
        "",
    ),
    step(
        "Ottilie asks for a copy of her record. By when it must be answered is worked out, and shown with its arithmetic.",
        &[
            "request",
            "open",
            "--client",
            "C-0001",
            "--right",
            "access",
            "--received",
            "2026-11-02",
            "--channel",
            "email",
        ],
        "",
    ),
    step("", &["request", "clock", "R-0001"], ""),
    step(
        "Everything that is held about her is gathered. praxis proposes; about her health nothing goes out by default.",
        &["sar", "prepare", "R-0001"],
        "",
    ),
    step(
        "A person decides: what she said herself she knows; a neighbour is taken out of it; the rest waits.",
        &["sar", "decide", "R-0001", "--decisions", "-"],
        DECISIONS,
    ),
    step(
        "The pack is sealed. What was withheld or taken out is in no byte of it.",
        &["sar", "export", "R-0001", "-o", PACK, "--pack-passphrase-fd", "0"],
        "larch teapot harbour ninety\n",
    ),
    step(
        "Whoever gets it opens it with stock age and tar, or lets praxis check it; no vault is needed.",
        &["sar", "verify", PACK, "--passphrase-fd", "0"],
        "larch teapot harbour ninety\n",
    ),
    step("", &["request", "close", "R-0001", "--outcome", "partly"], ""),
    step(
        "At three in the morning: the letter that came with it lay in a neighbour's hall. One line is enough, and 72 hours run.",
        &["breach", "open", "letter in another letterbox", "--aware", "now"],
        "",
    ),
    step(
        "What becomes known is added; nothing that was said is taken back. Whom it affects stays until it is closed.",
        &[
            "breach",
            "update",
            "B-0001",
            "--kind",
            "confidentiality",
            "--cause",
            "misdirected",
            "--data",
            "health",
            "--people-count",
            "1",
            "--affects",
            "C-0001",
        ],
        "",
    ),
    step(
        "How bad is it? The method of ENISA is worked out, with a reason for each factor. It aids; a person decides.",
        &[
            "breach",
            "assess",
            "B-0001",
            "--nature",
            "sensitive",
            "--identification",
            "maximum",
            "--exposure",
            "known",
            "--reasons-file",
            "-",
        ],
        "nature: it is from a counsellor\nidentification: her name is on it\nexposure: the neighbour opened it\n",
    ),
    step(
        "",
        &[
            "breach",
            "assess",
            "B-0001",
            "--decide",
            "risk",
            "--because-file",
            "-",
            "--decider",
            "the practitioner",
        ],
        "The neighbour knows her.\n",
    ),
    step("", &["breach", "notify", "B-0001", "--to", "ico", "--at", "now"], ""),
    step(
        "The neighbour complains. That has a clock of its own: an acknowledgement within 30 days.",
        &["complaint", "open", "--by", "third-party", "--about", "disclosure", "--received", "2026-11-16"],
        "",
    ),
    step("", &["complaint", "update", "K-0001", "--link", "B-0001"], ""),
    step("", &["complaint", "acknowledge", "K-0001", "--how", "letter"], ""),
    step("", &["breach", "close", "B-0001"], ""),
    step(
        "A kit may also lie in a safe, on paper. It is on record, and this one was not typed back yet.",
        &["kit", "new", "--print", "--place", "the safe"],
        "",
    ),
    step("", &["kit", "list"], ""),
    step(
        "A backup takes no key: cron makes it. It may lie anywhere, for as long as you like; the secret is never in it.",
        &["backup", "create", "--to", STICK],
        "",
    ),
    step(
        "What if that stick is lost? What it could open is worked out from what is on record.",
        &["breach", "scope", "--lost", "A-0001"],
        "",
    ),
    step(
        "A claim is announced. While a hold stands, nothing of the client is destroyed, by any command.",
        &["hold", "place", "--client", "C-0002", "--reason-file", "-", "--review", "2099-03-01"],
        "The insurer wrote: a claim is likely.\n",
    ),
    Step {
        say: "",
        run: &["erase", "C-0002", "--ground", "consent-withdrawn", "--confirm", "C-0002"],
        input: "",
        expect: Exit::Refused,
    },
    step("It is settled.", &["hold", "lift", "H-0001"], ""),
    step(
        "Caspian's mother asks for erasure, and has shown that she may. The request is on record, and blocks everything else.",
        &[
            "request",
            "open",
            "--client",
            "C-0002",
            "--right",
            "erasure",
            "--by",
            "parent",
            "--requester-name",
            "Isolde Nettlefold",
            "--received",
            "2026-11-10",
            "--authority",
            "2026-11-10",
            "--quiet",
        ],
        "",
    ),
    step(
        "What would go, what stays and what it cannot reach is shown first.",
        &["erase", "C-0002", "--ground", "consent-withdrawn", "--request", "R-0002", "--dry-run"],
        "",
    ),
    step(
        "Then the keys are destroyed, and the secret that sealed them moves one step on, with no way back. The request is answered.",
        &[
            "erase",
            "C-0002",
            "--ground",
            "consent-withdrawn",
            "--request",
            "R-0002",
            "--confirm",
            "C-0002",
            "--certificate",
            "E-0001.txt",
            "--quiet",
        ],
        "",
    ),
    step(
        "Whoever is given the certificate checks it without a vault.",
        &["certificate", "verify", "E-0001.txt"],
        "",
    ),
    step(
        "The backup from before still gives back everybody else; of Caspian's record nothing in it opens any more.",
        &["backup", "verify", "A-0001"],
        "",
    ),
    step(
        "One thing could still bring it back: an old kit, together with that backup. So the kits are renewed.",
        &["kit", "new", "-o", "kit-3.age", "--kit-passphrase-fd", "0", "--quiet"],
        "copper thistle harbour nineteen\n",
    ),
    step("", &["kit", "retire", "T-01", "--confirm", "T-01"], ""),
    step("", &["kit", "retire", "T-02", "--confirm", "T-02"], ""),
    step("Now no kit and backup on record together can.", &["certificate", "list"], ""),
    step(
        "The practice's own retention schedule says which records may go, and why.",
        &["retention", "due"],
        "",
    ),
    step("", &["retention", "schedule", "explain", "C-0004"], ""),
    step(
        "A plan is made of it. It names references and hashes: no name, no rule and no day.",
        &["retention", "sweep", "-o", PLAN, "--quiet"],
        "",
    ),
    step(
        "A person decides about each record, and signs.",
        &["retention", "review", PLAN, "--decide", "C-0004=destroy:period-ended"],
        "",
    ),
    step(
        "A job of the night destroys what was reviewed. It holds no key: it could not read what it destroys.",
        &["retention", "apply", PLAN, "--certificate", "S-0001.txt", "-i", "/dev/null"],
        "",
    ),
    step("", &["certificate", "verify", "S-0001.txt"], ""),
    step(
        "The owner is told at the next unlock, which ends the secret that sealed the keys.",
        &["client", "list"],
        "",
    ),
    step(
        "Is the log still the one that was seen then? Every entry is hashed anew, and every row held against it; without a key.",
        &["audit", "verify", "--checkpoint", HEAD],
        "",
    ),
    step(
        "The regulator asks what became of Caspian's record. What was done with it, with proofs, names nobody:",
        &["audit", "bundle", "--about", "C-0002", "--checkpoint", HEAD, "-o", BUNDLE],
        "",
    ),
    step("", &["audit", "log", "--about", "C-0002", "--last", "5"], ""),
    step(
        "Whoever is given it checks it without a vault, with praxis or with a page of Python that shares no code with it.",
        &["audit", "verify", "--bundle", BUNDLE],
        "",
    ),
    step(
        "What waits, and by when, in one view: without any key, for a shell, a calendar or cron.",
        &["status"],
        "",
    ),
    step(
        "Without any key the vault still says which references there are.",
        &["client", "list", "--locked"],
        "",
    ),
];

/// On the other machine, with what is not lost.
pub const AGAIN: &[Step] = &[
    step(
        "The laptop is lost. What is left: the stick, with the old backup and today's keyring beside it, and the new kit.",
        &["restore", BACKUP, "--to", "again", "--kit", "kit-3.age", "--kit-passphrase-fd", "0"],
        "copper thistle harbour nineteen\n",
    ),
    step("Everybody is there again but Caspian and Lambert.", &["client", "list", "--vault", "again"], ""),
];

/// What is decided about Ottilie's pack.
const DECISIONS: &str = r#"praxis = "sar-decisions/1"
request = "R-0001"
[[decide]]
kind = "session"
do = "redact"
ground = "known-to-subject"
redact = [{ text = "the marrows" }]
[decide.factors]
information = "whose marrows they are"
confidentiality = "none owed"
consent_sought = "not asked"
capable = "yes"
refused = "no"
"#;
/// Her pack.
const PACK: &str = "record.tar.age";
/// The head of the log, early in the story.
const HEAD: &str = "stick/log.checkpoint";
/// What the regulator is given.
const BUNDLE: &str = "C-0002.json";
/// The plan of the sweep.
const PLAN: &str = "plan.txt";
/// Where the backup goes.
pub const STICK: &str = "stick";
/// Stands for the name of the backup, which has the time in it.
pub const BACKUP: &str = "stick/BACKUP";

/// Words of the story that must not stand in any file; at least eight bytes each, so that no ciphertext holds one by chance.
pub const WORDS: &[&str] = &[
    "Fairweather",
    "Nettlefold",
    "Ottilie",
    "Caspian",
    "Quillfeather",
    "1961-04-30",
    "07700 900123",
    "1979-03-14",
    "2016-09-02",
    "allotment",
    "drawing of a heron",
    "the marrows",
    "Take to supervision",
    "grandmother",
    "assessment",
    "from-surgery",
    "insurance dispute",
    "claim is likely",
    "known-to-subject",
    "whose marrows",
    "another letterbox",
    "neighbour opened",
    "misdirected",
];
/// A word that does stand in the clear: were the scan blind, it would miss this one too.
pub const CONTROL: &str = "note.added";
