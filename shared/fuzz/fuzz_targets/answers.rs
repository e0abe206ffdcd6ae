#![no_main]
//! See `ride_fuzz::answers`.

use ride_fuzz::Ceiling;

#[global_allocator]
static MEMORY: Ceiling = ride_fuzz::CEILING;

libfuzzer_sys::fuzz_target!(|data: &[u8]| ride_fuzz::targets::answers::check(data));
