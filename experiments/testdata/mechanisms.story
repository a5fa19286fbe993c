# prefetch: --memory 256MiB --prefetch reap --restore-inputs same
# f and g take turns on an invoker with room for one. Each is cold once; 256 MiB are written in 358 ms; the first restore is recorded, the next is not.
   0.000 s  app/f cold, runs from 0.300 s: sandbox 300.000 ms
   5.000 s  app/g cold, runs from 5.300 s: sandbox 300.000 ms
  10.000 s  app/f restored, runs from 13.080 s: restore 50.002, fault 3030.401 ms
  15.000 s  app/g restored, runs from 18.080 s: restore 50.002, fault 3030.401 ms
  20.000 s  app/f restored, runs from 20.385 s: restore 235.524, fault 149.485 ms
  21.000 s  app/f warm, runs from 21.001 s
cold 2, restored 3, warm 1, evicted 4, held at most 256 MiB

# prefetch-early: --memory 256MiB --prefetch on-demand --restore-inputs same
# g ends at 0.4 s, goes for f, and is wanted again at 0.73 s, before its snapshot is written (0.758 s): it is cold a second time. Plain snapshots are not recorded.
   0.000 s  app/g cold, runs from 0.300 s: sandbox 300.000 ms
   0.410 s  app/f cold, runs from 0.710 s: sandbox 300.000 ms
   0.730 s  app/g cold, runs from 1.030 s: sandbox 300.000 ms
   5.000 s  app/f restored, runs from 5.399 s: restore 50.002, fault 349.382 ms
  10.000 s  app/g restored, runs from 10.399 s: restore 50.002, fault 349.382 ms
cold 3, restored 2, warm 0, evicted 4, held at most 256 MiB

# network: --memory 768MiB --network bridge
# Three containers come at once. With a bridge each makes its own connection under the kernel's lock: 100 ms, 200 ms, 300 ms. The fourth evicts the first, whose namespace takes 233 ms to delete.
   0.000 s  app/f cold, runs from 0.400 s: network 100.000, sandbox 300.000 ms
   0.000 s  app/g cold, runs from 0.500 s: network 200.000, sandbox 300.000 ms
   0.000 s  app/h cold, runs from 0.600 s: network 300.000, sandbox 300.000 ms
   5.000 s  app/i cold, runs from 5.633 s: network 100.000, sandbox 533.000 ms
cold 4, restored 0, warm 0, evicted 1, held at most 768 MiB

# network-pooled: --memory 768MiB --network pooled
# The same with namespaces that were made beforehand: nobody waits for one. That of the evicted container is deleted all the same.
   0.000 s  app/f cold, runs from 0.300 s: sandbox 300.000 ms
   0.000 s  app/g cold, runs from 0.300 s: sandbox 300.000 ms
   0.000 s  app/h cold, runs from 0.300 s: sandbox 300.000 ms
   5.000 s  app/i cold, runs from 5.533 s: sandbox 533.000 ms
cold 4, restored 0, warm 0, evicted 1, held at most 768 MiB

# storage: --memory 4GiB --storage deverlay
# Containers of one app share the layers of its image: the second finds in the page cache what the first has read.
   0.000 s  app/f cold, runs from 0.393 s: storage 93.033, sandbox 300.000 ms
   5.000 s  app/g cold, runs from 5.348 s: storage 48.018, sandbox 300.000 ms
cold 2, restored 0, warm 0, evicted 0, held at most 512 MiB

# storage-devmapper: --memory 4GiB --storage devmapper
# The same with a block device for each container: the second reads from disk what the first has read.
   0.000 s  app/f cold, runs from 0.482 s: storage 182.128, sandbox 300.000 ms
   5.000 s  app/g cold, runs from 5.482 s: storage 182.128, sandbox 300.000 ms
cold 2, restored 0, warm 0, evicted 0, held at most 512 MiB

# memory: --memory 256MiB --memory-elasticity squeezy
# g evicts f from an invoker with room for one, and waits until the VM of f has given its two blocks back.
   0.000 s  app/f cold, runs from 0.328 s: sandbox 328.333 ms
   5.000 s  app/g cold, runs from 5.366 s: sandbox 366.083 ms
cold 2, restored 0, warm 0, evicted 1, held at most 256 MiB

# memory-virtio-mem: --memory 256MiB --memory-elasticity virtio-mem
# The same with blocks that have to be isolated and zeroed.
   0.000 s  app/f cold, runs from 0.328 s: sandbox 328.333 ms
   5.000 s  app/g cold, runs from 5.456 s: sandbox 455.913 ms
cold 2, restored 0, warm 0, evicted 1, held at most 256 MiB

# all: --memory 256MiB --prefetch faasnap --restore-inputs same --network bridge --storage deverlay --memory-elasticity squeezy
# A cold start and a restore through everything. A restored container needs its network and its memory, but neither root file system nor sandbox nor initialisation.
   0.000 s  app/f cold, runs from 0.521 s: storage 93.033, network 100.000, sandbox 328.333 ms
   5.000 s  app/g cold, runs from 5.792 s: storage 93.033, network 100.000, sandbox 599.083 ms
  10.000 s  app/f restored, runs from 10.793 s: network 100.000, sandbox 299.083, restore 50.002, fault 343.928 ms
  15.000 s  app/g restored, runs from 15.793 s: network 100.000, sandbox 299.083, restore 50.002, fault 343.928 ms
  20.000 s  app/f restored, runs from 20.674 s: network 100.000, sandbox 299.083, restore 52.068, fault 222.876 ms
cold 2, restored 3, warm 0, evicted 4, held at most 256 MiB

