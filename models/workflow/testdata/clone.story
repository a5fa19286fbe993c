# Each chunk is decoded twice. The slower clone stops when the faster has computed, and writes
# nothing: the straggler, the first attempt at chunk 2, does not delay it.
workflow:
  tick: 0s
  inputs: [{name: input, chunks: 2, bytes: 1MB}]
  stages:
    - {name: decode, mitigation: clone, work: "uniform,min=1s,max=2s", emits: chunk, bytes: 3MB, packed: true, straggler: {chunk: 2, delay: 30s}}
  streams:
    - {from: "input:chunks", to: "decode:chunks"}
    - {from: "decode:frames", to: "output:frames"}
  store: {connection: 1MB/s}

outcome:
  stage     chunk frame attempt  ready  worker  fetched  computed    end
  decode        1     1       1   0.00    0.00     1.00         -   2.63  stopped
  decode        1     1       2   0.00    0.00     1.00      2.63   5.63
  decode        2     1       1   0.00    0.00     1.00         -   2.41  stopped
  decode        2     1       2   0.00    0.00     1.00      2.41   5.41
  chunks in the output: 5.63 5.41
  end 5.63, workers at once 4, launches 4 warm 0 cold, surplus 0
