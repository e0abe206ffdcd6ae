//! Probes: a hardened superuser session (search_path pinned to pg_catalog, no learner's code run unawares) and the
//! named questions that it asks.
