//! What the functions are made of, as `CycloneDX`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use support::package;

use crate::Version;

/// The bill of materials of the functions, from what `cargo metadata` says and Cargo.lock.
///
/// It lists the crates that are linked, with those that run while they are built left out, and the
/// compiler where one is known. The same sources give the same bytes: there is no date and no serial number in it.
#[must_use]
pub fn bill_of_materials(
    metadata: &Value,
    lock: &str,
    version: &Version,
    compiler: Option<String>,
) -> Value {
    let crates = Crates::read(metadata);
    let linked = crates.linked();
    let checksums = checksums(lock);
    let components = linked.iter().map(|id| crates.component(id, &checksums));
    let dependencies = linked.iter().map(|id| {
        let needs: Vec<String> = crates.needs(id).map(|needed| crates.purl(needed)).collect();
        json!({"ref": crates.purl(id), "dependsOn": needs})
    });
    let compiler =
        compiler.map(|version| json!({"type": "application", "name": "rustc", "version": version}));
    json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {
            "type": "application",
            "bom-ref": "qovery-aws-connect",
            "name": "qovery-aws-connect",
            "version": version.to_string(),
        }},
        "components": components.collect::<Vec<_>>(),
        "dependencies": dependencies.collect::<Vec<_>>(),
        "formulation": [{"components": compiler.into_iter().collect::<Vec<_>>()}],
    })
}

/// The crates of the workspace and all that they need, by their ids.
struct Crates<'a> {
    packages: BTreeMap<&'a str, &'a Value>,
    needs: BTreeMap<&'a str, Vec<&'a str>>,
}

impl<'a> Crates<'a> {
    fn read(metadata: &'a Value) -> Self {
        let packages = list(&metadata["packages"]).map(|package| (text(&package["id"]), package));
        let nodes = list(&metadata["resolve"]["nodes"]);
        let needs = nodes.map(|node| {
            let linked = list(&node["deps"])
                .filter(|needed| list(&needed["dep_kinds"]).any(|kind| kind["kind"].is_null()));
            (
                text(&node["id"]),
                linked.map(|needed| text(&needed["pkg"])).collect(),
            )
        });
        Self {
            packages: packages.collect(),
            needs: needs.collect(),
        }
    }

    fn needs(&self, id: &str) -> impl Iterator<Item = &'a str> {
        self.needs
            .get(id)
            .into_iter()
            .flatten()
            .copied()
            .filter(|id| !self.is_macro(id))
    }

    /// What a macro needs runs with it, in the compiler.
    fn is_macro(&self, id: &str) -> bool {
        list(&self.packages[id]["targets"]).any(|target| target["kind"][0] == "proc-macro")
    }

    /// The functions' crates, and whatever they need.
    fn linked(&self) -> BTreeSet<&'a str> {
        let is_function = |id: &&&str| {
            let name = text(&self.packages[**id]["name"]);
            package::all().any(|function| function == name)
        };
        let mut open: Vec<&'a str> = self.packages.keys().filter(is_function).copied().collect();
        let mut linked = BTreeSet::new();
        while let Some(id) = open.pop() {
            if linked.insert(id) {
                open.extend(self.needs(id));
            }
        }
        linked
    }

    fn purl(&self, id: &str) -> String {
        let package = self.packages[id];
        format!(
            "pkg:cargo/{}@{}",
            text(&package["name"]),
            text(&package["version"])
        )
    }

    fn component(&self, id: &str, checksums: &BTreeMap<(&str, &str), &str>) -> Value {
        let package = self.packages[id];
        let (name, version) = (text(&package["name"]), text(&package["version"]));
        let mut component = json!({
            "type": "library",
            "bom-ref": self.purl(id),
            "name": name,
            "version": version,
            "purl": self.purl(id),
            "licenses": [{"expression": package["license"]}],
        });
        if let Some(checksum) = checksums.get(&(name, version)) {
            component["hashes"] = json!([{"alg": "SHA-256", "content": checksum}]);
        }
        component
    }
}

/// The checksums in Cargo.lock, by name and version. Our own crates have none.
fn checksums(lock: &str) -> BTreeMap<(&str, &str), &str> {
    let found = lock.split("[[package]]").filter_map(|package| {
        let id = (field(package, "name")?, field(package, "version")?);
        Some((id, field(package, "checksum")?))
    });
    found.collect()
}

/// A field with a text, as cargo writes it.
fn field<'a>(package: &'a str, name: &str) -> Option<&'a str> {
    let mut lines = package.lines();
    lines.find_map(|line| {
        let value = line.strip_prefix(name)?.strip_prefix(" = \"")?;
        value.strip_suffix('"')
    })
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_linked_is_listed_with_its_licence_and_checksum() {
        let package = |name: &str, kind: &str| {
            json!({"id": name, "name": name, "version": "1.0.0",
            "license": "MIT", "targets": [{"kind": [kind]}]})
        };
        let needs = |id: &str, needed: &[(&str, Value)]| {
            let needed = needed
                .iter()
                .map(|(id, kind)| json!({"pkg": id, "dep_kinds": [{"kind": kind}]}));
            json!({"id": id, "deps": needed.collect::<Vec<_>>()})
        };
        let metadata = json!({
            "packages": [package("rotation", "lib"), package("serde", "lib"), package("derive", "proc-macro"),
                package("syn", "lib"), package("cc", "lib"), package("unrelated", "lib")],
            "resolve": {"nodes": [
                needs("rotation", &[("serde", Value::Null), ("cc", json!("build"))]),
                needs("serde", &[("derive", Value::Null)]),
                needs("derive", &[("syn", Value::Null)]),
                needs("unrelated", &[]),
            ]},
        });
        let lock = "[[package]]\nname = \"serde\"\nversion = \"1.0.0\"\nsource = \"x\"\nchecksum = \"abc\"\n";
        let bill = bill_of_materials(
            &metadata,
            lock,
            &Version::new(1, 2, 3),
            Some("1.95.0 (5980 2026)".to_owned()),
        );
        let compiler =
            json!({"type": "application", "name": "rustc", "version": "1.95.0 (5980 2026)"});
        assert_eq!(bill["formulation"][0]["components"], json!([compiler]));
        let names: Vec<&str> = list(&bill["components"])
            .map(|one| text(&one["name"]))
            .collect();
        assert_eq!(names, ["rotation", "serde"]);
        assert_eq!(bill["components"][0]["hashes"], Value::Null);
        assert_eq!(bill["components"][1]["hashes"][0]["content"], "abc");
        let of_rotation =
            json!({"ref": "pkg:cargo/rotation@1.0.0", "dependsOn": ["pkg:cargo/serde@1.0.0"]});
        assert_eq!(bill["dependencies"][0], of_rotation);
    }
}
