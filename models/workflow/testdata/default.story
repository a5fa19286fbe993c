# Does each chunk go on as soon as it is there, without waiting for others? Chunk 2 has a straggler.
# Chunks of 1 MB are fetched at 1 MB/s; there is one launch each 0.1 s.
workflow:
  tick: 0s
  inputs: [{name: input, chunks: 3, bytes: 1MB}]
  stages:
    - {name: decode, work: 2s, emits: chunk, bytes: 2MB, packed: true, straggler: {chunk: 2, delay: 5s}}
    - {name: encode, work: 1s, emits: chunk}
  streams:
    - {from: "input:chunks", to: "decode:chunks"}
    - {from: "decode:frames", to: "encode:frames"}
    - {from: "encode:chunks", to: "output:chunks"}
  store: {connection: 1MB/s}
  launcher: {warm-rate: 10}

outcome:
  stage     chunk frame attempt  ready  worker  fetched  computed    end
  decode        1     1       1   0.00    0.00     1.00      3.00   5.00
  decode        2     1       1   0.00    0.10     1.10      8.10  10.10
  decode        3     1       1   0.00    0.20     1.20      3.20   5.20
  encode        1     1       1   5.00    5.00     7.00      8.00   8.00
  encode        3     1       1   5.20    5.20     7.20      8.20   8.20
  encode        2     1       1  10.10   10.10    12.10     13.10  13.10
  chunks in the output: 8.00 13.10 8.20
  end 13.10, workers at once 3, launches 6 warm 0 cold, surplus 0
