# greedy-dual (FaasCache): priority = clock + starts × unit, where the unit is the
# cold-start time in nanoseconds × 1024 ÷ MiB, rounded down. With a cold start of 1 s a
# container of 100 MiB has priority 10,240 million a start, one of 200 MiB 5,120 million.
# The least goes first, and the clock of the invoker rises to the priority of each
# victim, so that old favourites sink.

scenario small and frequent stays, large goes
# a/small has been started twice (20,480 million), b/large once (5,120): b/large is the
# victim although it was idle last; LRU would evict a/small. The clock is then 5,120,
# and c/new has priority 5,120 + 5,120 = 10,240 million.
  schedule   first-fit
  keepalive  greedy-dual
  invokers   1 of 300MiB
  function   a/small 100MiB
  function   b/large 200MiB
  function   c/new 200MiB
  start      warm 0s, cold 1s
  show       priority
  at 0s      a/small runs 1s, 2 times every 10s
  at 20s     b/large runs 1s
  at 30s     c/new runs 1s
> at 0s     a/small arrives → invoker 0, cold in container 0, runs 1s to 2s
> at 2s     container 0 of a/small on invoker 0 is idle, priority 10240000000
> at 10s    a/small arrives → invoker 0, warm in container 0, runs 10s to 11s
> at 11s    container 0 of a/small on invoker 0 is idle, priority 20480000000
> at 20s    b/large arrives → invoker 0, cold in container 1, runs 21s to 22s
> at 22s    container 1 of b/large on invoker 0 is idle, priority 5120000000
> at 30s    c/new arrives → invoker 0, which evicts container 1 of b/large (idle for 8s), cold in container 2, runs 31s to 32s
> at 32s    container 2 of c/new on invoker 0 is idle, priority 10240000000
> in all    3 cold and 1 warm starts, 1 evictions, 0 expiries, 0 rejected

scenario ageing: once popular, never used again, it goes in the end
# a/old collects 3 starts of 10,240 million. b and c push each other out, and each
# victim lifts the clock by as much: soon a newcomer ranks as high as a/old, and
# of equals the least recently idle goes.
  schedule   first-fit
  keepalive  greedy-dual
  invokers   1 of 200MiB
  function   a/old 100MiB
  function   b/x 100MiB
  function   c/y 100MiB
  start      warm 0s, cold 1s
  show       priority
  at 0s      a/old runs 1s, 3 times every 10s
  at 30s     b/x runs 1s, 3 times every 20s
  at 40s     c/y runs 1s, 3 times every 20s
> at 0s     a/old arrives → invoker 0, cold in container 0, runs 1s to 2s
> at 2s     container 0 of a/old on invoker 0 is idle, priority 10240000000
> at 10s    a/old arrives → invoker 0, warm in container 0, runs 10s to 11s
> at 11s    container 0 of a/old on invoker 0 is idle, priority 20480000000
> at 20s    a/old arrives → invoker 0, warm in container 0, runs 20s to 21s
> at 21s    container 0 of a/old on invoker 0 is idle, priority 30720000000
> at 30s    b/x arrives → invoker 0, cold in container 1, runs 31s to 32s
> at 32s    container 1 of b/x on invoker 0 is idle, priority 10240000000
> at 40s    c/y arrives → invoker 0, which evicts container 1 of b/x (idle for 8s), cold in container 2, runs 41s to 42s
> at 42s    container 2 of c/y on invoker 0 is idle, priority 20480000000
> at 50s    b/x arrives → invoker 0, which evicts container 2 of c/y (idle for 8s), cold in container 3, runs 51s to 52s
> at 52s    container 3 of b/x on invoker 0 is idle, priority 30720000000
> at 1m     c/y arrives → invoker 0, which evicts container 0 of a/old (idle for 39s), cold in container 4, runs 1m1s to 1m2s
> at 1m2s   container 4 of c/y on invoker 0 is idle, priority 40960000000
> at 1m10s  b/x arrives → invoker 0, warm in container 3, runs 1m10s to 1m11s
> at 1m11s  container 3 of b/x on invoker 0 is idle, priority 51200000000
> at 1m20s  c/y arrives → invoker 0, warm in container 4, runs 1m20s to 1m21s
> at 1m21s  container 4 of c/y on invoker 0 is idle, priority 51200000000
> in all    5 cold and 4 warm starts, 3 evictions, 0 expiries, 0 rejected

scenario frequency falls back to nothing with the last container
# a/one had two starts when it was evicted; its next start counts as the first,
# on top of the clock.
  schedule   first-fit
  keepalive  greedy-dual
  invokers   1 of 100MiB
  function   a/one 100MiB
  function   b/two 100MiB
  start      warm 0s, cold 1s
  show       priority
  at 0s      a/one runs 1s, 2 times every 10s
  at 20s     b/two runs 1s
  at 30s     a/one runs 1s
> at 0s     a/one arrives → invoker 0, cold in container 0, runs 1s to 2s
> at 2s     container 0 of a/one on invoker 0 is idle, priority 10240000000
> at 10s    a/one arrives → invoker 0, warm in container 0, runs 10s to 11s
> at 11s    container 0 of a/one on invoker 0 is idle, priority 20480000000
> at 20s    b/two arrives → invoker 0, which evicts container 0 of a/one (idle for 9s), cold in container 1, runs 21s to 22s
> at 22s    container 1 of b/two on invoker 0 is idle, priority 30720000000
> at 30s    a/one arrives → invoker 0, which evicts container 1 of b/two (idle for 8s), cold in container 2, runs 31s to 32s
> at 32s    container 2 of a/one on invoker 0 is idle, priority 40960000000
> in all    3 cold and 1 warm starts, 2 evictions, 0 expiries, 0 rejected

scenario equal priorities tie exactly, however long a cold start takes
# The last c/y finds a/old with three starts on clock 0, and b/x with one on a clock of
# two: both have three units, so a/old goes, which is idle for longer. In seconds,
# 0.1 + 0.1 + 0.1 would be more than 0.3.
  schedule   first-fit
  keepalive  greedy-dual
  invokers   1 of 200MiB
  function   a/old 100MiB
  function   b/x 100MiB
  function   c/y 100MiB
  start      warm 0s, cold 100ms
  show       priority
  at 0s      a/old runs 1s, 3 times every 10s
  at 30s     b/x runs 1s, 2 times every 20s
  at 40s     c/y runs 1s, 2 times every 20s
> at 0s     a/old arrives → invoker 0, cold in container 0, runs 100ms to 1.1s
> at 1.1s   container 0 of a/old on invoker 0 is idle, priority 1024000000
> at 10s    a/old arrives → invoker 0, warm in container 0, runs 10s to 11s
> at 11s    container 0 of a/old on invoker 0 is idle, priority 2048000000
> at 20s    a/old arrives → invoker 0, warm in container 0, runs 20s to 21s
> at 21s    container 0 of a/old on invoker 0 is idle, priority 3072000000
> at 30s    b/x arrives → invoker 0, cold in container 1, runs 30.1s to 31.1s
> at 31.1s  container 1 of b/x on invoker 0 is idle, priority 1024000000
> at 40s    c/y arrives → invoker 0, which evicts container 1 of b/x (idle for 8.9s), cold in container 2, runs 40.1s to 41.1s
> at 41.1s  container 2 of c/y on invoker 0 is idle, priority 2048000000
> at 50s    b/x arrives → invoker 0, which evicts container 2 of c/y (idle for 8.9s), cold in container 3, runs 50.1s to 51.1s
> at 51.1s  container 3 of b/x on invoker 0 is idle, priority 3072000000
> at 1m     c/y arrives → invoker 0, which evicts container 0 of a/old (idle for 39s), cold in container 4, runs 1m0.1s to 1m1.1s
> at 1m1.1s container 4 of c/y on invoker 0 is idle, priority 4096000000
> in all    5 cold and 2 warm starts, 3 evictions, 0 expiries, 0 rejected

scenario own priorities: a clone that was used for a burst only goes first
# Two of a/one run at once at 0 s; then one of them serves alone. The other keeps the priority
# of its only start, 10,240 million. That is less than the 20,480 million of b/two, of half the
# size: it goes.
  schedule   first-fit
  keepalive  greedy-dual
  invokers   1 of 300MiB
  function   a/one 100MiB
  function   b/two 50MiB
  function   c/new 100MiB
  start      warm 0s, cold 1s
  show       priority
  at 0s      a/one runs 1s, 2 times every 0s
  at 10s     a/one runs 1s, 2 times every 5s
  at 20s     b/two runs 1s
  at 40s     c/new runs 1s
> at 0s     a/one arrives → invoker 0, cold in container 0, runs 1s to 2s
> at 0s     a/one arrives → invoker 0, cold in container 1, runs 1s to 2s
> at 2s     container 0 of a/one on invoker 0 is idle, priority 10240000000
> at 2s     container 1 of a/one on invoker 0 is idle, priority 20480000000
> at 10s    a/one arrives → invoker 0, warm in container 1, runs 10s to 11s
> at 11s    container 1 of a/one on invoker 0 is idle, priority 30720000000
> at 15s    a/one arrives → invoker 0, warm in container 1, runs 15s to 16s
> at 16s    container 1 of a/one on invoker 0 is idle, priority 40960000000
> at 20s    b/two arrives → invoker 0, cold in container 2, runs 21s to 22s
> at 22s    container 2 of b/two on invoker 0 is idle, priority 20480000000
> at 40s    c/new arrives → invoker 0, which evicts container 0 of a/one (idle for 38s), cold in container 3, runs 41s to 42s
> at 42s    container 3 of c/new on invoker 0 is idle, priority 20480000000
> in all    4 cold and 2 warm starts, 1 evictions, 0 expiries, 0 rejected

scenario shared priorities: all clones rise with the one that serves
# The same with clones=shared, as in FaasCache's artefact: from 15 s on both containers of a/one
# have 40,960 million, and b/two goes.
  schedule   first-fit
  keepalive  greedy-dual,clones=shared
  invokers   1 of 300MiB
  function   a/one 100MiB
  function   b/two 50MiB
  function   c/new 100MiB
  start      warm 0s, cold 1s
  show       priority
  at 0s      a/one runs 1s, 2 times every 0s
  at 10s     a/one runs 1s, 2 times every 5s
  at 20s     b/two runs 1s
  at 40s     c/new runs 1s
> at 0s     a/one arrives → invoker 0, cold in container 0, runs 1s to 2s
> at 0s     a/one arrives → invoker 0, cold in container 1, runs 1s to 2s
> at 2s     container 0 of a/one on invoker 0 is idle, priority 20480000000
> at 2s     container 1 of a/one on invoker 0 is idle, priority 20480000000
> at 10s    a/one arrives → invoker 0, warm in container 1, runs 10s to 11s
> at 11s    container 1 of a/one on invoker 0 is idle, priority 30720000000
> at 15s    a/one arrives → invoker 0, warm in container 1, runs 15s to 16s
> at 16s    container 1 of a/one on invoker 0 is idle, priority 40960000000
> at 20s    b/two arrives → invoker 0, cold in container 2, runs 21s to 22s
> at 22s    container 2 of b/two on invoker 0 is idle, priority 20480000000
> at 40s    c/new arrives → invoker 0, which evicts container 2 of b/two (idle for 18s), cold in container 3, runs 41s to 42s
> at 42s    container 3 of c/new on invoker 0 is idle, priority 30720000000
> in all    4 cold and 2 warm starts, 1 evictions, 0 expiries, 0 rejected
