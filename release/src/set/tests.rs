use support::{architecture::Architecture, repository};

use super::*;

const FUNCTIONS: [&str; 2] = ["custom-resource", "rotation"];

fn code(function: &str) -> Value {
    json!({"Key": {"Fn::Sub": format!("v1.2.3/{function}-${{Architecture}}.zip")}})
}

fn zip(function: &str, architecture: Architecture) -> Zip {
    Zip {
        function: function.to_owned(),
        architecture,
        // Any file will do.
        path: repository::root().join("LICENSE"),
    }
}

fn set(zips: &[Zip]) -> Set {
    let version = Version::new(1, 2, 3);
    Set::new(
        &version,
        &[(TEMPLATE, &json!({"Code": FUNCTIONS.map(code)}))],
        "",
        &json!({}),
        zips,
    )
    .unwrap()
}

#[test]
fn a_set_without_a_processor_says_that_it_is_partial() {
    let x86 = FUNCTIONS.map(|name| zip(name, Architecture::X86_64));
    let partial = set(&x86);
    assert_eq!(partial.missing().len(), x86.len());
    assert!(
        partial
            .missing()
            .iter()
            .all(|name| name.ends_with("-arm64.zip"))
    );
    assert!(partial.files.contains_key(PARTIAL));
    let arm = x86.iter().map(|zip| Zip {
        architecture: Architecture::Arm64,
        ..zip.clone()
    });
    let whole = set(&x86.iter().cloned().chain(arm).collect::<Vec<_>>());
    assert_eq!(whole.missing(), Vec::<String>::new());
    assert!(!whole.files.contains_key(PARTIAL));
}

#[test]
fn what_lambda_shows_of_a_function_is_in_the_set() {
    let set = set(&[zip("rotation", Architecture::X86_64)]);
    let release = set.release(None, &[]).unwrap();
    // `sha256sum LICENSE | xxd -r -p | base64`, in other words.
    let code = &release.code_sha256["rotation"]["x86_64"];
    assert_eq!(
        code,
        &Digest::of(set.file("rotation-x86_64.zip").unwrap()).base64()
    );
    assert_eq!(code.len(), 44);
}

#[test]
fn a_set_that_was_changed_is_not_read() {
    let folder = std::env::temp_dir().join(format!("release-set-{}", std::process::id()));
    let made = set(&[]);
    made.write(&folder).unwrap();
    let read = Set::read(&folder, &made.version).unwrap();
    assert_eq!(read.files, made.files);
    fs::write(folder.join(TEMPLATE), "{}").unwrap();
    let refused = Set::read(&folder, &made.version).unwrap_err();
    assert!(
        refused
            .to_string()
            .ends_with("is not what its SHA256SUMS says"),
        "{refused}"
    );
    fs::remove_dir_all(folder).unwrap();
}
