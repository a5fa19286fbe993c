# random: as many random sizes as it may try. Of those that were seen to keep the QoS, the
# cheapest is run with.

scenario what was seen to keep the QoS is not sure to keep it
  resources  random
  function   cut: works 2s, waits 500ms, on up to 4 cores, in 300 MiB
  function   join: works 1s, waits 0s, on up to 1 cores, in 900 MiB
  flow       cut > join
  qos        2700ms in 95%
  noise      0.1, 2% disturbed
> 1: cut 2.5 cores 640 MiB, join 1 cores 512 MiB: takes 5.08s, costs 314
> 2: cut 2 cores 640 MiB, join 3.5 cores 576 MiB: takes 4.75s, costs 642
> 3: cut 2 cores 832 MiB, join 2 cores 896 MiB: takes 5.26s, costs 485
> 4: cut 1.5 cores 320 MiB, join 1 cores 512 MiB: takes 5.31s, costs 314
> 5: cut 0.5 cores 896 MiB, join 2.5 cores 448 MiB: takes 8.87s, costs 541
> and 63 more
> 69: cut 1 cores 512 MiB, join 2.5 cores 384 MiB: takes 5.98s, costs 483
> 70: cut 4 cores 128 MiB, join 2.5 cores 256 MiB: takes 6.40s, costs 917
> runs with cut 3 cores 448 MiB, join 1.5 cores 960 MiB: takes 2.47s, 1.2% are late, costs 252

scenario with four tries none keeps the QoS: the fastest is run with
  resources  random,evaluations=4
  function   cut: works 2s, waits 500ms, on up to 4 cores, in 300 MiB
  function   join: works 1s, waits 0s, on up to 1 cores, in 900 MiB
  flow       cut > join
  qos        2700ms in 95%
  noise      0.1, 2% disturbed
> 1: cut 2.5 cores 640 MiB, join 1 cores 512 MiB: takes 5.08s, costs 314
> 2: cut 2 cores 640 MiB, join 3.5 cores 576 MiB: takes 4.75s, costs 642
> 3: cut 2 cores 832 MiB, join 2 cores 896 MiB: takes 5.26s, costs 485
> 4: cut 1.5 cores 320 MiB, join 1 cores 512 MiB: takes 5.31s, costs 314
> runs with cut 2 cores 640 MiB, join 3.5 cores 576 MiB: takes 5.17s, 100.0% are late, costs 677
