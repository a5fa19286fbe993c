# Two chunks are under way at once: the next comes when one has left.
workflow:
  tick: 0s
  inputs: [{name: input, chunks: 4, loop: 2}]
  stages:
    - {name: first, work: 1s, emits: chunk, straggler: {chunk: 1, delay: 2s}}
  streams:
    - {from: "input:chunks", to: "first:chunks"}
    - {from: "first:chunks", to: "output:chunks"}
  store: {connection: 1MB/s}

outcome:
  stage     chunk frame attempt  ready  worker  fetched  computed    end
  first         1     1       1   0.00    0.00     0.00      3.00   3.00
  first         2     1       1   0.00    0.00     0.00      1.00   1.00
  first         3     1       1   1.00    1.00     1.00      2.00   2.00
  first         4     1       1   2.00    2.00     2.00      3.00   3.00
  chunks in the output: 3.00 1.00 2.00 3.00
  end 3.00, workers at once 2, launches 4 warm 0 cold, surplus 0
