//! What goes over the socket: messages of framed fields, each with its length in front. The first field says what it is.
//! Buffers are wiped: keys are in them.

use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

use zeroize::Zeroizing;

use super::super::held::Denied;
use super::super::keyring::{SLOT, Slot, SlotName};
use crate::crypto::frame::{frame, unframe, unframe_at_most};
use crate::crypto::{self};
use crate::records::compartment::Compartment;
use crate::records::id::{Handle, RecordId};

/// The longest message, in bytes: a keyring of half a million keys.
const LONGEST: u32 = 64 << 20;
/// The longest of a question in which there are no slots: a text to sign, or a file `members`.
const SHORT: u32 = 4 << 20;
/// What is asked with slots, or keys for them, of a whole keyring.
const LONG: [&[u8]; 3] = [ask::CLOSED, ask::SEAL, ask::RESEAL];

/// What a session is asked. Frozen within a version: session and command are of one binary.
pub mod ask {
    /// How it stands; does not count as use.
    pub const STANDING: &[u8] = b"standing";
    /// To open a slot.
    pub const OPEN: &[u8] = b"open";
    /// How many of some slots do not open.
    pub const CLOSED: &[u8] = b"closed";
    /// To seal keys.
    pub const SEAL: &[u8] = b"seal";
    /// To sign a text.
    pub const SIGN: &[u8] = b"sign";
    /// Whether an owner wrote a file `members`.
    pub const CHECK_MEMBERS: &[u8] = b"check-members";
    /// Whether an owner wrote a file `members` for the next epoch.
    pub const CHECK_NEXT_MEMBERS: &[u8] = b"check-next-members";
    /// For the file `members` of the next epoch, with the same members.
    pub const SEAL_MEMBERS: &[u8] = b"seal-members";
    /// To seal slots for the next epoch.
    pub const RESEAL: &[u8] = b"reseal";
    /// To write everybody's way into the next epoch.
    pub const WRITE_WRAPS: &[u8] = b"write-wraps";
    /// To step to the next epoch, and forget the one before.
    pub const ADVANCE: &[u8] = b"advance";
}

/// What it answers.
pub enum Answer {
    /// What was asked for.
    Done(Zeroizing<Vec<u8>>),
    /// The keys do not do that.
    Denied(Denied),
    /// Its keys are of another epoch than who asks thinks.
    OtherEpoch,
    /// What it was asked to write could not be written.
    Failed(String),
    /// It is nothing that can be asked.
    NotUnderstood,
}

/// A stream that is read and written until a moment, however slowly the other end does its part.
pub struct Until<'s> {
    stream: &'s UnixStream,
    end: Instant,
}

impl<'s> Until<'s> {
    /// From now on for so long.
    #[must_use]
    pub fn within(stream: &'s UnixStream, patience: Duration) -> Self {
        Self { stream, end: Instant::now() + patience }
    }

    fn left(&self) -> io::Result<Option<Duration>> {
        let left = self.end.saturating_duration_since(Instant::now());
        if left.is_zero() { Err(io::ErrorKind::TimedOut.into()) } else { Ok(Some(left)) }
    }
}

impl Read for Until<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.stream.set_read_timeout(self.left()?)?;
        self.stream.read(into)
    }
}

impl Write for Until<'_> {
    fn write(&mut self, from: &[u8]) -> io::Result<usize> {
        self.stream.set_write_timeout(self.left()?)?;
        self.stream.write(from)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Writes a message.
///
/// # Errors
/// When the other end is gone, or takes too long.
pub fn send(to: &mut impl Write, fields: &[&[u8]]) -> io::Result<()> {
    let message = Zeroizing::new(frame(fields));
    let length = u32::try_from(message.len()).ok().filter(|length| *length <= LONGEST);
    let length = length.ok_or_else(|| io::Error::from(io::ErrorKind::FileTooLarge))?;
    to.write_all(&length.to_le_bytes())?;
    to.write_all(&message)?;
    to.flush()
}

/// Reads a message.
///
/// # Errors
/// When the other end is gone, takes too long, or says that it is longer than any.
pub fn receive(from: &mut impl Read) -> io::Result<Zeroizing<Vec<u8>>> {
    let length = length(from)?;
    // Of the length that was said, so that it never grows and leaves a copy behind.
    let mut message = Zeroizing::new(vec![0; length as usize]);
    from.read_exact(&mut message)?;
    Ok(message)
}

/// Reads a question: what is asked in few words is not heard out for long.
///
/// # Errors
/// Those of [`receive`].
pub fn receive_question(from: &mut impl Read) -> io::Result<Zeroizing<Vec<u8>>> {
    /// As much of it as says what is asked.
    const START: usize = 16;
    let length = length(from)?;
    let mut start = [0; START];
    let start = &mut start[..START.min(length as usize)];
    from.read_exact(start)?;
    if length > SHORT && !LONG.iter().any(|what| start.starts_with(&frame(&[what]))) {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    let mut message = Zeroizing::new(vec![0; length as usize]);
    let (first, rest) = message.split_at_mut(start.len());
    first.copy_from_slice(start);
    from.read_exact(rest)?;
    Ok(message)
}

fn length(from: &mut impl Read) -> io::Result<u32> {
    let mut length = [0; 4];
    from.read_exact(&mut length)?;
    let length = u32::from_le_bytes(length);
    if length > LONGEST { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(length) }
}

/// The fields of a question. The smallest of many is a key with its name: more than fit in are nothing that can be asked, and
/// would take several times the memory of the message.
#[must_use]
pub fn read_question(message: &[u8]) -> Vec<&[u8]> {
    const SMALLEST: usize = 64;
    unframe_at_most(message, 8 + message.len() / SMALLEST).unwrap_or_default()
}

/// Writes an answer.
///
/// # Errors
/// Those of [`send`].
pub fn send_answer(to: &mut impl Write, answer: &Answer) -> io::Result<()> {
    match answer {
        Answer::Done(body) => send(to, &[b"done", body]),
        Answer::Denied(Denied::Compartment(which)) => send(to, &[b"compartment", &[which.byte()]]),
        Answer::Denied(Denied::NotAnOwner) => send(to, &[b"not-an-owner"]),
        Answer::Denied(Denied::CannotSign) => send(to, &[b"cannot-sign"]),
        Answer::Denied(Denied::Closed(_)) => send(to, &[b"closed"]),
        Answer::OtherEpoch => send(to, &[b"other-epoch"]),
        Answer::Failed(why) => send(to, &[b"failed", why.as_bytes()]),
        Answer::NotUnderstood => send(to, &[b"not-understood"]),
    }
}

/// Reads an answer; none for what is none.
#[must_use]
pub fn read_answer(message: &[u8]) -> Option<Answer> {
    let fields = unframe(message)?;
    Some(match *fields.as_slice() {
        [b"done", body] => Answer::Done(Zeroizing::new(body.to_vec())),
        [b"compartment", &[byte]] => Answer::Denied(Denied::Compartment(Compartment::from_byte(byte)?)),
        [b"not-an-owner"] => Answer::Denied(Denied::NotAnOwner),
        [b"cannot-sign"] => Answer::Denied(Denied::CannotSign),
        [b"closed"] => Answer::Denied(Denied::Closed(crypto::Error::DoesNotOpen)),
        [b"other-epoch"] => Answer::OtherEpoch,
        [b"failed", why] => Answer::Failed(String::from_utf8_lossy(why).into_owned()),
        [b"not-understood"] => Answer::NotUnderstood,
        _ => return None,
    })
}

/// The name of a slot.
#[must_use]
pub fn name_bytes(name: &SlotName) -> Vec<u8> {
    frame(&[
        name.handle.as_bytes(),
        &[name.compartment.byte()],
        &name.key_version.to_le_bytes(),
        name.record.as_ref().map_or(&[], |record| record.as_bytes()),
    ])
}

/// Reads the name of a slot; none for anything else.
#[must_use]
pub fn read_name(bytes: &[u8]) -> Option<SlotName> {
    let fields = unframe(bytes)?;
    let [handle, &[compartment], version, record] = *fields.as_slice() else { return None };
    let record = match record {
        [] => None,
        record => Some(RecordId::new(record.try_into().ok()?)),
    };
    Some(SlotName {
        handle: Handle::new(handle.try_into().ok()?),
        compartment: Compartment::from_byte(compartment)?,
        key_version: u32::from_le_bytes(version.try_into().ok()?),
        record,
    })
}

/// Slots, one after another.
#[must_use]
pub fn slots_bytes<'s>(slots: impl IntoIterator<Item = &'s Slot>) -> Vec<u8> {
    slots.into_iter().flat_map(Slot::to_bytes).collect()
}

/// Reads slots; none when one is none.
#[must_use]
pub fn read_slots(bytes: &[u8]) -> Option<Vec<Slot>> {
    let pieces = bytes.chunks_exact(SLOT);
    pieces.remainder().is_empty().then_some(())?;
    pieces.map(|piece| Slot::parse(piece).ok().flatten()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_answer_reads_back() {
        for (answer, form) in [
            (Answer::Done(Zeroizing::new(vec![1, 2])), "done"),
            (Answer::Denied(Denied::Compartment(Compartment::Clinical)), "compartment"),
            (Answer::Denied(Denied::NotAnOwner), "not-an-owner"),
            (Answer::Denied(Denied::CannotSign), "cannot-sign"),
            (Answer::Denied(Denied::Closed(crypto::Error::DoesNotOpen)), "closed"),
            (Answer::OtherEpoch, "other-epoch"),
            (Answer::Failed("why".to_owned()), "failed"),
            (Answer::NotUnderstood, "not-understood"),
        ] {
            let mut bytes = Vec::new();
            send_answer(&mut bytes, &answer).expect("memory");
            let message = receive(&mut bytes.as_slice()).expect("whole");
            let back = read_answer(&message).unwrap_or_else(|| panic!("{form}"));
            let mut again = Vec::new();
            send_answer(&mut again, &back).expect("memory");
            assert_eq!(again, bytes, "{form}");
        }
    }

    #[test]
    fn a_message_that_says_it_is_endless_is_not_read() {
        let mut bytes = u32::MAX.to_le_bytes().to_vec();
        bytes.extend_from_slice(b"x");
        assert_eq!(receive(&mut bytes.as_slice()).map_err(|e| e.kind()), Err(io::ErrorKind::FileTooLarge));
        assert!(receive(&mut [5, 0, 0, 0, 1].as_slice()).is_err(), "cut off");
    }

    #[test]
    fn a_long_question_is_heard_out_where_slots_are_in_it_and_nowhere_else() {
        let long = |what: &[u8]| frame(&[what, &[0; 8], &vec![7; SHORT as usize]]);
        for (what, heard) in [
            (ask::CLOSED, true),
            (ask::SEAL, true),
            (ask::RESEAL, true),
            (ask::SIGN, false),
            (b"sealed", false),
        ] {
            let message = long(what);
            let mut bytes = u32::try_from(message.len()).expect("short").to_le_bytes().to_vec();
            bytes.extend_from_slice(&message);
            // What is refused is refused before the rest is there.
            bytes.truncate(if heard { bytes.len() } else { 20 });
            let read =
                receive_question(&mut bytes.as_slice()).map(|read| read.to_vec()).map_err(|e| e.kind());
            assert_eq!(read, if heard { Ok(message) } else { Err(io::ErrorKind::FileTooLarge) });
        }
        for short in [&b""[..], b"a", &[1; 15], &[1; 16], &[1; 17]] {
            let mut bytes = Vec::new();
            send(&mut bytes, &[short]).expect("memory");
            let read = receive_question(&mut bytes.as_slice()).expect("whole");
            assert_eq!(read_question(&read), [short]);
        }
    }

    #[test]
    fn a_message_of_many_empty_fields_is_nothing() {
        assert_eq!(read_question(&vec![0; 1 << 20]), [&b""[..]; 0]);
        assert_eq!(read_question(&[0; 32]).len(), 8, "few are read");
    }

    #[test]
    fn who_sends_a_byte_now_and_then_does_not_make_it_last_longer() {
        let (here, mut there) = UnixStream::pair().expect("a pair");
        there.write_all(&[200, 0, 0, 0, 1, 2, 3]).expect("writes");
        let read = receive(&mut Until { stream: &here, end: Instant::now() });
        assert_eq!(read.map_err(|e| e.kind()).err(), Some(io::ErrorKind::TimedOut), "the end has come");
        let mut until = Until::within(&here, Duration::from_secs(60));
        let mut some = [0; 7];
        until.read_exact(&mut some).expect("there");
        let end = until.end;
        until.left().expect("left");
        assert_eq!(until.end, end, "what was read does not move it");
    }

    proptest! {
        #[test]
        fn names_read_back(handle: [u8; 16], version: u32, record: Option<[u8; 16]>, byte in 1u8..=6) {
            let compartment = Compartment::from_byte(byte).expect("one of six");
            let record = record.map(RecordId::new);
            let name = SlotName { handle: Handle::new(handle), compartment, key_version: version, record };
            prop_assert!(read_name(&name_bytes(&name)) == Some(name));
        }

        #[test]
        fn no_bytes_make_it_panic(bytes: Vec<u8>) {
            let _ = (read_answer(&bytes), read_name(&bytes), read_slots(&bytes));
        }
    }
}
