# Two videos are blended: each chunk of one waits for the same chunk of the other. The second
# decoder is slower, and its chunk 1 is last.
workflow:
  tick: 0s
  inputs: [{name: input_0, chunks: 2}, {name: input_1, chunks: 2}]
  stages:
    - {name: decode_0, work: 1s, emits: chunk}
    - {name: decode_1, work: 2s, emits: chunk, straggler: {chunk: 1, delay: 2s}}
    - {name: blend, delivery: pair, work: 1s, emits: chunk}
  streams:
    - {from: "input_0:chunks", to: "decode_0:chunks"}
    - {from: "input_1:chunks", to: "decode_1:chunks"}
    - {from: "decode_0:frames", to: "blend:frames_0"}
    - {from: "decode_1:frames", to: "blend:frames_1"}
    - {from: "blend:chunks", to: "output:chunks"}
  store: {connection: 1MB/s}

outcome:
  stage     chunk frame attempt  ready  worker  fetched  computed    end
  decode_0      1     1       1   0.00    0.00     0.00      1.00   1.00
  decode_0      2     1       1   0.00    0.00     0.00      1.00   1.00
  decode_1      1     1       1   0.00    0.00     0.00      4.00   4.00
  decode_1      2     1       1   0.00    0.00     0.00      2.00   2.00
  blend         2     1       1   2.00    2.00     2.00      3.00   3.00
  blend         1     1       1   4.00    4.00     4.00      5.00   5.00
  chunks in the output: 5.00 3.00
  end 5.00, workers at once 4, launches 6 warm 0 cold, surplus 0

# What if there is more of one than of the other, which only scenes decide? The workflow says who
# waits for what.
workflow:
  tick: 0s
  inputs: [{name: input_0, chunks: 2, frames: 2}, {name: input_1, chunks: 2, frames: 2}]
  stages:
    - {name: cuts_0, work: 1s, emits: frames, scene: 1}
    - {name: cuts_1, work: 1s, emits: frames, scene: 1000000}
    - {name: scenes_0, delivery: serialized-scene, frames: 9, work: 1s, emits: chunk}
    - {name: scenes_1, delivery: serialized-scene, frames: 9, work: 1s, emits: chunk}
    - {name: blend, delivery: pair, work: 1s, emits: chunk}
  streams:
    - {from: "input_0:chunks", to: "cuts_0:chunks"}
    - {from: "input_1:chunks", to: "cuts_1:chunks"}
    - {from: "cuts_0:frames", to: "scenes_0:frames"}
    - {from: "cuts_1:frames", to: "scenes_1:frames"}
    - {from: "scenes_0:scenes", to: "blend:scenes_0"}
    - {from: "scenes_1:scenes", to: "blend:scenes_1"}
    - {from: "blend:chunks", to: "output:chunks"}
  store: {connection: 1MB/s}

outcome:
  the workflow stalls:
    stage blend: chunk 2 came on scenes_0, and waits for chunk 2 on scenes_1
