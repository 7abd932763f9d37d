//! What stands in the expansion of a function whose results are on disk, too.

use proc_macro2::TokenStream;
use quote::quote_spanned;

use super::parts::{Looks, keep, kept, private, span, weigh};
use crate::plan::memo::{MemoPlan, Place};

/// The static that says what lies on disk, and how that of the function refers to it.
///
/// ```text
/// // Input:  disk = "folder", version = "2"; with `redis` it says `.redis(None)`
/// // Output: static __BEDECK_DISK: Disk = Disk::new(0x.., option_env!("CARGO_PKG_NAME"), option_env!("CARGO_PKG_VERSION"))
/// //             .folder("folder").version("2");
/// //         .. Memo::new(..).disk(&__BEDECK_DISK)
/// ```
pub(super) fn declared(plan: &MemoPlan) -> (TokenStream, TokenStream) {
    let Some(disk) = &plan.disk else { return Default::default() };
    let span = span(plan);
    let private = private(plan, span);
    let fingerprint = disk.fingerprint;
    let place = match &disk.place {
        Place::Folder(None) => TokenStream::new(),
        Place::Folder(Some(folder)) => quote_spanned!(span=> .folder(#folder)),
        Place::Server(None) => quote_spanned!(span=> .redis(::core::option::Option::None)),
        Place::Server(Some(url)) => quote_spanned!(span=> .redis(::core::option::Option::Some(#url))),
    };
    let version = disk.version.as_ref().map(|version| quote_spanned!(span=> .version(#version)));
    let hasty = plan.memo.is_async.then(|| quote_spanned!(span=> .hasty()));
    let declared = quote_spanned! {span=>
        static __BEDECK_DISK: #private::memo::disk::Disk = #private::memo::disk::Disk::new(
            #fingerprint,
            ::core::option_env!("CARGO_PKG_NAME"),
            ::core::option_env!("CARGO_PKG_VERSION"),
        ) #place #version #hasty;
    };
    (declared, quote_spanned!(span=> .disk(&__BEDECK_DISK)))
}

/// The handle in a local, where it is needed twice.
pub(super) fn held(plan: &MemoPlan, memo: &TokenStream) -> (TokenStream, TokenStream) {
    if plan.disk.is_none() {
        return (TokenStream::new(), memo.clone());
    }
    let span = span(plan);
    (quote_spanned!(span=> let memo = #memo;), quote_spanned!(span=> memo))
}

/// The table with the disk behind it.
pub(super) fn behind(plan: &MemoPlan) -> TokenStream {
    let kept = kept(plan);
    quote_spanned!(span(plan)=> memo.on_disk::<#kept, _>(table))
}

/// What the caller does that computes: it looks on the disk first.
///
/// ```text
/// // Output: let disk = memo.on_disk::<V, _>(table);
/// //         match disk.find(run, weigh) {
/// //             Some(value) => value,
/// //             None => { let value: V = body; let keep = ..; disk.finish(run, value, keep, weigh) } }
/// ```
pub(super) fn computed(plan: &MemoPlan, body: &TokenStream, looks: Looks) -> TokenStream {
    let (span, value) = (span(plan), &plan.value);
    let (behind, keep, weigh) = (behind(plan), keep(plan), weigh(plan));
    let anew = quote_spanned! {span=>
        let value: #value = #body;
        let keep = #keep;
        disk.finish(run, value, keep, #weigh)
    };
    if looks == Looks::Nowhere {
        return quote_spanned!(span=> let disk = #behind; #anew);
    }
    quote_spanned! {span=>
        let disk = #behind;
        match disk.find(run, #weigh) {
            ::core::option::Option::Some(value) => value,
            ::core::option::Option::None => { #anew }
        }
    }
}

/// What the methods of the handle call with `act`, a key and a table, and `call` where they need the body.
pub(super) fn act(plan: &MemoPlan, call: &TokenStream) -> TokenStream {
    let (span, value) = (span(plan), &plan.value);
    let (behind, keep, weigh) = (behind(plan), keep(plan), weigh(plan));
    if plan.memo.is_async {
        return quote_spanned!(span=> act.on_disk_async(#behind, table, key, #weigh));
    }
    quote_spanned! {span=>
        let disk = #behind;
        if let ::core::option::Option::Some(refresh) = act.on_disk(disk, table, key, #weigh) {
            let value: #value = #call;
            let keep = #keep;
            refresh.finish_on_disk(disk, value, keep, #weigh);
        }
    }
}
