//! What goes between praxis and the process that speaks with a plugin: a length (u32, little endian), a kind, a body. All of
//! it in buffers of one size that are wiped: a growing one would leave copies of a key behind.

use std::io::{self, Read, Write};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// The longest body, in bytes.
pub const LONGEST: usize = 64 * 1024;
const HEAD: usize = 5;

/// What a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// To the process: what to do.
    Order,
    /// To the process: what to open or to seal.
    Body,
    /// To the process: an answer.
    Yes,
    /// To the process: there is none.
    No,
    /// From it: the plugin says something.
    Told,
    /// From it: yes or no? The message and the words for either, with a zero between them.
    Confirm,
    /// From it: a line is asked for.
    Public,
    /// From it: a PIN is asked for.
    Secret,
    /// From it: what came of it.
    Done,
    /// From it: what went wrong.
    Failed,
}

impl Kind {
    const ALL: [Self; 10] = [
        Self::Order,
        Self::Body,
        Self::Yes,
        Self::No,
        Self::Told,
        Self::Confirm,
        Self::Public,
        Self::Secret,
        Self::Done,
        Self::Failed,
    ];

    fn from_byte(byte: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| *kind as u8 == byte)
    }
}

/// A message that came whole.
pub type Message = (Kind, Zeroizing<Vec<u8>>);

/// What is done with the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Work {
    /// An age file is opened.
    Open,
    /// An identity is sealed.
    Seal,
}

/// What the process is to do. Nothing of it is secret.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Order {
    /// What to do.
    pub work: Work,
    /// The program, and no other.
    pub program: PathBuf,
    /// The plugin's own identity.
    pub stub: String,
    /// To whom to seal, where not to that.
    pub recipient: Option<String>,
}

/// Sends a message, whole.
pub fn send(to: &mut impl Write, kind: Kind, body: &[u8]) -> io::Result<()> {
    let length = u32::try_from(body.len()).ok().filter(|_| body.len() <= LONGEST);
    let length = length.ok_or(io::ErrorKind::InvalidInput)?;
    let mut message = Zeroizing::new(Vec::with_capacity(HEAD + body.len()));
    message.extend_from_slice(&length.to_le_bytes());
    message.push(kind as u8);
    message.extend_from_slice(body);
    to.write_all(&message)?;
    to.flush()
}

/// Waits for the next message; an error at the end.
#[cfg(any(feature = "plugin", test))]
pub fn receive(from: &mut impl Read) -> io::Result<Message> {
    let mut head = [0; HEAD];
    from.read_exact(&mut head)?;
    let (kind, length) = read_head(head).ok_or(io::ErrorKind::InvalidData)?;
    let mut body = Zeroizing::new(vec![0; length]);
    from.read_exact(&mut body)?;
    Ok((kind, body))
}

fn read_head([a, b, c, d, kind]: [u8; HEAD]) -> Option<(Kind, usize)> {
    let length = usize::try_from(u32::from_le_bytes([a, b, c, d])).ok()?;
    (length <= LONGEST).then_some((Kind::from_byte(kind)?, length))
}

/// What came in, piece by piece.
pub struct Inbox {
    buffer: Zeroizing<Vec<u8>>,
    length: usize,
}

impl Inbox {
    /// An empty one.
    pub fn new() -> Self {
        Self { buffer: Zeroizing::new(vec![0; HEAD + LONGEST]), length: 0 }
    }

    /// Reads once; says whether anything came.
    pub fn fill(&mut self, from: &mut impl Read) -> io::Result<bool> {
        let read = match from.read(&mut self.buffer[self.length..]) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => return Ok(true),
            read => read?,
        };
        self.length += read;
        Ok(read > 0)
    }

    /// The next whole message; an error for what can be none.
    pub fn take(&mut self) -> Result<Option<Message>, ()> {
        let Some((head, rest)) = self.buffer[..self.length].split_first_chunk::<HEAD>() else {
            return Ok(None);
        };
        let (kind, length) = read_head(*head).ok_or(())?;
        let Some(body) = rest.get(..length) else { return Ok(None) };
        let body = Zeroizing::new(body.to_vec());
        self.buffer.copy_within(HEAD + length..self.length, 0);
        self.length -= HEAD + length;
        Ok(Some((kind, body)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_come_whole_however_they_were_cut() {
        let mut sent = Vec::new();
        send(&mut sent, Kind::Told, b"touch your key").expect("sends");
        send(&mut sent, Kind::Done, &vec![7; LONGEST]).expect("sends");
        send(&mut sent, Kind::No, &[]).expect("sends");
        let mut inbox = Inbox::new();
        let mut taken = Vec::new();
        for mut piece in sent.chunks(1000) {
            while !piece.is_empty() {
                assert!(inbox.fill(&mut piece).expect("fills"));
                while let Some((kind, body)) = inbox.take().expect("whole") {
                    taken.push((kind, body.len()));
                }
            }
        }
        assert_eq!(taken, [(Kind::Told, 14), (Kind::Done, LONGEST), (Kind::No, 0)]);
        assert!(!inbox.fill(&mut io::empty()).expect("an end"));
        let mut from = sent.as_slice();
        assert_eq!(receive(&mut from).expect("reads").1.as_slice(), b"touch your key");
    }

    #[test]
    fn what_can_be_no_message_is_refused() {
        for head in [[0xff, 0xff, 0xff, 0xff, 4], [0, 0, 0, 0, 99], [1, 0, 1, 0, 4]] {
            let mut inbox = Inbox::new();
            assert!(inbox.fill(&mut head.as_slice()).expect("fills"));
            assert!(inbox.take().is_err(), "{head:?}");
            assert!(receive(&mut head.as_slice()).is_err());
        }
        assert!(send(&mut Vec::new(), Kind::Done, &vec![0; LONGEST + 1]).is_err());
        for (at, kind) in Kind::ALL.into_iter().enumerate() {
            assert_eq!(kind as usize, at);
        }
    }
}
