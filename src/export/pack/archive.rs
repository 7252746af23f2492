//! The archive: ustar, written by hand in one way only, so that the same pack gives the same bytes, and so that whoever
//! checks one knows what each byte must be.

use std::io::{self, Write};

use super::{Attachment, Entry, Form, Pack, Unwritten, Written, csv, html, json, manifest, readme};
use crate::crypto::hash::{Hash, Hasher, sha256};

/// tar counts in these.
pub const BLOCK: usize = 512;

/// The file with the sums: the last of the archive.
pub(super) const MANIFEST: &str = "manifest.sha256";

/// The largest file in an archive: what ustar has digits for, 8 GiB less one byte.
const LARGEST: u64 = 0o777_7777_7777;

/// The block in front of a file; for the same name, length and moment always the same.
pub(super) fn header(name: &str, bytes: u64, made: u64) -> io::Result<[u8; BLOCK]> {
    if bytes > LARGEST {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "a file is too large for an archive"));
    }
    let mut header = tar::Header::new_ustar();
    header.set_path(name)?;
    header.set_mode(0o600);
    header.set_uid(0);
    header.set_gid(0);
    header.set_size(bytes);
    header.set_mtime(made);
    header.set_cksum();
    Ok(*header.as_bytes())
}

/// Writes a pack that was found good.
pub(super) fn write<W: Write, E>(
    pack: &Pack,
    made: u64,
    out: W,
    mut content: impl FnMut(&Entry, &Attachment, &mut dyn Write) -> Result<(), E>,
) -> Result<(W, Written), Unwritten<E>> {
    let mut archive = Archive { out, made, sums: Vec::new(), bytes: 0 };
    // In the order of their bytes: capitals first, then attachments.
    archive.bytes("README.txt", readme::text(pack).as_bytes())?;
    let mut files: Vec<_> = pack.attachments().collect();
    files.sort_unstable_by(|(_, one), (_, other)| one.file_name.cmp(&other.file_name));
    for (entry, file) in &files {
        archive.streamed(&file.file_name, file.bytes, |to| content(entry, file, to))?;
    }
    let whole = pack.form == Form::Record;
    if whole {
        archive.bytes("letter.txt", lines(&pack.letter).as_bytes())?;
    }
    archive.bytes("record.csv", &csv::record(pack)?)?;
    if whole {
        archive.bytes("record.html", html::page(pack).as_bytes())?;
    }
    let json = json::record(pack, &archive.sums)?;
    archive.bytes("record.json", &json)?;
    archive.bytes("schema.json", super::SCHEMA.as_bytes())?;
    if whole {
        archive.bytes("withheld.csv", &csv::withheld(pack)?)?;
    }
    let sums = manifest::text(&archive.sums);
    archive.bytes(MANIFEST, sums.as_bytes())?;
    let counted = Written {
        entries: pack.entries.len() as u64,
        attachments: files.len() as u64,
        files: archive.sums.len() as u64,
        bytes: 0,
        manifest: sha256(sums.as_bytes()),
    };
    let (out, bytes) = archive.finish()?;
    Ok((out, Written { bytes, ..counted }))
}

/// Text that ends with a line end.
fn lines(text: &str) -> String {
    format!("{}\n", text.trim_end())
}

struct Archive<W> {
    out: W,
    made: u64,
    /// The files so far.
    sums: Vec<(String, Hash)>,
    bytes: u64,
}

impl<W: Write> Archive<W> {
    fn bytes(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.streamed(name, bytes.len() as u64, |to| to.write_all(bytes)).map_err(|why| match why {
            Unwritten::Io(error) | Unwritten::Content(error) => error,
            Unwritten::Wrong(what) => io::Error::other(what),
        })
    }

    fn streamed<E>(
        &mut self,
        name: &str,
        bytes: u64,
        content: impl FnOnce(&mut dyn Write) -> Result<(), E>,
    ) -> Result<(), Unwritten<E>> {
        self.out.write_all(&header(name, bytes, self.made)?)?;
        let mut summed = Summed { out: &mut self.out, sum: Hasher::default(), left: bytes };
        content(&mut summed).map_err(Unwritten::Content)?;
        let Summed { sum, left, .. } = summed;
        if left != 0 {
            return Err(Unwritten::Wrong("an attachment is shorter than it was said to be"));
        }
        let padding = padding(bytes);
        self.out.write_all(&[0; BLOCK][..padding])?;
        self.bytes += (BLOCK + padding) as u64 + bytes;
        self.sums.push((name.to_owned(), sum.finish()));
        Ok(())
    }

    fn finish(mut self) -> io::Result<(W, u64)> {
        self.out.write_all(&[0; 2 * BLOCK])?;
        Ok((self.out, self.bytes + 2 * BLOCK as u64))
    }
}

/// The zeros after a file of so many bytes.
pub(super) fn padding(bytes: u64) -> usize {
    let over = usize::try_from(bytes % BLOCK as u64).unwrap_or_default();
    (BLOCK - over) % BLOCK
}

/// Passes bytes on, sums them, and lets none by that was not announced.
struct Summed<W> {
    out: W,
    sum: Hasher,
    left: u64,
}

impl<W: Write> Write for Summed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if bytes.len() as u64 > self.left {
            return Err(io::Error::other("an attachment is longer than it was said to be"));
        }
        let written = self.out.write(bytes)?;
        self.sum.update(&bytes[..written]);
        self.left -= written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
