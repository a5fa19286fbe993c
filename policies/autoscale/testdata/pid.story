# pid (Fuerst and Sharma 2022): when at least half of the members are overloaded, a PID
# controller makes invokers join until the mean load average of a core has the target of 0.7,
# and likewise drain; then it rests for a dead time of 5 min.

scenario a step up, and down again
# One invoker of two cores at first. An invocation of 5 min comes every 100 s: three run at a
# time, for which 3 ÷ (2 × 0.7) = 2.1 invokers would do. With two of them on invoker 0 its load
# passes 0.7 × 1.2 = 0.84 at 3 min: invoker 1 joins. At 8 min, when the dead time is over, half of
# the two are above 0.84 again: invoker 2 joins. Three have a mean of 0.5 and are below
# 0.7 × 0.8 = 0.56, but 3 × 0.5 ÷ 0.7 is still rounded up to three; only what ki has summed up
# makes it two, at 16m20s. Invoker 2 drains: it takes nothing new, and what runs there goes on to
# its end at 20m1s. So it goes to and fro between two and three, slowly. When nothing comes any
# more, one drains after the other, 5 min apart, and the least, one, stays.
  schedule   jsq,d=0
  keepalive  none
  autoscale  pid,initial=1
  invokers   4 of 1024MiB
  cores      2
  function   web/page 128MiB
  start      warm 0s, cold 0s
  show       running
  at 1s      web/page runs 5m, 18 times every 100s
  at 50m     web/page runs 10m
  at 100m    web/page runs 1s
> at 1s     web/page arrives [running 0 0 0 0] → invoker 0, cold in container 0, runs 1s to 5m1s
> at 1m41s  web/page arrives [running 1 0 0 0] → invoker 0, cold in container 1, runs 1m41s to 6m41s
> at 3m     invoker 1 is a member
> at 3m21s  web/page arrives [running 2 0 0 0] → invoker 1, cold in container 2, runs 3m21s to 8m21s
> at 5m1s   web/page arrives [running 1 1 0 0] → invoker 0, warm in container 0, runs 5m1s to 10m1s
> at 6m41s  web/page arrives [running 1 1 0 0] → invoker 0, warm in container 1, runs 6m41s to 11m41s
> at 8m     invoker 2 is a member
> at 8m21s  web/page arrives [running 2 0 0 0] → invoker 1, warm in container 2, runs 8m21s to 13m21s
> at 10m1s  web/page arrives [running 1 1 0 0] → invoker 2, cold in container 3, runs 10m1s to 15m1s
> at 10m1s  container 0 of web/page on invoker 0 expires, idle for 0s
> at 11m41s web/page arrives [running 0 1 1 0] → invoker 0, warm in container 1, runs 11m41s to 16m41s
> at 13m21s web/page arrives [running 1 0 1 0] → invoker 1, warm in container 2, runs 13m21s to 18m21s
> at 15m1s  web/page arrives [running 1 1 0 0] → invoker 2, warm in container 3, runs 15m1s to 20m1s
> at 16m20s invoker 2 is no member
> at 16m41s web/page arrives [running 0 1 1 0] → invoker 0, warm in container 1, runs 16m41s to 21m41s
> at 18m21s web/page arrives [running 1 0 1 0] → invoker 1, warm in container 2, runs 18m21s to 23m21s
> at 20m1s  container 3 of web/page on invoker 2 goes with its invoker
> at 20m1s  web/page arrives [running 1 1 0 0] → invoker 0, cold in container 4, runs 20m1s to 25m1s
> at 21m41s web/page arrives [running 1 1 0 0] → invoker 0, warm in container 1, runs 21m41s to 26m41s
> at 21m55s invoker 2 is a member
> at 23m21s web/page arrives [running 2 0 0 0] → invoker 1, warm in container 2, runs 23m21s to 28m21s
> at 25m1s  web/page arrives [running 1 1 0 0] → invoker 2, cold in container 5, runs 25m1s to 30m1s
> at 25m1s  container 4 of web/page on invoker 0 expires, idle for 0s
> at 26m41s web/page arrives [running 0 1 1 0] → invoker 0, warm in container 1, runs 26m41s to 31m41s
> at 28m21s web/page arrives [running 1 0 1 0] → invoker 1, warm in container 2, runs 28m21s to 33m21s
> at 30m1s  container 5 of web/page on invoker 2 expires, idle for 0s
> at 30m5s  invoker 2 is no member
> at 31m41s container 1 of web/page on invoker 0 expires, idle for 0s
> at 33m21s container 2 of web/page on invoker 1 expires, idle for 0s
> at 35m5s  invoker 1 is no member
> at 50m    web/page arrives [running 0 0 0 0] → invoker 0, cold in container 6, runs 50m to 1h
> at 1h     container 6 of web/page on invoker 0 expires, idle for 0s
> at 1h40m  web/page arrives [running 0 0 0 0] → invoker 0, cold in container 7, runs 1h40m to 1h40m1s
> at 1h40m1s container 7 of web/page on invoker 0 expires, idle for 0s
> in all    8 cold and 12 warm starts, 0 evictions, 7 expiries, 0 rejected
