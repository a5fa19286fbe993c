# A thin snapshot for each container: its device has pages of its own, though the
# blocks below are the same, so everybody reads all from the disk. Snapshots are
# made within one transaction, 121 ms each (containerd issue 12335).

scenario the second VM reads everything again
  storage devmapper
  layer   base: 2 files, 8 MiB
  layer   app: 1 file, 4 MiB
  start   2 every 1s
> container 0 asks at 0s: boots 100ms, is prepared 121ms, mounts 12.48ms, reads 219.21ms (12.15 MiB from the disk), ready at 452.69ms
> container 1 asks at 1s: boots 100ms, is prepared 121ms, mounts 12.48ms, reads 219.21ms (12.15 MiB from the disk), ready at 1.45269s
> the disk read 24.30 MiB; page cache: 0.00 MiB of layers, 24.30 MiB of devices, 0.00 MiB let go; guests: 24.30 MiB

scenario three VMs at once: they are prepared one by one, and share the disk
  storage devmapper
  layer   base: 2 files, 8 MiB
  layer   app: 1 file, 4 MiB
  start   3 at once
> container 0 asks at 0s: boots 100ms, is prepared 121ms, mounts 12.48ms, reads 235.55ms (12.15 MiB from the disk), ready at 469.04ms
> container 1 asks at 0s: boots 100ms, is prepared 242ms, mounts 13.97ms, reads 250.9ms (12.15 MiB from the disk), ready at 606.87ms
> container 2 asks at 0s: boots 100ms, is prepared 363ms, mounts 12.48ms, reads 236.04ms (12.15 MiB from the disk), ready at 711.52ms
> the disk read 36.45 MiB; page cache: 0.00 MiB of layers, 36.45 MiB of devices, 0.00 MiB let go; guests: 36.45 MiB

scenario reads that pass by the page cache leave no copy on the host
  storage devmapper,direct=true
  layer   base: 2 files, 8 MiB
  layer   app: 1 file, 4 MiB
  start   2 every 1s
> container 0 asks at 0s: boots 100ms, is prepared 121ms, mounts 12.48ms, reads 219.21ms (12.15 MiB from the disk), ready at 452.69ms
> container 1 asks at 1s: boots 100ms, is prepared 121ms, mounts 12.48ms, reads 219.21ms (12.15 MiB from the disk), ready at 1.45269s
> the disk read 24.30 MiB; page cache: 0.00 MiB of layers, 0.00 MiB of devices, 0.00 MiB let go; guests: 24.30 MiB

scenario a second container of one VM plugs in a device of its own, and reads everything again
  storage devmapper
  layer   base: 2 files, 8 MiB
  layer   app: 1 file, 4 MiB
  start   2 every 1s in one VM
> container 0 asks at 0s: boots 0s, is prepared 121ms, mounts 187.48ms, reads 219.21ms (12.15 MiB from the disk), ready at 527.69ms
> container 1 asks at 1s: boots 0s, is prepared 121ms, mounts 187.48ms, reads 219.21ms (12.15 MiB from the disk), ready at 1.52769s
> the disk read 24.30 MiB; page cache: 0.00 MiB of layers, 24.30 MiB of devices, 0.00 MiB let go; guests: 24.30 MiB
