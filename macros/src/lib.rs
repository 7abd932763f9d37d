//! The attributes of bedeck. Use the crate `bedeck`, whose documentation describes them.
#![forbid(unsafe_code)]

use proc_macro::TokenStream;

/// Measures how often a function is called, how long it takes and how it ends.
#[proc_macro_attribute]
pub fn timed(_args: TokenStream, item: TokenStream) -> TokenStream {
    let mut function = syn::parse_macro_input!(item as syn::ItemFn);
    let guard: syn::Stmt = syn::parse_quote! {
        let _guard = {
            enum Here {}
            static SITE: ::bedeck::__private::Site = ::bedeck::__private::Site::new::<Here>();
            ::bedeck::__private::enter(&SITE)
        };
    };
    function.block.stmts.insert(0, guard);
    quote::quote!(#function).into()
}
