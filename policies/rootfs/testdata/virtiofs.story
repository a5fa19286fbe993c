# A file server on the host shares a union with the VM. The host has one copy of
# each layer; every open asks the server three times, and every read of 128 KiB
# once, 38 us each.

scenario the second VM reads nothing from the disk, and has a copy of its own
  storage virtiofs
  layer   base: 2 files, 8 MiB
  layer   app: 1 file, 4 MiB
  start   2 every 1s
> container 0 asks at 0s: boots 100ms, is prepared 5ms, mounts 21ms, reads 221.3ms (12.00 MiB from the disk), ready at 347.3ms
> container 1 asks at 1s: boots 100ms, is prepared 5ms, mounts 21ms, reads 5.3ms (0.00 MiB from the disk), ready at 1.1313s
> the disk read 12.00 MiB; page cache: 12.00 MiB of layers, 0.00 MiB of devices, 0.00 MiB let go; guests: 24.00 MiB

scenario with DAX the guest maps the page cache of the host
  storage virtiofs,dax=true
  layer   base: 2 files, 8 MiB
  layer   app: 1 file, 4 MiB
  start   2 every 1s
> container 0 asks at 0s: boots 100ms, is prepared 5ms, mounts 21ms, reads 217.53ms (12.00 MiB from the disk), ready at 343.53ms
> container 1 asks at 1s: boots 100ms, is prepared 5ms, mounts 21ms, reads 1.53ms (0.00 MiB from the disk), ready at 1.12753s
> the disk read 12.00 MiB; page cache: 12.00 MiB of layers, 0.00 MiB of devices, 0.00 MiB let go; guests: 0.00 MiB

scenario a second container of one VM finds the file server, and has a copy of its own
  storage virtiofs
  layer   base: 2 files, 8 MiB
  layer   app: 1 file, 4 MiB
  start   2 every 1s in one VM
> container 0 asks at 0s: boots 0s, is prepared 5ms, mounts 21ms, reads 221.3ms (12.00 MiB from the disk), ready at 247.3ms
> container 1 asks at 1s: boots 0s, is prepared 5ms, mounts 1ms, reads 5.3ms (0.00 MiB from the disk), ready at 1.0113s
> the disk read 12.00 MiB; page cache: 12.00 MiB of layers, 0.00 MiB of devices, 0.00 MiB let go; guests: 24.00 MiB
