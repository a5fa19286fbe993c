# lfu (FaasCache's FREQ): priority = clock + starts × cold-start time in nanoseconds,
# whatever the size. The least goes first, and the clock of the invoker rises to the priority
# of each victim.

scenario the frequent stays, however large: FaasCache's litmus test of frequencies, begun
# Three functions come every second, web/hot every 200 ms, and 750 MiB hold three of the
# four. A cold start of 200 ms is worth 200 million a start: web/hot collects them and stays
# warm, while the others push each other out.
  schedule   first-fit
  keepalive  lfu
  invokers   1 of 750MiB
  function   a/one 250MiB
  function   b/two 250MiB
  function   c/three 250MiB
  function   web/hot 250MiB
  start      warm 0s, cold 200ms
  show       priority
  at 0ms     a/one runs 100ms, 2 times every 1s
  at 10ms    b/two runs 100ms, 2 times every 1s
  at 420ms   c/three runs 100ms, 2 times every 1s
  at 5ms     web/hot runs 100ms
  at 405ms   web/hot runs 100ms, 6 times every 200ms
> at 0s     a/one arrives → invoker 0, cold in container 0, runs 200ms to 300ms
> at 5ms    web/hot arrives → invoker 0, cold in container 1, runs 205ms to 305ms
> at 10ms   b/two arrives → invoker 0, cold in container 2, runs 210ms to 310ms
> at 300ms  container 0 of a/one on invoker 0 is idle, priority 200000000
> at 305ms  container 1 of web/hot on invoker 0 is idle, priority 200000000
> at 310ms  container 2 of b/two on invoker 0 is idle, priority 200000000
> at 405ms  web/hot arrives → invoker 0, warm in container 1, runs 405ms to 505ms
> at 420ms  c/three arrives → invoker 0, which evicts container 0 of a/one (idle for 120ms), cold in container 3, runs 620ms to 720ms
> at 505ms  container 1 of web/hot on invoker 0 is idle, priority 400000000
> at 605ms  web/hot arrives → invoker 0, warm in container 1, runs 605ms to 705ms
> at 705ms  container 1 of web/hot on invoker 0 is idle, priority 800000000
> at 720ms  container 3 of c/three on invoker 0 is idle, priority 400000000
> at 805ms  web/hot arrives → invoker 0, warm in container 1, runs 805ms to 905ms
> at 905ms  container 1 of web/hot on invoker 0 is idle, priority 1000000000
> at 1s     a/one arrives → invoker 0, which evicts container 2 of b/two (idle for 690ms), cold in container 4, runs 1.2s to 1.3s
> at 1.005s web/hot arrives → invoker 0, warm in container 1, runs 1.005s to 1.105s
> at 1.01s  b/two arrives → invoker 0, which evicts container 3 of c/three (idle for 290ms), cold in container 5, runs 1.21s to 1.31s
> at 1.105s container 1 of web/hot on invoker 0 is idle, priority 1200000000
> at 1.205s web/hot arrives → invoker 0, warm in container 1, runs 1.205s to 1.305s
> at 1.3s   container 4 of a/one on invoker 0 is idle, priority 400000000
> at 1.305s container 1 of web/hot on invoker 0 is idle, priority 1600000000
> at 1.31s  container 5 of b/two on invoker 0 is idle, priority 600000000
> at 1.405s web/hot arrives → invoker 0, warm in container 1, runs 1.405s to 1.505s
> at 1.42s  c/three arrives → invoker 0, which evicts container 4 of a/one (idle for 120ms), cold in container 6, runs 1.62s to 1.72s
> at 1.505s container 1 of web/hot on invoker 0 is idle, priority 1800000000
> at 1.72s  container 6 of c/three on invoker 0 is idle, priority 600000000
> in all    7 cold and 6 warm starts, 4 evictions, 0 expiries, 0 rejected

scenario size does not count
# a/small and b/large were started once each. Greedy-dual would evict b/large, which was idle last;
# lfu finds both worth 300 million and evicts the one that is idle for longer.
  schedule   first-fit
  keepalive  lfu
  invokers   1 of 300MiB
  function   a/small 100MiB
  function   b/large 200MiB
  function   c/new 100MiB
  start      warm 0s, cold 300ms
  show       priority
  at 0s      a/small runs 1s
  at 10s     b/large runs 1s
  at 20s     c/new runs 1s
> at 0s     a/small arrives → invoker 0, cold in container 0, runs 300ms to 1.3s
> at 1.3s   container 0 of a/small on invoker 0 is idle, priority 300000000
> at 10s    b/large arrives → invoker 0, cold in container 1, runs 10.3s to 11.3s
> at 11.3s  container 1 of b/large on invoker 0 is idle, priority 300000000
> at 20s    c/new arrives → invoker 0, which evicts container 0 of a/small (idle for 18.7s), cold in container 2, runs 20.3s to 21.3s
> at 21.3s  container 2 of c/new on invoker 0 is idle, priority 600000000
> in all    3 cold and 0 warm starts, 1 evictions, 0 expiries, 0 rejected

scenario what was once popular goes in the end
# a/old was started three times. The victims b/x and c/y lift the clock, until a newcomer is
# worth as much as a/old, which is idle for longer.
  schedule   first-fit
  keepalive  lfu
  invokers   1 of 200MiB
  function   a/old 100MiB
  function   b/x 100MiB
  function   c/y 100MiB
  start      warm 0s, cold 300ms
  show       priority
  at 0s      a/old runs 1s, 3 times every 10s
  at 30s     b/x runs 1s, 2 times every 20s
  at 40s     c/y runs 1s, 2 times every 20s
> at 0s     a/old arrives → invoker 0, cold in container 0, runs 300ms to 1.3s
> at 1.3s   container 0 of a/old on invoker 0 is idle, priority 300000000
> at 10s    a/old arrives → invoker 0, warm in container 0, runs 10s to 11s
> at 11s    container 0 of a/old on invoker 0 is idle, priority 600000000
> at 20s    a/old arrives → invoker 0, warm in container 0, runs 20s to 21s
> at 21s    container 0 of a/old on invoker 0 is idle, priority 900000000
> at 30s    b/x arrives → invoker 0, cold in container 1, runs 30.3s to 31.3s
> at 31.3s  container 1 of b/x on invoker 0 is idle, priority 300000000
> at 40s    c/y arrives → invoker 0, which evicts container 1 of b/x (idle for 8.7s), cold in container 2, runs 40.3s to 41.3s
> at 41.3s  container 2 of c/y on invoker 0 is idle, priority 600000000
> at 50s    b/x arrives → invoker 0, which evicts container 2 of c/y (idle for 8.7s), cold in container 3, runs 50.3s to 51.3s
> at 51.3s  container 3 of b/x on invoker 0 is idle, priority 900000000
> at 1m     c/y arrives → invoker 0, which evicts container 0 of a/old (idle for 39s), cold in container 4, runs 1m0.3s to 1m1.3s
> at 1m1.3s container 4 of c/y on invoker 0 is idle, priority 1200000000
> in all    5 cold and 2 warm starts, 3 evictions, 0 expiries, 0 rejected

scenario containers of an app share its starts
# The second start in app a counts as its second, whichever function it is of: container 1 has 600
# million. Container 0 keeps the 300 million of its own last start.
  schedule     first-fit
  keepalive    lfu
  invokers     1 of 300MiB
  sandbox      app
  concurrency  2
  function     a/one 50MiB
  function     a/two 50MiB
  function     b/x 200MiB
  function     c/y 200MiB
  start        warm 0s, cold 300ms
  show         priority
  at 0s        a/one runs 1s
  at 100ms     a/two runs 1s
  at 10s       b/x runs 1s
  at 20s       c/y runs 1s
> at 0s     a/one arrives → invoker 0, cold in container 0, runs 300ms to 1.3s
> at 100ms  a/two arrives → invoker 0, cold in container 1, runs 400ms to 1.4s
> at 1.3s   container 0 of a/one on invoker 0 is idle, priority 300000000
> at 1.4s   container 1 of a/one on invoker 0 is idle, priority 600000000
> at 10s    b/x arrives → invoker 0, which evicts container 0 of a/one (idle for 8.7s), cold in container 2, runs 10.3s to 11.3s
> at 11.3s  container 2 of b/x on invoker 0 is idle, priority 600000000
> at 20s    c/y arrives → invoker 0, which evicts container 1 of a/one (idle for 18.6s) and container 2 of b/x (idle for 8.7s), cold in container 3, runs 20.3s to 21.3s
> at 21.3s  container 3 of c/y on invoker 0 is idle, priority 900000000
> in all    4 cold and 0 warm starts, 3 evictions, 0 expiries, 0 rejected
