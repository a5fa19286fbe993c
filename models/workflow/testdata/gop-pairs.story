# Chunks 1 and 2 are a pair, and 3 and 4. Each worker fetches its chunk of 1 MB and a quarter of
# another, and decodes its half for 2 s. Chunk 2 is a straggler: the worker of chunk 1 writes its
# frames for 3 s and decodes chunk 2 at the same time, writes that for 3 s more, and the straggler
# stops. Chunks 3 and 4 are decoded at once, so that neither does the other's work.
workflow:
  tick: 0s
  inputs: [{name: input, chunks: 4, bytes: 1MB}]
  stages:
    - {name: decode, mitigation: gop-pairs, extra: 0.25, work: 2s, emits: chunk, bytes: 3MB, packed: true, straggler: {chunk: 2, delay: 30s}}
  streams:
    - {from: "input:chunks", to: "decode:chunks"}
    - {from: "decode:frames", to: "output:frames"}
  store: {connection: 1MB/s, connections: 1}

outcome:
  stage     chunk frame attempt  ready  worker  fetched  computed    end
  decode        1     1       1   0.00    0.00     1.25      3.25   8.25
  decode        2     1       1   0.00    0.00     1.25         -   8.25  stopped
  decode        3     1       1   0.00    0.00     1.25      3.25   6.25
  decode        4     1       1   0.00    0.00     1.25      3.25   6.25
  chunks in the output: 6.25 8.25 6.25 6.25
  end 8.25, workers at once 4, launches 4 warm 0 cold, surplus 0

# The second of a pair is half a second late: the first begins its work and leaves it when the
# second has computed.
workflow:
  tick: 0s
  inputs: [{name: input, chunks: 2, bytes: 1MB}]
  stages:
    - {name: decode, mitigation: gop-pairs, work: 2s, emits: chunk, bytes: 3MB, packed: true, straggler: {chunk: 2, delay: 500ms}}
  streams:
    - {from: "input:chunks", to: "decode:chunks"}
    - {from: "decode:frames", to: "output:frames"}
  store: {connection: 1MB/s, connections: 1}

outcome:
  stage     chunk frame attempt  ready  worker  fetched  computed    end
  decode        1     1       1   0.00    0.00     1.00      3.00   6.00
  decode        2     1       1   0.00    0.00     1.00      3.50   6.50
  chunks in the output: 6.00 6.50
  end 6.50, workers at once 2, launches 2 warm 0 cold, surplus 0
