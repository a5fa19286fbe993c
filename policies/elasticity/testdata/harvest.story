# HarvestVM-opts (Squeezy, EuroSys 2026, section 6.2.2): a VM resizes as with
# virtio-mem. What is reclaimed ahead of need, and kept free, is the affair of the
# host: models/memory, Load.

scenario a VM of its own
  memory harvest
  start  a 512 MiB
  start  b 512 MiB
  mix
  end    a
> room for a after 31.67ms (request 25ms, guest 6.67ms): the VM has 4 blocks, 512 MiB occupied, 0 free, 0 in the balloon
> room for b after 31.67ms (request 25ms, guest 6.67ms): the VM has 8 blocks, 1024 MiB occupied, 0 free, 0 in the balloon
> a has left after 451.68ms (request 25ms, guest 42.2ms, migration 221.52ms, zeroing 150.96ms, VM exits 12ms): the VM has 4 blocks, 512 MiB occupied, 0 free, 0 in the balloon
