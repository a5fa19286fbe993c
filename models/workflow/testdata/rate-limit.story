# A bucket of 3 that fills with 2 tasks a second: do three tasks come at once, and then one each 0.5 s?
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
  scheduler: {kind: rate-limit, rate: 2, bucket: 3}

outcome:
  stage     chunk frame attempt  ready  worker  fetched  computed    end
  decode        1     1       1   0.00    0.00     0.00      1.50   1.50
  decode        2     1       1   0.00    0.00     0.00      1.00   1.00
  decode        3     1       1   0.00    0.00     0.00      1.00   1.00
  decode        4     1       1   0.00    0.50     0.50      1.50   1.50
  decode        5     1       1   0.00    1.00     1.00      2.00   2.00
  encode        2     1       1   1.00    1.50     1.50      2.50   2.50
  encode        3     1       1   1.00    2.00     2.00      3.00   3.00
  encode        1     1       1   1.50    2.50     2.50      3.50   3.50
  encode        4     1       1   1.50    3.00     3.00      4.00   4.00
  encode        5     1       1   2.00    3.50     3.50      4.50   4.50
  chunks in the output: 3.50 2.50 3.00 4.00 4.50
  end 4.50, workers at once 4, launches 10 warm 0 cold, surplus 0
  chunks after their deadlines: 0, least lead 0.00 s; asleep for 0.00 s
