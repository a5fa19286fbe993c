# As dataflower, and the fetch of the first stage begins before its worker is there.
workflow:
  tick: 0s
  passing: {kind: dataflower+truffle}
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
  first         1     1   0.00   0.00   2.00    1.00    2.00      5.00   5.00   5.00
  second        1     1   5.00   6.00   6.00    6.00    6.00      7.00   8.00   8.00
  chunks in the output: 8.00
  memory of workers 6.00 GB·s; hosts hold 2.0 MB at most, 0.006 GB·s
