//! Entries of the audit log: who did what to which record, never a name and never content.

use super::code::codes;
use super::id::{Handle, RecordId};
use super::member::MemberNumber;
use super::reference::Reference;

codes! {
    /// What was done. The codes are hashed into the log: frozen.
    Action {
        /// The vault was made.
        VaultCreated = "vault.created",
        /// A member opened the vault for one command.
        Unlocked = "vault.unlocked",
        /// A session began: a process of its own holds a member's keys.
        SessionBegun = "session.begun",
        /// A command ended a session. One that ends by itself leaves no entry.
        SessionEnded = "session.ended",
        /// Somebody tried to open the vault and could not.
        UnlockRefused = "vault.unlock-refused",
        /// The clock stood behind the last entry and was accepted all the same.
        ClockAccepted = "clock.accepted",
        /// praxis.toml is not what it was at the last unlocked command.
        SettingsChanged = "settings.changed",
        /// The keyring stood one generation ahead of the database and was taken over.
        KeyringRecorded = "keyring.recorded",
        /// A damaged keyring mirror was rewritten from the good one.
        MirrorRewritten = "keyring.mirror-rewritten",
        /// The whole vault was examined.
        VaultExamined = "vault.examined",
        /// The passphrase of a member's identity was changed.
        PassphraseChanged = "identity.passphrase-changed",
        /// What protects a member's identity beside its passphrase was changed.
        FactorChanged = "identity.factor-changed",
        /// The vault moved to the next epoch: every key was sealed anew.
        EpochRotated = "epoch.rotated",
        /// A rotation to a secret that no kit before knows was begun.
        Reseeded = "epoch.reseeded",
        /// An erasure was decided: it will be completed whatever happens.
        ErasureIntended = "erasure.intent",
        /// An erasure was asked for and refused.
        ErasureRefused = "erasure.refused",
        /// The keys are destroyed, and what they opened is removed.
        ErasureShredded = "erasure.shredded",
        /// The epoch that sealed the destroyed keys is over.
        ErasureRotated = "erasure.rotated",
        /// What an erasure destroyed and kept was written down.
        CertificateWritten = "certificate.written",
        /// A certificate was issued.
        CertificateIssued = "certificate.issued",
        /// Certificates were listed.
        CertificatesListed = "certificate.listed",
        /// A recovery kit was made.
        KitCreated = "kit.created",
        /// A recovery kit was read back, and opens this vault.
        KitVerified = "kit.verified",
        /// A recovery kit was destroyed, as somebody says.
        KitRetired = "kit.retired",
        /// A backup is made.
        BackupCreated = "backup.created",
        /// A backup was opened and found whole.
        BackupVerified = "backup.verified",
        /// A backup was deleted because its time had come.
        BackupPruned = "backup.pruned",
        /// The vault was restored: how long the log of the backup is, and its root.
        VaultRestored = "vault.restored",
        /// With a keyring: how long the log was that it was last anchored in, and its root.
        KeyringCarriedOver = "keyring.carried-over",
        /// Keys that the backup needs were not in the keyring, and what they opened was removed.
        KeysFoundDestroyed = "keys.found-destroyed",
        /// Who may open what was written down anew, with how many members there are.
        MembersWritten = "members.written",
        /// Somebody became a member.
        MemberAdded = "member.added",
        /// A member was given another role.
        MemberChanged = "member.changed",
        /// Somebody is no member any more.
        MemberRemoved = "member.removed",
        /// Who may open what was looked at, and found right.
        MembersReviewed = "member.reviewed",
        /// Members were listed.
        MembersListed = "member.listed",
        /// What a member may open in an emergency was sealed for them, or taken back.
        GlassGranted = "member.granted",
        /// A member opened what was sealed for them for an emergency: for how many minutes.
        GlassBroken = "glass.broken",
        /// They closed it before its time was over.
        GlassEnded = "glass.ended",
        /// Uses of what was sealed for an emergency were listed, with the reasons.
        GlassListed = "glass.listed",
        /// A client was added.
        ClientAdded = "client.added",
        /// The clear facts of a client (state, flags, due year) changed.
        ClientChanged = "client.changed",
        /// A client's record was shown.
        ClientShown = "client.shown",
        /// Clients were listed.
        ClientsListed = "client.listed",
        /// A version of a record was sealed and stored.
        RecordWritten = "record.written",
        /// The state of a stored version changed.
        RecordState = "record.state",
        /// The clear side of a register's row was written.
        RegisterWritten = "register.written",
        /// A stored version was removed.
        RecordRemoved = "record.removed",
        /// The retention schedule is not what it was: days that follow from it were worked out anew.
        ScheduleChanged = "schedule.changed",
        /// What is due by the retention schedule was listed.
        DueListed = "retention.listed",
        /// A job without keys looked for what is due by the clear columns.
        DueChecked = "retention.checked",
        /// A retention plan was made.
        SweepPlanned = "retention.planned",
        /// A retention plan was reviewed and signed.
        SweepReviewed = "retention.reviewed",
        /// A plan was reviewed again: the review before counts no more.
        SweepSuperseded = "retention.superseded",
        /// Reviews were shown: what was decided, and why.
        SweepsShown = "retention.shown",
        /// What was reviewed was destroyed.
        SweepApplied = "retention.applied",
        /// A draft that was reviewed was destroyed: which, and by the review of which number.
        DraftDestroyed = "retention.draft-destroyed",
        /// The housekeeping was done.
        HousekeepingDone = "housekeeping.done",
        /// Entries of this log went because their time had come: how many, and SHA-256 of their leaves.
        LogPruned = "log.pruned",
        /// A hold was placed.
        HoldPlaced = "hold.placed",
        /// A hold was lifted.
        HoldLifted = "hold.lifted",
        /// Holds were listed.
        HoldsListed = "hold.listed",
        /// A hold, or an open matter, refused a destruction.
        HoldRefused = "hold.refused",
        /// That somebody was told something about a client was recorded.
        DisclosureAdded = "disclosure.added",
        /// Disclosures were listed.
        DisclosuresListed = "disclosure.listed",
        /// The processing of a client's record was restricted.
        ClientRestricted = "client.restricted",
        /// A restriction ended.
        ClientUnrestricted = "client.unrestricted",
        /// A restricted record is read all the same.
        AccessOverridden = "access.overridden",
        /// Something got a handle of its own.
        HandleAdded = "handle.added",
        /// A file was added.
        FileAdded = "file.added",
        /// The sealed pieces of a file were stored.
        FileContent = "file.content",
        /// A file was copied out of the vault.
        FileCopied = "file.copied",
        /// Files were listed.
        FilesListed = "file.listed",
        /// A note was added.
        NoteAdded = "note.added",
        /// A note was amended.
        NoteAmended = "note.amended",
        /// A draft was signed.
        NoteSigned = "note.signed",
        /// A note was put in the trash.
        NoteTrashed = "note.trashed",
        /// A note was taken out of the trash.
        NoteRestored = "note.restored",
        /// A note was shown.
        NoteShown = "note.shown",
        /// Notes were listed.
        NotesListed = "note.listed",
        /// Notes were searched.
        NotesSearched = "note.searched",
        /// Rows of a file were imported.
        Imported = "import.done",
        /// A request came.
        RequestOpened = "request.opened",
        /// Something happened to a request.
        RequestChanged = "request.changed",
        /// A request was shown.
        RequestShown = "request.shown",
        /// Requests were listed.
        RequestsListed = "request.listed",
        /// A client's record was gathered for a subject-access pack.
        PackPrepared = "pack.prepared",
        /// It was decided what of a subject-access pack is disclosed.
        PackDecided = "pack.decided",
        /// A breach was recorded.
        BreachOpened = "breach.opened",
        /// Something happened to a breach, or more became known.
        BreachChanged = "breach.changed",
        /// A breach was shown.
        BreachShown = "breach.shown",
        /// Breaches were listed.
        BreachesListed = "breach.listed",
        /// What a lost thing could open was worked out.
        BreachScoped = "breach.scoped",
        /// The register of breaches, or what it says of one, left the vault.
        BreachReported = "breach.reported",
        /// Letters to the people affected by a breach left the vault.
        LettersWritten = "breach.letters",
        /// A complaint came.
        ComplaintOpened = "complaint.opened",
        /// Something happened to a complaint.
        ComplaintChanged = "complaint.changed",
        /// A complaint was shown.
        ComplaintShown = "complaint.shown",
        /// Complaints were listed.
        ComplaintsListed = "complaint.listed",
        /// A subject-access pack left the vault.
        PackExported = "pack.exported",
        /// The register of exports was shown.
        ExportsListed = "export.listed",
        /// Records were exported.
        Exported = "export.done",
        /// A client's record went into an export.
        ClientExported = "client.exported",
        /// A clinical will is about to be written, or written anew.
        WillMade = "will.made",
        /// All of it was written, and read back.
        WillWritten = "will.written",
        /// A drill found it whole: it opens.
        WillDrilled = "will.drilled",
        /// It counts no more.
        WillRetired = "will.retired",
        /// Wills were listed.
        WillsListed = "will.listed",
    }
}

impl Action {
    /// What owners are told of, at their next unlock and by `praxis status`, in the words that say it; nothing for all else.
    /// It is what is allowed or can happen to anybody, and should not go unseen.
    #[must_use]
    pub const fn told(self) -> Option<&'static str> {
        match self {
            Self::AccessOverridden => Some("restricted records were read all the same"),
            Self::GlassBroken => Some("the glass was broken"),
            Self::UnlockRefused => Some("somebody tried to open the vault and could not"),
            _ => None,
        }
    }
}

/// One entry before it has a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Who: a member, or the host.
    pub member: MemberNumber,
    /// What.
    pub action: Action,
    /// About whom or what.
    pub handle: Option<Handle>,
    /// Which record.
    pub record: Option<RecordId>,
    /// Which version of it.
    pub version: Option<u32>,
    /// Which row of a register, by reference: for rows that have no handle.
    pub subject: Option<Reference>,
    /// How many, where the action covers many.
    pub count: Option<u64>,
    /// SHA-256 of the whole row written.
    pub row: Option<[u8; 32]>,
    /// SHA-256 of the sealed detail.
    pub detail: Option<[u8; 32]>,
}

impl Event {
    /// An event with nothing but an action.
    #[must_use]
    pub const fn new(member: MemberNumber, action: Action) -> Self {
        Self {
            member,
            action,
            handle: None,
            record: None,
            version: None,
            subject: None,
            count: None,
            row: None,
            detail: None,
        }
    }

    /// About one handle.
    #[must_use]
    pub const fn about(mut self, handle: Handle) -> Self {
        self.handle = Some(handle);
        self
    }

    /// About one record.
    #[must_use]
    pub const fn on_record(mut self, record: RecordId, version: u32) -> Self {
        self.record = Some(record);
        self.version = Some(version);
        self
    }

    /// About one row of a register.
    #[must_use]
    pub const fn on_row_of(mut self, subject: Reference) -> Self {
        self.subject = Some(subject);
        self
    }

    /// About so many.
    #[must_use]
    pub const fn counting(mut self, count: u64) -> Self {
        self.count = Some(count);
        self
    }

    /// With the hash of the row that was written.
    #[must_use]
    pub const fn with_row(mut self, row: [u8; 32]) -> Self {
        self.row = Some(row);
        self
    }
}
