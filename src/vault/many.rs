//! Opening many records at once, on all processors: reading rows is one thread's work, opening them is everybody's.

use std::num::NonZero;
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, ScopedJoinHandle};

use serde::de::DeserializeOwned;

use super::rows;
use crate::crypto::secret::RecordKey;
use crate::failure::Failure;
use crate::records::id::VaultId;
use crate::records::stored::RecordRow;

/// Rows that change hands at a time. Fewer than these are opened where they are.
const BATCH: usize = 256;
/// More threads than this wait for the rows.
const MOST: usize = 8;

/// A row and the key that opens it.
pub type Keyed = (RecordRow, Arc<RecordKey>);

/// Opens every row that `feed` hands over, reads those whose JSON may be `wanted`, and keeps what `pick` makes of them,
/// in no order. To look at JSON takes a third of the time that it takes to read it.
///
/// # Errors
/// Those of `feed`; or of the first row that did not open.
pub fn open_all<B, T, P>(
    vault: VaultId,
    wanted: &(dyn Fn(&[u8]) -> bool + Sync),
    pick: P,
    feed: impl FnOnce(&mut dyn FnMut(Keyed) -> Result<(), Failure>) -> Result<(), Failure>,
) -> Result<Vec<T>, Failure>
where
    B: DeserializeOwned,
    T: Send,
    P: Fn(&RecordRow, B) -> Result<Option<T>, Failure> + Sync,
{
    let open = |batch: Vec<Keyed>| -> Result<Vec<T>, Failure> {
        let opened = batch.iter().map(|(row, key)| {
            let json = rows::open_json(row, vault, key)?;
            if wanted(&json) { pick(row, rows::read(row, &json)?) } else { Ok(None) }
        });
        opened.filter_map(Result::transpose).collect()
    };
    let (sender, receiver) = sync_channel(MOST);
    let receiver = Mutex::new(receiver);
    thread::scope(|scope| {
        let mut batch = Vec::with_capacity(BATCH);
        let mut workers: Vec<ScopedJoinHandle<'_, Result<Vec<T>, Failure>>> = Vec::new();
        let fed = feed(&mut |keyed| {
            batch.push(keyed);
            if batch.len() == BATCH {
                if workers.is_empty() {
                    let count = thread::available_parallelism().map_or(1, NonZero::get).min(MOST);
                    workers.extend((0..count).map(|_| scope.spawn(|| work(&receiver, &open))));
                }
                // Fails when nobody receives any more, which the workers then say themselves.
                let _ = sender.send(std::mem::take(&mut batch));
            }
            Ok(())
        });
        // The channel ends with its only sender, and the workers with the channel.
        drop(sender);
        let mut all = fed.and_then(|()| open(batch));
        for worker in workers {
            let theirs = worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            all = all.and_then(|mut all| {
                all.append(&mut theirs?);
                Ok(all)
            });
        }
        all
    })
}

/// One that failed goes on receiving, and drops what it receives: whoever sends must not wait for ever.
fn work<T>(
    receiver: &Mutex<Receiver<Vec<Keyed>>>,
    open: &(impl Fn(Vec<Keyed>) -> Result<Vec<T>, Failure> + Sync),
) -> Result<Vec<T>, Failure> {
    let mut all = Ok(Vec::new());
    loop {
        let next = receiver.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(batch) = next else { return all };
        all = all.and_then(|mut all| {
            all.append(&mut open(batch)?);
            Ok(all)
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::client::Contact;
    use crate::records::compartment::Compartment;
    use crate::records::id::Handle;
    use crate::records::stored::RecordType;

    const VAULT: VaultId = VaultId::new([1; 16]);

    fn sealed(number: u32, key: &RecordKey) -> RecordRow {
        let mut row = rows::first_version(RecordType::Contact, Handle::new([2; 16]), Compartment::Contact);
        row.number = Some(number);
        rows::seal(&mut row, VAULT, key, &Contact::default()).expect("seals");
        row
    }

    fn opened(rows: Vec<RecordRow>, key: RecordKey) -> Result<Vec<u32>, Failure> {
        let key = Arc::new(key);
        open_all(
            VAULT,
            &|json| !json.is_empty(),
            |row, _: Contact| Ok(row.number.filter(|number| number % 3 == 0)),
            |each| rows.into_iter().try_for_each(|row| each((row, Arc::clone(&key)))),
        )
    }

    #[test]
    fn every_row_is_opened_once_however_many_there_are() {
        for count in [0, 1, BATCH - 1, BATCH, BATCH + 1, 20 * BATCH + 7] {
            let key = RecordKey::generate();
            let count = u32::try_from(count).expect("a number");
            let rows = (1..=count).map(|number| sealed(number, &key)).collect();
            let mut found = opened(rows, key).unwrap_or_else(|_| panic!("opens"));
            found.sort_unstable();
            assert_eq!(found, (1..=count).filter(|number| number % 3 == 0).collect::<Vec<_>>());
        }
    }

    #[test]
    fn one_that_does_not_open_fails_the_whole() {
        for (count, at) in [(5, 3), (20 * BATCH, 10), (20 * BATCH, 20 * BATCH - 1)] {
            let key = RecordKey::generate();
            let numbers = 1..=u32::try_from(count).expect("a number");
            let mut rows: Vec<RecordRow> = numbers.map(|number| sealed(number, &key)).collect();
            rows[at].envelope[40] ^= 1;
            assert!(matches!(opened(rows, key), Err(Failure::Damaged(..))), "{count}, {at}");
        }
    }
}
