# reap (ustiugov2021reap, section on design; ao2022, section 5.2.3): the pages that
# faulted are fetched in one read and installed; what is not among them is served in
# user space, and the guest goes on after four threads have woken one after the other.

scenario the same pages again: nothing is left to fetch
  strategy  reap
  nonzero   0-11
  record    1 8 9
  test      9 1 8
> recorded     faults on pages 1 8 9
> snapshot     pages 0-11 are not zero
> mapped       pages 0-15 to the memory file
> fetched      pages 0-2 of the set file, read past the page cache, before the guest runs
> at 1.155ms   page 9: in-place, 1µs
> at 1.166ms   page 1: in-place, 1µs
> at 1.177ms   page 8: in-place, 1µs
> at 1.178ms   the answer
> in all       read from disk: 3 pages in 1 requests by the fetch; 3 pages of memory

scenario another input: a page beyond the record is read by the handler, its neighbour is cached
  strategy  reap
  nonzero   0-11
  record    1 8 9
  test      9 5 4
> recorded     faults on pages 1 8 9
> snapshot     pages 0-11 are not zero
> mapped       pages 0-15 to the memory file
> fetched      pages 0-2 of the set file, read past the page cache, before the guest runs
> at 1.155ms   page 9: in-place, 1µs
> at 1.166ms   page 5: user-major, 160µs
> at 1.336ms   page 4: user, 10µs
> at 1.366ms   the answer
> in all       read from disk: 4 pages in 1 requests by the handler, 3 pages in 1 requests by the fetch; 9 pages of memory

scenario no file: two threads touch the recorded pages in the memory file and install them
  strategy  reap,file=false,direct=false,threads=2
  nonzero   0-11
  record    1 8 9
  test      9 1 8
> recorded     faults on pages 1 8 9
> snapshot     pages 0-11 are not zero
> mapped       pages 0-15 to the memory file
> fetched      pages 1 8 9 of the memory file, touched by 2 threads, before the guest runs
> at 1.206ms   page 9: in-place, 1µs
> at 1.217ms   page 1: in-place, 1µs
> at 1.228ms   page 8: in-place, 1µs
> at 1.229ms   the answer
> in all       read from disk: 12 pages in 3 requests by the fetch; 15 pages of memory

scenario the file is read through the page cache
  strategy  reap,direct=false
  nonzero   0-11
  record    1 8 9
  test      9 1 8
> recorded     faults on pages 1 8 9
> snapshot     pages 0-11 are not zero
> mapped       pages 0-15 to the memory file
> fetched      pages 0-2 of the set file, read by a thread, before the guest runs
> at 1.158ms   page 9: in-place, 1µs
> at 1.169ms   page 1: in-place, 1µs
> at 1.18ms    page 8: in-place, 1µs
> at 1.181ms   the answer
> in all       read from disk: 3 pages in 1 requests by the fetch; 6 pages of memory
