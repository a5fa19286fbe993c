# A worker fetches 2 MB at 1 MB/s, computes and writes 2 MB, and is paid for all of it: 7 and 5 s of 1 GB.
workflow:
  tick: 0s
  passing: {kind: direct}
  inputs: [{name: input, chunks: 1, frames: 2, bytes: 2MB}]
  stages:
    - {name: first, work: 3s, emits: chunk, bytes: 1MB, packed: true, memory: 1GB, cpu: 1}
    - {name: second, work: 1s, emits: chunk, bytes: 1MB, packed: true, memory: 1GB, cpu: 1}
  streams:
    - {from: "input:chunks", to: "first:chunks"}
    - {from: "first:chunks", to: "second:chunks"}
    - {from: "second:chunks", to: "output:chunks"}
  store: {connection: 1MB/s, connections: 1}
  launcher: {warm: 0, cold-latency: 1s, warm-latency: 1s}

outcome:
  stage     chunk frame  asked  fetch  there  worker  begins  computed   free    out
  first         1     1   0.00   1.00   3.00    1.00    3.00      6.00   8.00   8.00
  second        1     1   8.00   9.00  11.00    9.00   11.00     12.00  14.00  14.00
  chunks in the output: 14.00
  memory of workers 12.00 GB·s; hosts hold 0.0 MB at most, 0.000 GB·s
