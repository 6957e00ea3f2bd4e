//! A template as CloudFormation takes it.

use std::{
    env, fs,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering},
};

use anyhow::{Context, Result, ensure};

use crate::{account::Account, aws::Aws};

/// A template, and where it lies.
#[derive(Debug, Clone)]
pub enum Template {
    /// A file, sent with the call: at most 51,200 bytes, and no code to upload.
    File(PathBuf),
    /// An object in a bucket.
    Url(String),
}

/// A bucket for code and templates.
#[derive(Debug, Clone, Copy)]
pub struct Bucket<'a> {
    /// Whose it is.
    pub aws: &'a Aws,
    /// Its name.
    pub name: &'a str,
    /// Where `CloudFormation` finds its objects, without a slash at the end.
    pub url: &'a str,
}

/// Where code is published. Readable from every account, as a publisher's bucket is.
const BUCKET: &str = "qovery-artifacts";

impl Template {
    /// Packages a template with the stock CLI: each `CodeUri` is replaced by the zip or folder
    /// given for it, uploaded to `publisher`'s bucket, and the result is uploaded too. Any account
    /// on the same emulator can deploy it.
    pub fn package(publisher: &Account, template: &Path, code: &[(&str, &Path)]) -> Result<Self> {
        let aws = publisher.aws();
        // Making one's own bucket again is no error in us-east-1.
        aws.run(&["s3api", "create-bucket", "--bucket", BUCKET])?;
        let bucket = Bucket {
            aws,
            name: BUCKET,
            url: &format!("{}/{BUCKET}", publisher.endpoint()),
        };
        Self::package_in(&bucket, publisher.folder(), template, code)
    }

    /// The same in a bucket that is there, by way of files in `folder`.
    pub fn package_in(
        bucket: &Bucket<'_>,
        folder: &Path,
        template: &Path,
        code: &[(&str, &Path)],
    ) -> Result<Self> {
        let source = with_code(template, code)?;
        let name = unique_name();
        let prepared = folder.join(format!("{name}.source.yaml"));
        let packaged = folder.join(format!("{name}.json"));
        fs::write(&prepared, source)?;
        let (prepared, output) = (
            prepared.display().to_string(),
            packaged.display().to_string(),
        );
        let files = [
            "--template-file",
            &prepared,
            "--output-template-file",
            &output,
        ];
        bucket.aws.text(
            &[
                // JSON: the emulator's YAML parser takes half a second for each operation.
                &["cloudformation", "package", "--use-json"][..],
                &["--s3-bucket", bucket.name],
                &files,
            ]
            .concat(),
        )?;
        let object = format!("s3://{}/{name}.json", bucket.name);
        bucket
            .aws
            .text(&["s3", "cp", "--quiet", &output, &object])?;
        Ok(Self::Url(format!("{}/{name}.json", bucket.url)))
    }

    /// The option that the CLI takes it by.
    pub(super) fn option(&self) -> [String; 2] {
        match self {
            Self::File(path) => [
                "--template-body".to_owned(),
                format!("file://{}", path.display()),
            ],
            Self::Url(url) => ["--template-url".to_owned(), url.clone()],
        }
    }
}

/// Plain text on purpose: a YAML library would not keep `!Ref` and its kin.
fn with_code(template: &Path, code: &[(&str, &Path)]) -> Result<String> {
    let read = fs::read_to_string(template);
    let mut source = read.with_context(|| format!("read {}", template.display()))?;
    for (code_uri, built) in code {
        let before = format!("CodeUri: {code_uri}\n");
        ensure!(
            source.contains(&before),
            "{} has no `{}`",
            template.display(),
            before.trim()
        );
        ensure!(built.exists(), "not built: {}", built.display());
        let built = env::current_dir()?.join(built);
        source = source.replace(&before, &format!("CodeUri: {}\n", built.display()));
    }
    Ok(source)
}

fn unique_name() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    format!("template-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}
