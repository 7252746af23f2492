//! Checking a pack as it is read, without a vault: its files are those of its manifest, in the one order and form that
//! praxis writes, and its record is in the form of the schema.
//!
//! A sum shows that nothing was changed on the way. Who wrote it, it does not show: whoever can open a pack can write
//! another. So the sum of the manifest is given too, for comparing over the telephone.

mod record;

use std::fmt;
use std::io::{self, BufReader, Read};

use chrono::DateTime;

use super::archive::{BLOCK, MANIFEST, header, padding};
use super::{Form, manifest, names_a_file};
use crate::crypto::hash::{Hash, Hasher, from_hex, sha256};
use crate::records::reference::Reference;
use record::Record;

/// What is known of a pack that is whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// The request that it answers.
    pub request: Reference,
    /// When it was made, RFC 3339.
    pub made: String,
    /// Which form it has.
    pub form: Form,
    /// Files in the archive, the manifest among them.
    pub files: u64,
    /// Bytes of those files.
    pub bytes: u64,
    /// Records.
    pub entries: u64,
    /// Attachments.
    pub attachments: u64,
    /// Things left out whole.
    pub withheld: u64,
    /// Passages left out.
    pub redactions: u64,
    /// SHA-256 of the manifest: when it is the one that the practice wrote down, every file is the practice's.
    pub manifest: Hash,
}

/// Why a pack is not whole, or could not be looked at.
#[derive(Debug)]
pub enum Unsound {
    /// What is wrong. Names the files of a pack, and nothing in them.
    Wrong(String),
    /// It could not be read to its end.
    Unreadable(io::Error),
}

impl fmt::Display for Unsound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unsound::Wrong(what) => f.write_str(what),
            Unsound::Unreadable(error) => error.fmt(f),
        }
    }
}

impl From<io::Error> for Unsound {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            // What age says of a changed and of a shortened file.
            io::ErrorKind::InvalidData => wrong("it was changed"),
            io::ErrorKind::UnexpectedEof => wrong("it ends too early"),
            _ => Unsound::Unreadable(error),
        }
    }
}

fn wrong(what: impl Into<String>) -> Unsound {
    Unsound::Wrong(what.into())
}

/// The files that a pack of each form has beside its attachments.
fn expected(form: Form) -> &'static [&'static str] {
    match form {
        Form::Record => &[
            "README.txt",
            "letter.txt",
            "record.csv",
            "record.html",
            "record.json",
            "schema.json",
            "withheld.csv",
        ],
        Form::Portable => &["README.txt", "record.csv", "record.json", "schema.json"],
    }
}

/// The longest manifest that is read: far more lines than a pack has files.
const LONGEST_MANIFEST: u64 = 64 << 20;

/// A file as it was found.
struct Found {
    name: String,
    bytes: u64,
    sum: Hash,
}

/// Reads a whole archive (as it comes out of age) and checks it.
///
/// # Errors
/// With the first thing that is wrong.
pub fn verify(mut from: impl Read) -> Result<Checked, Unsound> {
    let mut found: Vec<Found> = Vec::new();
    let mut made = None;
    let mut record = None;
    let listed = loop {
        let (name, bytes, at) = next(&mut from)?.ok_or_else(|| wrong("it has no manifest"))?;
        if *made.get_or_insert(at) != at {
            return Err(wrong(format!("{name} is from another moment than what is before it")));
        }
        if found.last().is_some_and(|before| name != MANIFEST && before.name >= name) {
            return Err(wrong(format!("{name} is not in its place")));
        }
        let mut member = Member { from: &mut from, left: bytes, sum: Hasher::default() };
        if name == MANIFEST {
            if bytes > LONGEST_MANIFEST {
                return Err(wrong("the manifest is longer than one can be"));
            }
            let mut text = Vec::new();
            member.read_to_end(&mut text)?;
            member.end(bytes)?;
            break text;
        }
        if name == "record.json" {
            record = Some(Record::read(BufReader::new(&mut member)));
        }
        let sum = member.end(bytes)?;
        found.push(Found { name, bytes, sum });
    };
    if next(&mut from)?.is_some() {
        return Err(wrong("there is a file after the manifest"));
    }
    compare(&found, &listed)?;
    let record = record.ok_or_else(|| wrong("there is no record.json"))??;
    whole(&found, &record, made.unwrap_or_default())?;
    Ok(Checked {
        request: record.request,
        form: record.form,
        files: found.len() as u64 + 1,
        bytes: found.iter().map(|file| file.bytes).sum::<u64>() + listed.len() as u64,
        entries: record.entries,
        attachments: record.attachments.len() as u64,
        withheld: record.withheld,
        redactions: record.redactions,
        made: record.made,
        manifest: sha256(&listed),
    })
}

/// The name, the length and the moment of the next file; `None` at the end, when it is one.
fn next(from: &mut impl Read) -> Result<Option<(String, u64, u64)>, Unsound> {
    const BROKEN: &str = "a file in it begins as praxis begins none";
    let mut block = [0; BLOCK];
    from.read_exact(&mut block)?;
    if block == [0; BLOCK] {
        from.read_exact(&mut block)?;
        if block != [0; BLOCK] || from.read(&mut [0])? != 0 {
            return Err(wrong("something stands behind its end"));
        }
        return Ok(None);
    }
    let found = tar::Header::from_byte_slice(&block);
    let name = found.path_bytes();
    let name = std::str::from_utf8(&name).map_err(|_| wrong(BROKEN))?;
    if !(expected(Form::Record).contains(&name) || name == MANIFEST || names_a_file(name)) {
        return Err(wrong("there is a file in it that belongs in no pack"));
    }
    let (bytes, made) =
        found.size().and_then(|bytes| Ok((bytes, found.mtime()?))).map_err(|_| wrong(BROKEN))?;
    // Whatever else tar allows for (owners, modes, links, long names), praxis writes in one way.
    if header(name, bytes, made).ok() != Some(block) {
        return Err(wrong(BROKEN));
    }
    Ok(Some((name.to_owned(), bytes, made)))
}

/// The content of a file in the archive, summed as it is read.
struct Member<'a, R> {
    from: &'a mut R,
    left: u64,
    sum: Hasher,
}

impl<R: Read> Read for Member<'_, R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let most = usize::try_from(self.left).map_or(into.len(), |left| left.min(into.len()));
        if most == 0 {
            return Ok(0);
        }
        let read = self.from.read(&mut into[..most])?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.sum.update(&into[..read]);
        self.left -= read as u64;
        Ok(read)
    }
}

impl<R: Read> Member<'_, R> {
    /// Reads what is left of it, and the zeros behind it.
    fn end(mut self, bytes: u64) -> Result<Hash, Unsound> {
        let mut buffer = vec![0; 64 << 10];
        while self.read(&mut buffer)? > 0 {}
        let zeros = &mut buffer[..padding(bytes)];
        self.from.read_exact(zeros)?;
        if zeros.iter().any(|&byte| byte != 0) {
            return Err(wrong("something stands between its files"));
        }
        Ok(self.sum.finish())
    }
}

/// Whether the manifest lists exactly what was found.
fn compare(found: &[Found], listed: &[u8]) -> Result<(), Unsound> {
    let unreadable = || wrong("the manifest has a line that is no sum");
    let text = std::str::from_utf8(listed).map_err(|_| unreadable())?;
    let mut lines = Vec::new();
    for line in text.lines() {
        let (sum, name) = line.split_once("  ").ok_or_else(unreadable)?;
        lines.push((name, from_hex::<32>(sum).ok_or_else(unreadable)?));
    }
    for file in found {
        match lines.iter().find(|(name, _)| *name == file.name) {
            None => return Err(wrong(format!("{} is not in the manifest", file.name))),
            Some((_, sum)) if *sum != file.sum => {
                return Err(wrong(format!("{} is not what the manifest says", file.name)));
            }
            Some(_) => {}
        }
    }
    for (name, _) in &lines {
        if !found.iter().any(|file| file.name == *name) {
            // A name from outside is not repeated unless a pack could have it.
            let known = expected(Form::Record).contains(name) || names_a_file(name);
            return Err(wrong(format!("{} is missing", if known { name } else { "a file of the manifest" })));
        }
    }
    let sums: Vec<(String, Hash)> = found.iter().map(|file| (file.name.clone(), file.sum)).collect();
    if manifest::text(&sums).as_bytes() == listed {
        Ok(())
    } else {
        Err(wrong("the manifest is not in its form"))
    }
}

/// Whether the files are those that the record speaks of.
fn whole(found: &[Found], record: &Record, made: u64) -> Result<(), Unsound> {
    let said =
        DateTime::parse_from_rfc3339(&record.made).ok().and_then(|at| u64::try_from(at.timestamp()).ok());
    if said != Some(made) {
        return Err(wrong("record.json and the files are not from one moment"));
    }
    let (attachments, others): (Vec<&Found>, Vec<&Found>) =
        found.iter().partition(|file| file.name.starts_with("attachments/"));
    for name in expected(record.form) {
        if !others.iter().any(|file| file.name == *name) {
            return Err(wrong(format!("{name} is missing")));
        }
    }
    if others.len() != expected(record.form).len() {
        return Err(wrong("there is a file in it that is not for a pack of its form"));
    }
    // Both in the order of their names.
    if attachments.len() != record.attachments.len() {
        return Err(wrong("the attachments are not those that record.json speaks of"));
    }
    for (file, said) in attachments.iter().zip(&record.attachments) {
        if (&file.name, file.bytes, file.sum) != (&said.file, said.bytes, said.sha256) {
            return Err(wrong(format!("{} is not what record.json says", file.name)));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
