# landlord: a start gives a container its cold-start time as credit. When memory is needed,
# all pay the same for each MiB, as much as makes the poorest idle one penniless, which
# goes. The priority is what the clock of the invoker, the sum of what was paid for a MiB,
# will read when the credit is used up: clock at the start + cold-start time in
# nanoseconds × 1024 ÷ MiB, rounded down.

scenario rent by hand
# Each start gives 1 s of credit: a/small can pay 10 ms a MiB, b/large 5 ms. c/new needs
# memory: both pay 5 ms a MiB, b/large is penniless and goes, a/small has 5 ms a MiB left.
# d/new needs memory: the 5 ms that a/small has left are the least, and it goes, however
# often it was started before.
  schedule   first-fit
  keepalive  landlord
  invokers   1 of 300MiB
  function   a/small 100MiB
  function   b/large 200MiB
  function   c/new 100MiB
  function   d/new 200MiB
  start      warm 0s, cold 1s
  show       priority
  at 0s      a/small runs 1s, 3 times every 5s
  at 20s     b/large runs 1s
  at 30s     c/new runs 1s
  at 40s     d/new runs 1s
> at 0s     a/small arrives → invoker 0, cold in container 0, runs 1s to 2s
> at 2s     container 0 of a/small on invoker 0 is idle, priority 10240000000
> at 5s     a/small arrives → invoker 0, warm in container 0, runs 5s to 6s
> at 6s     container 0 of a/small on invoker 0 is idle, priority 10240000000
> at 10s    a/small arrives → invoker 0, warm in container 0, runs 10s to 11s
> at 11s    container 0 of a/small on invoker 0 is idle, priority 10240000000
> at 20s    b/large arrives → invoker 0, cold in container 1, runs 21s to 22s
> at 22s    container 1 of b/large on invoker 0 is idle, priority 5120000000
> at 30s    c/new arrives → invoker 0, which evicts container 1 of b/large (idle for 8s), cold in container 2, runs 31s to 32s
> at 32s    container 2 of c/new on invoker 0 is idle, priority 15360000000
> at 40s    d/new arrives → invoker 0, which evicts container 0 of a/small (idle for 29s), cold in container 3, runs 41s to 42s
> at 42s    container 3 of d/new on invoker 0 is idle, priority 15360000000
> in all    4 cold and 2 warm starts, 2 evictions, 0 expiries, 0 rejected

scenario a start pays off the rent
# As above, but a/small is started again before the second rent, and has all its credit:
# c/new, which has as much and is idle for longer, goes first. Its 100 MiB are not enough.
  schedule   first-fit
  keepalive  landlord
  invokers   1 of 300MiB
  function   a/small 100MiB
  function   b/large 200MiB
  function   c/new 100MiB
  function   d/new 250MiB
  start      warm 0s, cold 1s
  show       priority
  at 0s      a/small runs 1s
  at 20s     b/large runs 1s
  at 30s     c/new runs 1s
  at 35s     a/small runs 1s
  at 40s     d/new runs 1s
> at 0s     a/small arrives → invoker 0, cold in container 0, runs 1s to 2s
> at 2s     container 0 of a/small on invoker 0 is idle, priority 10240000000
> at 20s    b/large arrives → invoker 0, cold in container 1, runs 21s to 22s
> at 22s    container 1 of b/large on invoker 0 is idle, priority 5120000000
> at 30s    c/new arrives → invoker 0, which evicts container 1 of b/large (idle for 8s), cold in container 2, runs 31s to 32s
> at 32s    container 2 of c/new on invoker 0 is idle, priority 15360000000
> at 35s    a/small arrives → invoker 0, warm in container 0, runs 35s to 36s
> at 36s    container 0 of a/small on invoker 0 is idle, priority 15360000000
> at 40s    d/new arrives → invoker 0, which evicts container 2 of c/new (idle for 8s) and container 0 of a/small (idle for 4s), cold in container 3, runs 41s to 42s
> at 42s    container 3 of d/new on invoker 0 is idle, priority 19456000000
> in all    4 cold and 1 warm starts, 3 evictions, 0 expiries, 0 rejected
