# sophon-sr-ma (Ao 2022, section 4.4.2, Sticky-Random/Max-Available): among the
# invokers with a warm container the first on the function's walk, so that a few
# containers are used often; cold starts go where the most memory is available.

scenario of two warm invokers the first on the walk, although it has less available
# The cold starts at 0s go to the invokers with the most memory available, one
# after the other. At 3s the home, invoker 2, has the least available, since k
# takes more there than g and h take elsewhere; it is used all the same.
  schedule   sophon-sr-ma
  keepalive  ttl
  invokers   4 of 512MiB
  function   shop/list 128MiB
  function   g 128MiB
  function   h 128MiB
  function   k 256MiB
  start      warm 0s, cold 500ms
  show       available
  at 0s      shop/list runs 1s, 3 times every 100ms
  at 2s      g runs 10s
  at 2s      h runs 10s
  at 2s      k runs 10s
  at 3s      shop/list runs 1s, 3 times every 100ms
> shop/list has home 2 and step 3: it walks 2 1 0 3
> g has home 2 and step 3: it walks 2 1 0 3
> h has home 3 and step 3: it walks 3 2 1 0
> k has home 2 and step 1: it walks 2 3 0 1
> at 0s     shop/list arrives [available 512 512 512 512] → invoker 0, cold in container 0, runs 500ms to 1.5s
> at 100ms  shop/list arrives [available 384 512 512 512] → invoker 1, cold in container 1, runs 600ms to 1.6s
> at 200ms  shop/list arrives [available 384 384 512 512] → invoker 2, cold in container 2, runs 700ms to 1.7s
> at 2s     g arrives [available 512 512 512 512] → invoker 0, cold in container 3, runs 2.5s to 12.5s
> at 2s     h arrives [available 384 512 512 512] → invoker 1, cold in container 4, runs 2.5s to 12.5s
> at 2s     k arrives [available 384 384 512 512] → invoker 2, cold in container 5, runs 2.5s to 12.5s
> at 3s     shop/list arrives [available 384 384 256 512] → invoker 2, warm in container 2, runs 3s to 4s
> at 3.1s   shop/list arrives [available 384 384 128 512] → invoker 1, warm in container 1, runs 3.1s to 4.1s
> at 3.2s   shop/list arrives [available 384 256 128 512] → invoker 0, warm in container 0, runs 3.2s to 4.2s
> in all    6 cold and 3 warm starts, 0 evictions, 0 expiries, 0 rejected

scenario the same under sophon-ma-ma
  schedule   sophon-ma-ma
  keepalive  ttl
  invokers   4 of 512MiB
  function   shop/list 128MiB
  function   g 128MiB
  function   h 128MiB
  function   k 256MiB
  start      warm 0s, cold 500ms
  show       available
  at 0s      shop/list runs 1s, 3 times every 100ms
  at 2s      g runs 10s
  at 2s      h runs 10s
  at 2s      k runs 10s
  at 3s      shop/list runs 1s, 3 times every 100ms
> at 0s     shop/list arrives [available 512 512 512 512] → invoker 0, cold in container 0, runs 500ms to 1.5s
> at 100ms  shop/list arrives [available 384 512 512 512] → invoker 1, cold in container 1, runs 600ms to 1.6s
> at 200ms  shop/list arrives [available 384 384 512 512] → invoker 2, cold in container 2, runs 700ms to 1.7s
> at 2s     g arrives [available 512 512 512 512] → invoker 0, cold in container 3, runs 2.5s to 12.5s
> at 2s     h arrives [available 384 512 512 512] → invoker 1, cold in container 4, runs 2.5s to 12.5s
> at 2s     k arrives [available 384 384 512 512] → invoker 2, cold in container 5, runs 2.5s to 12.5s
> at 3s     shop/list arrives [available 384 384 256 512] → invoker 0, warm in container 0, runs 3s to 4s
> at 3.1s   shop/list arrives [available 256 384 256 512] → invoker 1, warm in container 1, runs 3.1s to 4.1s
> at 3.2s   shop/list arrives [available 256 256 256 512] → invoker 2, warm in container 2, runs 3.2s to 4.2s
> in all    6 cold and 3 warm starts, 0 evictions, 0 expiries, 0 rejected

scenario without a warm container: the most available, not the first on the walk
  schedule   sophon-sr-ma
  keepalive  ttl
  invokers   4 of 512MiB
  function   shop/list 128MiB
  start      warm 0s, cold 500ms
  show       available
  at 0s      shop/list runs 1m, 5 times every 1s
> shop/list has home 2 and step 3: it walks 2 1 0 3
> at 0s     shop/list arrives [available 512 512 512 512] → invoker 0, cold in container 0, runs 500ms to 1m0.5s
> at 1s     shop/list arrives [available 384 512 512 512] → invoker 1, cold in container 1, runs 1.5s to 1m1.5s
> at 2s     shop/list arrives [available 384 384 512 512] → invoker 2, cold in container 2, runs 2.5s to 1m2.5s
> at 3s     shop/list arrives [available 384 384 384 512] → invoker 3, cold in container 3, runs 3.5s to 1m3.5s
> at 4s     shop/list arrives [available 384 384 384 384] → invoker 0, cold in container 4, runs 4.5s to 1m4.5s
> in all    5 cold and 0 warm starts, 0 evictions, 0 expiries, 0 rejected
