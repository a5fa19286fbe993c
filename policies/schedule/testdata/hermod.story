# hermod (Kaffes et al. 2022): at low load invocations are packed onto invokers that work
# already, as long as one has a core to spare; when no core is free, the least loaded takes
# them. Warm containers are preferred on the way.

scenario two cores each: one invoker after the other, then level
# 0 0, then 1 1, then 2 2: three invokers are filled core by core. From then on no core is
# free, and the least loaded takes the next: 0 1 2.
  schedule   hermod
  keepalive  ttl
  invokers   3 of 1024MiB
  cores      2
  function   web/page 128MiB
  start      warm 0s, cold 0s
  show       running
  at 0s      web/page runs 1h, 9 times every 1s
> at 0s     web/page arrives [running 0 0 0] → invoker 0, cold in container 0, runs 0s to 1h
> at 1s     web/page arrives [running 1 0 0] → invoker 0, cold in container 1, runs 1s to 1h0m1s
> at 2s     web/page arrives [running 2 0 0] → invoker 1, cold in container 2, runs 2s to 1h0m2s
> at 3s     web/page arrives [running 2 1 0] → invoker 1, cold in container 3, runs 3s to 1h0m3s
> at 4s     web/page arrives [running 2 2 0] → invoker 2, cold in container 4, runs 4s to 1h0m4s
> at 5s     web/page arrives [running 2 2 1] → invoker 2, cold in container 5, runs 5s to 1h0m5s
> at 6s     web/page arrives [running 2 2 2] → invoker 0, cold in container 6, runs 1h to 2h
> at 7s     web/page arrives [running 3 2 2] → invoker 1, cold in container 7, runs 1h0m2s to 2h0m2s
> at 8s     web/page arrives [running 3 3 2] → invoker 2, cold in container 8, runs 1h0m4s to 2h0m4s
> at 1h10m  container 0 of web/page on invoker 0 expires, idle for 10m
> at 1h10m1s container 1 of web/page on invoker 0 expires, idle for 10m
> at 1h10m2s container 2 of web/page on invoker 1 expires, idle for 10m
> at 1h10m3s container 3 of web/page on invoker 1 expires, idle for 10m
> at 1h10m4s container 4 of web/page on invoker 2 expires, idle for 10m
> at 1h10m5s container 5 of web/page on invoker 2 expires, idle for 10m
> in all    9 cold and 0 warm starts, 0 evictions, 6 expiries, 0 rejected

scenario locality: a warm container counts while the invoker has a core to spare
# a/f leaves a warm container on invoker 0, b/g keeps one core of invoker 0 busy. a/f goes
# back there. When b/g has both cores, a/f goes to invoker 1, cold; and from there on it
# meets both invokers at work, with a warm container on invoker 1.
  schedule   hermod
  keepalive  ttl
  invokers   2 of 1024MiB
  cores      2
  function   a/f 128MiB
  function   b/g 128MiB
  start      warm 0s, cold 500ms
  show       running
  at 0s      a/f runs 1s
  at 10s     b/g runs 1h
  at 20s     a/f runs 1s
  at 30s     b/g runs 1h
  at 40s     a/f runs 1s
  at 50s     a/f runs 1s
> at 0s     a/f arrives [running 0 0] → invoker 0, cold in container 0, runs 500ms to 1.5s
> at 10s    b/g arrives [running 0 0] → invoker 0, cold in container 1, runs 10.5s to 1h0m10.5s
> at 20s    a/f arrives [running 1 0] → invoker 0, warm in container 0, runs 20s to 21s
> at 30s    b/g arrives [running 1 0] → invoker 0, cold in container 2, runs 30.5s to 1h0m30.5s
> at 40s    a/f arrives [running 2 0] → invoker 1, cold in container 3, runs 40.5s to 41.5s
> at 50s    a/f arrives [running 2 0] → invoker 1, warm in container 3, runs 50s to 51s
> at 10m21s container 0 of a/f on invoker 0 expires, idle for 10m
> at 10m51s container 3 of a/f on invoker 1 expires, idle for 10m
> in all    4 cold and 2 warm starts, 0 evictions, 2 expiries, 0 rejected

scenario stale loads: cores look free that are not
# Until the first sample, at 5 s, nothing seems to run anywhere, and invoker 0 with one core
# takes all five. With fresh loads it would be 0 1 0 1 0.
  schedule   hermod,state=stale
  keepalive  ttl
  invokers   2 of 1024MiB
  cores      1
  function   web/page 128MiB
  start      warm 0s, cold 0s
  show       running
  at 0s      web/page runs 1s, 5 times every 500ms
> at 0s     web/page arrives [running 0 0] → invoker 0, cold in container 0, runs 0s to 1s
> at 500ms  web/page arrives [running 1 0] → invoker 0, cold in container 1, runs 1s to 2s
> at 1s     web/page arrives [running 1 0] → invoker 0, warm in container 0, runs 2s to 3s
> at 1.5s   web/page arrives [running 2 0] → invoker 0, cold in container 2, runs 3s to 4s
> at 2s     web/page arrives [running 2 0] → invoker 0, warm in container 1, runs 4s to 5s
> in all    3 cold and 2 warm starts, 0 evictions, 0 expiries, 0 rejected
