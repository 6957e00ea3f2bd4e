//! What is shown, and written.

use anyhow::Result;
use serde_json::{Value, json};

use crate::{
    decisions::Decision,
    instructions::Count,
    limits::Limit,
    samples::{
        CALLS, COLD, CPU, Case, Measure, PEAK_MEMORY, ROUND_TRIPS, Samples, Spread, TO_POLL, WARM,
    },
};

/// Everything that was found out.
#[derive(Debug)]
pub(crate) struct Report {
    pub(crate) machine: String,
    pub(crate) rounds: usize,
    pub(crate) limits: Vec<Limit>,
    pub(crate) samples: Samples,
    pub(crate) decisions: Vec<Decision>,
    /// Empty means that there is no valgrind to count them.
    pub(crate) instructions: Vec<Count>,
}

/// One measure in the table and in the document.
struct Column {
    title: &'static str,
    /// In the document.
    name: &'static str,
    measure: Measure,
    /// How many of the measure's unit are one of the title's.
    unit: f64,
    decimals: usize,
}

const fn column(
    (title, name): (&'static str, &'static str),
    measure: Measure,
    unit: f64,
    decimals: usize,
) -> Column {
    Column {
        title,
        name,
        measure,
        unit,
        decimals,
    }
}

const COLUMNS: [Column; 7] = [
    column(("start → first poll, ms", "to_poll_ms"), TO_POLL, 1.0, 1),
    column(("start → answer, ms", "cold_ms"), COLD, 1.0, 1),
    column(("again, warm, ms", "warm_ms"), WARM, 1.0, 1),
    column(("CPU, ms", "cpu_ms"), CPU, 1.0, 1),
    column(
        ("peak memory, MB", "peak_memory_bytes"),
        PEAK_MEMORY,
        1e6,
        1,
    ),
    column(("calls", "calls"), CALLS, 1.0, 0),
    column(("one after another", "round_trips"), ROUND_TRIPS, 1.0, 0),
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

impl Report {
    pub(crate) fn markdown(&self) -> String {
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
            .chain(COLUMNS.iter().map(|column| column.title))
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
        let rows = self.instructions.iter().map(|count| {
            vec![
                count.contender.to_owned(),
                count.flow.to_owned(),
                count.to_poll.map(millions).unwrap_or_default(),
                millions(count.first_event),
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
        let measured = COLUMNS.iter().map(|column| {
            let spread = self.samples.of(|one| one == case, column.measure);
            spread.map_or_else(String::new, |spread| shown(spread, column))
        });
        let latency = case.latency.to_string();
        let first = [case.contender, case.flow, &latency].map(str::to_owned);
        first.into_iter().chain(measured).collect()
    }

    pub(crate) fn json(&self) -> Result<String> {
        let measured = self.samples.cases().into_iter().map(|case| {
            let mut row = json!({
                "contender": case.contender,
                "function": case.function,
                "flow": case.flow,
                "latency_ms": case.latency,
            });
            for column in &COLUMNS {
                let spread = self.samples.of(|one| *one == case, column.measure);
                row[column.name] = json!(spread);
            }
            row
        });
        let document = json!({
            "machine": self.machine,
            "rounds": self.rounds,
            "limits": self.limits,
            "decisions": self.decisions,
            "instructions": self.instructions,
            "measured": measured.collect::<Vec<Value>>(),
        });
        Ok(serde_json::to_string_pretty(&document)?)
    }
}

/// `8.2 (7.9–9.1)`; one number where all are the same.
fn shown(spread: Spread, column: &Column) -> String {
    let (unit, decimals) = (column.unit, column.decimals);
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

/// Of instructions, with two decimals.
fn millions(count: u64) -> String {
    let hundredths = (count + 5_000) / 10_000;
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}
