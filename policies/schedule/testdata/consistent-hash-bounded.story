# consistent-hash-bounded (Mirrokni et al. 2018): clockwise from the function's
# place on the ring to the first invoker below the bound, which is (1+eps) times
# the mean number of containers at work, this one included, rounded up.

scenario four invokers, eps 0.5: the bound rises 1 1 2 2 2 3 ... and spills over
# After m earlier ones the bound is ceil(1.5·(m+1)/4): 1 1 2 2 2 3 3 3.
  schedule   consistent-hash-bounded,eps=0.5
  keepalive  ttl
  invokers   4 of 1024MiB
  function   web/page 128MiB
  start      warm 0s, cold 500ms
  show       running
  at 0s      web/page runs 1h, 8 times every 1s
> web/page meets invokers 1 2 3 0 on the ring
> at 0s     web/page arrives [running 0 0 0 0] → invoker 1, cold in container 0, runs 500ms to 1h0m0.5s
> at 1s     web/page arrives [running 0 1 0 0] → invoker 2, cold in container 1, runs 1.5s to 1h0m1.5s
> at 2s     web/page arrives [running 0 1 1 0] → invoker 1, cold in container 2, runs 2.5s to 1h0m2.5s
> at 3s     web/page arrives [running 0 2 1 0] → invoker 2, cold in container 3, runs 3.5s to 1h0m3.5s
> at 4s     web/page arrives [running 0 2 2 0] → invoker 3, cold in container 4, runs 4.5s to 1h0m4.5s
> at 5s     web/page arrives [running 0 2 2 1] → invoker 1, cold in container 5, runs 5.5s to 1h0m5.5s
> at 6s     web/page arrives [running 0 3 2 1] → invoker 2, cold in container 6, runs 6.5s to 1h0m6.5s
> at 7s     web/page arrives [running 0 3 3 1] → invoker 3, cold in container 7, runs 7.5s to 1h0m7.5s
> in all    8 cold and 0 warm starts, 0 evictions, 0 expiries, 0 rejected

scenario consistent: a function that comes alone stays with its first invoker
  schedule   consistent-hash-bounded
  keepalive  ttl
  invokers   4 of 1024MiB
  function   web/page 128MiB
  function   shop/cart 128MiB
  start      warm 0s, cold 500ms
  at 0s      web/page runs 1s, 3 times every 10s
  at 5s      shop/cart runs 1s, 3 times every 10s
> web/page meets invokers 1 2 3 0 on the ring
> shop/cart meets invokers 2 3 1 0 on the ring
> at 0s     web/page arrives → invoker 1, cold in container 0, runs 500ms to 1.5s
> at 5s     shop/cart arrives → invoker 2, cold in container 1, runs 5.5s to 6.5s
> at 10s    web/page arrives → invoker 1, warm in container 0, runs 10s to 11s
> at 15s    shop/cart arrives → invoker 2, warm in container 1, runs 15s to 16s
> at 20s    web/page arrives → invoker 1, warm in container 0, runs 20s to 21s
> at 25s    shop/cart arrives → invoker 2, warm in container 1, runs 25s to 26s
> in all    2 cold and 4 warm starts, 0 evictions, 0 expiries, 0 rejected

scenario room only above the bound: the first with room on the ring takes it
# big/job fills three invokers with one container each; the fourth must take
# every web/page, far above the mean.
  schedule   consistent-hash-bounded
  keepalive  ttl
  invokers   4 of 1024MiB
  function   big/job 1024MiB
  function   web/page 128MiB
  start      warm 0s, cold 500ms
  show       running, available
  at 0s      big/job runs 1h, 3 times every 1s
  at 10s     web/page runs 1h, 4 times every 1s
> big/job meets invokers 0 3 1 2 on the ring
> web/page meets invokers 1 2 3 0 on the ring
> at 0s     big/job arrives [running 0 0 0 0; available 1024 1024 1024 1024] → invoker 0, cold in container 0, runs 500ms to 1h0m0.5s
> at 1s     big/job arrives [running 1 0 0 0; available 0 1024 1024 1024] → invoker 3, cold in container 1, runs 1.5s to 1h0m1.5s
> at 2s     big/job arrives [running 1 0 0 1; available 0 1024 1024 0] → invoker 1, cold in container 2, runs 2.5s to 1h0m2.5s
> at 10s    web/page arrives [running 1 1 0 1; available 0 0 1024 0] → invoker 2, cold in container 3, runs 10.5s to 1h0m10.5s
> at 11s    web/page arrives [running 1 1 1 1; available 0 0 896 0] → invoker 2, cold in container 4, runs 11.5s to 1h0m11.5s
> at 12s    web/page arrives [running 1 1 2 1; available 0 0 768 0] → invoker 2, cold in container 5, runs 12.5s to 1h0m12.5s
> at 13s    web/page arrives [running 1 1 3 1; available 0 0 640 0] → invoker 2, cold in container 6, runs 13.5s to 1h0m13.5s
> in all    7 cold and 0 warm starts, 0 evictions, 0 expiries, 0 rejected

scenario an invoker leaves and returns: only its functions move, to where they meet the ring next
# web/page and shop/pay have their home on invoker 1, shop/cart on invoker 2. While 1 is
# away, web/page goes to 2 and shop/pay to 0; shop/cart stays. Then both come back, cold.
  schedule   consistent-hash-bounded,eps=10
  keepalive  ttl
  invokers   4 of 1024MiB
  function   web/page 128MiB
  function   shop/cart 128MiB
  function   shop/pay 128MiB
  start      warm 0s, cold 500ms
  invoker    15s,1,drain
  invoker    35s,1,join
  at 0s      web/page runs 1s, 6 times every 10s
  at 1s      shop/cart runs 1s, 6 times every 10s
  at 2s      shop/pay runs 1s, 6 times every 10s
> web/page meets invokers 1 2 3 0 on the ring
> shop/cart meets invokers 2 3 1 0 on the ring
> shop/pay meets invokers 1 0 3 2 on the ring
> at 0s     web/page arrives → invoker 1, cold in container 0, runs 500ms to 1.5s
> at 1s     shop/cart arrives → invoker 2, cold in container 1, runs 1.5s to 2.5s
> at 2s     shop/pay arrives → invoker 1, cold in container 2, runs 2.5s to 3.5s
> at 10s    web/page arrives → invoker 1, warm in container 0, runs 10s to 11s
> at 11s    shop/cart arrives → invoker 2, warm in container 1, runs 11s to 12s
> at 12s    shop/pay arrives → invoker 1, warm in container 2, runs 12s to 13s
> at 15s    container 0 of web/page on invoker 1 goes with its invoker
> at 15s    container 2 of shop/pay on invoker 1 goes with its invoker
> at 15s    invoker 1 is no member
> at 20s    web/page arrives → invoker 2, cold in container 3, runs 20.5s to 21.5s
> at 21s    shop/cart arrives → invoker 2, warm in container 1, runs 21s to 22s
> at 22s    shop/pay arrives → invoker 0, cold in container 4, runs 22.5s to 23.5s
> at 30s    web/page arrives → invoker 2, warm in container 3, runs 30s to 31s
> at 31s    shop/cart arrives → invoker 2, warm in container 1, runs 31s to 32s
> at 32s    shop/pay arrives → invoker 0, warm in container 4, runs 32s to 33s
> at 35s    invoker 1 is a member
> at 40s    web/page arrives → invoker 1, cold in container 5, runs 40.5s to 41.5s
> at 41s    shop/cart arrives → invoker 2, warm in container 1, runs 41s to 42s
> at 42s    shop/pay arrives → invoker 1, cold in container 6, runs 42.5s to 43.5s
> at 50s    web/page arrives → invoker 1, warm in container 5, runs 50s to 51s
> at 51s    shop/cart arrives → invoker 2, warm in container 1, runs 51s to 52s
> at 52s    shop/pay arrives → invoker 1, warm in container 6, runs 52s to 53s
> in all    7 cold and 11 warm starts, 0 evictions, 0 expiries, 0 rejected

scenario the bound is over those that are there
# Two of four are left. With eps 0.5 the bound is ceil(1.5·(m+1)/2) after m: 1 2 3 3; over
# four invokers it would be 1 1 2 2, and the second would go to another invoker.
  schedule   consistent-hash-bounded,eps=0.5
  keepalive  ttl
  invokers   4 of 1024MiB
  function   web/page 128MiB
  start      warm 0s, cold 500ms
  show       running
  invoker    0s,3,drain
  invoker    0s,0,crash
  at 1s      web/page runs 1h, 4 times every 1s
> web/page meets invokers 1 2 3 0 on the ring
> at 0s     invoker 3 is no member
> at 0s     invoker 0 is no member
> at 1s     web/page arrives [running 0 0 0 0] → invoker 1, cold in container 0, runs 1.5s to 1h0m1.5s
> at 2s     web/page arrives [running 0 1 0 0] → invoker 1, cold in container 1, runs 2.5s to 1h0m2.5s
> at 3s     web/page arrives [running 0 2 0 0] → invoker 1, cold in container 2, runs 3.5s to 1h0m3.5s
> at 4s     web/page arrives [running 0 3 0 0] → invoker 2, cold in container 3, runs 4.5s to 1h0m4.5s
> in all    4 cold and 0 warm starts, 0 evictions, 0 expiries, 0 rejected

scenario load=average: the bound is on the load average, seen late
# The samples at 5, 10, ... 30 s find 1 to 6 containers on invoker 1: 0.08 0.23 0.45 0.74 1.08
# 1.47. So the bound of 1.2 lets six in, and then invoker 2 takes what comes. The mean of the
# platform does not count.
  schedule   consistent-hash-bounded,load=average
  keepalive  ttl
  invokers   4 of 8192MiB
  function   web/page 128MiB
  start      warm 0s, cold 500ms
  show       running
  at 1s      web/page runs 1h, 10 times every 5s
> web/page meets invokers 1 2 3 0 on the ring
> at 1s     web/page arrives [running 0 0 0 0] → invoker 1, cold in container 0, runs 1.5s to 1h0m1.5s
> at 6s     web/page arrives [running 0 1 0 0] → invoker 1, cold in container 1, runs 6.5s to 1h0m6.5s
> at 11s    web/page arrives [running 0 2 0 0] → invoker 1, cold in container 2, runs 11.5s to 1h0m11.5s
> at 16s    web/page arrives [running 0 3 0 0] → invoker 1, cold in container 3, runs 16.5s to 1h0m16.5s
> at 21s    web/page arrives [running 0 4 0 0] → invoker 1, cold in container 4, runs 21.5s to 1h0m21.5s
> at 26s    web/page arrives [running 0 5 0 0] → invoker 1, cold in container 5, runs 26.5s to 1h0m26.5s
> at 31s    web/page arrives [running 0 6 0 0] → invoker 2, cold in container 6, runs 31.5s to 1h0m31.5s
> at 36s    web/page arrives [running 0 6 1 0] → invoker 2, cold in container 7, runs 36.5s to 1h0m36.5s
> at 41s    web/page arrives [running 0 6 2 0] → invoker 2, cold in container 8, runs 41.5s to 1h0m41.5s
> at 46s    web/page arrives [running 0 6 3 0] → invoker 2, cold in container 9, runs 46.5s to 1h0m46.5s
> in all    10 cold and 0 warm starts, 0 evictions, 0 expiries, 0 rejected
