# Deverlay (CCGrid 2022): layers are files of the host, so that whoever starts
# second finds them in its page cache. What a VM reads for itself is the metadata
# of its own writable file system: 38 blocks of 4 KiB, 0.15 MiB. Each layer has as
# much, which is shared.

scenario the second VM reads only what is its own
  storage deverlay
  layer   base: 2 files, 8 MiB
  layer   app: 1 file, 4 MiB
  start   2 every 1s
> container 0 asks at 0s: boots 100ms, is prepared 5ms, mounts 21.48ms, reads 226.29ms (12.45 MiB from the disk), ready at 352.77ms
> container 1 asks at 1s: boots 100ms, is prepared 5ms, mounts 21.48ms, reads 3.32ms (0.15 MiB from the disk), ready at 1.1298s
> the disk read 12.59 MiB; page cache: 12.30 MiB of layers, 0.30 MiB of devices, 0.00 MiB let go; guests: 24.89 MiB

scenario three VMs at once: a file is fetched once, the others wait for it
  storage deverlay
  layer   base: 2 files, 8 MiB
  layer   app: 1 file, 4 MiB
  start   3 at once
> container 0 asks at 0s: boots 100ms, is prepared 5ms, mounts 21.48ms, reads 226.29ms (12.45 MiB from the disk), ready at 352.77ms
> container 1 asks at 0s: boots 100ms, is prepared 10ms, mounts 21.48ms, reads 221.29ms (0.15 MiB from the disk), ready at 352.77ms
> container 2 asks at 0s: boots 100ms, is prepared 15ms, mounts 21.48ms, reads 216.29ms (0.15 MiB from the disk), ready at 352.77ms
> the disk read 12.74 MiB; page cache: 12.30 MiB of layers, 0.45 MiB of devices, 0.00 MiB let go; guests: 37.34 MiB

scenario devices that are plugged into running VMs appear 176 ms later
  storage deverlay,plug=hot
  layer   base: 2 files, 8 MiB
  layer   app: 1 file, 4 MiB
  start   1 at once
> container 0 asks at 0s: boots 100ms, is prepared 5ms, mounts 194.48ms, reads 226.29ms (12.45 MiB from the disk), ready at 525.77ms
> the disk read 12.45 MiB; page cache: 12.30 MiB of layers, 0.15 MiB of devices, 0.00 MiB let go; guests: 12.45 MiB

scenario a page cache too small for the image: the file read first has gone when the next VM wants it
  storage deverlay
  layer   base: 2 files, 8 MiB
  layer   app: 1 file, 4 MiB
  cache   10 MiB
  start   2 every 1s
> container 0 asks at 0s: boots 100ms, is prepared 5ms, mounts 21.48ms, reads 226.29ms (12.45 MiB from the disk), ready at 352.77ms
> container 1 asks at 1s: boots 100ms, is prepared 5ms, mounts 21.48ms, reads 226.29ms (12.45 MiB from the disk), ready at 1.35277s
> the disk read 24.89 MiB; page cache: 8.15 MiB of layers, 0.00 MiB of devices, 16.74 MiB let go; guests: 24.89 MiB

scenario a second container of one VM mounts a union over what is there, and reads nothing
  storage deverlay
  layer   base: 2 files, 8 MiB
  layer   app: 1 file, 4 MiB
  start   2 every 1s in one VM
> container 0 asks at 0s: boots 0s, is prepared 5ms, mounts 21.48ms, reads 226.29ms (12.45 MiB from the disk), ready at 252.77ms
> container 1 asks at 1s: boots 0s, is prepared 5ms, mounts 1ms, reads 30µs (0.00 MiB from the disk), ready at 1.00603s
> the disk read 12.45 MiB; page cache: 12.30 MiB of layers, 0.15 MiB of devices, 0.00 MiB let go; guests: 12.45 MiB

scenario three containers of one VM at once: two wait for the mounts of the first, and for what it reads
  storage deverlay
  layer   base: 2 files, 8 MiB
  layer   app: 1 file, 4 MiB
  start   3 at once in one VM
> container 0 asks at 0s: boots 0s, is prepared 5ms, mounts 21.48ms, reads 226.29ms (4.30 MiB from the disk), ready at 252.77ms
> container 1 asks at 0s: boots 0s, is prepared 10ms, mounts 17.48ms, reads 225.3ms (8.15 MiB from the disk), ready at 252.78ms
> container 2 asks at 0s: boots 0s, is prepared 15ms, mounts 12.48ms, reads 225.3ms (0.00 MiB from the disk), ready at 252.78ms
> the disk read 12.45 MiB; page cache: 12.30 MiB of layers, 0.15 MiB of devices, 0.00 MiB let go; guests: 12.45 MiB
