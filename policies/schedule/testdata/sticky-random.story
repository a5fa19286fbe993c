# sticky-random (OpenWhisk): the hash of a function's name gives its home invoker
# and a step that is co-prime to the number of invokers; the walk home,
# home + step, ... therefore meets every invoker once, and the first with memory
# available takes the invocation.

scenario OpenWhisk's example: ten invokers, home 3, step 3
# The hash of web/user leads to the same home and step as the hash 13 of that
# example, so it walks 3 6 9 2 5 8 1 4 7 0. Ten invocations at a time follow the
# walk to its end; the eleventh waits until the first has ended.
  schedule   sticky-random
  keepalive  ttl
  invokers   10 of 256MiB
  function   web/user 256MiB
  start      warm 0s, cold 500ms
  at 0s      web/user runs 1m, 11 times every 1s
> web/user has home 3 and step 3: it walks 3 6 9 2 5 8 1 4 7 0
> at 0s     web/user arrives → invoker 3, cold in container 0, runs 500ms to 1m0.5s
> at 1s     web/user arrives → invoker 6, cold in container 1, runs 1.5s to 1m1.5s
> at 2s     web/user arrives → invoker 9, cold in container 2, runs 2.5s to 1m2.5s
> at 3s     web/user arrives → invoker 2, cold in container 3, runs 3.5s to 1m3.5s
> at 4s     web/user arrives → invoker 5, cold in container 4, runs 4.5s to 1m4.5s
> at 5s     web/user arrives → invoker 8, cold in container 5, runs 5.5s to 1m5.5s
> at 6s     web/user arrives → invoker 1, cold in container 6, runs 6.5s to 1m6.5s
> at 7s     web/user arrives → invoker 4, cold in container 7, runs 7.5s to 1m7.5s
> at 8s     web/user arrives → invoker 7, cold in container 8, runs 8.5s to 1m8.5s
> at 9s     web/user arrives → invoker 0, cold in container 9, runs 9.5s to 1m9.5s
> at 10s    web/user arrives → waits in the queue
> at 1m0.5s web/user leaves the queue → invoker 3, warm in container 0, runs 1m0.5s to 2m0.5s
> in all    10 cold and 1 warm starts, 0 evictions, 0 expiries, 0 rejected

scenario what is sticky: a function that returns finds its home warm
  schedule   sticky-random
  keepalive  ttl
  invokers   10 of 256MiB
  function   shop/cart 256MiB
  function   shop/pay 256MiB
  start      warm 0s, cold 500ms
  at 0s      shop/cart runs 1s, 3 times every 10s
  at 5s      shop/pay runs 1s, 3 times every 10s
> shop/cart has home 8 and step 1: it walks 8 9 0 1 2 3 4 5 6 7
> shop/pay has home 6 and step 9: it walks 6 5 4 3 2 1 0 9 8 7
> at 0s     shop/cart arrives → invoker 8, cold in container 0, runs 500ms to 1.5s
> at 5s     shop/pay arrives → invoker 6, cold in container 1, runs 5.5s to 6.5s
> at 10s    shop/cart arrives → invoker 8, warm in container 0, runs 10s to 11s
> at 15s    shop/pay arrives → invoker 6, warm in container 1, runs 15s to 16s
> at 20s    shop/cart arrives → invoker 8, warm in container 0, runs 20s to 21s
> at 25s    shop/pay arrives → invoker 6, warm in container 1, runs 25s to 26s
> in all    2 cold and 4 warm starts, 0 evictions, 0 expiries, 0 rejected

scenario container thrashing: two functions share a home that holds one (Ao 2022, section 4.2)
# Each start evicts the other's container although two invokers are empty.
  schedule   sticky-random
  keepalive  ttl
  invokers   3 of 256MiB
  function   shop/cart 256MiB
  function   shop/stock 256MiB
  start      warm 0s, cold 500ms
  at 0s      shop/cart runs 1s, 3 times every 10s
  at 5s      shop/stock runs 1s, 3 times every 10s
> shop/cart has home 0 and step 1: it walks 0 1 2
> shop/stock has home 0 and step 1: it walks 0 1 2
> at 0s     shop/cart arrives → invoker 0, cold in container 0, runs 500ms to 1.5s
> at 5s     shop/stock arrives → invoker 0, which evicts container 0 of shop/cart (idle for 3.5s), cold in container 1, runs 5.5s to 6.5s
> at 10s    shop/cart arrives → invoker 0, which evicts container 1 of shop/stock (idle for 3.5s), cold in container 2, runs 10.5s to 11.5s
> at 15s    shop/stock arrives → invoker 0, which evicts container 2 of shop/cart (idle for 3.5s), cold in container 3, runs 15.5s to 16.5s
> at 20s    shop/cart arrives → invoker 0, which evicts container 3 of shop/stock (idle for 3.5s), cold in container 4, runs 20.5s to 21.5s
> at 25s    shop/stock arrives → invoker 0, which evicts container 4 of shop/cart (idle for 3.5s), cold in container 5, runs 25.5s to 26.5s
> in all    6 cold and 0 warm starts, 5 evictions, 0 expiries, 0 rejected

scenario a home that leaves: the walk passes over it, and returns with it
  schedule   sticky-random
  keepalive  ttl
  invokers   4 of 1024MiB
  function   web/page 128MiB
  function   shop/cart 128MiB
  function   shop/pay 128MiB
  start      warm 0s, cold 500ms
  invoker    15s,0,drain
  invoker    35s,0,join
  at 0s      web/page runs 1s, 6 times every 10s
  at 1s      shop/cart runs 1s, 6 times every 10s
  at 2s      shop/pay runs 1s, 6 times every 10s
> web/page has home 1 and step 1: it walks 1 2 3 0
> shop/cart has home 0 and step 1: it walks 0 1 2 3
> shop/pay has home 0 and step 3: it walks 0 3 2 1
> at 0s     web/page arrives → invoker 1, cold in container 0, runs 500ms to 1.5s
> at 1s     shop/cart arrives → invoker 0, cold in container 1, runs 1.5s to 2.5s
> at 2s     shop/pay arrives → invoker 0, cold in container 2, runs 2.5s to 3.5s
> at 10s    web/page arrives → invoker 1, warm in container 0, runs 10s to 11s
> at 11s    shop/cart arrives → invoker 0, warm in container 1, runs 11s to 12s
> at 12s    shop/pay arrives → invoker 0, warm in container 2, runs 12s to 13s
> at 15s    container 1 of shop/cart on invoker 0 goes with its invoker
> at 15s    container 2 of shop/pay on invoker 0 goes with its invoker
> at 15s    invoker 0 is no member
> at 20s    web/page arrives → invoker 1, warm in container 0, runs 20s to 21s
> at 21s    shop/cart arrives → invoker 1, cold in container 3, runs 21.5s to 22.5s
> at 22s    shop/pay arrives → invoker 3, cold in container 4, runs 22.5s to 23.5s
> at 30s    web/page arrives → invoker 1, warm in container 0, runs 30s to 31s
> at 31s    shop/cart arrives → invoker 1, warm in container 3, runs 31s to 32s
> at 32s    shop/pay arrives → invoker 3, warm in container 4, runs 32s to 33s
> at 35s    invoker 0 is a member
> at 40s    web/page arrives → invoker 1, warm in container 0, runs 40s to 41s
> at 41s    shop/cart arrives → invoker 0, cold in container 5, runs 41.5s to 42.5s
> at 42s    shop/pay arrives → invoker 0, cold in container 6, runs 42.5s to 43.5s
> at 50s    web/page arrives → invoker 1, warm in container 0, runs 50s to 51s
> at 51s    shop/cart arrives → invoker 0, warm in container 5, runs 51s to 52s
> at 52s    shop/pay arrives → invoker 0, warm in container 6, runs 52s to 53s
> in all    7 cold and 11 warm starts, 0 evictions, 0 expiries, 0 rejected
