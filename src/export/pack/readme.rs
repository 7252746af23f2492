//! `README.txt`: what the pack is and how it is read, for somebody who has never seen one.

use super::{Form, Pack};

/// The text. It says nothing of the record, so that it may be read aloud over the telephone.
pub fn text(pack: &Pack) -> String {
    let practice = &pack.practice.name;
    let request = pack.request;
    let made = pack.made.get(..10).unwrap_or_default();
    let intro = format!("This is the answer to request {request}, made by {practice} on {made}.\n");
    let what = match pack.form {
        Form::Record => RECORD,
        Form::Portable => PORTABLE,
    };
    [&intro, what, CARE].join("\n")
}

const RECORD: &str = "\
Where to begin

  letter.txt    the letter that goes with it: read this first
  record.html   the record itself: open it in any web browser; it prints well,
                and needs no internet

What else is here

  attachments   the files that belong to the record, named by their reference;
                the record says what each one is
  record.csv    the same record for a spreadsheet; a cell that begins with an
                apostrophe had it put there, so that no spreadsheet takes the
                cell for a formula
  record.json   the same record for programs
  schema.json   what the fields of record.json mean
  withheld.csv  what was left out and why, where something was

What was left out is not in any of these files: it was taken away, not covered.
";

const PORTABLE: &str = "\
It holds what you gave to the practice yourself, in forms that programs read, so
that you can take it to somebody else.

  record.json   what you gave, for programs
  schema.json   what the fields of record.json mean
  record.csv    the same for a spreadsheet; a cell that begins with an apostrophe
                had it put there, so that no spreadsheet takes the cell for a
                formula
  attachments   the files that you gave, if you gave any
";

const CARE: &str = "\
To see that all of it arrived as it was sent

  manifest.sha256 lists every file with its SHA-256 sum. On Linux type
      sha256sum -c manifest.sha256
  and on a Mac
      shasum -a 256 -c manifest.sha256
  in this folder. Every line should end in OK.

Please keep it safe

  Unpacked, these files are readable by anybody who can reach them. Keep them
  where only you can, and delete the copies that you do not need.
";
