#![no_main]
//! See `ride_fuzz::documents`.

use ride_fuzz::Ceiling;

#[global_allocator]
static MEMORY: Ceiling = ride_fuzz::CEILING;

libfuzzer_sys::fuzz_target!(|data: &[u8]| ride_fuzz::targets::documents::check(data));
