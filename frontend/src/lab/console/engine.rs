//! The engine, which is a module of its own: loaded when the first console is opened, once for the page.

use ride_engine::codec;
use ride_shared::psql::{Input, Options, Output};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

#[wasm_bindgen]
extern "C" {
    /// Put there by the bundler: imports the engine's module.
    #[wasm_bindgen(js_name = rideEngine, catch)]
    async fn import_engine() -> Result<JsValue, JsValue>;

    type Module;
    #[wasm_bindgen(method, getter, js_name = Psql)]
    fn psql(this: &Module) -> Class;

    type Class;
    #[wasm_bindgen(method)]
    fn open(this: &Class, options: &[u8]) -> Option<Psql>;

    type Psql;
    #[wasm_bindgen(method)]
    fn handle(this: &Psql, now_us: f64, input: &[u8]) -> Vec<u8>;
    #[wasm_bindgen(method)]
    fn free(this: &Psql);
}

/// One connection's psql, in the engine's module.
pub struct Engine(Psql);

impl Engine {
    /// Loads the module if it isn't there yet, and opens a psql.
    pub async fn open(options: &Options) -> Option<Self> {
        let module: Module = import_engine().await.ok()?.unchecked_into();
        module.psql().open(&codec::encode_options(options)).map(Self)
    }

    /// As `ride_shared::psql::Engine::handle`.
    pub fn handle(&self, now_us: f64, input: &Input) -> Vec<Output> {
        codec::outputs(&self.0.handle(now_us, &codec::encode_input(input)))
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.0.free();
    }
}
