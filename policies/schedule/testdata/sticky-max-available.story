# sticky-max-available (Ao 2022, section 4.3.1): the least alpha·d + (1−alpha)·l,
# with d the place on the function's walk divided by the number of invokers and
# l the active memory divided by the capacity. alpha is 0.3 unless given.

scenario nearness against load, with four invokers and containers of an eighth
# One place further on costs 0.3/4 = 0.075, one more container on an invoker
# 0.7/8 = 0.0875. So the walk's second place is better than a home that runs
# one (0.075 < 0.0875), and home with one better than the third place
# (0.0875 < 0.15).
  schedule   sticky-max-available
  keepalive  ttl
  invokers   4 of 1024MiB
  function   shop/list 128MiB
  start      warm 0s, cold 500ms
  show       running
  at 0s      shop/list runs 1m, 8 times every 1s
> shop/list has home 2 and step 3: it walks 2 1 0 3
> at 0s     shop/list arrives [running 0 0 0 0] → invoker 2, cold in container 0, runs 500ms to 1m0.5s
> at 1s     shop/list arrives [running 0 0 1 0] → invoker 1, cold in container 1, runs 1.5s to 1m1.5s
> at 2s     shop/list arrives [running 0 1 1 0] → invoker 2, cold in container 2, runs 2.5s to 1m2.5s
> at 3s     shop/list arrives [running 0 1 2 0] → invoker 0, cold in container 3, runs 3.5s to 1m3.5s
> at 4s     shop/list arrives [running 1 1 2 0] → invoker 1, cold in container 4, runs 4.5s to 1m4.5s
> at 5s     shop/list arrives [running 1 2 2 0] → invoker 2, cold in container 5, runs 5.5s to 1m5.5s
> at 6s     shop/list arrives [running 1 2 3 0] → invoker 3, cold in container 6, runs 6.5s to 1m6.5s
> at 7s     shop/list arrives [running 1 2 3 1] → invoker 0, cold in container 7, runs 7.5s to 1m7.5s
> in all    8 cold and 0 warm starts, 0 evictions, 0 expiries, 0 rejected

scenario alpha=1 is sticky-random: home takes all that it can
  schedule   sticky-max-available,alpha=1
  keepalive  ttl
  invokers   4 of 256MiB
  function   shop/list 128MiB
  start      warm 0s, cold 500ms
  show       running
  at 0s      shop/list runs 1m, 4 times every 1s
> shop/list has home 2 and step 3: it walks 2 1 0 3
> at 0s     shop/list arrives [running 0 0 0 0] → invoker 2, cold in container 0, runs 500ms to 1m0.5s
> at 1s     shop/list arrives [running 0 0 1 0] → invoker 2, cold in container 1, runs 1.5s to 1m1.5s
> at 2s     shop/list arrives [running 0 0 2 0] → invoker 1, cold in container 2, runs 2.5s to 1m2.5s
> at 3s     shop/list arrives [running 0 1 2 0] → invoker 1, cold in container 3, runs 3.5s to 1m3.5s
> in all    4 cold and 0 warm starts, 0 evictions, 0 expiries, 0 rejected

scenario alpha=0 is max-available: index order among equals, home or not
  schedule   sticky-max-available,alpha=0
  keepalive  ttl
  invokers   4 of 256MiB
  function   shop/list 128MiB
  start      warm 0s, cold 500ms
  show       running
  at 0s      shop/list runs 1m, 5 times every 1s
> shop/list has home 2 and step 3: it walks 2 1 0 3
> at 0s     shop/list arrives [running 0 0 0 0] → invoker 0, cold in container 0, runs 500ms to 1m0.5s
> at 1s     shop/list arrives [running 1 0 0 0] → invoker 1, cold in container 1, runs 1.5s to 1m1.5s
> at 2s     shop/list arrives [running 1 1 0 0] → invoker 2, cold in container 2, runs 2.5s to 1m2.5s
> at 3s     shop/list arrives [running 1 1 1 0] → invoker 3, cold in container 3, runs 3.5s to 1m3.5s
> at 4s     shop/list arrives [running 1 1 1 1] → invoker 0, cold in container 4, runs 4.5s to 1m4.5s
> in all    5 cold and 0 warm starts, 0 evictions, 0 expiries, 0 rejected
