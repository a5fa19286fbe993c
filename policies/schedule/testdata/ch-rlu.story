# ch-rlu (Fuerst and Sharma 2022): an invocation runs on the first invoker on its way around
# a hash ring whose load average for each core is below a bound. The bound is higher for
# functions whose cold starts are dear, and popular functions see noise on the loads, so that
# they are passed on before an invoker is full. Loads are sampled every 5 s.

scenario passed on along the ring: from home to the next below the bound of 1.2
# Nothing ends, so that cold and warm times are not known and the bound is b = 1.2 (no noise:
# popular=0). The samples at 5, 10, ... 30 s find 1 to 6 containers on invoker 1, an average of
# 0.08 0.23 0.45 0.74 1.08 1.47: six are let in. Then invoker 2 takes six, then 3.
  schedule   ch-rlu,popular=0
  keepalive  ttl
  invokers   4 of 8192MiB
  function   web/page 128MiB
  start      warm 0s, cold 500ms
  show       running
  at 1s      web/page runs 1h, 18 times every 5s
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
> at 51s    web/page arrives [running 0 6 4 0] → invoker 2, cold in container 10, runs 51.5s to 1h0m51.5s
> at 56s    web/page arrives [running 0 6 5 0] → invoker 2, cold in container 11, runs 56.5s to 1h0m56.5s
> at 1m1s   web/page arrives [running 0 6 6 0] → invoker 3, cold in container 12, runs 1m1.5s to 1h1m1.5s
> at 1m6s   web/page arrives [running 0 6 6 1] → invoker 3, cold in container 13, runs 1m6.5s to 1h1m6.5s
> at 1m11s  web/page arrives [running 0 6 6 2] → invoker 3, cold in container 14, runs 1m11.5s to 1h1m11.5s
> at 1m16s  web/page arrives [running 0 6 6 3] → invoker 3, cold in container 15, runs 1m16.5s to 1h1m16.5s
> at 1m21s  web/page arrives [running 0 6 6 4] → invoker 3, cold in container 16, runs 1m21.5s to 1h1m21.5s
> at 1m26s  web/page arrives [running 0 6 6 5] → invoker 3, cold in container 17, runs 1m26.5s to 1h1m26.5s
> in all    18 cold and 0 warm starts, 0 evictions, 0 expiries, 0 rejected

scenario the least loaded, when home and its chain are at the bound
# chain=1: an invocation is passed on once. When invokers 1 and 2 are at the bound, the least
# loaded of all takes it: 0 at 61 s, 3 at 66 s, whose averages are 0 until then, and in turn.
  schedule   ch-rlu,popular=0,chain=1
  keepalive  ttl
  invokers   4 of 8192MiB
  function   web/page 128MiB
  start      warm 0s, cold 500ms
  show       running
  at 1s      web/page runs 1h, 18 times every 5s
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
> at 51s    web/page arrives [running 0 6 4 0] → invoker 2, cold in container 10, runs 51.5s to 1h0m51.5s
> at 56s    web/page arrives [running 0 6 5 0] → invoker 2, cold in container 11, runs 56.5s to 1h0m56.5s
> at 1m1s   web/page arrives [running 0 6 6 0] → invoker 0, cold in container 12, runs 1m1.5s to 1h1m1.5s
> at 1m6s   web/page arrives [running 1 6 6 0] → invoker 3, cold in container 13, runs 1m6.5s to 1h1m6.5s
> at 1m11s  web/page arrives [running 1 6 6 1] → invoker 3, cold in container 14, runs 1m11.5s to 1h1m11.5s
> at 1m16s  web/page arrives [running 1 6 6 2] → invoker 0, cold in container 15, runs 1m16.5s to 1h1m16.5s
> at 1m21s  web/page arrives [running 2 6 6 2] → invoker 0, cold in container 16, runs 1m21.5s to 1h1m21.5s
> at 1m26s  web/page arrives [running 3 6 6 2] → invoker 3, cold in container 17, runs 1m26.5s to 1h1m26.5s
> in all    18 cold and 0 warm starts, 0 evictions, 0 expiries, 0 rejected

scenario a dear cold start raises the bound
# web/page has run cold in 5 s and warm in 1 s before: its bound is 1.2 × 5 = 6, that of
# shop/pay 1.2. Both have their home on invoker 1, whose load passes 1.2 at 50 s: shop/pay is
# passed on, web/page stays.
  schedule   ch-rlu,popular=0
  keepalive  ttl
  invokers   4 of 8192MiB
  function   web/page 128MiB
  function   shop/pay 128MiB
  start      warm 0s, cold 4s
  show       running
  at 0s      web/page runs 1s
  at 10s     web/page runs 1s
  at 21s     shop/pay runs 1h, 8 times every 5s
  at 62s     web/page runs 1s, 2 times every 20s
> at 0s     web/page arrives [running 0 0 0 0] → invoker 1, cold in container 0, runs 4s to 5s
> at 10s    web/page arrives [running 0 0 0 0] → invoker 1, warm in container 0, runs 10s to 11s
> at 21s    shop/pay arrives [running 0 0 0 0] → invoker 1, cold in container 1, runs 25s to 1h0m25s
> at 26s    shop/pay arrives [running 0 1 0 0] → invoker 1, cold in container 2, runs 30s to 1h0m30s
> at 31s    shop/pay arrives [running 0 2 0 0] → invoker 1, cold in container 3, runs 35s to 1h0m35s
> at 36s    shop/pay arrives [running 0 3 0 0] → invoker 1, cold in container 4, runs 40s to 1h0m40s
> at 41s    shop/pay arrives [running 0 4 0 0] → invoker 1, cold in container 5, runs 45s to 1h0m45s
> at 46s    shop/pay arrives [running 0 5 0 0] → invoker 1, cold in container 6, runs 50s to 1h0m50s
> at 51s    shop/pay arrives [running 0 6 0 0] → invoker 0, cold in container 7, runs 55s to 1h0m55s
> at 56s    shop/pay arrives [running 1 6 0 0] → invoker 0, cold in container 8, runs 1m to 1h1m
> at 1m2s   web/page arrives [running 2 6 0 0] → invoker 1, warm in container 0, runs 1m2s to 1m3s
> at 1m22s  web/page arrives [running 2 6 0 0] → invoker 1, warm in container 0, runs 1m22s to 1m23s
> at 11m23s container 0 of web/page on invoker 1 expires, idle for 10m
> in all    9 cold and 3 warm starts, 0 evictions, 1 expiries, 0 rejected

scenario noise: a popular function is passed on before the load says so
# web/page comes every second, shop/cart every 50 s (the watched functions are all, sample=1):
# web/page is popular. At rest all loads are 0, but web/page sees a load of mean 1 ÷ mean time
# between arrivals, and of standard deviation 2 here: it is spread (bmax=1.2 keeps the bound
# down, although its cold starts are dear). shop/cart goes home.
  schedule   ch-rlu,sample=1,sigma=2,bmax=1.2
  keepalive  ttl
  invokers   4 of 8192MiB
  function   web/page 128MiB
  function   shop/cart 128MiB
  start      warm 0s, cold 500ms
  show       running
  at 1s      web/page runs 100ms, 9 times every 1s
  at 5500ms  shop/cart runs 100ms, 3 times every 50s
> at 1s     web/page arrives [running 0 0 0 0] → invoker 3, cold in container 0, runs 1.5s to 1.6s
> at 2s     web/page arrives [running 0 0 0 0] → invoker 1, cold in container 1, runs 2.5s to 2.6s
> at 3s     web/page arrives [running 0 0 0 0] → invoker 1, warm in container 1, runs 3s to 3.1s
> at 4s     web/page arrives [running 0 0 0 0] → invoker 1, warm in container 1, runs 4s to 4.1s
> at 5s     web/page arrives [running 0 0 0 0] → invoker 2, cold in container 2, runs 5.5s to 5.6s
> at 5.5s   shop/cart arrives [running 0 0 1 0] → invoker 2, cold in container 3, runs 6s to 6.1s
> at 6s     web/page arrives [running 0 0 1 0] → invoker 1, warm in container 1, runs 6s to 6.1s
> at 7s     web/page arrives [running 0 0 0 0] → invoker 1, warm in container 1, runs 7s to 7.1s
> at 8s     web/page arrives [running 0 0 0 0] → invoker 1, warm in container 1, runs 8s to 8.1s
> at 9s     web/page arrives [running 0 0 0 0] → invoker 2, warm in container 2, runs 9s to 9.1s
> at 55.5s  shop/cart arrives [running 0 0 0 0] → invoker 2, warm in container 3, runs 55.5s to 55.6s
> at 1m45.5s shop/cart arrives [running 0 0 0 0] → invoker 2, warm in container 3, runs 1m45.5s to 1m45.6s
> in all    4 cold and 8 warm starts, 0 evictions, 0 expiries, 0 rejected

scenario overloaded=refuse: what only overloaded invokers could take waits until something ends
# One invoker, bound 0.5. The samples at 5 and 10 s find four: averages of 0.32 and 0.61. Who
# comes at 14 s waits, and is asked for again whenever one ends. The average lags, so that it
# is refused until nothing runs. With overload drop it would be dropped, as in the paper.
  schedule   ch-rlu,popular=0,b=0.5,overloaded=refuse
  keepalive  ttl
  invokers   1 of 8192MiB
  function   web/page 128MiB
  start      warm 0s, cold 0s
  show       running
  at 0s      web/page runs 30s, 4 times every 1s
  at 14s     web/page runs 1s
> at 0s     web/page arrives [running 0] → invoker 0, cold in container 0, runs 0s to 30s
> at 1s     web/page arrives [running 1] → invoker 0, cold in container 1, runs 1s to 31s
> at 2s     web/page arrives [running 2] → invoker 0, cold in container 2, runs 2s to 32s
> at 3s     web/page arrives [running 3] → invoker 0, cold in container 3, runs 3s to 33s
> at 14s    web/page arrives [running 4] → waits in the queue
> at 33s    web/page leaves the queue [running 0] → invoker 0, warm in container 3, runs 33s to 34s
> in all    4 cold and 1 warm starts, 0 evictions, 0 expiries, 0 rejected

scenario the released code: only popular functions are passed on
# Each invoker has three points on the ring, and the chain counts points. From the sample at
# 5 s on, web/page is the popular one (popular=0.5 of those that came twice): it is passed on,
# to 1, then 3. When all of its chain is above the bound, it goes home. shop/cart always does.
  schedule   ch-rlu,variant=released,popular=0.5,sigma=0,b=0.5
  keepalive  ttl
  invokers   4 of 8192MiB
  function   web/page 128MiB
  function   shop/cart 128MiB
  start      warm 0s, cold 500ms
  show       running
  at 500ms   web/page runs 1h, 14 times every 4s
  at 1s      shop/cart runs 1h, 3 times every 25s
> at 500ms  web/page arrives [running 0 0 0 0] → invoker 0, cold in container 0, runs 1s to 1h0m1s
> at 1s     shop/cart arrives [running 1 0 0 0] → invoker 0, cold in container 1, runs 1.5s to 1h0m1.5s
> at 4.5s   web/page arrives [running 2 0 0 0] → invoker 0, cold in container 2, runs 5s to 1h0m5s
> at 8.5s   web/page arrives [running 3 0 0 0] → invoker 0, cold in container 3, runs 9s to 1h0m9s
> at 12.5s  web/page arrives [running 4 0 0 0] → invoker 1, cold in container 4, runs 13s to 1h0m13s
> at 16.5s  web/page arrives [running 4 1 0 0] → invoker 1, cold in container 5, runs 17s to 1h0m17s
> at 20.5s  web/page arrives [running 4 2 0 0] → invoker 1, cold in container 6, runs 21s to 1h0m21s
> at 24.5s  web/page arrives [running 4 3 0 0] → invoker 3, cold in container 7, runs 25s to 1h0m25s
> at 26s    shop/cart arrives [running 4 3 0 1] → invoker 0, cold in container 8, runs 26.5s to 1h0m26.5s
> at 28.5s  web/page arrives [running 5 3 0 1] → invoker 3, cold in container 9, runs 29s to 1h0m29s
> at 32.5s  web/page arrives [running 5 3 0 2] → invoker 3, cold in container 10, runs 33s to 1h0m33s
> at 36.5s  web/page arrives [running 5 3 0 3] → invoker 0, cold in container 11, runs 37s to 1h0m37s
> at 40.5s  web/page arrives [running 6 3 0 3] → invoker 0, cold in container 12, runs 41s to 1h0m41s
> at 44.5s  web/page arrives [running 7 3 0 3] → invoker 0, cold in container 13, runs 45s to 1h0m45s
> at 48.5s  web/page arrives [running 8 3 0 3] → invoker 0, cold in container 14, runs 49s to 1h0m49s
> at 51s    shop/cart arrives [running 9 3 0 3] → invoker 0, cold in container 15, runs 51.5s to 1h0m51.5s
> at 52.5s  web/page arrives [running 10 3 0 3] → invoker 0, cold in container 16, runs 53s to 1h0m53s
> in all    17 cold and 0 warm starts, 0 evictions, 0 expiries, 0 rejected

scenario ch-rlu as it is by default
  schedule   ch-rlu
  keepalive  ttl
  invokers   4 of 8192MiB
  function   web/page 128MiB
  start      warm 0s, cold 500ms
  show       running
  at 1s      web/page runs 1s, 3 times every 10s
> at 1s     web/page arrives [running 0 0 0 0] → invoker 1, cold in container 0, runs 1.5s to 2.5s
> at 11s    web/page arrives [running 0 0 0 0] → invoker 1, warm in container 0, runs 11s to 12s
> at 21s    web/page arrives [running 0 0 0 0] → invoker 1, warm in container 0, runs 21s to 22s
> in all    1 cold and 2 warm starts, 0 evictions, 0 expiries, 0 rejected
