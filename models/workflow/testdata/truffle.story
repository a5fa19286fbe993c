# The fetch begins when the worker is asked for: of 2 s of it, one passes while the worker starts. The
# host holds 2 MB for 2 s for each task.
workflow:
  tick: 0s
  passing: {kind: truffle}
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
  first         1     1   0.00   0.00   2.00    1.00    2.00      5.00   7.00   7.00
  second        1     1   7.00   7.00   9.00    8.00    9.00     10.00  12.00  12.00
  chunks in the output: 12.00
  memory of workers 10.00 GB·s; hosts hold 2.0 MB at most, 0.008 GB·s

# What if the data are there first? The task begins with its worker.
workflow:
  tick: 0s
  passing: {kind: truffle}
  inputs: [{name: input, chunks: 1, frames: 2, bytes: 2MB}]
  stages:
    - {name: first, work: 3s, emits: chunk, bytes: 1MB, packed: true, memory: 1GB, cpu: 1}
    - {name: second, work: 1s, emits: chunk, bytes: 1MB, packed: true, memory: 1GB, cpu: 1}
  streams:
    - {from: "input:chunks", to: "first:chunks"}
    - {from: "first:chunks", to: "second:chunks"}
    - {from: "second:chunks", to: "output:chunks"}
  store: {connection: 4MB/s, connections: 1}
  launcher: {warm: 0, cold-latency: 1s, warm-latency: 1s}

outcome:
  stage     chunk frame  asked  fetch  there  worker  begins  computed   free    out
  first         1     1   0.00   0.00   0.50    1.00    1.00      4.00   4.50   4.50
  second        1     1   4.50   4.50   5.00    5.50    5.50      6.50   7.00   7.00
  chunks in the output: 7.00
  memory of workers 5.00 GB·s; hosts hold 2.0 MB at most, 0.004 GB·s
