# sophon-ma-ma (Ao 2022, section 4.4.2, Max-Available/Max-Available): an invoker
# with a warm container wins over all without one (section 4.4.1); among those
# that have one, and among all when none has, the one with the most memory
# available (capacity minus what starts and runs).

scenario a warm container wins although another invoker has more available
  schedule   sophon-ma-ma
  keepalive  ttl
  invokers   2 of 512MiB
  function   f 128MiB
  function   g 128MiB
  start      warm 0s, cold 500ms
  show       available
  at 0s      f runs 1s
  at 2s      g runs 10s
  at 3s      f runs 1s
> at 0s     f arrives [available 512 512] → invoker 0, cold in container 0, runs 500ms to 1.5s
> at 2s     g arrives [available 512 512] → invoker 0, cold in container 1, runs 2.5s to 12.5s
> at 3s     f arrives [available 384 512] → invoker 0, warm in container 0, runs 3s to 4s
> in all    2 cold and 1 warm starts, 0 evictions, 0 expiries, 0 rejected

scenario the same under max-available: it does not know of the container
  schedule   max-available
  keepalive  ttl
  invokers   2 of 512MiB
  function   f 128MiB
  function   g 128MiB
  start      warm 0s, cold 500ms
  show       available
  at 0s      f runs 1s
  at 2s      g runs 10s
  at 3s      f runs 1s
> at 0s     f arrives [available 512 512] → invoker 0, cold in container 0, runs 500ms to 1.5s
> at 2s     g arrives [available 512 512] → invoker 0, cold in container 1, runs 2.5s to 12.5s
> at 3s     f arrives [available 384 512] → invoker 1, cold in container 2, runs 3.5s to 4.5s
> in all    3 cold and 0 warm starts, 0 evictions, 0 expiries, 0 rejected

scenario of two warm invokers the one with more memory available
# The two invocations of f at 0s leave a warm container on each invoker. Then g
# takes invoker 0, and h invoker 1, which leaves 128 MiB more there.
  schedule   sophon-ma-ma
  keepalive  ttl
  invokers   2 of 512MiB
  function   f 128MiB
  function   g 256MiB
  function   h 128MiB
  start      warm 0s, cold 500ms
  show       available
  at 0s      f runs 1s, 2 times every 100ms
  at 2s      g runs 10s
  at 2s      h runs 10s
  at 3s      f runs 1s
> at 0s     f arrives [available 512 512] → invoker 0, cold in container 0, runs 500ms to 1.5s
> at 100ms  f arrives [available 384 512] → invoker 1, cold in container 1, runs 600ms to 1.6s
> at 2s     g arrives [available 512 512] → invoker 0, cold in container 2, runs 2.5s to 12.5s
> at 2s     h arrives [available 256 512] → invoker 1, cold in container 3, runs 2.5s to 12.5s
> at 3s     f arrives [available 256 384] → invoker 1, warm in container 1, runs 3s to 4s
> in all    4 cold and 1 warm starts, 0 evictions, 0 expiries, 0 rejected

scenario without a warm container: the most available, whatever goes there
# Both invokers are full of idle containers and have as much available. The tie
# goes to invoker 0, where a has just been used, not to invoker 1, where b has
# been idle for long: sophon-ma-mc decides otherwise.
  schedule   sophon-ma-ma
  keepalive  ttl
  invokers   2 of 256MiB
  function   a 256MiB
  function   b 256MiB
  function   c 256MiB
  start      warm 0s, cold 500ms
  show       available
  at 0s      a runs 1s
  at 1s      b runs 1s
  at 9s      a runs 1s
  at 11s     c runs 1s
  at 13s     a runs 1s
> at 0s     a arrives [available 256 256] → invoker 0, cold in container 0, runs 500ms to 1.5s
> at 1s     b arrives [available 0 256] → invoker 1, cold in container 1, runs 1.5s to 2.5s
> at 9s     a arrives [available 256 256] → invoker 0, warm in container 0, runs 9s to 10s
> at 11s    c arrives [available 256 256] → invoker 0, which evicts container 0 of a (idle for 1s), cold in container 2, runs 11.5s to 12.5s
> at 13s    a arrives [available 256 256] → invoker 0, which evicts container 2 of c (idle for 500ms), cold in container 3, runs 13.5s to 14.5s
> in all    4 cold and 1 warm starts, 2 evictions, 0 expiries, 0 rejected
