# autoscale: what a function uses decides. It begins with one core and 1024 MiB, and knows of
# the QoS only whether it was missed.

scenario both functions are busy, so both grow, the one that no core helps as well
  resources  autoscale
  function   cut: works 2s, waits 500ms, on up to 4 cores, in 300 MiB
  function   join: works 1s, waits 0s, on up to 1 cores, in 900 MiB
  flow       cut > join
  qos        2700ms in 95%
  noise      0.1, 2% disturbed
> 1: cut 1 cores 1024 MiB, join 1 cores 1024 MiB: takes 4.01s, costs 183
> 2: cut 1.5 cores 832 MiB, join 1.5 cores 1024 MiB: takes 3.04s, costs 207
> 3: cut 2 cores 832 MiB, join 2 cores 1024 MiB: takes 2.96s, costs 275
> 4: cut 2.5 cores 832 MiB, join 2.5 cores 1024 MiB: takes 2.59s, costs 315
> runs with cut 2.5 cores 832 MiB, join 2.5 cores 1024 MiB: takes 2.62s, 2.4% are late, costs 292

scenario a function that waits most of the time shrinks, and the QoS is missed
  resources  autoscale
  function   cut: works 200ms, waits 2s, on up to 4 cores, in 100 MiB
  flow       cut
  qos        2400ms in 95%
  noise      0, 0% disturbed
> 1: cut 1 cores 1024 MiB: takes 2.20s, costs 113
> 2: cut 0.5 cores 832 MiB: takes 2.40s, costs 64
> 3: cut 0.5 cores 640 MiB: takes 2.40s, costs 63
> 4: cut 0.5 cores 512 MiB: takes 2.40s, costs 62
> 5: cut 0.5 cores 384 MiB: takes 2.40s, costs 61
> 6: cut 0.5 cores 320 MiB: takes 2.40s, costs 60
> runs with cut 0.5 cores 320 MiB: takes 2.40s, 0.0% are late, costs 60
