# Frames of chunks of 2 are gathered in order by 3: frames 1 and 2 of chunk 1 with 1 of chunk 2,
# then the rest of chunk 2 with both of chunk 3. Chunk 1 is a straggler, so all wait for it; a
# last unit of 2 frames goes when nothing runs any more.
workflow:
  tick: 0s
  inputs: [{name: input, chunks: 4, frames: 2}]
  stages:
    - {name: decode, work: 1s, emits: frames, straggler: {chunk: 1, delay: 2s}}
    - {name: encode, delivery: serialized-frame, frames: 3, frame-work: 100ms, emits: chunk}
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
  encode        1     1       1   3.00    3.00     3.00      3.30   3.30
  encode        2     1       1   3.00    3.00     3.00      3.30   3.30
  encode        3     1       1   3.30    3.30     3.30      3.50   3.50
  chunks in the output: 3.30 3.30 3.50
  end 3.50, workers at once 4, launches 7 warm 0 cold, surplus 0
