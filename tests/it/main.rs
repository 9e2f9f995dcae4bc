//! The tests of behaviour, in one binary: each file is named for what it is about.

mod front_matter;
