//! Signals while somebody types: seen instead of obeyed, and obeyed again afterwards.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::{SigId, flag, low_level};

use crate::failure::Failure;

/// Whether a signal does what it does by default. One for the process, as signals are: a handler that was
/// once installed stays, so it must be able to stand aside.
static BY_DEFAULT: AtomicBool = AtomicBool::new(true);

/// Signals are watched until this is dropped.
pub struct Watch {
    seen: Arc<AtomicBool>,
    handlers: Vec<SigId>,
}

impl Watch {
    /// Begins to watch. `ending` are those that [`Watch::ended`] tells of; `ignored` are only kept from acting.
    #[must_use]
    pub fn begin(ending: &[i32], ignored: &[i32]) -> Self {
        BY_DEFAULT.store(false, Ordering::SeqCst);
        let seen = Arc::new(AtomicBool::new(false));
        let mut handlers = Vec::new();
        for &signal in ending.iter().chain(ignored) {
            // Never unregistered: without it the signal would be ignored for good.
            let _ = flag::register_conditional_default(signal, &BY_DEFAULT);
            if ending.contains(&signal) {
                handlers.extend(flag::register(signal, Arc::clone(&seen)).ok());
            }
        }
        Self { seen, handlers }
    }

    /// Watches for every signal by which a person, or the system, ends a command.
    #[must_use]
    pub fn for_an_end() -> Self {
        Self::begin(&[SIGINT, SIGTERM, SIGHUP], &[])
    }

    /// Says no once an ending signal came.
    ///
    /// # Errors
    /// [`Failure::Interrupted`].
    pub fn go_on(&self) -> Result<(), Failure> {
        if self.ended() { Err(Failure::Interrupted) } else { Ok(()) }
    }

    /// Whether an ending signal came.
    #[must_use]
    pub fn ended(&self) -> bool {
        self.seen.load(Ordering::SeqCst)
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        for handler in self.handlers.drain(..) {
            low_level::unregister(handler);
        }
        BY_DEFAULT.store(true, Ordering::SeqCst);
    }
}
