# A chunk each 10 s. Of the first nothing is known: its fetch begins at once and takes 2 s, its worker 1 s,
# and waits. Of the second it is known that a worker comes a second sooner than the data, so that it is asked for
# a second later. Workers are free when they have computed, and hosts write for 2 s.
workflow:
  tick: 0s
  passing: {kind: styx, predictor: last}
  inputs: [{name: input, chunks: 2, frames: 2, bytes: 2MB, every: 10s}]
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
  first         1     1   0.00   0.00   2.00    1.00    2.00      5.00   5.00   7.00
  second        1     1   7.00   7.00   9.00    8.00    9.00     10.00  10.00  12.00
  first         2     1  11.00  10.00  12.00   12.00   12.00     15.00  15.00  17.00
  second        2     1  18.00  17.00  19.00   19.00   19.00     20.00  20.00  22.00
  chunks in the output: 12.00 22.00
  memory of workers 10.00 GB·s; hosts hold 4.0 MB at most, 0.032 GB·s

# What if workers take 5 s to come? The fetch of 2 s begins after 2 s of the second chunk's wait, with a lead of 1 s:
# its data are there after 4 s, its worker after 5 s.
workflow:
  tick: 0s
  passing: {kind: styx, predictor: last, lead: 1s}
  inputs: [{name: input, chunks: 2, frames: 2, bytes: 2MB, every: 20s}]
  stages:
    - {name: first, work: 3s, emits: chunk, bytes: 1MB, packed: true, memory: 1GB, cpu: 1}
    - {name: second, work: 1s, emits: chunk, bytes: 1MB, packed: true, memory: 1GB, cpu: 1}
  streams:
    - {from: "input:chunks", to: "first:chunks"}
    - {from: "first:chunks", to: "second:chunks"}
    - {from: "second:chunks", to: "output:chunks"}
  store: {connection: 1MB/s, connections: 1}
  launcher: {warm: 0, cold-latency: 5s, warm-latency: 5s}

outcome:
  stage     chunk frame  asked  fetch  there  worker  begins  computed   free    out
  first         1     1   0.00   0.00   2.00    5.00    5.00      8.00   8.00  10.00
  second        1     1  10.00  10.00  12.00   15.00   15.00     16.00  16.00  18.00
  first         2     1  20.00  22.00  24.00   25.00   25.00     28.00  28.00  30.00
  second        2     1  30.00  32.00  34.00   35.00   35.00     36.00  36.00  38.00
  chunks in the output: 18.00 38.00
  memory of workers 8.00 GB·s; hosts hold 2.0 MB at most, 0.048 GB·s

# What if the host takes output at 4 MB/s? The worker is free half a second after it has computed.
workflow:
  tick: 0s
  passing: {kind: styx, predictor: mean, hand-off: 4MB/s}
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
  first         1     1   0.00   0.00   2.00    1.00    2.00      5.00   5.50   7.50
  second        1     1   7.50   7.50   9.50    8.50    9.50     10.50  11.00  13.00
  chunks in the output: 13.00
  memory of workers 7.00 GB·s; hosts hold 2.0 MB at most, 0.018 GB·s

# What if a worker comes while only a later task has its data? Big chunk 1 is still on its way when the first
# worker comes, and the second chunk's data are there: workers take what has its data.
workflow:
  tick: 0s
  passing: {kind: styx}
  inputs: [{name: input_0, chunks: 1, bytes: 4MB}, {name: input_1, chunks: 1, bytes: 1MB}]
  stages:
    - {name: big, function: f, work: 1s, emits: chunk, memory: 1GB}
    - {name: small, function: f, work: 1s, emits: chunk, memory: 1GB}
  streams:
    - {from: "input_0:chunks", to: "big:chunks"}
    - {from: "input_1:chunks", to: "small:chunks"}
    - {from: "big:chunks", to: "output:chunks"}
    - {from: "small:chunks", to: "output:chunks_1"}
  store: {connection: 1MB/s, connections: 1}
  launcher: {limit: 1, warm: 0, cold-latency: 2s, warm-latency: 0s}

outcome:
  stage     chunk frame  asked  fetch  there  worker  begins  computed   free    out
  big           1     1   0.00   0.00   4.00    3.00    4.00      5.00   5.00   5.00
  small         1     1   0.00   0.00   1.00    2.00    2.00      3.00   3.00   3.00
  chunks in the output: 5.00
  memory of workers 3.00 GB·s; hosts hold 5.0 MB at most, 0.018 GB·s

# What if three frames make a task, and four come? The rest is released when nothing runs and no host writes any more.
workflow:
  tick: 0s
  passing: {kind: styx}
  inputs: [{name: input, chunks: 2, frames: 2}]
  stages:
    - {name: cut, work: 1s, emits: frames, bytes: 1MB, straggler: {chunk: 2, delay: 1s}}
    - {name: gather, delivery: serialized-frame, frames: 3, work: 1s, emits: chunk}
  streams:
    - {from: "input:chunks", to: "cut:chunks"}
    - {from: "cut:frames", to: "gather:frames"}
    - {from: "gather:chunks", to: "output:chunks"}
  store: {connection: 1MB/s, connections: 1}

outcome:
  stage     chunk frame  asked  fetch  there  worker  begins  computed   free    out
  cut           1     1   0.00   0.00   0.00    0.00    0.00      1.00   1.00   3.00
  cut           2     1   0.00   0.00   0.00    0.00    0.00      2.00   2.00   4.00
  gather        1     1   4.00   4.00   7.00    4.00    7.00      8.00   8.00   8.00
  gather        2     1  11.00   8.00   9.00   11.00   11.00     12.00  12.00  12.00
  chunks in the output: 8.00 12.00
  memory of workers 0.00 GB·s; hosts hold 4.0 MB at most, 0.020 GB·s
