//! The hashes of whole rows: what an entry of the audit log vouches for.

use crate::crypto::frame::frame;
use crate::crypto::hash::{Hash, sha256, sha256_framed};
use crate::records::backup::BackupRow;
use crate::records::clock::ClockRow;
use crate::records::code::Code;
use crate::records::glass::{GlassUse, codes_text};
use crate::records::hold::HoldRow;
use crate::records::reference::Reference;
use crate::records::stored::{HandleRow, RecordRow};
use crate::records::sweep::SweepRow;
use crate::records::tombstone::{ErasureRow, Tombstone};
use crate::store::RegisterRow;

/// SHA-256 of a whole record row: what its audit leaf vouches for.
#[must_use]
pub fn hash_record(row: &RecordRow) -> Hash {
    let number = row.number.map(u32::to_le_bytes);
    let day = row.goes_from.map(|d| d.to_string());
    sha256_framed(&[
        b"praxis/1/row/record",
        row.id.as_bytes(),
        &row.version.to_le_bytes(),
        &[row.record_type.byte()],
        row.handle.as_bytes(),
        number.as_ref().map_or(&[], |n| n),
        &[row.compartment.byte()],
        &row.key_version.to_le_bytes(),
        row.state.code().as_bytes(),
        row.due.as_deref().unwrap_or("").as_bytes(),
        day.as_deref().unwrap_or("").as_bytes(),
        &row.envelope,
    ])
}

/// SHA-256 of a whole handle row.
#[must_use]
pub fn hash_handle(row: &HandleRow) -> Hash {
    let flags = row.flags;
    let year = row.disposal_year.map(i32::to_le_bytes);
    sha256_framed(&[
        b"praxis/1/row/handle",
        row.handle.as_bytes(),
        row.reference.to_string().as_bytes(),
        row.state.code().as_bytes(),
        &[
            u8::from(flags.hold),
            u8::from(flags.restricted),
            u8::from(flags.open_request),
            u8::from(flags.open_complaint),
            u8::from(flags.open_breach),
        ],
        year.as_ref().map_or(&[], |y| y),
        row.contact_due.as_deref().unwrap_or("").as_bytes(),
    ])
}

/// SHA-256 of the clear side of a hold.
#[must_use]
pub fn hash_hold(row: &HoldRow) -> Hash {
    sha256_framed(&[
        b"praxis/1/row/hold",
        row.reference.to_string().as_bytes(),
        row.handle.as_bytes(),
        row.state.code().as_bytes(),
        row.review_on.to_string().as_bytes(),
    ])
}

/// SHA-256 of the clocks of a request, complaint or breach, by kind; of none, too.
#[must_use]
pub fn hash_clocks(reference: Reference, clocks: &[ClockRow]) -> Hash {
    let mut all = frame(&[b"praxis/1/row/clocks", reference.to_string().as_bytes()]);
    for clock in clocks {
        let due = clock.due.map(|day| day.to_string()).unwrap_or_default();
        all.extend(frame(&[clock.kind.code().as_bytes(), due.as_bytes(), clock.state.code().as_bytes()]));
    }
    sha256(&all)
}

/// SHA-256 of the clear side of a reviewed retention plan.
#[must_use]
pub fn hash_sweep(row: &SweepRow) -> Hash {
    sha256_framed(&[
        b"praxis/1/row/sweep",
        row.reference.to_string().as_bytes(),
        row.made.as_bytes(),
        row.state.code().as_bytes(),
        &row.plan,
    ])
}

/// SHA-256 of a use of what was sealed for an emergency, its sealed reason included.
#[must_use]
pub fn hash_glass(row: &GlassUse) -> Hash {
    sha256_framed(&[
        b"praxis/1/row/glass",
        row.reference.to_string().as_bytes(),
        &row.member.0.to_le_bytes(),
        row.made.as_bytes(),
        row.until.as_bytes(),
        row.ended.as_deref().unwrap_or_default().as_bytes(),
        codes_text(&row.opens).as_bytes(),
        &row.reason,
    ])
}

/// SHA-256 of the clear side of an erasure, and of its tombstones by slot.
#[must_use]
pub fn hash_erasure(row: &ErasureRow, stones: &[Tombstone]) -> Hash {
    let sweep = row.sweep.map(u32::to_le_bytes);
    let mut all = frame(&[
        b"praxis/1/row/erasure",
        row.reference.to_string().as_bytes(),
        row.made.as_bytes(),
        &row.epoch.to_le_bytes(),
        row.state.code().as_bytes(),
        row.handle.as_bytes(),
        sweep.as_ref().map_or(&[], |number| number),
    ]);
    for stone in stones {
        let generation = stone.generation.map(u64::to_le_bytes);
        all.extend(frame(&[
            stone.slot.as_bytes(),
            stone.handle.as_bytes(),
            &[stone.compartment.byte()],
            &stone.key_version.to_le_bytes(),
            stone.record.as_ref().map_or(&[], |r| r.as_bytes()),
            stone.sealed.as_ref().map_or(&[], |s| s),
            stone.day.as_bytes(),
            generation.as_ref().map_or(&[], |g| g),
        ]));
    }
    sha256(&all)
}

/// SHA-256 of all tombstones that restores have written, by slot.
#[must_use]
pub fn hash_restored(stones: &[Tombstone]) -> Hash {
    let mut all = frame(&[b"praxis/1/row/restored"]);
    for stone in stones.iter().filter(|stone| is_restored(stone)) {
        let generation = stone.generation.map(u64::to_le_bytes);
        all.extend(frame(&[
            stone.slot.as_bytes(),
            stone.handle.as_bytes(),
            &[stone.compartment.byte()],
            &stone.key_version.to_le_bytes(),
            stone.record.as_ref().map_or(&[], |r| r.as_bytes()),
            stone.sealed.as_ref().map_or(&[], |s| s),
            stone.day.as_bytes(),
            generation.as_ref().map_or(&[], |g| g),
            stone.authority.as_bytes(),
        ]));
    }
    sha256(&all)
}

/// Whether a restore wrote a tombstone, and no erasure of this vault.
#[must_use]
pub fn is_restored(stone: &Tombstone) -> bool {
    stone.authority.split(' ').next() == Some(RESTORED)
}

/// How the authority of a tombstone begins that a restore has written.
pub const RESTORED: &str = "restore";

/// SHA-256 of what the register says of a backup.
#[must_use]
pub fn hash_backup(row: &BackupRow) -> Hash {
    sha256_framed(&[
        b"praxis/1/row/backup",
        row.reference.to_string().as_bytes(),
        row.made.as_bytes(),
        &row.epoch.to_le_bytes(),
        &row.generation.to_le_bytes(),
        row.state.code().as_bytes(),
        row.place.as_bytes(),
        &row.sha256,
        row.verified.as_deref().unwrap_or("").as_bytes(),
    ])
}

/// SHA-256 of the clear side of a kit, an export or a will.
#[must_use]
pub fn hash_register(row: &RegisterRow) -> Hash {
    sha256_framed(&[
        b"praxis/1/row/register",
        row.reference.to_string().as_bytes(),
        row.made.as_bytes(),
        &row.epoch.to_le_bytes(),
        row.state.as_bytes(),
    ])
}
