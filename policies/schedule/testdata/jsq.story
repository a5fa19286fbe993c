# jsq (Mitzenmacher 2001): of d invokers drawn for each invocation the one with the least
# load takes it. Two are enough: the second of them makes the difference to a random choice.

scenario d=2: the less loaded of two
# Which two is told by the choices: the chosen one never runs more than the other. After
# twelve the counts are 3 3 3 3; drawn at random alone they would be as uneven as dice.
  schedule   jsq
  keepalive  ttl
  invokers   4 of 1024MiB
  function   web/page 128MiB
  start      warm 0s, cold 500ms
  show       running
  at 0s      web/page runs 1h, 12 times every 1s
> at 0s     web/page arrives [running 0 0 0 0] → invoker 1, cold in container 0, runs 500ms to 1h0m0.5s
> at 1s     web/page arrives [running 0 1 0 0] → invoker 2, cold in container 1, runs 1.5s to 1h0m1.5s
> at 2s     web/page arrives [running 0 1 1 0] → invoker 3, cold in container 2, runs 2.5s to 1h0m2.5s
> at 3s     web/page arrives [running 0 1 1 1] → invoker 0, cold in container 3, runs 3.5s to 1h0m3.5s
> at 4s     web/page arrives [running 1 1 1 1] → invoker 1, cold in container 4, runs 4.5s to 1h0m4.5s
> at 5s     web/page arrives [running 1 2 1 1] → invoker 2, cold in container 5, runs 5.5s to 1h0m5.5s
> at 6s     web/page arrives [running 1 2 2 1] → invoker 0, cold in container 6, runs 6.5s to 1h0m6.5s
> at 7s     web/page arrives [running 2 2 2 1] → invoker 1, cold in container 7, runs 7.5s to 1h0m7.5s
> at 8s     web/page arrives [running 2 3 2 1] → invoker 3, cold in container 8, runs 8.5s to 1h0m8.5s
> at 9s     web/page arrives [running 2 3 2 2] → invoker 2, cold in container 9, runs 9.5s to 1h0m9.5s
> at 10s    web/page arrives [running 2 3 3 2] → invoker 0, cold in container 10, runs 10.5s to 1h0m10.5s
> at 11s    web/page arrives [running 3 3 3 2] → invoker 3, cold in container 11, runs 11.5s to 1h0m11.5s
> in all    12 cold and 0 warm starts, 0 evictions, 0 expiries, 0 rejected

scenario d=0: the least loaded of all, in turn
  schedule   jsq,d=0
  keepalive  ttl
  invokers   3 of 1024MiB
  function   web/page 128MiB
  start      warm 0s, cold 500ms
  show       running
  at 0s      web/page runs 1h, 7 times every 1s
> at 0s     web/page arrives [running 0 0 0] → invoker 0, cold in container 0, runs 500ms to 1h0m0.5s
> at 1s     web/page arrives [running 1 0 0] → invoker 1, cold in container 1, runs 1.5s to 1h0m1.5s
> at 2s     web/page arrives [running 1 1 0] → invoker 2, cold in container 2, runs 2.5s to 1h0m2.5s
> at 3s     web/page arrives [running 1 1 1] → invoker 0, cold in container 3, runs 3.5s to 1h0m3.5s
> at 4s     web/page arrives [running 2 1 1] → invoker 1, cold in container 4, runs 4.5s to 1h0m4.5s
> at 5s     web/page arrives [running 2 2 1] → invoker 2, cold in container 5, runs 5.5s to 1h0m5.5s
> at 6s     web/page arrives [running 2 2 2] → invoker 0, cold in container 6, runs 6.5s to 1h0m6.5s
> in all    7 cold and 0 warm starts, 0 evictions, 0 expiries, 0 rejected

scenario d=0 on stale loads: between two samples everybody goes to the same one
# The first sample is taken at 5 s. Until then all invokers look idle, and the lowest index
# takes all. At 5 s it has an average of 5 × (1 − e^(−5/60)) = 0.4, and the next five go to
# invoker 1, those after the sample at 10 s to invoker 2. At 15 s the averages are 1.1 0.8 0.4:
# they lag, and invoker 2 takes what comes although all three run as many.
  schedule   jsq,d=0,state=stale
  keepalive  ttl
  invokers   3 of 2048MiB
  function   web/page 128MiB
  start      warm 0s, cold 500ms
  show       running
  at 500ms   web/page runs 1h, 18 times every 1s
> at 500ms  web/page arrives [running 0 0 0] → invoker 0, cold in container 0, runs 1s to 1h0m1s
> at 1.5s   web/page arrives [running 1 0 0] → invoker 0, cold in container 1, runs 2s to 1h0m2s
> at 2.5s   web/page arrives [running 2 0 0] → invoker 0, cold in container 2, runs 3s to 1h0m3s
> at 3.5s   web/page arrives [running 3 0 0] → invoker 0, cold in container 3, runs 4s to 1h0m4s
> at 4.5s   web/page arrives [running 4 0 0] → invoker 0, cold in container 4, runs 5s to 1h0m5s
> at 5.5s   web/page arrives [running 5 0 0] → invoker 1, cold in container 5, runs 6s to 1h0m6s
> at 6.5s   web/page arrives [running 5 1 0] → invoker 1, cold in container 6, runs 7s to 1h0m7s
> at 7.5s   web/page arrives [running 5 2 0] → invoker 1, cold in container 7, runs 8s to 1h0m8s
> at 8.5s   web/page arrives [running 5 3 0] → invoker 1, cold in container 8, runs 9s to 1h0m9s
> at 9.5s   web/page arrives [running 5 4 0] → invoker 1, cold in container 9, runs 10s to 1h0m10s
> at 10.5s  web/page arrives [running 5 5 0] → invoker 2, cold in container 10, runs 11s to 1h0m11s
> at 11.5s  web/page arrives [running 5 5 1] → invoker 2, cold in container 11, runs 12s to 1h0m12s
> at 12.5s  web/page arrives [running 5 5 2] → invoker 2, cold in container 12, runs 13s to 1h0m13s
> at 13.5s  web/page arrives [running 5 5 3] → invoker 2, cold in container 13, runs 14s to 1h0m14s
> at 14.5s  web/page arrives [running 5 5 4] → invoker 2, cold in container 14, runs 15s to 1h0m15s
> at 15.5s  web/page arrives [running 5 5 5] → invoker 2, cold in container 15, runs 16s to 1h0m16s
> at 16.5s  web/page arrives [running 5 5 6] → invoker 2, cold in container 16, runs 17s to 1h0m17s
> at 17.5s  web/page arrives [running 5 5 7] → invoker 2, cold in container 17, runs 18s to 1h0m18s
> in all    18 cold and 0 warm starts, 0 evictions, 0 expiries, 0 rejected

scenario a start is no load until it executes
# With cores the average is of executions. The sample at 5 s finds the first, which began at
# 4.8 s, on invoker 0: the next two go to invoker 1. The sample at 10 s finds no execution
# there, since both still start, and the fourth goes there, too. By containers, an average of
# 0.15 against 0.16, it would go to invoker 0.
  schedule   jsq,d=0,state=stale
  keepalive  ttl
  invokers   2 of 2048MiB
  cores      4
  function   web/page 128MiB
  start      warm 0s, cold 4800ms
  show       running
  at 0s      web/page runs 1h
  at 6s      web/page runs 1h
  at 9s      web/page runs 1h
  at 10500ms web/page runs 1h
> at 0s     web/page arrives [running 0 0] → invoker 0, cold in container 0, runs 4.8s to 1h0m4.8s
> at 6s     web/page arrives [running 1 0] → invoker 1, cold in container 1, runs 10.8s to 1h0m10.8s
> at 9s     web/page arrives [running 1 1] → invoker 1, cold in container 2, runs 13.8s to 1h0m13.8s
> at 10.5s  web/page arrives [running 1 2] → invoker 1, cold in container 3, runs 15.3s to 1h0m15.3s
> in all    4 cold and 0 warm starts, 0 evictions, 0 expiries, 0 rejected
