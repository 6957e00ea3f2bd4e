use std::net::TcpStream;

use support::emulator::Emulator;

#[test]
fn nothing_listens_any_more_when_an_emulator_is_dropped() {
    let emulator = Emulator::start().unwrap();
    let address = emulator.endpoint().trim_start_matches("http://").to_owned();
    TcpStream::connect(&address).unwrap();
    drop(emulator);
    TcpStream::connect(&address).unwrap_err();
}
