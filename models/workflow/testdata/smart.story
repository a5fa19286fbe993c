# The same frames, but a range of the output goes as soon as all its frames are there: the second
# range, of chunks 2 and 3, does not wait for chunk 1, which is a straggler.
workflow:
  tick: 0s
  inputs: [{name: input, chunks: 4, frames: 2}]
  stages:
    - {name: decode, work: 1s, emits: frames, straggler: {chunk: 1, delay: 2s}}
    - {name: encode, delivery: smart, frames: 3, frame-work: 100ms, emits: chunk}
  streams:
    - {from: "input:chunks", to: "decode:chunks"}
    - {from: "decode:frames", to: "encode:frames"}
    - {from: "encode:chunks", to: "output:chunks"}
  store: {connection: 1MB/s}

outcome:
  stage     chunk frame attempt  ready  worker  fetched  computed    end
  decode        1     1       1   0.00    0.00     0.00      3.00   3.00
  decode        2     1       1   0.00    0.00     0.00      1.00   1.00
  decode        3     1       1   0.00    0.00     0.00      1.00   1.00
  decode        4     1       1   0.00    0.00     0.00      1.00   1.00
  encode        2     1       1   1.00    1.00     1.00      1.30   1.30
  encode        3     1       1   1.00    1.00     1.00      1.20   1.20
  encode        1     1       1   3.00    3.00     3.00      3.30   3.30
  chunks in the output: 3.30 1.30 1.20
  end 3.30, workers at once 4, launches 7 warm 0 cold, surplus 0
