# The N:1 model as it is (Squeezy, EuroSys 2026, figure 1): the VM keeps the most that
# it ever had.

scenario a container leaves, and another comes
  memory static
  start  a 512 MiB
  start  b 512 MiB
  end    a
  start  c 256 MiB
> room for a at once: the VM has 4 blocks, 512 MiB occupied, 0 free, 0 in the balloon
> room for b at once: the VM has 8 blocks, 1024 MiB occupied, 0 free, 0 in the balloon
> a has left at once: the VM has 8 blocks, 512 MiB occupied, 512 free, 0 in the balloon
> room for c at once: the VM has 8 blocks, 768 MiB occupied, 256 free, 0 in the balloon
