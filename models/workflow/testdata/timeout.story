# A task that has not computed after 4 s is stopped and begun again on another worker.
workflow:
  tick: 0s
  inputs: [{name: input, chunks: 2}]
  stages:
    - {name: decode, mitigation: timeout, timeout: 4s, work: 2s, emits: chunk, straggler: {chunk: 2, delay: 30s}}
  streams:
    - {from: "input:chunks", to: "decode:chunks"}
    - {from: "decode:frames", to: "output:frames"}
  store: {connection: 1MB/s}

outcome:
  stage     chunk frame attempt  ready  worker  fetched  computed    end
  decode        1     1       1   0.00    0.00     0.00      2.00   2.00
  decode        2     1       1   0.00    0.00     0.00         -   4.00  stopped
  decode        2     1       2   0.00    4.00     4.00      6.00   6.00
  chunks in the output: 2.00 6.00
  end 6.00, workers at once 2, launches 3 warm 0 cold, surplus 0
