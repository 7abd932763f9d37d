//! The call tree: who called whom, how often, and where the time went.

mod grow;
mod handed;
mod node;
pub(crate) mod read;
mod roots;
#[cfg(test)]
mod tests;
mod visit;

pub(super) use self::grow::Tree;
pub(crate) use self::handed::Standing;
pub(super) use self::node::{NOBODY, Node};
pub(super) use self::roots::Roots;
pub(super) use self::visit::{Visit, visit};
