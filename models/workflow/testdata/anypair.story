# Any chunk of one input goes with any of the other: chunk 2 of the first decoder, which is done
# first, with chunk 1 of the second.
workflow:
  tick: 0s
  inputs: [{name: input_0, chunks: 2}, {name: input_1, chunks: 2}]
  stages:
    - {name: decode_0, work: 1s, emits: chunk, straggler: {chunk: 1, delay: 5s}}
    - {name: decode_1, work: 2s, emits: chunk}
    - {name: mix, delivery: anypair, work: 1s, emits: chunk}
  streams:
    - {from: "input_0:chunks", to: "decode_0:chunks"}
    - {from: "input_1:chunks", to: "decode_1:chunks"}
    - {from: "decode_0:frames", to: "mix:frames_0"}
    - {from: "decode_1:frames", to: "mix:frames_1"}
    - {from: "mix:chunks", to: "output:chunks"}
  store: {connection: 1MB/s}

outcome:
  stage     chunk frame attempt  ready  worker  fetched  computed    end
  decode_0      1     1       1   0.00    0.00     0.00      6.00   6.00
  decode_0      2     1       1   0.00    0.00     0.00      1.00   1.00
  decode_1      1     1       1   0.00    0.00     0.00      2.00   2.00
  decode_1      2     1       1   0.00    0.00     0.00      2.00   2.00
  mix           2     1       1   2.00    2.00     2.00      3.00   3.00
  mix           1     1       1   6.00    6.00     6.00      7.00   7.00
  chunks in the output: 7.00 3.00
  end 7.00, workers at once 4, launches 6 warm 0 cold, surplus 0
