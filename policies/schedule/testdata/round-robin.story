# round-robin: invokers take turns in index order; one without room is passed
# over and does not keep its turn.

scenario four invocations, three invokers: the fourth is back at the first, warm
  schedule   round-robin
  keepalive  ttl
  invokers   3 of 256MiB
  function   web/page 256MiB
  start      warm 0s, cold 500ms
  at 0s      web/page runs 1s, 4 times every 10s
> at 0s     web/page arrives → invoker 0, cold in container 0, runs 500ms to 1.5s
> at 10s    web/page arrives → invoker 1, cold in container 1, runs 10.5s to 11.5s
> at 20s    web/page arrives → invoker 2, cold in container 2, runs 20.5s to 21.5s
> at 30s    web/page arrives → invoker 0, warm in container 0, runs 30s to 31s
> in all    3 cold and 1 warm starts, 0 evictions, 0 expiries, 0 rejected

scenario invoker 1 is busy when its turn comes
  schedule   round-robin
  keepalive  ttl
  invokers   3 of 256MiB
  function   slow/job 256MiB
  function   web/page 256MiB
  start      warm 0s, cold 500ms
  show       available
  at 0s      web/page runs 1s
  at 10s     slow/job runs 1m
  at 20s     web/page runs 1s, 4 times every 10s
> at 0s     web/page arrives [available 256 256 256] → invoker 0, cold in container 0, runs 500ms to 1.5s
> at 10s    slow/job arrives [available 256 256 256] → invoker 1, cold in container 1, runs 10.5s to 1m10.5s
> at 20s    web/page arrives [available 256 0 256] → invoker 2, cold in container 2, runs 20.5s to 21.5s
> at 30s    web/page arrives [available 256 0 256] → invoker 0, warm in container 0, runs 30s to 31s
> at 40s    web/page arrives [available 256 0 256] → invoker 2, warm in container 2, runs 40s to 41s
> at 50s    web/page arrives [available 256 0 256] → invoker 0, warm in container 0, runs 50s to 51s
> in all    3 cold and 3 warm starts, 0 evictions, 0 expiries, 0 rejected

scenario an invocation that has to wait leaves the turn where it was
  schedule   round-robin
  keepalive  ttl
  invokers   2 of 256MiB
  function   web/page 256MiB
  start      warm 0s, cold 500ms
  show       available
  at 0s      web/page runs 10s
  at 1s      web/page runs 20s
  at 2s      web/page runs 1s
> at 0s     web/page arrives [available 256 256] → invoker 0, cold in container 0, runs 500ms to 10.5s
> at 1s     web/page arrives [available 0 256] → invoker 1, cold in container 1, runs 1.5s to 21.5s
> at 2s     web/page arrives [available 0 0] → waits in the queue
> at 10.5s  web/page leaves the queue [available 256 0] → invoker 0, warm in container 0, runs 10.5s to 11.5s
> in all    2 cold and 1 warm starts, 0 evictions, 0 expiries, 0 rejected

scenario an invoker that joins takes its turn
  schedule   round-robin
  keepalive  ttl
  invokers   3 of 1024MiB
  function   f 128MiB
  start      warm 0s, cold 500ms
  invoker    2500ms,1,join
  at 0s      f runs 1h, 6 times every 1s
> at 0s     f arrives → invoker 0, cold in container 0, runs 500ms to 1h0m0.5s
> at 1s     f arrives → invoker 2, cold in container 1, runs 1.5s to 1h0m1.5s
> at 2s     f arrives → invoker 0, cold in container 2, runs 2.5s to 1h0m2.5s
> at 2.5s   invoker 1 is a member
> at 3s     f arrives → invoker 1, cold in container 3, runs 3.5s to 1h0m3.5s
> at 4s     f arrives → invoker 2, cold in container 4, runs 4.5s to 1h0m4.5s
> at 5s     f arrives → invoker 0, cold in container 5, runs 5.5s to 1h0m5.5s
> in all    6 cold and 0 warm starts, 0 evictions, 0 expiries, 0 rejected
