# Squeezy (EuroSys 2026, figure 3b): each container has a partition. Whichever leaves,
# its blocks are empty.

scenario the one that came first leaves first
  memory squeezy
  start  a 512 MiB
  start  b 512 MiB
  end    a
> room for a after 31.67ms (request 25ms, guest 6.67ms): the VM has 4 blocks, 512 MiB occupied, 0 free, 0 in the balloon
> room for b after 31.67ms (request 25ms, guest 6.67ms): the VM has 8 blocks, 1024 MiB occupied, 0 free, 0 in the balloon
> a has left after 50.5ms (request 25ms, guest 13.5ms, VM exits 12ms): the VM has 4 blocks, 512 MiB occupied, 0 free, 0 in the balloon

scenario partitions are whole blocks: a container of 170 MiB has one of 256 MiB
  memory squeezy
  start  a 170 MiB
  end    a
> room for a after 28.33ms (request 25ms, guest 3.33ms): the VM has 2 blocks, 170 MiB occupied, 86 free, 0 in the balloon
> a has left after 37.75ms (request 25ms, guest 6.75ms, VM exits 6ms): the VM has 0 blocks, 0 MiB occupied, 0 free, 0 in the balloon

scenario partitions may be larger than their containers
  memory squeezy,partition=1GiB
  start  a 512 MiB
  end    a
> room for a after 38.33ms (request 25ms, guest 13.33ms): the VM has 8 blocks, 512 MiB occupied, 512 free, 0 in the balloon
> a has left after 76ms (request 25ms, guest 27ms, VM exits 24ms): the VM has 0 blocks, 0 MiB occupied, 0 free, 0 in the balloon
