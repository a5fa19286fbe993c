# Ballooning (Squeezy, EuroSys 2026, section 2.2): the guest gives up pages wherever it
# has some, each by a VM exit. Its blocks stay; a container that comes gets pages out
# of the balloon.

scenario a container leaves, and another comes
  memory balloon
  start  a 512 MiB
  start  b 512 MiB
  mix
  end    a
  start  c 512 MiB
> room for a after 25ms (request 25ms): the VM has 4 blocks, 512 MiB occupied, 0 free, 0 in the balloon
> room for b after 25ms (request 25ms): the VM has 8 blocks, 1024 MiB occupied, 0 free, 0 in the balloon
> a has left after 1.45985s (request 25ms, guest 241.96ms, VM exits 1.19289s): the VM has 8 blocks, 512 MiB occupied, 0 free, 512 in the balloon
> room for c after 266.96ms (request 25ms, guest 241.96ms): the VM has 8 blocks, 1024 MiB occupied, 0 free, 0 in the balloon
