# Does the simple scheduler run everything at once?
workflow:
  tick: 0s
  playback: 1s
  inputs: [{name: input, chunks: 5}]
  stages:
    - {name: decode, work: 1s, emits: chunk, straggler: {chunk: 1, delay: 500ms}}
    - {name: encode, work: 1s, emits: chunk}
  streams:
    - {from: "input:chunks", to: "decode:chunks"}
    - {from: "decode:frames", to: "encode:frames"}
    - {from: "encode:chunks", to: "output:chunks"}
  store: {connection: 1MB/s}
  scheduler: {kind: simple}

outcome:
  stage     chunk frame attempt  ready  worker  fetched  computed    end
  decode        1     1       1   0.00    0.00     0.00      1.50   1.50
  decode        2     1       1   0.00    0.00     0.00      1.00   1.00
  decode        3     1       1   0.00    0.00     0.00      1.00   1.00
  decode        4     1       1   0.00    0.00     0.00      1.00   1.00
  decode        5     1       1   0.00    0.00     0.00      1.00   1.00
  encode        2     1       1   1.00    1.00     1.00      2.00   2.00
  encode        3     1       1   1.00    1.00     1.00      2.00   2.00
  encode        4     1       1   1.00    1.00     1.00      2.00   2.00
  encode        5     1       1   1.00    1.00     1.00      2.00   2.00
  encode        1     1       1   1.50    1.50     1.50      2.50   2.50
  chunks in the output: 2.50 2.00 2.00 2.00 2.00
  end 2.50, workers at once 5, launches 10 warm 0 cold, surplus 0
  chunks after their deadlines: 0, least lead 0.00 s; asleep for 0.00 s
