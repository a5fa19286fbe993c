# aquatope-bo: a search that knows that measurements are noisy. It begins with the random
# sizes of clite-like.story, goes on in batches of three, and runs with sizes that keep the QoS
# with certainty, by all that was measured.

scenario it pays for being sure
  resources  aquatope-bo
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
> 69: cut 3 cores 512 MiB, join 1 cores 1024 MiB: takes 2.37s, costs 218
> 70: cut 3 cores 512 MiB, join 1 cores 1024 MiB: takes 2.30s, costs 214
> runs with cut 3 cores 512 MiB, join 1 cores 1024 MiB: takes 2.47s, 1.2% are late, costs 228

scenario after five batches, and with little certainty asked for
  resources  aquatope-bo,certainty=0.3,batches=5
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
> and 18 more
> 24: cut 3 cores 448 MiB, join 1 cores 896 MiB: takes 4.64s, costs 319
> 25: cut 3 cores 448 MiB, join 1.5 cores 960 MiB: takes 2.42s, costs 251
> runs with cut 3 cores 448 MiB, join 1 cores 1024 MiB: takes 2.47s, 1.2% are late, costs 228

scenario without noise
  resources  aquatope-bo,first=5,batches=5
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
> 19: cut 4 cores 448 MiB, join 1 cores 384 MiB: takes 4.00s, costs 342
> 20: cut 3 cores 640 MiB, join 1.5 cores 1024 MiB: takes 2.17s, costs 246
> runs with cut 3 cores 640 MiB, join 1.5 cores 1024 MiB: takes 2.17s, 0.0% are late, costs 246
