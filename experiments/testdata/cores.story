# isolated: --memory 256MiB --cores 2 --cpu isolated
# Four executions of 100 ms on two cores: two run at once, the others wait for a core each. The fifth finds both free.
   0.000 s  app/f cold, runs from 0.300 s: sandbox 300.000 ms; 0.000 ms for a core; 100.000 ms until 0.400000 s
   0.000 s  app/g cold, runs from 0.300 s: sandbox 300.000 ms; 0.000 ms for a core; 100.000 ms until 0.400000 s
   0.000 s  app/h cold, runs from 0.400 s: sandbox 300.000 ms; 100.000 ms for a core; 100.000 ms until 0.500000 s
   0.000 s  app/i cold, runs from 0.400 s: sandbox 300.000 ms; 100.000 ms for a core; 100.000 ms until 0.500000 s
   1.000 s  app/f warm, runs from 1.001 s; 0.000 ms for a core; 100.000 ms until 1.101000 s
cold 4, restored 0, warm 1, evicted 0, held at most 256 MiB

# shared: --memory 256MiB --cores 2 --cpu shared
# All four run at once, at half the pace of a core each, and the fifth alone.
   0.000 s  app/f cold, runs from 0.300 s: sandbox 300.000 ms; 0.000 ms for a core; 200.000 ms until 0.500000 s
   0.000 s  app/g cold, runs from 0.300 s: sandbox 300.000 ms; 0.000 ms for a core; 200.000 ms until 0.500000 s
   0.000 s  app/h cold, runs from 0.300 s: sandbox 300.000 ms; 0.000 ms for a core; 200.000 ms until 0.500000 s
   0.000 s  app/i cold, runs from 0.300 s: sandbox 300.000 ms; 0.000 ms for a core; 200.000 ms until 0.500000 s
   1.000 s  app/f warm, runs from 1.001 s; 0.000 ms for a core; 100.000 ms until 1.101000 s
cold 4, restored 0, warm 1, evicted 0, held at most 256 MiB

# stretch: --memory 256MiB --cores 2 --cpu stretch
# Likewise, and 1.36 times slower, since both cores are busy. The fifth has a core and leaves one idle: 1 + 0.36 / 2^4 times its 100 ms.
   0.000 s  app/f cold, runs from 0.300 s: sandbox 300.000 ms; 0.000 ms for a core; 272.000 ms until 0.572000 s
   0.000 s  app/g cold, runs from 0.300 s: sandbox 300.000 ms; 0.000 ms for a core; 272.000 ms until 0.572000 s
   0.000 s  app/h cold, runs from 0.300 s: sandbox 300.000 ms; 0.000 ms for a core; 272.000 ms until 0.572000 s
   0.000 s  app/i cold, runs from 0.300 s: sandbox 300.000 ms; 0.000 ms for a core; 272.000 ms until 0.572000 s
   1.000 s  app/f warm, runs from 1.001 s; 0.000 ms for a core; 102.250 ms until 1.103250 s
cold 4, restored 0, warm 1, evicted 0, held at most 256 MiB

# stretch-linear: --memory 256MiB --cores 2 --cpu stretch --set processor.stretch=0.5 --set processor.stretch_power=1
# A slowdown that grows with the load, and not with its fourth power: 1 + 0.5 / 2 for the fifth.
   0.000 s  app/f cold, runs from 0.300 s: sandbox 300.000 ms; 0.000 ms for a core; 300.000 ms until 0.600000 s
   0.000 s  app/g cold, runs from 0.300 s: sandbox 300.000 ms; 0.000 ms for a core; 300.000 ms until 0.600000 s
   0.000 s  app/h cold, runs from 0.300 s: sandbox 300.000 ms; 0.000 ms for a core; 300.000 ms until 0.600000 s
   0.000 s  app/i cold, runs from 0.300 s: sandbox 300.000 ms; 0.000 ms for a core; 300.000 ms until 0.600000 s
   1.000 s  app/f warm, runs from 1.001 s; 0.000 ms for a core; 125.000 ms until 1.126000 s
cold 4, restored 0, warm 1, evicted 0, held at most 256 MiB

# threads: --memory 256MiB --cores 2 --cpu shared --set processor.threads=2
# Each core has two hardware threads, which do 1.3 times the work of one: four executions run at 0.65 each.
   0.000 s  app/f cold, runs from 0.300 s: sandbox 300.000 ms; 0.000 ms for a core; 153.846 ms until 0.453846 s
   0.000 s  app/g cold, runs from 0.300 s: sandbox 300.000 ms; 0.000 ms for a core; 153.846 ms until 0.453846 s
   0.000 s  app/h cold, runs from 0.300 s: sandbox 300.000 ms; 0.000 ms for a core; 153.846 ms until 0.453846 s
   0.000 s  app/i cold, runs from 0.300 s: sandbox 300.000 ms; 0.000 ms for a core; 153.846 ms until 0.453846 s
   1.000 s  app/f warm, runs from 1.001 s; 0.000 ms for a core; 100.000 ms until 1.101000 s
cold 4, restored 0, warm 1, evicted 0, held at most 256 MiB

# switch: --memory 256MiB --cores 2 --cpu shared --set processor.switch=300us
# Four executions on two cores take turns of 3 ms, and each turn costs 300 us more: 1.1 times the time. The fifth takes no turns.
   0.000 s  app/f cold, runs from 0.300 s: sandbox 300.000 ms; 0.000 ms for a core; 220.000 ms until 0.520000 s
   0.000 s  app/g cold, runs from 0.300 s: sandbox 300.000 ms; 0.000 ms for a core; 220.000 ms until 0.520000 s
   0.000 s  app/h cold, runs from 0.300 s: sandbox 300.000 ms; 0.000 ms for a core; 220.000 ms until 0.520000 s
   0.000 s  app/i cold, runs from 0.300 s: sandbox 300.000 ms; 0.000 ms for a core; 220.000 ms until 0.520000 s
   1.000 s  app/f warm, runs from 1.001 s; 0.000 ms for a core; 100.000 ms until 1.101000 s
cold 4, restored 0, warm 1, evicted 0, held at most 256 MiB

# quota: --memory 256MiB --cores 2 --cpu shared --cpu-class all,quota=0.25
# Each execution may have a quarter of a core: 25 ms in each 100 ms. All four use them in 50 ms, at half a core each, and wait for the next period, four times. The fifth has a core to itself and yet uses 25 ms four times, the first of them at once.
   0.000 s  app/f cold, runs from 0.300 s: sandbox 300.000 ms; 0.000 ms for a core; 350.000 ms until 0.650000 s
   0.000 s  app/g cold, runs from 0.300 s: sandbox 300.000 ms; 0.000 ms for a core; 350.000 ms until 0.650000 s
   0.000 s  app/h cold, runs from 0.300 s: sandbox 300.000 ms; 0.000 ms for a core; 350.000 ms until 0.650000 s
   0.000 s  app/i cold, runs from 0.300 s: sandbox 300.000 ms; 0.000 ms for a core; 350.000 ms until 0.650000 s
   1.000 s  app/f warm, runs from 1.001 s; 0.000 ms for a core; 324.000 ms until 1.325000 s
cold 4, restored 0, warm 1, evicted 0, held at most 256 MiB

# real-time: --memory 256MiB --cores 2 --cpu shared --cpu-class urgent,functions=app/f,policy=real-time,priority=50
# The first function's executions have a core, whoever else there is. The other three share the second one, and both once the first is done.
   0.000 s  app/f cold, runs from 0.300 s: sandbox 300.000 ms; 0.000 ms for a core; 100.000 ms until 0.400000 s
   0.000 s  app/g cold, runs from 0.300 s: sandbox 300.000 ms; 0.000 ms for a core; 200.000 ms until 0.500000 s
   0.000 s  app/h cold, runs from 0.300 s: sandbox 300.000 ms; 0.000 ms for a core; 200.000 ms until 0.500000 s
   0.000 s  app/i cold, runs from 0.300 s: sandbox 300.000 ms; 0.000 ms for a core; 200.000 ms until 0.500000 s
   1.000 s  app/f warm, runs from 1.001 s; 0.000 ms for a core; 100.000 ms until 1.101000 s
cold 4, restored 0, warm 1, evicted 0, held at most 256 MiB

# own-core: --memory 256MiB --cores 2 --cpu shared --cpu-class alone,functions=*/i,cores=1
# A core is for the last function alone. The other three may not use it, not even when it is idle.
   0.000 s  app/i cold, runs from 0.300 s: sandbox 300.000 ms; 0.000 ms for a core; 100.000 ms until 0.400000 s
   0.000 s  app/f cold, runs from 0.300 s: sandbox 300.000 ms; 0.000 ms for a core; 300.000 ms until 0.600000 s
   0.000 s  app/g cold, runs from 0.300 s: sandbox 300.000 ms; 0.000 ms for a core; 300.000 ms until 0.600000 s
   0.000 s  app/h cold, runs from 0.300 s: sandbox 300.000 ms; 0.000 ms for a core; 300.000 ms until 0.600000 s
   1.000 s  app/f warm, runs from 1.001 s; 0.000 ms for a core; 100.000 ms until 1.101000 s
cold 4, restored 0, warm 1, evicted 0, held at most 256 MiB

