# clite-like: a search that believes what it measures. The sixth evaluation is the first
# that it chooses, where first=5.

scenario it settles on what was seen to keep the QoS, by luck or not
  resources  clite-like
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
> 69: cut 4 cores 1024 MiB, join 1 cores 896 MiB: takes 4.37s, costs 344
> 70: cut 2.5 cores 320 MiB, join 0.5 cores 896 MiB: takes 7.97s, costs 314
> runs with cut 2 cores 384 MiB, join 1.5 cores 1024 MiB: takes 2.85s, 16.6% are late, costs 228

scenario without noise what it believes is true
  resources  clite-like,first=5,steps=15
  function   cut: works 2s, waits 500ms, on up to 4 cores, in 300 MiB
  function   join: works 1s, waits 0s, on up to 1 cores, in 900 MiB
  flow       cut > join
  qos        2500ms in 95%
  noise      0, 0% disturbed
> 1: cut 2.5 cores 640 MiB, join 1 cores 512 MiB: takes 4.30s, costs 308
> 2: cut 2 cores 640 MiB, join 3.5 cores 576 MiB: takes 4.50s, costs 658
> 3: cut 2 cores 832 MiB, join 2 cores 896 MiB: takes 4.50s, costs 446
> 4: cut 1.5 cores 320 MiB, join 1 cores 512 MiB: takes 4.83s, costs 283
> 5: cut 0.5 cores 896 MiB, join 2.5 cores 448 MiB: takes 7.50s, costs 486
> and 13 more
> 19: cut 4 cores 768 MiB, join 1.5 cores 256 MiB: takes 4.00s, costs 414
> 20: cut 2.5 cores 768 MiB, join 1.5 cores 1024 MiB: takes 2.30s, costs 235
> runs with cut 2.5 cores 768 MiB, join 1.5 cores 1024 MiB: takes 2.30s, 0.0% are late, costs 235
