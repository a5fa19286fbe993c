# power-of-two (Mitzenmacher 2001): two different invokers are drawn and the less
# loaded of them takes the invocation; which two is told by the choices below:
# the chosen one never runs more than the other of its pair.

scenario twelve long invocations on four invokers
  schedule   power-of-two
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

scenario two invokers: both are drawn each time, so it is least-loaded
  schedule   power-of-two
  keepalive  ttl
  invokers   2 of 1024MiB
  function   web/page 128MiB
  start      warm 0s, cold 500ms
  show       running
  at 0s      web/page runs 1h, 5 times every 1s
> at 0s     web/page arrives [running 0 0] → invoker 0, cold in container 0, runs 500ms to 1h0m0.5s
> at 1s     web/page arrives [running 1 0] → invoker 1, cold in container 1, runs 1.5s to 1h0m1.5s
> at 2s     web/page arrives [running 1 1] → invoker 0, cold in container 2, runs 2.5s to 1h0m2.5s
> at 3s     web/page arrives [running 2 1] → invoker 1, cold in container 3, runs 3.5s to 1h0m3.5s
> at 4s     web/page arrives [running 2 2] → invoker 0, cold in container 4, runs 4.5s to 1h0m4.5s
> in all    5 cold and 0 warm starts, 0 evictions, 0 expiries, 0 rejected

scenario one of the pair is full: the other takes it; both are full: the least loaded of all
# Three invokers are full for an hour. About every other pair misses the fourth,
# which nevertheless takes every invocation that follows.
  schedule   power-of-two
  keepalive  ttl
  invokers   4 of 128MiB
  function   big/job 128MiB
  function   web/page 128MiB
  start      warm 0s, cold 500ms
  show       running
  at 0s      big/job runs 1h, 3 times every 1s
  at 10s     web/page runs 1s, 6 times every 10s
> at 0s     big/job arrives [running 0 0 0 0] → invoker 1, cold in container 0, runs 500ms to 1h0m0.5s
> at 1s     big/job arrives [running 0 1 0 0] → invoker 2, cold in container 1, runs 1.5s to 1h0m1.5s
> at 2s     big/job arrives [running 0 1 1 0] → invoker 3, cold in container 2, runs 2.5s to 1h0m2.5s
> at 10s    web/page arrives [running 0 1 1 1] → invoker 0, cold in container 3, runs 10.5s to 11.5s
> at 20s    web/page arrives [running 0 1 1 1] → invoker 0, warm in container 3, runs 20s to 21s
> at 30s    web/page arrives [running 0 1 1 1] → invoker 0, warm in container 3, runs 30s to 31s
> at 40s    web/page arrives [running 0 1 1 1] → invoker 0, warm in container 3, runs 40s to 41s
> at 50s    web/page arrives [running 0 1 1 1] → invoker 0, warm in container 3, runs 50s to 51s
> at 1m     web/page arrives [running 0 1 1 1] → invoker 0, warm in container 3, runs 1m to 1m1s
> at 11m1s  container 3 of web/page on invoker 0 expires, idle for 10m
> in all    4 cold and 5 warm starts, 0 evictions, 1 expiries, 0 rejected

scenario two of those that are there
# Of three invokers one crashes with what runs there: the pair is then always the two others.
  schedule   power-of-two
  keepalive  ttl
  invokers   3 of 1024MiB
  function   f 128MiB
  start      warm 0s, cold 500ms
  show       running
  invoker    2500ms,1,crash
  at 0s      f runs 1h, 8 times every 1s
> at 0s     f arrives [running 0 0 0] → invoker 0, cold in container 0, runs 500ms to 1h0m0.5s
> at 1s     f arrives [running 1 0 0] → invoker 1, cold in container 1, fails at 2.5s
> at 2s     f arrives [running 1 1 0] → invoker 2, cold in container 2, runs 2.5s to 1h0m2.5s
> at 2.5s   container 1 of f on invoker 1 goes with its invoker
> at 2.5s   invoker 1 is no member
> at 3s     f arrives [running 1 0 1] → invoker 0, cold in container 3, runs 3.5s to 1h0m3.5s
> at 4s     f arrives [running 2 0 1] → invoker 2, cold in container 4, runs 4.5s to 1h0m4.5s
> at 5s     f arrives [running 2 0 2] → invoker 0, cold in container 5, runs 5.5s to 1h0m5.5s
> at 6s     f arrives [running 3 0 2] → invoker 2, cold in container 6, runs 6.5s to 1h0m6.5s
> at 7s     f arrives [running 3 0 3] → invoker 0, cold in container 7, runs 7.5s to 1h0m7.5s
> in all    8 cold and 0 warm starts, 0 evictions, 0 expiries, 0 rejected, 1 failed, 0 unfinished
