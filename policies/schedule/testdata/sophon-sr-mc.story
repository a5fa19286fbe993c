# sophon-sr-mc (Ao 2022, section 4.4.2, Sticky-Random/Min-Cost): warm starts as in
# sophon-sr-ma, cold starts as in sophon-ma-mc. Memory in use is no criterion of
# either, so it is the most uneven of the four.

scenario warm by the walk, cold by the cost of evictions
# At 3s both invokers have a warm container of shop/list; its walk begins with the
# home. At 5s its other container, on invoker 1, has been idle for 3.9 s and costs
# exp(−1.17) = 0.31, b's on invoker 0 for 3.5 s and costs 0.35: c goes to 1.
  schedule   sophon-sr-mc
  keepalive  ttl
  invokers   2 of 256MiB
  function   shop/list 128MiB
  function   b 128MiB
  function   c 128MiB
  start      warm 0s, cold 500ms
  show       free
  at 0s      shop/list runs 500ms, 2 times every 100ms
  at 1s      b runs 1ms, 2 times every 100ms
  at 3s      shop/list runs 1s
  at 5s      c runs 1s
  at 6s      shop/list runs 1s, 2 times every 100ms
> shop/list has home 0 and step 1: it walks 0 1
> b has home 1 and step 1: it walks 1 0
> c has home 0 and step 1: it walks 0 1
> at 0s     shop/list arrives [free 256 256] → invoker 0, cold in container 0, runs 500ms to 1s
> at 100ms  shop/list arrives [free 128 256] → invoker 1, cold in container 1, runs 600ms to 1.1s
> at 1s     b arrives [free 128 128] → invoker 0, cold in container 2, runs 1.5s to 1.501s
> at 1.1s   b arrives [free 0 128] → invoker 1, cold in container 3, runs 1.6s to 1.601s
> at 3s     shop/list arrives [free 0 0] → invoker 0, warm in container 0, runs 3s to 4s
> at 5s     c arrives [free 0 0] → invoker 1, which evicts container 1 of shop/list (idle for 3.9s), cold in container 4, runs 5.5s to 6.5s
> at 6s     shop/list arrives [free 0 0] → invoker 0, warm in container 0, runs 6s to 7s
> at 6.1s   shop/list arrives [free 0 0] → invoker 0, which evicts container 2 of b (idle for 4.599s), cold in container 5, runs 6.6s to 7.6s
> in all    6 cold and 2 warm starts, 2 evictions, 0 expiries, 0 rejected
