# What the first stage makes goes to the host of the second while it is made, in 2 of its 3 s: the
# second is asked for when the first has computed, and fetches nothing. Its own output takes longer than
# its work, 2 s: its worker stays until it has left.
workflow:
  tick: 0s
  passing: {kind: dataflower}
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
  first         1     1   0.00   1.00   3.00    1.00    3.00      6.00   6.00   6.00
  second        1     1   6.00   7.00   7.00    7.00    7.00      8.00   9.00   9.00
  chunks in the output: 9.00
  memory of workers 7.00 GB·s; hosts hold 2.0 MB at most, 0.002 GB·s

# What if a worker is held for its output at 0.4 MB/s for each CPU? 2 MB take 5 s, the first stage works 5 s
# as it is, and the second 2 s: it is held for 3 more, while its output is downstream.
workflow:
  tick: 0s
  passing: {kind: dataflower, flush: 0.4MB/s}
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
  first         1     1   0.00   1.00   3.00    1.00    3.00      6.00   6.00   6.00
  second        1     1   6.00   7.00   7.00    7.00    7.00      8.00  12.00  12.00
  chunks in the output: 9.00
  memory of workers 10.00 GB·s; hosts hold 2.0 MB at most, 0.002 GB·s

# What if the first stage makes two frames, each 1 MB for a task of its own? The first frame is made after
# half of its work, and its task begins while the first stage still works. Both are gathered.
workflow:
  tick: 0s
  passing: {kind: dataflower}
  inputs: [{name: input, chunks: 1, frames: 2, bytes: 2MB}]
  stages:
    - {name: first, work: 3s, emits: frames, bytes: 1MB, memory: 1GB}
    - {name: each, work: 1s, emits: same, bytes: 1MB, memory: 1GB}
    - {name: gather, delivery: smart, frames: 2, work: 1s, emits: chunk, memory: 1GB}
  streams:
    - {from: "input:chunks", to: "first:chunks"}
    - {from: "first:frames", to: "each:frames"}
    - {from: "each:frames", to: "gather:frames"}
    - {from: "gather:chunks", to: "output:chunks"}
  store: {connection: 1MB/s, connections: 1}
  launcher: {warm: 0, cold-latency: 1s, warm-latency: 1s}

outcome:
  stage     chunk frame  asked  fetch  there  worker  begins  computed   free    out
  first         1     1   0.00   1.00   3.00    1.00    3.00      6.00   6.00   6.00
  each          1     1   4.50   5.50   5.50    5.50    5.50      6.50   6.50   6.50
  each          1     2   6.00   7.00   7.00    7.00    7.00      8.00   8.00   8.00
  gather        1     1   8.00   9.00   9.00    9.00    9.00     10.00  10.00  10.00
  chunks in the output: 10.00
  memory of workers 8.00 GB·s; hosts hold 2.0 MB at most, 0.005 GB·s

# What if a frame leaves a worker of half a CPU at 1 MB/s for each CPU? Each takes 2 s: the second is made
# after 3 s, and follows the first after 4.
workflow:
  tick: 0s
  passing: {kind: dataflower, upload: 1MB/s}
  inputs: [{name: input, chunks: 1, frames: 2}]
  stages:
    - {name: first, work: 3s, emits: frames, bytes: 1MB, memory: 1GB, cpu: 0.5}
    - {name: each, work: 1s, emits: same, memory: 1GB, cpu: 1}
  streams:
    - {from: "input:chunks", to: "first:chunks"}
    - {from: "first:frames", to: "each:frames"}
    - {from: "each:frames", to: "output:frames"}
  store: {connection: 100MB/s, connections: 1}
  launcher: {warm: 0, cold-latency: 1s, warm-latency: 1s}

outcome:
  stage     chunk frame  asked  fetch  there  worker  begins  computed   free    out
  first         1     1   0.00   1.00   1.00    1.00    1.00      4.00   5.00   5.00
  each          1     1   3.00   4.00   4.00    4.00    4.00      5.00   5.00   5.00
  each          1     2   5.00   6.00   6.00    6.00    6.00      7.00   7.00   7.00
  chunks in the output: 7.00
  memory of workers 6.00 GB·s; hosts hold 1.0 MB at most, 0.002 GB·s

# What if output comes into being when all work is done? It leaves after that.
workflow:
  tick: 0s
  passing: {kind: dataflower}
  inputs: [{name: input, chunks: 1, frames: 2, bytes: 2MB}]
  stages:
    - {name: first, work: 3s, made: 1, emits: chunk, bytes: 1MB, packed: true, memory: 1GB}
    - {name: second, work: 1s, emits: chunk, memory: 1GB}
  streams:
    - {from: "input:chunks", to: "first:chunks"}
    - {from: "first:chunks", to: "second:chunks"}
    - {from: "second:chunks", to: "output:chunks"}
  store: {connection: 1MB/s, connections: 1}
  launcher: {warm: 0, cold-latency: 1s, warm-latency: 1s}

outcome:
  stage     chunk frame  asked  fetch  there  worker  begins  computed   free    out
  first         1     1   0.00   1.00   3.00    1.00    3.00      6.00   8.00   8.00
  second        1     1   8.00   9.00   9.00    9.00    9.00     10.00  10.00  10.00
  chunks in the output: 10.00
  memory of workers 8.00 GB·s; hosts hold 2.0 MB at most, 0.002 GB·s
