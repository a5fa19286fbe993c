# sophon-ma-mc (Ao 2022, section 4.4.2, Max-Available/Min-Cost): warm starts as in
# sophon-ma-ma; a cold start goes where the evictions cost least. To evict a
# container that has been idle for t seconds costs exp(−0.3·t), the chance that it
# would have been used again; where nothing has to go the cost is 0.

scenario of two full invokers the one whose container has been idle for longer
# At 11s a has been idle for 1 s and costs exp(−0.3) = 0.74, b for 8.5 s and costs
# exp(−2.55) = 0.08. So b goes, and a is still warm at 13s.
  schedule   sophon-ma-mc
  keepalive  ttl
  invokers   2 of 256MiB
  function   a 256MiB
  function   b 256MiB
  function   c 256MiB
  start      warm 0s, cold 500ms
  show       free
  at 0s      a runs 1s
  at 1s      b runs 1s
  at 9s      a runs 1s
  at 11s     c runs 1s
  at 13s     a runs 1s
> at 0s     a arrives [free 256 256] → invoker 0, cold in container 0, runs 500ms to 1.5s
> at 1s     b arrives [free 0 256] → invoker 1, cold in container 1, runs 1.5s to 2.5s
> at 9s     a arrives [free 0 0] → invoker 0, warm in container 0, runs 9s to 10s
> at 11s    c arrives [free 0 0] → invoker 1, which evicts container 1 of b (idle for 8.5s), cold in container 2, runs 11.5s to 12.5s
> at 13s    a arrives [free 0 0] → invoker 0, warm in container 0, runs 13s to 14s
> in all    3 cold and 2 warm starts, 1 evictions, 0 expiries, 0 rejected

scenario costs add up: two that are old can cost less than one that is young
# c needs two victims on invoker 0, idle for 9.5 and 8.4 s, which cost
# 0.058 + 0.080; on invoker 1 one that has been idle for 2 s costs 0.55.
  schedule   sophon-ma-mc
  keepalive  ttl
  invokers   2 of 256MiB
  function   a 128MiB
  function   d 128MiB
  function   b 256MiB
  function   c 256MiB
  start      warm 0s, cold 500ms
  show       free
  at 0s      a runs 500ms
  at 100ms   b runs 500ms
  at 1100ms  d runs 500ms
  at 8s      b runs 500ms
  at 10500ms c runs 1s
> at 0s     a arrives [free 256 256] → invoker 0, cold in container 0, runs 500ms to 1s
> at 100ms  b arrives [free 128 256] → invoker 1, cold in container 1, runs 600ms to 1.1s
> at 1.1s   d arrives [free 128 0] → invoker 0, cold in container 2, runs 1.6s to 2.1s
> at 8s     b arrives [free 0 0] → invoker 1, warm in container 1, runs 8s to 8.5s
> at 10.5s  c arrives [free 0 0] → invoker 0, which evicts container 0 of a (idle for 9.5s) and container 2 of d (idle for 8.4s), cold in container 3, runs 11s to 12s
> in all    4 cold and 1 warm starts, 2 evictions, 0 expiries, 0 rejected

scenario where nothing has to go it costs nothing, and the most available wins
  schedule   sophon-ma-mc
  keepalive  ttl
  invokers   3 of 512MiB
  function   a 512MiB
  function   b 128MiB
  function   c 256MiB
  start      warm 0s, cold 500ms
  show       free
  at 0s      a runs 1s
  at 5s      b runs 60s
  at 6s      c runs 1s
> at 0s     a arrives [free 512 512 512] → invoker 0, cold in container 0, runs 500ms to 1.5s
> at 5s     b arrives [free 0 512 512] → invoker 1, cold in container 1, runs 5.5s to 1m5.5s
> at 6s     c arrives [free 0 384 512] → invoker 2, cold in container 2, runs 6.5s to 7.5s
> in all    3 cold and 0 warm starts, 0 evictions, 0 expiries, 0 rejected

scenario container thrashing (section 4.2) under sticky-random
# Three functions share a home that holds two of their containers. One runs at a
# time, so home always has memory available, and each evicts the one that will be
# needed next. The other invoker stays empty.
  schedule   sticky-random
  keepalive  ttl
  invokers   2 of 512MiB
  function   app/a 256MiB
  function   app/c 256MiB
  function   app/e 256MiB
  start      warm 0s, cold 500ms
  show       free
  at 0s      app/a runs 100ms, 3 times every 3s
  at 1s      app/c runs 100ms, 3 times every 3s
  at 2s      app/e runs 100ms, 3 times every 3s
> app/a has home 0 and step 1: it walks 0 1
> app/c has home 0 and step 1: it walks 0 1
> app/e has home 0 and step 1: it walks 0 1
> at 0s     app/a arrives [free 512 512] → invoker 0, cold in container 0, runs 500ms to 600ms
> at 1s     app/c arrives [free 256 512] → invoker 0, cold in container 1, runs 1.5s to 1.6s
> at 2s     app/e arrives [free 0 512] → invoker 0, which evicts container 0 of app/a (idle for 1.4s), cold in container 2, runs 2.5s to 2.6s
> at 3s     app/a arrives [free 0 512] → invoker 0, which evicts container 1 of app/c (idle for 1.4s), cold in container 3, runs 3.5s to 3.6s
> at 4s     app/c arrives [free 0 512] → invoker 0, which evicts container 2 of app/e (idle for 1.4s), cold in container 4, runs 4.5s to 4.6s
> at 5s     app/e arrives [free 0 512] → invoker 0, which evicts container 3 of app/a (idle for 1.4s), cold in container 5, runs 5.5s to 5.6s
> at 6s     app/a arrives [free 0 512] → invoker 0, which evicts container 4 of app/c (idle for 1.4s), cold in container 6, runs 6.5s to 6.6s
> at 7s     app/c arrives [free 0 512] → invoker 0, which evicts container 5 of app/e (idle for 1.4s), cold in container 7, runs 7.5s to 7.6s
> at 8s     app/e arrives [free 0 512] → invoker 0, which evicts container 6 of app/a (idle for 1.4s), cold in container 8, runs 8.5s to 8.6s
> in all    9 cold and 0 warm starts, 7 evictions, 0 expiries, 0 rejected

scenario the same under sophon-ma-mc: no eviction, and warm from the second time
  schedule   sophon-ma-mc
  keepalive  ttl
  invokers   2 of 512MiB
  function   app/a 256MiB
  function   app/c 256MiB
  function   app/e 256MiB
  start      warm 0s, cold 500ms
  show       free
  at 0s      app/a runs 100ms, 3 times every 3s
  at 1s      app/c runs 100ms, 3 times every 3s
  at 2s      app/e runs 100ms, 3 times every 3s
> at 0s     app/a arrives [free 512 512] → invoker 0, cold in container 0, runs 500ms to 600ms
> at 1s     app/c arrives [free 256 512] → invoker 0, cold in container 1, runs 1.5s to 1.6s
> at 2s     app/e arrives [free 0 512] → invoker 1, cold in container 2, runs 2.5s to 2.6s
> at 3s     app/a arrives [free 0 256] → invoker 0, warm in container 0, runs 3s to 3.1s
> at 4s     app/c arrives [free 0 256] → invoker 0, warm in container 1, runs 4s to 4.1s
> at 5s     app/e arrives [free 0 256] → invoker 1, warm in container 2, runs 5s to 5.1s
> at 6s     app/a arrives [free 0 256] → invoker 0, warm in container 0, runs 6s to 6.1s
> at 7s     app/c arrives [free 0 256] → invoker 0, warm in container 1, runs 7s to 7.1s
> at 8s     app/e arrives [free 0 256] → invoker 1, warm in container 2, runs 8s to 8.1s
> in all    3 cold and 6 warm starts, 0 evictions, 0 expiries, 0 rejected

scenario a sample of one (section 4.4.3): only the drawn invoker is looked at
# Where it has no memory available, all are.
  schedule   sophon-ma-mc,sample=1
  keepalive  ttl
  invokers   4 of 256MiB
  function   f 256MiB
  start      warm 0s, cold 500ms
  show       available
  at 0s      f runs 1m, 5 times every 1s
> at 0s     f arrives [available 256 256 256 256] → invoker 1, cold in container 0, runs 500ms to 1m0.5s
> at 1s     f arrives [available 256 0 256 256] → invoker 0, cold in container 1, runs 1.5s to 1m1.5s
> at 2s     f arrives [available 0 0 256 256] → invoker 3, cold in container 2, runs 2.5s to 1m2.5s
> at 3s     f arrives [available 0 0 256 0] → invoker 2, cold in container 3, runs 3.5s to 1m3.5s
> at 4s     f arrives [available 0 0 0 0] → waits in the queue
> at 1m0.5s f leaves the queue [available 0 256 0 0] → invoker 1, warm in container 0, runs 1m0.5s to 2m0.5s
> in all    4 cold and 1 warm starts, 0 evictions, 0 expiries, 0 rejected
