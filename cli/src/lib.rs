//! What `cargo bedeck` shares with the chores of bedeck's own repository: attributes on every function of a folder.

pub mod annotate;
pub mod files;
pub mod modules;
