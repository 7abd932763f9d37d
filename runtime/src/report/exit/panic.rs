//! `panic = "abort"`: no exit handler runs after the abort, so the report is written at the end of the panic hook.

use std::panic::{PanicHookInfo, set_hook, take_hook};
use std::sync::OnceLock;

type Hook = Box<dyn Fn(&PanicHookInfo<'_>) + Sync + Send>;

/// Has the panic hook write the report after it has done what it did. A hook that the program sets later
/// and that does not call the one before loses the report.
///
/// Neither box allocates, since neither closure captures anything.
pub(super) fn chain() {
    static EARLIER: OnceLock<Hook> = OnceLock::new();
    if EARLIER.get().is_some() || EARLIER.set(take_hook()).is_err() {
        return;
    }
    set_hook(Box::new(|info| {
        if let Some(earlier) = EARLIER.get() {
            earlier(info);
        }
        super::once::write_last();
    }));
}
