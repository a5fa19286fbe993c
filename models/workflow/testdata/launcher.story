# Three workers at once, two warm environments; a cold start takes 2 s, a warm one 0.1 s. The third
# worker is cold, but chunk 3 does not wait for it: the first worker that starts, in the environment
# that chunk 1 has left, takes chunk 3. Both stages share a function, so that the cold worker takes
# a task of the second stage when it has started. The coordinator acts each 0.5 s.
workflow:
  tick: 500ms
  inputs: [{name: input, chunks: 4}]
  stages:
    - {name: decode, function: video, work: 800ms, emits: chunk}
    - {name: encode, function: video, work: 300ms, emits: chunk}
  streams:
    - {from: "input:chunks", to: "decode:chunks"}
    - {from: "decode:frames", to: "encode:frames"}
    - {from: "encode:chunks", to: "output:chunks"}
  store: {connection: 1MB/s}
  launcher: {limit: 3, warm: 2, warm-latency: 100ms, cold-latency: 2s}

outcome:
  stage     chunk frame attempt  ready  worker  fetched  computed    end
  decode        1     1       1   0.00    0.10     0.10      0.90   0.90
  decode        2     1       1   0.00    0.10     0.10      0.90   0.90
  decode        3     1       1   0.00    1.00     1.00      1.80   1.80
  decode        4     1       1   0.00    1.10     1.10      1.90   1.90
  encode        1     1       1   0.90    1.90     1.90      2.20   2.20
  encode        2     1       1   0.90    2.00     2.00      2.30   2.30
  encode        3     1       1   1.80    2.10     2.10      2.40   2.40
  encode        4     1       1   1.90    2.30     2.30      2.60   2.60
  chunks in the output: 2.20 2.30 2.40 2.60
  end 2.60, workers at once 3, launches 7 warm 1 cold, surplus 0
