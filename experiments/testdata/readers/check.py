"""Opens a result folder of thaw in DuckDB, pyarrow, polars, pandas and arrow-rs (arro3).

usage: check.py RESULT

Every Parquet file must open in every reader, with the same rows in each; the
summary must equal summary.json column by column; the rows of the invocations
and of the timeline must add up to the summary; and the folder must open as one
hive-partitioned data set. Of the folder of a workflow the tasks must add up to
the stages and the summary. Prints one line per check, exits 1 at a difference.
"""

import json
import math
import pathlib
import sys

import arro3.io
import duckdb
import pandas
import pyarrow
import polars
import pyarrow.dataset
import pyarrow.parquet

failures = 0


def check(what, ok, detail=""):
    global failures
    print(("ok    " if ok else "WRONG ") + what + ("" if ok else f": {detail}"))
    failures += not ok


def plain(value):
    """A value as Python has it, whatever the reader wraps it in."""
    return value.item() if hasattr(value, "item") else value


def missing(value):
    """None for what pandas shows as NaN: it has no null among floats."""
    return None if isinstance(value, float) and math.isnan(value) else value


def readers(path):
    """The columns of one file as lists, by reader."""
    path = str(path)
    arrow = pyarrow.parquet.ParquetFile(path).read()  # this file alone, no partitions of its path
    rel = duckdb.sql(f"select * from read_parquet('{path}', hive_partitioning = false)")
    rows = rel.fetchall()
    frame = pandas.read_parquet(path, engine="pyarrow", partitioning=None)
    pol = polars.read_parquet(path, hive_partitioning=False)
    rust = pyarrow.table(arro3.io.read_parquet(path).read_all())
    return {
        "arrow-rs": {n: rust.column(n).to_pylist() for n in rust.column_names},
        "pyarrow": {n: arrow.column(n).to_pylist() for n in arrow.column_names},
        "duckdb": {n: [r[i] for r in rows] for i, n in enumerate(rel.columns)},
        "polars": {n: pol[n].to_list() for n in pol.columns},
        "pandas": {n: [missing(plain(v)) for v in frame[n].tolist()] for n in frame.columns},
    }


def same(a, b):
    if isinstance(a, float) and isinstance(b, float):
        return a == b or math.isnan(a) and math.isnan(b)
    return a == b and isinstance(a, str) == isinstance(b, str)


def compare(path, label):
    """Checks that all readers see one thing; returns it."""
    seen = readers(path)
    first = seen["pyarrow"]
    for reader, columns in seen.items():
        check(f"{label}: columns in {reader}", list(columns) == list(first), f"{list(columns)} instead of {list(first)}")
        for name, values in columns.items():
            other = first.get(name, [])
            differing = [i for i, (a, b) in enumerate(zip(values, other)) if not same(a, b)]
            check(f"{label}: {name} in {reader}", len(values) == len(other) and not differing,
                  f"{len(values)} and {len(other)} rows, first difference at {differing[:1]}")
    file = pyarrow.parquet.ParquetFile(path)
    schema = file.schema_arrow
    check(f"{label}: nothing but numbers may be null",
          all(str(f.type) == "double" for f in schema if f.nullable), str(schema))
    check(f"{label}: flat", len(file.schema.names) == len(schema.names))
    meta = {k.decode(): v.decode() for k, v in (file.metadata.metadata or {}).items()}
    check(f"{label}: metadata", "thaw.version" in meta and isinstance(json.loads(meta["thaw.manifest"]), dict), str(list(meta)))
    codecs = {file.metadata.row_group(g).column(c).compression
              for g in range(file.metadata.num_row_groups) for c in range(file.metadata.num_columns)}
    check(f"{label}: zstd", codecs <= {"ZSTD"}, str(codecs))
    return first


def check_summary(folder):
    rows = json.loads((folder / "summary.json").read_text())
    table = compare(folder / "summary.parquet", "summary.parquet")
    csv = pandas.read_csv(folder / "summary.csv", keep_default_na=False)
    check("summary: columns", list(rows[0]) == list(table) == list(csv.columns), f"{list(table)} and {list(rows[0])}")
    for name in rows[0]:
        want = [r[name] for r in rows]
        check(f"summary.json = parquet: {name}", want == table[name], f"{want} and {table[name]}")
        cells = [None if v == "" else float(v) if isinstance(w, float) else plain(v) for v, w in zip(csv[name], want)]
        check(f"summary.json = csv: {name}", want == cells, f"{want} and {csv[name].tolist()}")
    return rows


def check_run(folder, row):
    label = f"{row['policy']}, seed {row['seed']}"
    timeline = folder / "timeline.parquet"
    if timeline.exists():
        t = compare(timeline, f"{label}: timeline")
        whole = [i for i, v in enumerate(t["invoker"]) if v == -1]
        for column in ("cold_starts", "evictions", "expiries"):
            total = sum(t[column][i] for i in whole)
            check(f"{label}: {column} of the timeline", total == row[column], f"{total} and {row[column]}")
            check(f"{label}: {column} over invokers", sum(t[column]) == 2 * total)
    invocations = folder / "invocations.parquet"
    if invocations.exists():
        v = compare(invocations, f"{label}: invocations")
        check(f"{label}: rows", len(v["invocation"]) == row["invocations"])
        check(f"{label}: numbers", sorted(v["invocation"]) == list(range(row["invocations"])))
        for kind in ("cold", "warm", "prewarm"):
            n = v["start_kind"].count(kind)
            check(f"{label}: {kind}", n == row[f"{kind}_starts"], f"{n} and {row[f'{kind}_starts']}")
        for outcome in ("completed", "failed", "timed_out", "rejected", "unfinished"):
            n = v["outcome"].count(outcome)
            check(f"{label}: {outcome}", n == row[outcome], f"{n} and {row[outcome]}")
        done = [ns / 1e6 for ns, o in zip(v["latency_ns"], v["outcome"]) if o == "completed"]
        if done:
            check(f"{label}: mean latency", math.isclose(math.fsum(done) / len(done), row["latency_ms_mean"], rel_tol=1e-9),
                  f"{math.fsum(done) / len(done)} and {row['latency_ms_mean']}")
            check(f"{label}: greatest latency", max(done) == row["latency_ms_max"], f"{max(done)} and {row['latency_ms_max']}")
    cells = compare(folder / "latency.parquet", f"{label}: latency")
    for starts, total in (("all", row["completed"]), ("cold", None)):
        at = [i for i, s in enumerate(cells["starts"]) if s == starts]
        n = sum(cells["count"][i] for i in at)
        check(f"{label}: latency cells of {starts}", n == total if total is not None else n <= row["cold_starts"], f"{n}")
        check(f"{label}: latency cells of {starts} in order", all(cells["high_ns"][a] < cells["low_ns"][b] for a, b in zip(at, at[1:])))
    functions = compare(folder / "functions.parquet", f"{label}: functions")
    check(f"{label}: starts of functions", sum(functions["starts"]) == sum(row[f"{k}_starts"] for k in ("cold", "warm", "prewarm", "restore")))
    check(f"{label}: cold starts of functions", sum(functions["cold_starts"]) == row["cold_starts"])
    for other in sorted(folder.glob("*.parquet")):
        check(f"{label}: {other.name} is known", other.name in ("timeline.parquet", "invocations.parquet", "latency.parquet", "functions.parquet"))


def check_partitions(folder, rows):
    """The runs as one data set with the columns policy and seed."""
    want = sorted((r["policy"], r["seed"]) for r in rows)
    pattern = str(folder / "runs" / "*" / "*" / "timeline.parquet")
    if not list((folder / "runs").glob("*/*/timeline.parquet")):
        return
    duck = duckdb.sql(f"select distinct policy, seed::bigint from read_parquet('{pattern}', hive_partitioning = true)").fetchall()
    check("partitions in duckdb", sorted(duck) == want, f"{sorted(duck)} and {want}")
    dataset = pyarrow.dataset.dataset(
        [str(p) for p in sorted((folder / "runs").glob("*/*/timeline.parquet"))], partition_base_dir=str(folder / "runs"),
        partitioning=pyarrow.dataset.partitioning(flavor="hive"))
    table = dataset.to_table(columns=["policy", "seed"])
    arrow = sorted(set(zip(table["policy"].to_pylist(), table["seed"].to_pylist())))
    check("partitions in pyarrow", arrow == want, f"{arrow} and {want}")
    pol = polars.scan_parquet(pattern, hive_partitioning=True).select("policy", "seed").unique().collect()
    check("partitions in polars", sorted(pol.rows()) == want, f"{sorted(pol.rows())} and {want}")


def check_workflow(folder, rows):
    """The tasks of a workflow add up to its stages and to its summary."""
    tasks, stages = compare(folder / "tasks.parquet", "tasks"), compare(folder / "stages.parquet", "stages")
    instants = ("ready_s", "asked_s", "started_s", "fetched_s", "worked_s", "ended_s")
    for row in rows:
        label = f"seed {row['seed']}"
        at = [i for i, s in enumerate(tasks["seed"]) if s == row["seed"]]
        known = {tasks["task"][i] for i in at}
        check(f"{label}: tasks", len(at) == len(known) == row["tasks"], f"{len(at)}, {len(known)} and {row['tasks']}")
        stopped = sum(tasks["stopped"][i] for i in at)
        check(f"{label}: stopped", stopped == row["stopped"], f"{stopped} and {row['stopped']}")
        check(f"{label}: the end", max(tasks["ended_s"][i] for i in at) <= row["end_s"])
        check(f"{label}: the tasks before others", all(tasks["after_task"][i] in known | {-1} for i in at))
        check(f"{label}: the last task", row["last_task"] in known | {-1})
        whole = [i for i in at if not tasks["stopped"][i]]
        check(f"{label}: nulls", all(tasks[c][i] is not None for i in whole for c in instants))
        for i in at:
            seen = [tasks[c][i] for c in instants if tasks[c][i] is not None]
            if seen != sorted(seen):
                check(f"{label}: instants of task {tasks['task'][i]}", False, str(seen))
        of = [k for k, s in enumerate(stages["seed"]) if s == row["seed"]]
        check(f"{label}: worker time", math.isclose(sum(stages["worker_s"][k] for k in of), row["worker_s"], abs_tol=1e-6))
        for k in of:
            mine = [i for i in whole if tasks["stage"][i] == stages["stage"][k]]
            for column, a, b in (("wait_s", 1, 2), ("fetch_s", 2, 3), ("work_s", 3, 4), ("emit_s", 4, 5)):
                total = math.fsum(tasks[instants[b]][i] - tasks[instants[a]][i] for i in mine)
                check(f"{label}: {column} of {stages['stage'][k]}", math.isclose(total, stages[column][k], abs_tol=1e-6),
                      f"{total} and {stages[column][k]}")


def main():
    folder = pathlib.Path(sys.argv[1])
    rows = check_summary(folder)
    if (folder / "workflow.json").exists():
        check_workflow(folder, rows)
        print(f"{failures} differences")
        sys.exit(failures > 0)
    runs = {}
    for record in (folder / "runs").glob("*/*/run.json"):
        row = json.loads(record.read_text())["row"]
        runs[row["policy"], row["seed"]] = record.parent
    check("one folder a run", sorted(runs) == sorted((r["policy"], r["seed"]) for r in rows), str(sorted(runs)))
    for row in rows:
        check_run(runs[row["policy"], row["seed"]], row)
    check_partitions(folder, rows)
    print(f"{failures} differences")
    sys.exit(failures > 0)


if __name__ == "__main__":
    main()
