# Three tasks at once, and a look at the lead after each two units of the last stage. Chunk 1 is
# handed to encode after 1.5 s, chunks 2 and 3 after 2 s: chunk 3 is played 3 s after 1.5 s, which is
# 2.5 s from then, and 1.5 s more than the buffer. So nothing is launched until 3.5 s.
workflow:
  tick: 0s
  playback: 1s
  inputs: [{name: input, chunks: 12}]
  stages:
    - {name: decode, work: 1s, emits: chunk, straggler: {chunk: 1, delay: 500ms}}
    - {name: encode, work: 1s, emits: chunk}
  streams:
    - {from: "input:chunks", to: "decode:chunks"}
    - {from: "decode:frames", to: "encode:frames"}
    - {from: "encode:chunks", to: "output:chunks"}
  store: {connection: 1MB/s}
  scheduler: {kind: streaming, limit: 3, buffer: 1s, sleep: 500ms, every: 1}

outcome:
  stage     chunk frame attempt  ready  worker  fetched  computed    end
  decode        1     1       1   0.00    0.00     0.00      1.50   1.50
  decode        2     1       1   0.00    0.00     0.00      1.00   1.00
  decode        3     1       1   0.00    0.00     0.00      1.00   1.00
  decode        4     1       1   0.00    1.00     1.00      2.00   2.00
  decode        5     1       1   0.00    1.00     1.00      2.00   2.00
  encode        1     1       1   1.50    1.50     1.50      2.50   2.50
  encode        2     1       1   1.00    2.00     2.00      3.00   3.00
  encode        3     1       1   1.00    2.00     2.00      3.00   3.00
  decode        6     1       1   0.00    3.50     3.50      4.50   4.50
  encode        4     1       1   2.00    3.50     3.50      4.50   4.50
  encode        5     1       1   2.00    3.50     3.50      4.50   4.50
  decode        7     1       1   0.00    5.50     5.50      6.50   6.50
  decode        8     1       1   0.00    5.50     5.50      6.50   6.50
  encode        6     1       1   4.50    5.50     5.50      6.50   6.50
  decode        9     1       1   0.00    6.50     6.50      7.50   7.50
  encode        7     1       1   6.50    6.50     6.50      7.50   7.50
  encode        8     1       1   6.50    6.50     6.50      7.50   7.50
  decode       10     1       1   0.00    8.50     8.50      9.50   9.50
  decode       11     1       1   0.00    8.50     8.50      9.50   9.50
  encode        9     1       1   7.50    8.50     8.50      9.50   9.50
  decode       12     1       1   0.00    9.50     9.50     10.50  10.50
  encode       10     1       1   9.50    9.50     9.50     10.50  10.50
  encode       11     1       1   9.50    9.50     9.50     10.50  10.50
  encode       12     1       1  10.50   11.50    11.50     12.50  12.50
  chunks in the output: 2.50 3.00 3.00 4.50 4.50 6.50 7.50 7.50 9.50 10.50 10.50 12.50
  end 12.50, workers at once 3, launches 24 warm 0 cold, surplus 0
  chunks after their deadlines: 0, least lead 0.00 s; asleep for 7.50 s
