# Frames go together up to the end of a scene, or by 4. Scenes of 3 frames on average end where
# seed 1 draws it; the last scene is open and goes when nothing runs any more. Then each frame of
# a scene is drawn on a worker of its own, and encoded in order.
workflow:
  tick: 0s
  inputs: [{name: input, chunks: 3, frames: 3}]
  stages:
    - {name: scene, work: 1s, emits: frames, scene: 3}
    - {name: recognise, delivery: serialized-scene, frames: 4, work: 2s, emits: same}
    - {name: draw, work: 100ms, emits: same}
    - {name: encode, delivery: serialized-frame, frames: 9, work: 1s, emits: chunk}
  streams:
    - {from: "input:chunks", to: "scene:chunks"}
    - {from: "scene:frames", to: "recognise:frames"}
    - {from: "recognise:frames", to: "draw:frames"}
    - {from: "draw:frames", to: "encode:frames"}
    - {from: "encode:chunks", to: "output:chunks"}
  store: {connection: 1MB/s}

outcome:
  stage     chunk frame attempt  ready  worker  fetched  computed    end
  scene         1     1       1   0.00    0.00     0.00      1.00   1.00
  scene         2     1       1   0.00    0.00     0.00      1.00   1.00
  scene         3     1       1   0.00    0.00     0.00      1.00   1.00
  recognise     1     1       1   1.00    1.00     1.00      3.00   3.00
  recognise     2     1       1   1.00    1.00     1.00      3.00   3.00
  recognise     3     1       1   1.00    1.00     1.00      3.00   3.00
  draw          1     1       1   3.00    3.00     3.00      3.10   3.10
  draw          1     2       1   3.00    3.00     3.00      3.10   3.10
  draw          1     3       1   3.00    3.00     3.00      3.10   3.10
  draw          2     1       1   3.00    3.00     3.00      3.10   3.10
  draw          2     2       1   3.00    3.00     3.00      3.10   3.10
  draw          2     3       1   3.00    3.00     3.00      3.10   3.10
  draw          3     1       1   3.00    3.00     3.00      3.10   3.10
  recognise     4     1       1   3.10    3.10     3.10      5.10   5.10
  draw          3     2       1   5.10    5.10     5.10      5.20   5.20
  draw          3     3       1   5.10    5.10     5.10      5.20   5.20
  encode        1     1       1   5.20    5.20     5.20      6.20   6.20
  chunks in the output: 6.20
  end 6.20, workers at once 7, launches 17 warm 0 cold, surplus 0
