# A censor is asked about half of the images; the others go through without a worker.
workflow:
  tick: 0s
  inputs: [{name: input, chunks: 4}]
  stages:
    - {name: upload, work: 1s, emits: chunk}
    - {name: censor, share: 0.5, work: 2s, emits: same}
    - {name: store, work: 1s, emits: chunk}
  streams:
    - {from: "input:images", to: "upload:images"}
    - {from: "upload:images", to: "censor:images"}
    - {from: "censor:images", to: "store:images"}
    - {from: "store:images", to: "output:images"}
  store: {connection: 1MB/s}

outcome:
  stage     chunk frame attempt  ready  worker  fetched  computed    end
  upload        1     1       1   0.00    0.00     0.00      1.00   1.00
  upload        2     1       1   0.00    0.00     0.00      1.00   1.00
  upload        3     1       1   0.00    0.00     0.00      1.00   1.00
  upload        4     1       1   0.00    0.00     0.00      1.00   1.00
  censor        2     1       1   1.00    1.00     1.00      3.00   3.00
  censor        3     1       1   1.00    1.00     1.00      3.00   3.00
  censor        4     1       1   1.00    1.00     1.00      3.00   3.00
  store         1     1       1   1.00    1.00     1.00      2.00   2.00
  store         2     1       1   3.00    3.00     3.00      4.00   4.00
  store         3     1       1   3.00    3.00     3.00      4.00   4.00
  store         4     1       1   3.00    3.00     3.00      4.00   4.00
  chunks in the output: 2.00 4.00 4.00 4.00
  end 4.00, workers at once 4, launches 11 warm 0 cold, surplus 0

# What if images are pushed? Hosts hold those that the censor does not look at for no time.
workflow:
  tick: 0s
  passing: {kind: dataflower}
  inputs: [{name: input, chunks: 4}]
  stages:
    - {name: upload, work: 1s, emits: chunk, bytes: 1MB}
    - {name: censor, share: 0.5, work: 2s, emits: same, bytes: 1MB}
    - {name: store, work: 1s, emits: chunk}
  streams:
    - {from: "input:images", to: "upload:images"}
    - {from: "upload:images", to: "censor:images"}
    - {from: "censor:images", to: "store:images"}
    - {from: "store:images", to: "output:images"}
  store: {connection: 1MB/s}
  launcher: {warm-latency: 1s}

outcome:
  stage     chunk frame  asked  fetch  there  worker  begins  computed   free    out
  upload        1     1   0.00   1.00   1.00    1.00    1.00      2.00   2.00   2.00
  upload        2     1   0.00   1.00   1.00    1.00    1.00      2.00   2.00   2.00
  upload        3     1   0.00   1.00   1.00    1.00    1.00      2.00   2.00   2.00
  upload        4     1   0.00   1.00   1.00    1.00    1.00      2.00   2.00   2.00
  censor        2     1   2.00   3.00   3.00    3.00    3.00      5.00   5.00   5.00
  censor        3     1   2.00   3.00   3.00    3.00    3.00      5.00   5.00   5.00
  censor        4     1   2.00   3.00   3.00    3.00    3.00      5.00   5.00   5.00
  store         1     1   2.00   3.00   3.00    3.00    3.00      4.00   4.00   4.00
  store         2     1   5.00   6.00   6.00    6.00    6.00      7.00   7.00   7.00
  store         3     1   5.00   6.00   6.00    6.00    6.00      7.00   7.00   7.00
  store         4     1   5.00   6.00   6.00    6.00    6.00      7.00   7.00   7.00
  chunks in the output: 4.00 7.00 7.00 7.00
  memory of workers 0.00 GB·s; hosts hold 3.0 MB at most, 0.006 GB·s
