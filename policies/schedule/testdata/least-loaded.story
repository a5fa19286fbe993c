# least-loaded: the fewest starting and busy containers, whatever their size;
# ties go to the lowest index.

scenario the count decides, not the memory
# Invoker 0 runs one large container, invoker 1 two small ones: the next goes to
# invoker 0, although invoker 1 has more memory available.
  schedule   least-loaded
  keepalive  ttl
  invokers   2 of 1024MiB
  function   big/job 768MiB
  function   web/page 128MiB
  start      warm 0s, cold 500ms
  show       running, available
  at 0s      big/job runs 1m
  at 1s      web/page runs 1m, 2 times every 1s
  at 3s      web/page runs 1m
> at 0s     big/job arrives [running 0 0; available 1024 1024] → invoker 0, cold in container 0, runs 500ms to 1m0.5s
> at 1s     web/page arrives [running 1 0; available 256 1024] → invoker 1, cold in container 1, runs 1.5s to 1m1.5s
> at 2s     web/page arrives [running 1 1; available 256 896] → invoker 0, cold in container 2, runs 2.5s to 1m2.5s
> at 3s     web/page arrives [running 2 1; available 128 896] → invoker 1, cold in container 3, runs 3.5s to 1m3.5s
> in all    4 cold and 0 warm starts, 0 evictions, 0 expiries, 0 rejected

scenario the least loaded has no room: the next in load takes it
  schedule   least-loaded
  keepalive  ttl
  invokers   2 of 1024MiB
  function   big/job 1024MiB
  function   web/page 128MiB
  start      warm 0s, cold 500ms
  show       running, available
  at 0s      big/job runs 1m
  at 1s      web/page runs 1m, 3 times every 1s
> at 0s     big/job arrives [running 0 0; available 1024 1024] → invoker 0, cold in container 0, runs 500ms to 1m0.5s
> at 1s     web/page arrives [running 1 0; available 0 1024] → invoker 1, cold in container 1, runs 1.5s to 1m1.5s
> at 2s     web/page arrives [running 1 1; available 0 896] → invoker 1, cold in container 2, runs 2.5s to 1m2.5s
> at 3s     web/page arrives [running 1 2; available 0 768] → invoker 1, cold in container 3, runs 3.5s to 1m3.5s
> in all    4 cold and 0 warm starts, 0 evictions, 0 expiries, 0 rejected

scenario a warm container elsewhere is not looked for
  schedule   least-loaded
  keepalive  ttl
  invokers   2 of 1024MiB
  function   web/page 128MiB
  function   api/call 128MiB
  start      warm 0s, cold 500ms
  show       running
  at 0s      web/page runs 1s
  at 10s     api/call runs 1m
  at 20s     web/page runs 1s
> at 0s     web/page arrives [running 0 0] → invoker 0, cold in container 0, runs 500ms to 1.5s
> at 10s    api/call arrives [running 0 0] → invoker 0, cold in container 1, runs 10.5s to 1m10.5s
> at 20s    web/page arrives [running 1 0] → invoker 1, cold in container 2, runs 20.5s to 21.5s
> in all    3 cold and 0 warm starts, 0 evictions, 0 expiries, 0 rejected

scenario an invoker crashes with the queue waiting: it is served after the repair
# Both fail; the third waits until somebody is there, and starts cold.
  schedule   least-loaded
  keepalive  ttl
  invokers   1 of 256MiB
  function   f 128MiB
  start      warm 0s, cold 500ms
  show       available
  invoker    2500ms,0,crash
  invoker    1m,0,join
  at 0s      f runs 10s, 3 times every 1s
> at 0s     f arrives [available 256] → invoker 0, cold in container 0, fails at 2.5s
> at 1s     f arrives [available 128] → invoker 0, cold in container 1, fails at 2.5s
> at 2s     f arrives [available 0] → waits in the queue
> at 2.5s   container 0 of f on invoker 0 goes with its invoker
> at 2.5s   container 1 of f on invoker 0 goes with its invoker
> at 2.5s   invoker 0 is no member
> at 1m     invoker 0 is a member
> at 1m     f leaves the queue [available 256] → invoker 0, cold in container 2, runs 1m0.5s to 1m10.5s
> in all    3 cold and 0 warm starts, 0 evictions, 0 expiries, 0 rejected, 2 failed, 0 unfinished
