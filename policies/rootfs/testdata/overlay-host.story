# A union on the host: there is no VM, and the page cache holds one copy of each
# layer for everybody. This is what strategies for VMs are measured against.

scenario the second container finds everything
  storage overlay-host
  layer   base: 2 files, 8 MiB
  layer   app: 1 file, 4 MiB
  start   2 every 1s
> container 0 asks at 0s: boots 0s, is prepared 5ms, mounts 1ms, reads 216.13ms (12.00 MiB from the disk), ready at 222.13ms
> container 1 asks at 1s: boots 0s, is prepared 5ms, mounts 1ms, reads 130µs (0.00 MiB from the disk), ready at 1.00613s
> the disk read 12.00 MiB; page cache: 12.00 MiB of layers, 0.00 MiB of devices, 0.00 MiB let go; guests: 0.00 MiB

scenario three at once
  storage overlay-host
  layer   base: 2 files, 8 MiB
  layer   app: 1 file, 4 MiB
  start   3 at once
> container 0 asks at 0s: boots 0s, is prepared 5ms, mounts 1ms, reads 216.13ms (12.00 MiB from the disk), ready at 222.13ms
> container 1 asks at 0s: boots 0s, is prepared 10ms, mounts 1ms, reads 211.13ms (0.00 MiB from the disk), ready at 222.13ms
> container 2 asks at 0s: boots 0s, is prepared 15ms, mounts 1ms, reads 206.13ms (0.00 MiB from the disk), ready at 222.13ms
> the disk read 12.00 MiB; page cache: 12.00 MiB of layers, 0.00 MiB of devices, 0.00 MiB let go; guests: 0.00 MiB
