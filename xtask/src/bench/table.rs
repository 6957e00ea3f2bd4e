//! What is shown, and written.

use anyhow::Result;
use serde_json::{Value, json};

use super::{
    decisions::Decision,
    limits::Limit,
    samples::{Case, Samples, Spread},
};

/// Everything that was found out.
#[derive(Debug)]
pub(super) struct Report<'a> {
    pub(super) machine: String,
    pub(super) rounds: &'a str,
    pub(super) limits: Vec<Limit>,
    pub(super) samples: Samples,
    pub(super) decisions: Vec<Decision>,
    /// Empty: there is no valgrind to count them.
    pub(super) instructions: Vec<Value>,
}

/// Title, name in the samples, how many of its unit are one of the title's, decimals.
const COLUMNS: [(&str, &str, f64, usize); 7] = [
    ("start → first poll, ms", "to_poll_ms", 1.0, 1),
    ("start → answer, ms", "cold_ms", 1.0, 1),
    ("again, warm, ms", "warm_ms", 1.0, 1),
    ("CPU, ms", "cpu_ms", 1.0, 1),
    ("peak memory, MB", "peak_memory_bytes", 1e6, 1),
    ("calls", "calls", 1.0, 0),
    ("one after another", "round_trips", 1.0, 0),
];

/// What has to be known to read the table.
const NOTES: &str = "\
Everything runs on one machine: no name is resolved, a connection costs no round trip, programs
are in memory already. Every call is answered over TLS after the latency given. CPU and memory are
those of the process up to its first answer. In Python there is the role's Create alone, with
crhelper and boto3: the same calls, side by side where ours are, on connections that are kept. It
reads the machine's certificate authorities, as in Lambda; the functions have theirs linked in, and
read the stand-ins' one. The order of calls is sharp with a latency only.
";

impl Report<'_> {
    pub(super) fn markdown(&self) -> String {
        let limits = self.limits.iter().map(|limit| {
            let holds = if limit.holds { "yes" } else { "**no**" };
            vec![
                limit.what.clone(),
                limit.measured.clone(),
                limit.promised.to_owned(),
                holds.to_owned(),
            ]
        });
        let limits = table(
            &["what", "measured", "limit", "holds"],
            &limits.collect::<Vec<_>>(),
        );
        let titles: Vec<&str> = ["who", "what", "each call, ms"]
            .into_iter()
            .chain(COLUMNS.map(|(title, ..)| title))
            .collect();
        let rows: Vec<_> = self
            .samples
            .cases()
            .iter()
            .map(|case| self.row(case))
            .collect();
        format!(
            "{}; {} rounds, the contenders in turns. Median (p10–p90).\n\n{NOTES}\n{limits}\n{}\n{}\n{}",
            self.machine,
            self.rounds,
            table(&titles, &rows),
            self.decided(),
            self.counted(),
        )
    }

    fn decided(&self) -> String {
        let rows = self.decisions.iter().map(|one| {
            let cells = [&one.name, &one.fastest, &one.median, &one.slowest];
            cells.map(Clone::clone).into()
        });
        let titles = ["decision", "fastest", "median", "slowest"];
        table(&titles, &rows.collect::<Vec<_>>())
    }

    fn counted(&self) -> String {
        if self.instructions.is_empty() {
            return "Instructions: not available, there is no valgrind.\n".to_owned();
        }
        let millions = |count: &Value| {
            let count = count.as_f64().map(|count| format!("{:.2}", count / 1e6));
            count.unwrap_or_default()
        };
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let rows = self.instructions.iter().map(|one| {
            vec![
                text(&one["contender"]),
                text(&one["flow"]),
                millions(&one["to_poll"]),
                millions(&one["first_event"]),
            ]
        });
        let titles = [
            "who",
            "what",
            "instructions until the first poll, millions",
            "for the first event, millions",
        ];
        table(&titles, &rows.collect::<Vec<_>>())
    }

    fn row(&self, case: &Case) -> Vec<String> {
        let measured = COLUMNS.iter().map(|(_, measure, unit, decimals)| {
            let spread = self.samples.of(|one| one == case, measure);
            spread.map_or_else(String::new, |spread| shown(spread, *unit, *decimals))
        });
        let first = [&case.contender, &case.flow, &case.latency.to_string()].map(Clone::clone);
        first.into_iter().chain(measured).collect()
    }

    pub(super) fn json(&self) -> Result<String> {
        let measured = self.samples.cases().into_iter().map(|case| {
            let spreads = COLUMNS.iter().filter_map(|(_, measure, ..)| {
                let spread = self.samples.of(|one| *one == case, measure)?;
                Some(((*measure).to_owned(), spread.json()))
            });
            let mut row: serde_json::Map<String, Value> = spreads.collect();
            row.insert("contender".to_owned(), case.contender.into());
            row.insert("function".to_owned(), case.function.into());
            row.insert("flow".to_owned(), case.flow.into());
            row.insert("latency_ms".to_owned(), case.latency.into());
            Value::from(row)
        });
        let document = json!({
            "machine": self.machine,
            "rounds": self.rounds,
            "limits": self.limits.iter().map(Limit::json).collect::<Vec<_>>(),
            "decisions": self.decisions.iter().map(Decision::json).collect::<Vec<_>>(),
            "instructions": self.instructions,
            "measured": measured.collect::<Vec<_>>(),
        });
        Ok(serde_json::to_string_pretty(&document)?)
    }
}

/// `8.2 (7.9–9.1)`; one number where all are the same.
fn shown(spread: Spread, unit: f64, decimals: usize) -> String {
    let [low, median, high] = [spread.low, spread.median, spread.high]
        .map(|value| format!("{:.decimals$}", value / unit));
    if low == high {
        median
    } else {
        format!("{median} ({low}–{high})")
    }
}

fn table(titles: &[&str], rows: &[Vec<String>]) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let titles: Vec<String> = titles.iter().map(ToString::to_string).collect();
    let rule = format!("|{}\n", "---|".repeat(titles.len()));
    let rows: String = rows.iter().map(|row| line(row)).collect();
    line(&titles) + &rule + &rows
}
