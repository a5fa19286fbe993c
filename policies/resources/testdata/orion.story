# orion: all functions run with one size, size after size; distributions say the rest.

scenario the least sizes whose distribution keeps the QoS
  resources  orion,cores=4,memory=3
  function   cut: works 2s, waits 500ms, on up to 4 cores, in 300 MiB
  function   join: works 1s, waits 0s, on up to 1 cores, in 900 MiB
  flow       cut > join
  qos        2700ms in 95%
  noise      0.1, 2% disturbed
> 1: cut 0.5 cores 128 MiB, join 0.5 cores 128 MiB: takes 22.30s, costs 484
> 2: cut 0.5 cores 384 MiB, join 0.5 cores 384 MiB: takes 11.12s, costs 259
> 3: cut 0.5 cores 1024 MiB, join 0.5 cores 1024 MiB: takes 7.72s, costs 200
> 4: cut 1 cores 128 MiB, join 1 cores 128 MiB: takes 12.26s, costs 568
> 5: cut 1 cores 384 MiB, join 1 cores 384 MiB: takes 6.41s, costs 300
> and 5 more
> 11: cut 4 cores 384 MiB, join 4 cores 384 MiB: takes 11.34s, costs 947
> 12: cut 4 cores 1024 MiB, join 4 cores 1024 MiB: takes 2.25s, costs 388
> runs with cut 4 cores 1024 MiB, join 1 cores 1024 MiB: takes 2.28s, 1.1% are late, costs 254

scenario as it is by default
  resources  orion
  function   cut: works 2s, waits 500ms, on up to 4 cores, in 300 MiB
  function   join: works 1s, waits 0s, on up to 1 cores, in 900 MiB
  flow       cut > join
  qos        2700ms in 95%
  noise      0.1, 2% disturbed
> 1: cut 0.5 cores 128 MiB, join 0.5 cores 128 MiB: takes 22.30s, costs 484
> 2: cut 0.5 cores 192 MiB, join 0.5 cores 192 MiB: takes 20.98s, costs 468
> 3: cut 0.5 cores 256 MiB, join 0.5 cores 256 MiB: takes 23.16s, costs 543
> 4: cut 0.5 cores 384 MiB, join 0.5 cores 384 MiB: takes 11.46s, costs 294
> 5: cut 0.5 cores 512 MiB, join 0.5 cores 512 MiB: takes 12.20s, costs 299
> and 42 more
> 48: cut 4 cores 704 MiB, join 4 cores 704 MiB: takes 4.46s, costs 782
> 49: cut 4 cores 1024 MiB, join 4 cores 1024 MiB: takes 2.33s, costs 399
> runs with cut 2.5 cores 384 MiB, join 1 cores 1024 MiB: takes 2.62s, 2.4% are late, costs 215

scenario four at once: the latest of them counts
  resources  orion,cores=4,memory=3
  function   cut: works 2s, waits 500ms, on up to 4 cores, in 300 MiB
  flow       cut*4
  qos        1700ms in 95%
  noise      0.1, 2% disturbed
> 1: cut 0.5 cores 128 MiB: takes 17.28s, costs 1321
> 2: cut 0.5 cores 384 MiB: takes 5.41s, costs 447
> 3: cut 0.5 cores 1024 MiB: takes 5.70s, costs 544
> 4: cut 1 cores 128 MiB: takes 9.66s, costs 1628
> 5: cut 1 cores 384 MiB: takes 3.11s, costs 540
> and 5 more
> 11: cut 4 cores 384 MiB: takes 3.09s, costs 937
> 12: cut 4 cores 1024 MiB: takes 1.21s, costs 783
> runs with cut 4 cores 1024 MiB: takes 1.26s, 1.1% are late, costs 802
