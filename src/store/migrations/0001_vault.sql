-- The first schema. Everything that stands in the clear is a column here; everything else is inside an
-- envelope, which the CHECK refuses to be anything but one. Never edited once released.

-- One row: which vault this is, and what its keyring was when it was last written.
CREATE TABLE vault (
    one                INTEGER PRIMARY KEY CHECK (one = 1),
    id                 BLOB NOT NULL CHECK (length(id) = 16),
    incarnation        BLOB NOT NULL CHECK (length(incarnation) = 8),
    created            TEXT NOT NULL,
    keyring_epoch      INTEGER NOT NULL,
    keyring_generation INTEGER NOT NULL,
    keyring_hash       BLOB NOT NULL CHECK (length(keyring_hash) = 32),
    settings_hash      BLOB CHECK (length(settings_hash) = 32),
    -- Of the retention schedule that the due columns follow from.
    schedule_hash      BLOB CHECK (length(schedule_hash) = 32)
) STRICT;

-- The highest number given in each register: a number is never used twice, not even after an erasure.
CREATE TABLE counters (
    register TEXT PRIMARY KEY CHECK (length(register) = 1),
    last     INTEGER NOT NULL CHECK (last > 0)
) STRICT, WITHOUT ROWID;

-- Whatever has keys of its own: clients; later requests, breaches and complaints.
CREATE TABLE handles (
    handle         BLOB PRIMARY KEY CHECK (length(handle) = 16),
    register       TEXT NOT NULL CHECK (length(register) = 1),
    number         INTEGER NOT NULL CHECK (number > 0),
    state          TEXT NOT NULL,
    hold           INTEGER NOT NULL DEFAULT 0 CHECK (hold IN (0, 1)),
    restricted     INTEGER NOT NULL DEFAULT 0 CHECK (restricted IN (0, 1)),
    open_request   INTEGER NOT NULL DEFAULT 0 CHECK (open_request IN (0, 1)),
    open_complaint INTEGER NOT NULL DEFAULT 0 CHECK (open_complaint IN (0, 1)),
    open_breach    INTEGER NOT NULL DEFAULT 0 CHECK (open_breach IN (0, 1)),
    -- The first year on whose 1 January every rule allows review. Never a day: for a child it is a birthday.
    disposal_year  INTEGER,
    -- The month from which contact details may go, rounded up.
    contact_due    TEXT CHECK (contact_due GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]'),
    UNIQUE (register, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX handles_disposal ON handles (disposal_year) WHERE disposal_year IS NOT NULL;
CREATE INDEX handles_contact ON handles (contact_due) WHERE contact_due IS NOT NULL;

-- Sealed records, one row for each version kept.
CREATE TABLE records (
    id          BLOB NOT NULL CHECK (length(id) = 16),
    version     INTEGER NOT NULL CHECK (version > 0),
    type        INTEGER NOT NULL,
    handle      BLOB NOT NULL CHECK (length(handle) = 16),
    number      INTEGER CHECK (number > 0),
    compartment INTEGER NOT NULL,
    key_version INTEGER NOT NULL CHECK (key_version > 0),
    state       TEXT NOT NULL,
    -- The month from which a process record may go, rounded up.
    due         TEXT CHECK (due GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]'),
    -- The day from which a version in the trash or superseded may go.
    goes_from   TEXT CHECK (goes_from GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    envelope    BLOB NOT NULL CHECK (substr(envelope, 1, 1) = x'01' AND length(envelope) > 29)
) STRICT;
CREATE UNIQUE INDEX records_version ON records (id, version);
CREATE INDEX records_of_handle ON records (handle, type, state);
CREATE INDEX records_of_type ON records (type, state, number);
CREATE INDEX records_due ON records (due) WHERE due IS NOT NULL;
CREATE INDEX records_go ON records (goes_from) WHERE goes_from IS NOT NULL;

-- The content of files, piece by piece; what is said of each file is a record.
CREATE TABLE chunks (
    record   BLOB NOT NULL CHECK (length(record) = 16),
    version  INTEGER NOT NULL CHECK (version > 0),
    piece    INTEGER NOT NULL CHECK (piece >= 0),
    envelope BLOB NOT NULL CHECK (substr(envelope, 1, 1) = x'01' AND length(envelope) > 29)
) STRICT;
CREATE UNIQUE INDEX chunks_piece ON chunks (record, version, piece);

-- The clear side of the registers; the sealed side is a record of the same number.
CREATE TABLE kits (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    made   TEXT NOT NULL,
    epoch  INTEGER NOT NULL,
    state  TEXT NOT NULL
) STRICT;
CREATE TABLE exports (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    made   TEXT NOT NULL,
    epoch  INTEGER NOT NULL,
    state  TEXT NOT NULL
) STRICT;
CREATE TABLE wills (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    made   TEXT NOT NULL,
    epoch  INTEGER NOT NULL,
    state  TEXT NOT NULL
) STRICT;
CREATE TABLE backups (
    number     INTEGER PRIMARY KEY CHECK (number > 0),
    made       TEXT NOT NULL,
    epoch      INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    state      TEXT NOT NULL,
    place      TEXT NOT NULL,
    -- Zeros while it is not known.
    sha256     BLOB NOT NULL CHECK (length(sha256) = 32),
    -- The day on which it was last opened and found whole.
    verified   TEXT CHECK (verified GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]')
) STRICT;
-- Erasures, by the number of their certificate. One that is only intended is completed before anything else is written.
CREATE TABLE erasures (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    made   TEXT NOT NULL,
    epoch  INTEGER NOT NULL,
    state  TEXT NOT NULL,
    handle BLOB NOT NULL CHECK (length(handle) = 16),
    -- The reviewed retention plan that asked for it.
    sweep  INTEGER CHECK (sweep > 0)
) STRICT;
-- Retention plans that a person reviewed; what was decided, and why, is a sealed record of the same number.
CREATE TABLE sweeps (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    made   TEXT NOT NULL,
    state  TEXT NOT NULL,
    -- SHA-256 of the text that was signed.
    plan   BLOB NOT NULL CHECK (length(plan) = 32)
) STRICT;
-- When each job that runs without a person ran last: one that stops running is noticed.
CREATE TABLE runs (
    job  TEXT PRIMARY KEY,
    last TEXT NOT NULL,
    due  INTEGER NOT NULL CHECK (due >= 0)
) STRICT, WITHOUT ROWID;
CREATE TABLE holds (
    number    INTEGER PRIMARY KEY CHECK (number > 0),
    handle    BLOB NOT NULL CHECK (length(handle) = 16),
    state     TEXT NOT NULL,
    review_on TEXT NOT NULL CHECK (review_on GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]')
) STRICT;
CREATE INDEX holds_of_handle ON holds (handle);
-- Each time that a member opened what was sealed for them for an emergency. Why, only owners can read.
CREATE TABLE glass_uses (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    member INTEGER NOT NULL CHECK (member > 0),
    made   TEXT NOT NULL,
    until  TEXT NOT NULL,
    -- When they closed it before that.
    ended  TEXT,
    -- The compartments, by their codes, with commas between.
    opens  TEXT NOT NULL,
    -- An age file to the owners of that time.
    reason BLOB NOT NULL CHECK (substr(reason, 1, 21) = CAST('age-encryption.org/v1' AS BLOB))
) STRICT;
CREATE INDEX glass_of_member ON glass_uses (member, number);
CREATE TABLE clocks (
    register TEXT NOT NULL CHECK (length(register) = 1),
    number   INTEGER NOT NULL CHECK (number > 0),
    kind     TEXT NOT NULL,
    due      TEXT,
    state    TEXT NOT NULL,
    PRIMARY KEY (register, number, kind)
) STRICT, WITHOUT ROWID;

-- Slots that were destroyed on purpose, and by whose authority: the others must be there.
CREATE TABLE tombstones (
    slot        BLOB PRIMARY KEY CHECK (length(slot) = 16),
    handle      BLOB NOT NULL CHECK (length(handle) = 16),
    compartment INTEGER NOT NULL,
    key_version INTEGER NOT NULL CHECK (key_version > 0),
    record      BLOB CHECK (length(record) = 16),
    -- SHA-256 of the slot as it was sealed.
    sealed      BLOB CHECK (length(sealed) = 32),
    day         TEXT NOT NULL,
    -- The first generation of the keyring without it; nothing while its end is only intended.
    generation  INTEGER,
    -- The certificate's reference.
    authority   TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX tombstones_of_handle ON tombstones (handle);
CREATE INDEX tombstones_of_authority ON tombstones (authority);

-- The audit log: one row for each entry, its leaf hash, and the tree over them by its frontier.
CREATE TABLE audit (
    seq     INTEGER PRIMARY KEY CHECK (seq >= 0),
    time    TEXT NOT NULL,
    member  INTEGER NOT NULL,
    action  TEXT NOT NULL,
    handle  BLOB CHECK (length(handle) = 16),
    record  BLOB CHECK (length(record) = 16),
    version INTEGER,
    -- Which row of a register, by reference, for rows that have no handle.
    subject TEXT,
    count   INTEGER,
    row     BLOB CHECK (length(row) = 32),
    detail  BLOB CHECK (length(detail) = 32),
    leaf    BLOB NOT NULL CHECK (length(leaf) = 32)
) STRICT;
CREATE INDEX audit_of_record ON audit (record, version) WHERE record IS NOT NULL;
CREATE INDEX audit_of_subject ON audit (subject) WHERE subject IS NOT NULL;
CREATE INDEX audit_of_handle ON audit (handle) WHERE record IS NULL AND subject IS NULL AND row IS NOT NULL;
-- What owners are told of, and from when on: looked for at every unlock, and by praxis status.
CREATE INDEX audit_told ON audit (action)
    WHERE action = 'vault.unlocked' OR action = 'vault.unlock-refused' OR action = 'access.overridden'
       OR action = 'glass.broken';
-- What counts from its last time.
CREATE INDEX audit_last ON audit (action)
    WHERE action = 'epoch.rotated' OR action = 'member.reviewed' OR action = 'clock.accepted';
-- Entries that went when their time had come: of each its leaf, and the number of the entry that says so.
CREATE TABLE audit_pruned (
    seq     INTEGER PRIMARY KEY CHECK (seq > 0),
    leaf    BLOB NOT NULL CHECK (length(leaf) = 32),
    pruning INTEGER NOT NULL CHECK (pruning > seq)
) STRICT;
-- For each such entry a checkpoint of the log up to and with it, signed by the machine that let them go.
CREATE TABLE audit_prunings (
    seq  INTEGER PRIMARY KEY CHECK (seq > 0),
    note TEXT NOT NULL
) STRICT;
CREATE TABLE audit_details (
    seq      INTEGER PRIMARY KEY,
    handle   BLOB NOT NULL CHECK (length(handle) = 16),
    envelope BLOB NOT NULL CHECK (substr(envelope, 1, 1) = x'01' AND length(envelope) > 29)
) STRICT;
CREATE TABLE audit_head (
    one       INTEGER PRIMARY KEY CHECK (one = 1),
    size      INTEGER NOT NULL,
    frontier  BLOB NOT NULL,
    root      BLOB NOT NULL CHECK (length(root) = 32),
    last_time TEXT NOT NULL
) STRICT;
