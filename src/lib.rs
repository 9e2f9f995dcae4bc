//! A static site generator for situation reports: plain prose becomes a cross-linked knowledge base.
#![forbid(unsafe_code)]

pub mod config;
pub mod diagnostic;
pub mod document;
pub mod route;
pub mod source;
