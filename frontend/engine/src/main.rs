//! The psql engine behind two functions: what goes in and out is bytes, see `codec`.

use ride_engine::codec;
use ride_shared::psql::Engine;
use wasm_bindgen::prelude::wasm_bindgen;

fn main() {}

/// One connection's psql.
#[wasm_bindgen]
pub struct Psql {
    engine: Engine,
}

#[wasm_bindgen]
impl Psql {
    /// A psql set up by encoded options; none where they can't be read.
    pub fn open(options: &[u8]) -> Option<Psql> {
        codec::options(options).map(|options| Self { engine: Engine::new(options) })
    }

    /// Takes in an encoded input at `now_us` and gives the encoded outputs; an input that can't be read is nothing.
    pub fn handle(&mut self, now_us: f64, input: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        if let Some(input) = codec::input(input) {
            self.engine.handle(now_us as u64, input, &mut out);
        }
        codec::encode_outputs(&out)
    }
}
