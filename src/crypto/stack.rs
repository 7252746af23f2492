//! What was on the stack: a secret type wipes the key that it holds, and not the copies that calls below made of it in
//! passing (registers that were saved, the rounds of a cipher, values that were moved). They lie there until another call
//! happens to write over them. A process that lives on writes over them itself.

use std::hint::black_box;

/// How much of it one call writes over.
const PIECE: usize = 16 * 1024;
/// More than anything that a session does needs, in a debug build too.
const PIECES: usize = 32;

/// Writes zeros over the stack below the caller: half a megabyte, of the eight that a process has (two where it is least).
#[inline(never)]
pub fn wipe_below() {
    wipe(PIECES);
}

#[inline(never)]
fn wipe(pieces: usize) {
    let mut zeros = [0_u8; PIECE];
    black_box(&mut zeros);
    if pieces > 1 {
        wipe(pieces - 1);
    }
    // Still there: the compiler may not give the room back before the next call, and make it one room for all.
    black_box(&zeros);
}
