# cached (ao2022, section 5.2.1): the memory file is in the page cache, so each
# first touch is a minor fault and the disk is idle.

scenario five pages, one of them written
  strategy  cached
  nonzero   0-11
  record    0
  test      5 4w 6 7 15
> recorded     faults on pages 0
> snapshot     pages 0-11 are not zero
> mapped       pages 0-15 to the memory file
> at 1.02ms    page 5: minor, 4µs
> at 1.034ms   page 4: minor, 4µs
> at 1.048ms   page 6: minor, 4µs
> at 1.062ms   page 7: minor, 4µs
> at 1.076ms   page 15: minor, 4µs
> at 1.08ms    the answer
> in all       read from disk: nothing; 17 pages of memory
