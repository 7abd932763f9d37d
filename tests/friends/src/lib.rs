//! Holds the tests beside it: their crates are none that the other tests should see.
