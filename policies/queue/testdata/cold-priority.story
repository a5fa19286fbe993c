# cold-priority: as sjf, but who finds a warm container while its function runs already
# counts as nothing.

scenario the second call of a busy function goes first
# f has two containers. At 20s one of them is busy, the other one warm: the call at 21s
# has the key 0 and goes before g, which is expected to take 1 s.
  schedule   first-fit
  keepalive  ttl
  queue      cold-priority,fixed=2
  invokers   1 of 1024MiB
  function   f 128MiB
  function   g 128MiB
  function   block 128MiB
  start      warm 0s, cold 500ms
  at 0s      f runs 2s, 2 times every 0s
  at 5s      g runs 1s
  at 8s      g runs 1s
  at 10s     f runs 2s
  at 20s     f runs 10s
  at 20s     block runs 5s
  at 21s     g runs 1s
  at 22s     f runs 2s
> at 0s     f arrives → invoker 0, cold in container 0, runs 500ms to 2.5s
> at 0s     f arrives → invoker 0, cold in container 1, runs 500ms to 2.5s
> at 5s     g arrives → invoker 0, cold in container 2, runs 5.5s to 6.5s
> at 8s     g arrives → invoker 0, warm in container 2, runs 8s to 9s
> at 10s    f arrives → invoker 0, warm in container 1, runs 10s to 12s
> at 20s    f arrives → invoker 0, warm in container 1, runs 20s to 30s
> at 20s    block arrives → invoker 0, cold in container 3, runs 20.5s to 25.5s
> at 21s    g arrives → waits at invoker 0
> at 22s    f arrives → waits at invoker 0
> at 25.5s  f leaves the queue → invoker 0, warm in container 0 after 3.5s, runs 25.5s to 27.5s
> at 27.5s  g leaves the queue → invoker 0, warm in container 2 after 6.5s, runs 27.5s to 28.5s
> in all    4 cold and 5 warm starts, 0 evictions, 0 expiries, 0 rejected
