# An image goes to two classifiers, and what follows them waits for it and for both.
workflow:
  tick: 0s
  inputs: [{name: input, chunks: 2}]
  stages:
    - {name: upload, work: 1s, emits: chunk}
    - {name: adult, work: 2s, emits: same}
    - {name: violence, work: 3s, emits: same, straggler: {chunk: 1, delay: 2s}}
    - {name: extract, delivery: join, work: 1s, emits: chunk}
  streams:
    - {from: "input:images", to: "upload:images"}
    - {from: "upload:images", to: "adult:images"}
    - {from: "upload:images", to: "violence:images"}
    - {from: "adult:verdicts", to: "extract:verdicts_0"}
    - {from: "upload:images", to: "extract:images"}
    - {from: "violence:verdicts", to: "extract:verdicts_1"}
    - {from: "extract:texts", to: "output:texts"}
  store: {connection: 1MB/s}

outcome:
  stage     chunk frame attempt  ready  worker  fetched  computed    end
  upload        1     1       1   0.00    0.00     0.00      1.00   1.00
  upload        2     1       1   0.00    0.00     0.00      1.00   1.00
  adult         1     1       1   1.00    1.00     1.00      3.00   3.00
  adult         2     1       1   1.00    1.00     1.00      3.00   3.00
  violence      1     1       1   1.00    1.00     1.00      6.00   6.00
  violence      2     1       1   1.00    1.00     1.00      4.00   4.00
  extract       2     1       1   4.00    4.00     4.00      5.00   5.00
  extract       1     1       1   6.00    6.00     6.00      7.00   7.00
  chunks in the output: 7.00 5.00
  end 7.00, workers at once 4, launches 8 warm 0 cold, surplus 0

# What if a key has too few? It is told before anything runs.
workflow:
  tick: 0s
  inputs: [{name: input_0, chunks: 2}, {name: input_1, chunks: 2}, {name: input_2, chunks: 1}]
  stages:
    - {name: meet, delivery: join, work: 1s, emits: chunk}
  streams:
    - {from: "input_0:chunks", to: "meet:chunks_0"}
    - {from: "input_1:chunks", to: "meet:chunks_1"}
    - {from: "input_2:chunks", to: "meet:chunks_2"}
    - {from: "meet:chunks", to: "output:chunks"}
  store: {connection: 1MB/s}

outcome:
  testdata/join.story:5:5: stages.0: stage meet starves: 2 events come on chunks_0 and 1 on chunks_2, so that 1 wait for a partner for ever

# What if only scenes decide how many there are? The workflow says which key waits for which.
workflow:
  tick: 0s
  inputs: [{name: input_0, chunks: 2, frames: 2}, {name: input_1, chunks: 2, frames: 2}]
  stages:
    - {name: cuts_0, work: 1s, emits: frames, scene: 1}
    - {name: cuts_1, work: 1s, emits: frames, scene: 1000000}
    - {name: scenes_0, delivery: serialized-scene, frames: 9, work: 1s, emits: chunk}
    - {name: scenes_1, delivery: serialized-scene, frames: 9, work: 1s, emits: chunk}
    - {name: again, work: 1s, emits: same}
    - {name: meet, delivery: join, work: 1s, emits: chunk}
  streams:
    - {from: "input_0:chunks", to: "cuts_0:chunks"}
    - {from: "input_1:chunks", to: "cuts_1:chunks"}
    - {from: "cuts_0:frames", to: "scenes_0:frames"}
    - {from: "cuts_1:frames", to: "scenes_1:frames"}
    - {from: "scenes_0:scenes", to: "again:scenes"}
    - {from: "scenes_0:scenes", to: "meet:scenes_0"}
    - {from: "scenes_1:scenes", to: "meet:scenes_1"}
    - {from: "again:scenes", to: "meet:scenes_2"}
    - {from: "meet:chunks", to: "output:chunks"}
  store: {connection: 1MB/s}

outcome:
  the workflow stalls:
    stage meet: chunk 2 came on scenes_0 and scenes_2, and waits for chunk 2 on scenes_1

# What if the keys have chunks of 1 and of 3 frames? A unit has the frames of its first key, whichever comes first.
workflow:
  tick: 0s
  inputs: [{name: input_0, chunks: 1, frames: 1}, {name: input_1, chunks: 1, frames: 3}]
  stages:
    - {name: late, work: 2s, emits: chunk}
    - {name: meet, delivery: join, frame-work: 1s, emits: same}
  streams:
    - {from: "input_0:chunks", to: "late:chunks"}
    - {from: "late:chunks", to: "meet:chunks_0"}
    - {from: "input_1:chunks", to: "meet:chunks_1"}
    - {from: "meet:chunks", to: "output:chunks"}
  store: {connection: 1MB/s}

outcome:
  stage     chunk frame attempt  ready  worker  fetched  computed    end
  late          1     1       1   0.00    0.00     0.00      2.00   2.00
  meet          1     1       1   2.00    2.00     2.00      3.00   3.00
  chunks in the output: 3.00
  end 3.00, workers at once 1, launches 2 warm 0 cold, surplus 0
