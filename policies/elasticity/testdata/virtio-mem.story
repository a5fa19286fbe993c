# virtio-mem (Squeezy, EuroSys 2026, figure 3a): containers share blocks, so that when
# one leaves, what the others occupy of the blocks that go has to be moved first.

scenario the pages of two containers are interleaved; half of each block that goes moves
  memory virtio-mem
  start  a 512 MiB
  start  b 512 MiB
  mix
  end    a
> room for a after 31.67ms (request 25ms, guest 6.67ms): the VM has 4 blocks, 512 MiB occupied, 0 free, 0 in the balloon
> room for b after 31.67ms (request 25ms, guest 6.67ms): the VM has 8 blocks, 1024 MiB occupied, 0 free, 0 in the balloon
> a has left after 451.68ms (request 25ms, guest 42.2ms, migration 221.52ms, zeroing 150.96ms, VM exits 12ms): the VM has 4 blocks, 512 MiB occupied, 0 free, 0 in the balloon

scenario the container that came last leaves first, and its blocks are still its own
  memory virtio-mem
  start  a 512 MiB
  start  b 512 MiB
  end    b
> room for a after 31.67ms (request 25ms, guest 6.67ms): the VM has 4 blocks, 512 MiB occupied, 0 free, 0 in the balloon
> room for b after 31.67ms (request 25ms, guest 6.67ms): the VM has 8 blocks, 1024 MiB occupied, 0 free, 0 in the balloon
> b has left after 230.16ms (request 25ms, guest 42.2ms, zeroing 150.96ms, VM exits 12ms): the VM has 4 blocks, 512 MiB occupied, 0 free, 0 in the balloon

scenario the one that came first leaves first: the highest blocks go, and all of them are occupied
  memory virtio-mem
  start  a 512 MiB
  start  b 512 MiB
  end    a
> room for a after 31.67ms (request 25ms, guest 6.67ms): the VM has 4 blocks, 512 MiB occupied, 0 free, 0 in the balloon
> room for b after 31.67ms (request 25ms, guest 6.67ms): the VM has 8 blocks, 1024 MiB occupied, 0 free, 0 in the balloon
> a has left after 673.2ms (request 25ms, guest 42.2ms, migration 443.04ms, zeroing 150.96ms, VM exits 12ms): the VM has 4 blocks, 512 MiB occupied, 0 free, 0 in the balloon

scenario without zeroing, as in figure 6
  memory virtio-mem,zero=false
  start  a 512 MiB
  start  b 512 MiB
  mix
  end    a
> room for a after 31.67ms (request 25ms, guest 6.67ms): the VM has 4 blocks, 512 MiB occupied, 0 free, 0 in the balloon
> room for b after 31.67ms (request 25ms, guest 6.67ms): the VM has 8 blocks, 1024 MiB occupied, 0 free, 0 in the balloon
> a has left after 300.72ms (request 25ms, guest 42.2ms, migration 221.52ms, VM exits 12ms): the VM has 4 blocks, 512 MiB occupied, 0 free, 0 in the balloon
